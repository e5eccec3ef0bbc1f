"""The pages of documents: whoever may, finds, reads, adds, replaces and withdraws a centre's documents there."""

from __future__ import annotations

import csv
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pytest_django import Settings

from tests.archive.factories import MOMENT, PDF, THE_SYSTEM, centre, open_xml, picture, staff, stored
from touchstone.archive.api import FilesWanted, FileTold, Standing, get_file, list_files, retire_file
from touchstone.ledger.api import FULL_REACH, Actor, list_looks, reaching
from touchstone.people.api import (
    OrganisationKind,
    PersonName,
    Role,
    admit_organisation,
    appoint,
    cover_centre,
    enter_person,
    open_account,
)
from touchstone.people.models import Account
from touchstone.policy.api import set_parameter
from touchstone.web.second_factor import HAS_SECOND_FACTOR

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def store(settings: Settings, tmp_path: Path) -> Path:
    """The folder in which contents are stored, empty at first."""
    default: dict[str, Any] = {**settings.STORAGES["default"]}
    default["OPTIONS"] = {**default["OPTIONS"], "location": tmp_path / "files"}
    settings.STORAGES = {**settings.STORAGES, "default": default}
    return tmp_path / "files"


@pytest.fixture
def here() -> int:
    """The centre that the tests are about."""
    return centre()


@pytest.fixture
def ann(here: int) -> Actor:
    """The co-ordinator of the centre."""
    return staff(here)


def browser_of(by: Actor) -> Client:
    """The browser of somebody who has signed in with a second factor."""
    assert by.person is not None
    open_account(by.person, email=f"{by.person}@example.org", password=None, by=THE_SYSTEM, at=MOMENT)
    client = Client()
    with reaching(FULL_REACH):
        client.force_login(Account.objects.get(person=by.person))
    session = client.session
    session[HAS_SECOND_FACTOR] = True
    session.save()
    return client


@pytest.fixture
def desk(ann: Actor) -> Client:
    """The co-ordinator's browser."""
    return browser_of(ann)


def told(file: int) -> FileTold:
    with reaching(FULL_REACH):
        return get_file(file, FULL_REACH)


def everything(**wanted: Any) -> list[FileTold]:
    with reaching(FULL_REACH):
        return list(list_files(FULL_REACH, FilesWanted(**wanted)))


def sent(name: str, content: bytes, **more: str) -> dict[str, Any]:
    return {"once": str(uuid4()), "file": SimpleUploadedFile(name, content), **more}


def body_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_an_empty_list_says_what_to_do(desk: Client) -> None:
    page = desk.get(reverse("documents")).content.decode()
    assert "No documents yet" in page
    assert reverse("add_document") in page


def test_a_document_is_added_and_shown(desk: Client, here: int) -> None:
    answer = desk.post(
        reverse("add_document"), sent("C:\\plans\\Appeals.PDF", PDF, kind="policy", title="Appeals procedure")
    )
    (file,) = everything()
    assert (answer.status_code, answer["Location"]) == (302, reverse("document", args=[file.id]))
    assert (file.organisation, file.name, file.title) == (here, "Appeals.pdf", "Appeals procedure")
    page = desk.get(answer["Location"]).content.decode()
    assert "The document was added." in page
    assert "Version 1 added" in page
    assert "Ann Other" in page


def test_a_form_that_is_sent_twice_adds_one_document(desk: Client) -> None:
    form = sent("a.pdf", PDF, kind="policy", title="")
    answers = [desk.post(reverse("add_document"), {**form, "file": SimpleUploadedFile("a.pdf", PDF)}) for _ in "ab"]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert len(everything()) == 1


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.docm", open_xml(), "Office files with macros are not taken"),
        ("a.pdf", picture(), "but that is not what is in it"),
        ("a.pdf", b"", "This file is empty."),
        ("a.txt", b"a" * 1_000_001, "This file has more than 1 MB, the most that is taken."),
        ("a.txt", b"a" * 3_000_000, "This file has more than 1 MB, the most that is taken."),
    ],
)
def test_a_file_that_is_not_in_order_is_refused_and_what_was_typed_is_kept(
    desk: Client, name: str, content: bytes, said: str
) -> None:
    limit_to(1)
    answer = desk.post(reverse("add_document"), sent(name, content, kind="policy", title="Typed <already>"))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert said in page
    assert "There is a problem" in page
    assert 'value="Typed &lt;already&gt;"' in page
    assert everything() == []


@pytest.mark.parametrize("kind", ["", "poems"])
def test_a_document_without_a_purpose_is_not_added(desk: Client, kind: str) -> None:
    answer = desk.post(reverse("add_document"), sent("a.pdf", PDF, kind=kind))
    assert "Choose what the document is for." in answer.content.decode()
    assert everything() == []


