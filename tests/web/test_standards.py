"""The administrator's import of a scheme book: upload, problems, preview, publication."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.catalogue.factories import LICENSED, a_standard, published, taken
from tests.web.signed_in import acting, signed_in
from tests.web.world import queries_of
from touchstone.catalogue.api import get_standards_file, load_shipped_standards, versions_of, write_file
from touchstone.ledger.api import Actor, reaching
from touchstone.people.api import Role

pytestmark = pytest.mark.django_db


def text_of(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.status_code
    return " ".join(answer.content.decode().split())


@pytest.fixture
def admin(client: Client) -> Actor:
    """The administrator who is signed in."""
    return acting(signed_in(client, Role.ADMINISTRATOR))


def upload(client: Client, content: bytes, name: str = "book.csv", **changes: str) -> Any:
    sent = {
        "file": SimpleUploadedFile(name, content),
        "provenance": "licensed",
        "source": "Scheme book, edition 3, licence 17",
        "once": str(uuid4()),
    }
    return client.post("/standards/import/", sent | changes)


def number_of(answer: Any) -> int:
    assert answer.status_code == 302, answer.content.decode()
    return int(answer["Location"].rstrip("/").rsplit("/", 1)[1])


def plan_in(page: str) -> str:
    return page.split('name="plan" value="')[1].split('"')[0]


def day_sent(days: int = 0) -> dict[str, str]:
    day = timezone.localdate() + timedelta(days=days)
    return {"from_day_day": str(day.day), "from_day_month": str(day.month), "from_day_year": str(day.year)}


def test_a_book_is_uploaded_looked_at_and_published_from_a_day(client: Client, admin: Actor) -> None:
    load_shipped_standards(by=admin, at=timezone.now())
    number = number_of(upload(client, write_file("csv", [a_standard(third="Close each contact")])))
    preview = text_of(client.get(f"/standards/import/{number}/", day_sent(7)))
    assert ["1 new version, 0 unchanged" in preview, "Close each contact" in preview] == [True, True]
    assert "<del>" in preview
    sent = day_sent(7) | {"plan": plan_in(preview), "once": str(uuid4())}
    answer = client.post(f"/standards/import/{number}/", sent)
    assert (answer.status_code, answer["Location"]) == (302, f"/standards/import/{number}/")
    versions = versions_of("CC", 2)
    assert [(v.number, v.from_day) for v in versions][:1] == [(2, timezone.localdate() + timedelta(days=7))]
    assert "Published" in text_of(client.get(f"/standards/import/{number}/"))
    assert "46 versions" in text_of(client.get("/standards/"))


def test_every_problem_is_shown_with_row_column_and_mend_and_nothing_can_be_published(
    client: Client, admin: Actor
) -> None:
    content = b"area,level,part,code,text\nCC,9,title,,Care\nCC,2,remark,,Care\n"
    number = number_of(upload(client, content))
    page = text_of(client.get(f"/standards/import/{number}/"))
    assert ["2 problems" in page, "“9” is no level." in page, "“remark” is no part of standards." in page] == [True] * 3
    assert "Write a whole number from 1 to 8." in page
    assert 'name="plan"' not in page
    client.post(f"/standards/import/{number}/", day_sent() | {"plan": "x", "once": str(uuid4())})
    with reaching(admin.reach):
        told = get_standards_file(number)
    assert (told.state, told.uploaded_by) == ("waiting", admin.person)


@pytest.mark.usefixtures("admin")
@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("book.csv", b"", "The file is empty"),
        ("book.exe", b"MZ", "whose names end like this one"),
        ("book.xlsx", b"area,level", "but the content is plain text"),
        ("book.csv", b"x" * 20_000_001, "larger than 20 MB"),
    ],
)
def test_a_file_that_is_no_book_is_refused_beside_the_form(
    name: str, content: bytes, said: str, client: Client
) -> None:
    page = text_of(upload(client, content, name))
    assert (said in page, "Scheme book, edition 3, licence 17" in page) == (True, True)


@pytest.mark.usefixtures("admin")
@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("book.yaml", b"a: &a [x]\nb: [*a, *a]\n", "anchors"),
        ("book.csv", "area,level,part,text\nCC,1,title,Café\n".encode("cp1252"), "not written in UTF-8"),
        ("book.csv", b"area,level,part,text\nCC,1,title,C\x00\n", "character of control"),
        ("book.xlsx", b"PK\x03\x04xl/workbook broken", "is damaged"),
    ],
)
def test_a_hostile_file_is_refused_kindly(name: str, content: bytes, said: str, client: Client) -> None:
    number = number_of(upload(client, content, name))
    assert said in text_of(client.get(f"/standards/import/{number}/"))


def test_a_preview_that_is_no_longer_true_publishes_nothing(client: Client, admin: Actor) -> None:
    number = number_of(upload(client, write_file("yaml", [a_standard()]), "book.yaml"))
    plan = plan_in(text_of(client.get(f"/standards/import/{number}/")))
    published(a_standard(summary="Another"), by=admin, at=timezone.now())
    page = text_of(client.post(f"/standards/import/{number}/", day_sent() | {"plan": plan, "once": str(uuid4())}))
    assert "Standards were published after this preview was made." in page
    assert len(versions_of("CC", 2)) == 1


def test_a_day_that_has_passed_is_refused(client: Client, admin: Actor) -> None:
    number = taken(a_standard(), source=LICENSED, by=admin, at=timezone.now())
    page = text_of(client.get(f"/standards/import/{number}/", day_sent(-1)))
    assert "The date must be" in page
    sent = day_sent(-1) | {"plan": plan_in(page), "once": str(uuid4())}
    assert "The date must be" in text_of(client.post(f"/standards/import/{number}/", sent))
    assert versions_of("CC", 2) == ()


def test_a_file_is_set_aside_after_a_question(client: Client, admin: Actor) -> None:
    number = taken(a_standard(), by=admin, at=timezone.now())
    assert "Set this file aside?" in text_of(client.get(f"/standards/import/{number}/aside/"))
    client.post(f"/standards/import/{number}/aside/", {"once": str(uuid4())})
    with reaching(admin.reach):
        assert get_standards_file(number).state == "set_aside"


@pytest.mark.parametrize(
    "address", ["/standards/", "/standards/import/", "/standards/import/1/", "/standards/import/1/aside/"]
)
@pytest.mark.parametrize("role", [Role.OFFICER, Role.COORDINATOR, Role.CANDIDATE])
def test_standards_are_the_administrators(address: str, role: Role, client: Client) -> None:
    assert client.get(address).status_code == 302
    signed_in(client, role)
    assert client.get(address).status_code == 403


@pytest.mark.usefixtures("admin")
def test_a_file_that_is_not_there_is_not_found(client: Client) -> None:
    assert client.get("/standards/import/99/").status_code == 404


def test_the_list_takes_as_many_queries_for_many_versions_as_for_one(client: Client, admin: Actor) -> None:
    published(a_standard(), by=admin, at=timezone.now())
    client.get("/standards/")
    for _ in range(2):
        assert queries_of(client, "/standards/") == 10
        load_shipped_standards(by=admin, at=timezone.now())