def limit_to(megabytes: int) -> None:
    """Set the largest size of a file by the awarding body's own parameter."""
    now = timezone.now()
    day = timezone.localdate(now)
    set_parameter("upload_limit_megabytes", str(megabytes), from_day=day, source="A test", by=THE_SYSTEM, at=now)


def test_the_form_says_how_large_a_file_may_be(desk: Client) -> None:
    assert "At most 200 MB." in desk.get(reverse("add_document")).content.decode()
    limit_to(7)
    assert "At most 7 MB." in desk.get(reverse("add_document")).content.decode()


def test_a_file_of_just_the_largest_size_is_added_whole(desk: Client) -> None:
    limit_to(1)
    desk.post(reverse("add_document"), sent("a.txt", b"a" * 1_000_000, kind="policy"))
    assert [file.size for file in everything()] == [1_000_000]


def test_a_form_without_a_file_is_not_in_order(desk: Client) -> None:
    answer = desk.post(reverse("add_document"), {"once": str(uuid4()), "kind": "policy"})
    assert "Choose the file." in answer.content.decode()


def test_a_newer_version_takes_the_place_of_the_older_and_both_are_listed(desk: Client, ann: Actor) -> None:
    first = stored(ann, title="Appeals procedure")
    answer = desk.post(
        reverse("replace_document", args=[first]), sent("new.txt", b"new", title="Appeals procedure 2026")
    )
    second = everything()[0].id
    assert answer["Location"] == reverse("document", args=[second])
    page = desk.get(answer["Location"]).content.decode()
    assert "Version 2 added" in page
    assert "Version 1 superseded" in page
    older = desk.get(reverse("document", args=[first])).content.decode()
    assert "The newest is version 2:" in older
    assert reverse("replace_document", args=[first]) not in older


def test_two_people_who_replace_the_same_version_do_not_lose_a_file_unseen(desk: Client, ann: Actor) -> None:
    first = stored(ann)
    address = reverse("replace_document", args=[first])
    desk.post(address, sent("one.txt", b"one", title="One"))
    answer = desk.post(address, sent("two.txt", b"two", title="Two"))
    assert answer.status_code == 200
    assert "it was replaced or withdrawn meanwhile" in answer.content.decode()
    assert 'value="Two"' in answer.content.decode()
    assert [file.title for file in everything()] == ["One"]
    assert desk.get(address).status_code == 409


def test_a_document_is_withdrawn_after_a_page_that_says_what_that_means(desk: Client, ann: Actor) -> None:
    file = stored(ann, title="Appeals procedure")
    address = reverse("retire_document", args=[file])
    assert "cannot be put in force again" in desk.get(address).content.decode()
    assert told(file).is_current
    assert "Say why the document is withdrawn." in desk.post(address, {"once": str(uuid4())}).content.decode()
    answer = desk.post(address, {"once": str(uuid4()), "why": "It was the wrong one."})
    assert answer["Location"] == reverse("document", args=[file])
    assert (told(file).standing, told(file).why) == (Standing.WITHDRAWN, "It was the wrong one.")
    assert "It was the wrong one." in desk.get(reverse("document", args=[file])).content.decode()
    assert desk.get(address).status_code == 409


def test_a_download_is_the_file_itself_and_is_noted_in_the_access_log(desk: Client, ann: Actor) -> None:
    file = stored(ann, name="Polisi ŵ.pdf")
    answer = desk.get(reverse("download_document", args=[file]))
    assert body_of(answer) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''Polisi%20%C5%B5.pdf"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    with reaching(FULL_REACH):
        assert [(look.record, look.person, look.why) for look in list_looks()] == [
            (f"archive.file/{file}", ann.person, "downloaded")
        ]


def test_a_part_is_noted_too_but_a_question_and_what_the_browser_has_are_not(desk: Client, ann: Actor) -> None:
    address = reverse("download_document", args=[stored(ann)])
    desk.head(address)
    desk.get(address, headers={"If-None-Match": f'"{told(everything()[0].id).sha256}"'})
    desk.get(address, headers={"Range": "bytes=99999-"})
    with reaching(FULL_REACH):
        assert list_looks() == ()
    part = desk.get(address, headers={"Range": "bytes=1-3"})
    assert (part.status_code, body_of(part)) == (206, b"PDF")
    with reaching(FULL_REACH):
        assert len(list_looks()) == 1


def test_only_a_pdf_is_shown_in_the_browser(desk: Client, ann: Actor) -> None:
    pdf, text = stored(ann), stored(ann, content=b"a,b", name="a.csv")
    shown = desk.get(reverse("open_document", args=[pdf]))
    assert shown["Content-Disposition"] == 'inline; filename="policy.pdf"'
    assert shown["Content-Security-Policy"].startswith("sandbox")
    assert body_of(shown) == PDF
    assert desk.get(reverse("open_document", args=[text]))["Location"] == reverse("download_document", args=[text])


def test_a_picture_is_previewed_drawn_anew_and_nothing_else_is(desk: Client, ann: Actor) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Maker of cameras"
    photo = stored(ann, content=picture("JPEG", (300, 200), exif=exif), name="room.jpg")
    answer = desk.get(reverse("preview_document", args=[photo]))
    assert answer["Content-Type"] == "image/webp"
    assert b"Maker of cameras" not in answer.content
    with Image.open(BytesIO(answer.content)) as shown:
        assert shown.size == (300, 200)
    again = desk.get(reverse("preview_document", args=[photo]), headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    assert desk.get(reverse("preview_document", args=[stored(ann)])).status_code == 404
    assert reverse("preview_document", args=[photo]) in desk.get(reverse("document", args=[photo])).content.decode()


def test_a_content_that_is_gone_from_the_store_is_said_to_be(desk: Client, ann: Actor, store: Path) -> None:
    file = stored(ann)
    next(store.rglob(told(file).sha256)).unlink()
    answer = desk.get(reverse("download_document", args=[file]))
    assert answer.status_code == 409
    assert "the store does not hold it" in answer.content.decode()


ADDRESSES = (
    "document",
    "download_document",
    "open_document",
    "preview_document",
    "replace_document",
    "retire_document",
)


@pytest.mark.parametrize("name", ADDRESSES)
def test_another_centres_document_is_at_no_address(desk: Client, name: str) -> None:
    eve = staff(centre("67890", "Southgate"), name="Eve Other")
    theirs = stored(eve, content=picture(), name="secret.png", title="Secret")
    for file in (theirs, 999_999):
        answer = desk.get(reverse(name, args=[file]))
        assert answer.status_code == 404
        assert "ecret" not in answer.content.decode()


def test_another_centres_document_is_in_no_list_and_no_export_and_is_not_changed(desk: Client) -> None:
    south = centre("67890", "Southgate")
    theirs = stored(staff(south, name="Eve Other"), title="Secret plan")
    for address in (reverse("documents"), reverse("documents_export")):
        for query in ({}, {"centre": south}, {"q": "Secret", "state": "all"}):
            assert b"Secret plan" not in body_of(desk.get(address, query))
    posted = desk.post(reverse("replace_document", args=[theirs]), sent("a.txt", b"a", title="Mine"))
    withdrawn = desk.post(reverse("retire_document", args=[theirs]), {"once": str(uuid4()), "why": "Mine."})
    assert (posted.status_code, withdrawn.status_code) == (404, 404)
    assert told(theirs).is_current


@pytest.mark.parametrize(
    ("role", "answers"),
    [
        # Who sees documents, who adds and replaces them, and who withdraws them.
        (Role.ASSESSOR, (200, 403, 403)),
        (Role.TRAINER, (200, 403, 403)),
        (Role.INTERNAL_VERIFIER, (200, 200, 403)),
        (Role.COORDINATOR, (200, 200, 200)),
        (Role.CANDIDATE, (403, 403, 403)),
        (Role.EMPLOYER, (403, 403, 403)),
    ],
)
def test_who_comes_to_which_page(here: int, ann: Actor, role: Role, answers: tuple[int, int, int]) -> None:
    sees, adds, retires = answers
    file = stored(ann)
    desk = browser_of(staff(here, role, "Bob Other"))
    pages = [
        desk.get(reverse("documents")),
        desk.get(reverse("document", args=[file])),
        desk.get(reverse("download_document", args=[file])),
        desk.get(reverse("add_document")),
        desk.get(reverse("replace_document", args=[file])),
        desk.get(reverse("retire_document", args=[file])),
    ]
    body_of(pages[2])
    assert [page.status_code for page in pages] == [sees, sees, sees, adds, adds, retires]


def test_a_stranger_is_asked_to_sign_in(client: Client, ann: Actor) -> None:
    answer = client.get(reverse("download_document", args=[stored(ann)]))
    assert answer["Location"].startswith(reverse("account_login"))


@pytest.fixture
def office() -> int:
    """The awarding body."""
    return admit_organisation(
        OrganisationKind.AWARDING_BODY, name="The awarding body", number="1", by=THE_SYSTEM, at=MOMENT
    )


def of_the_office(office: int, role: Role) -> tuple[Actor, int]:
    person = enter_person(PersonName("Olu", "Other"), organisation=office, by=THE_SYSTEM, at=MOMENT)
    appointment = appoint(person, role, organisation=office, by=THE_SYSTEM, at=MOMENT)
    return Actor(person, role.value, office), appointment


def test_an_external_verifier_sees_the_documents_of_the_centres_covered_and_of_no_other(office: int, here: int) -> None:
    there, elsewhere = centre("67890", "Southgate"), centre("55555", "Westgate")
    files = [stored(staff(place, name="Eve Other"), title=f"Of {place}") for place in (here, there, elsewhere)]
    verifier, appointment = of_the_office(office, Role.EXTERNAL_VERIFIER)
    for place in (here, there):
        cover_centre(appointment, centre=place, by=THE_SYSTEM, at=MOMENT)
    desk = browser_of(verifier)
    page = desk.get(reverse("documents")).content.decode()
    assert [f"Of {place}" in page for place in (here, there, elsewhere)] == [True, True, False]
    assert "Northgate" in page
    assert [desk.head(reverse("download_document", args=[file])).status_code for file in files] == [200, 200, 404]
    assert desk.get(reverse("add_document")).status_code == 403


def test_an_external_verifier_sees_no_document_of_the_office(office: int, here: int) -> None:
    file = stored(of_the_office(office, Role.ADMINISTRATOR)[0], title="Salaries")
    verifier, appointment = of_the_office(office, Role.EXTERNAL_VERIFIER)
    cover_centre(appointment, centre=here, by=THE_SYSTEM, at=MOMENT)
    desk = browser_of(verifier)
    assert "Salaries" not in desk.get(reverse("documents")).content.decode()
    assert "Salaries" not in body_of(desk.get(reverse("documents_export"))).decode()
    assert desk.get(reverse("document", args=[file])).status_code == 404


def test_an_officer_sees_every_centres_documents_with_the_centre_named_and_filters_by_it(
    office: int, ann: Actor
) -> None:
    south = centre("67890", "Southgate")
    stored(ann, title="Appeals")
    stored(staff(south, name="Eve Other"), title="Minutes")
    desk = browser_of(of_the_office(office, Role.OFFICER)[0])
    page = desk.get(reverse("documents")).content.decode()
    assert all(said in page for said in ("2 documents", "Appeals", "Minutes", "Northgate", "Southgate"))
    page = desk.get(reverse("documents"), {"centre": south}).content.decode()
    assert "1 document" in page
    assert "Appeals" not in page


def test_the_list_is_filtered_by_what_stands_in_the_address(desk: Client, ann: Actor) -> None:
    stored(ann, title="Appeals procedure")
    gone = stored(ann, title="Old minutes", name="old.pdf")
    retire_file(gone, why="Old.", by=ann, at=MOMENT)

    def titles(**query: str) -> list[bool]:
        page = desk.get(reverse("documents"), query).content.decode()
        return ["Appeals procedure" in page, "Old minutes" in page]

    assert titles() == [True, False]
    assert titles(state="all") == [True, True]
    assert titles(state="all", q="OLD") == [False, True]
    assert titles(kind="policy") == [True, False]
    assert titles(kind="report") == [False, False]
    assert titles(kind="poems", page="many") == [True, False]
    page = desk.get(reverse("documents"), {"kind": "report"}).content.decode()
    assert "Nothing fits these filters" in page


def test_the_export_holds_every_version_that_the_list_would_and_no_formula(desk: Client, ann: Actor) -> None:
    file = stored(ann, title='=HYPERLINK("http://example.org")')
    lines = list(csv.reader(StringIO(body_of(desk.get(reverse("documents_export"))).decode("utf-8-sig"))))
    assert lines[0][:4] == ["Number", "Centre", "Title", "File name"]
    assert lines[1][:6] == [
        str(file),
        "Northgate",
        '\'=HYPERLINK("http://example.org")',
        "policy.pdf",
        "Policy or procedure",
        "1",
    ]
    assert len(lines) == 2


@pytest.mark.parametrize("name", ["documents", "documents_export"])
def test_a_list_asks_the_database_as_often_for_many_documents_as_for_one(desk: Client, ann: Actor, name: str) -> None:
    def ask() -> int:
        with CaptureQueriesContext(connection) as counted:
            body_of(desk.get(reverse(name)))
        return len(counted)

    stored(ann)
    ask()
    with_one = ask()
    for number in range(49):
        stored(ann, content=b"text %d" % number, name="a.txt", at=MOMENT + timedelta(minutes=number))
    assert ask() == with_one


def test_a_long_list_comes_in_pages_the_newest_first(desk: Client, ann: Actor) -> None:
    for number in range(27):
        stored(
            ann, content=b"%d" % number, name="a.txt", title=f"Title {number:02}", at=MOMENT + timedelta(hours=number)
        )
    first, second = (desk.get(reverse("documents"), {"page": page}).content.decode() for page in (1, 2))
    assert "27 documents" in first
    assert first.index("Title 26") < first.index("Title 02")
    assert ("Title 01" in first, "Title 01" in second) == (False, True)


def test_moments_are_those_of_the_act(desk: Client) -> None:
    desk.post(reverse("add_document"), sent("a.pdf", PDF, kind="policy"))
    assert timezone.now() - everything()[0].stored_at < timedelta(minutes=1)
