"""A document is stored, replaced and withdrawn; what it was stays on record, and its content stays what it was."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from tests.archive.factories import MOMENT, PDF, THE_SYSTEM, centre, examined, picture, staff, stored, stored_and_undone
from touchstone.archive.api import (
    ContentMissing,
    Described,
    FileKind,
    FilesVerification,
    FilesWanted,
    Standing,
    Swept,
    count_files,
    find_unnamed,
    get_file,
    list_files,
    list_versions,
    read_content,
    replace_file,
    retire_file,
    store_file,
    sweep_store,
    verify_files,
)
from touchstone.archive.models import Content, StoredFile
from touchstone.ledger.api import FULL_REACH, Record, history_of, verify
from touchstone.people.api import Impossible, NotOnRecord, NotPermitted, Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("full_reach")]


def contents_in(store: Path) -> list[str]:
    return sorted(path.name for path in store.rglob("*") if path.is_file())


def test_a_stored_file_lies_under_its_hash_and_says_who_stored_it_when(store: Path, at: datetime) -> None:
    ann = staff(centre())
    file = stored(ann, title="Appeals procedure", at=at)
    told = get_file(file, ann.reach)
    assert (told.title, told.name, told.kind, told.version) == (
        "Appeals procedure",
        "policy.pdf",
        FileKind.POLICY,
        1,
    )
    assert (told.stored_at, told.stored_by, told.standing) == (at, ann.person, Standing.CURRENT)
    assert b"".join(read_content(told.sha256)) == PDF
    assert contents_in(store) == [told.sha256]
    assert (store / "content" / told.sha256[:2] / told.sha256[2:4] / told.sha256).stat().st_mode & 0o777 == 0o600


def test_a_file_without_a_title_goes_by_its_name() -> None:
    ann = staff(centre())
    assert get_file(stored(ann), ann.reach).title == "policy.pdf"


def test_an_act_is_one_entry_and_names_stand_in_it_as_commitments_only() -> None:
    ann = staff(centre())
    file = stored(ann, title="Warning to Ann Other")
    (entry,) = history_of(Record("archive.file", str(file)), FULL_REACH)
    (fact,) = entry.facts
    assert (entry.act, fact.fact, fact.after["title"]) == (
        "archive.store_file",
        "archive.FileStored",
        "Warning to Ann Other",
    )
    assert verify().is_whole


def test_a_newer_version_supersedes_and_the_older_stays_on_record(at: datetime) -> None:
    ann = staff(centre())
    first = stored(ann, title="Appeals procedure", at=at)
    later = at + timedelta(days=1)
    second = replace_file(first, examined(picture(), "appeals.png"), by=ann, at=later)
    versions = list_versions(first, ann.reach)
    assert [(told.id, told.version, told.standing) for told in versions] == [
        (second, 2, Standing.CURRENT),
        (first, 1, Standing.SUPERSEDED),
    ]
    assert (versions[0].title, versions[0].kind, versions[0].media_type) == (
        "Appeals procedure",
        FileKind.POLICY,
        "image/png",
    )
    assert (versions[1].retired_at, versions[1].why, versions[1].replaced_by) == (
        later,
        "Replaced by version 2.",
        second,
    )
    third = replace_file(second, examined(), title="Appeals", by=ann, at=later)
    assert [told.id for told in list_versions(first, ann.reach)] == [third, second, first]
    assert [told.id for told in list_files(ann.reach, FilesWanted())] == [third]


def test_a_withdrawn_document_leaves_the_list_and_keeps_its_reason(at: datetime) -> None:
    ann = staff(centre())
    file = stored(ann, at=at)
    retire_file(file, why=" It named a person. ", by=ann, at=at)
    told = get_file(file, ann.reach)
    assert (told.standing, told.why) == (Standing.WITHDRAWN, "It named a person.")
    assert list_files(ann.reach, FilesWanted()) == ()
    assert [told.id for told in list_files(ann.reach, FilesWanted(retired=True))] == [file]


def test_what_is_no_longer_in_force_is_neither_replaced_nor_withdrawn(at: datetime) -> None:
    ann = staff(centre())
    file = stored(ann, at=at)
    retire_file(file, why="It was the wrong one.", by=ann, at=at)
    with pytest.raises(Impossible):
        retire_file(file, why="Again.", by=ann, at=at)
    with pytest.raises(Impossible):
        replace_file(file, examined(), by=ann, at=at)


def test_a_document_is_withdrawn_for_a_reason_only(at: datetime) -> None:
    ann = staff(centre())
    file = stored(ann, at=at)
    with pytest.raises(Impossible):
        retire_file(file, why="  ", by=ann, at=at)
    assert get_file(file, ann.reach).is_current


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.COORDINATOR, {"store", "replace", "retire"}),
        (Role.INTERNAL_VERIFIER, {"store", "replace"}),
        (Role.ASSESSOR, set()),
        (Role.TRAINER, set()),
        (Role.CANDIDATE, set()),
        (Role.EMPLOYER, set()),
        (Role.WITNESS, set()),
    ],
)
def test_who_may_do_what_at_a_centre(role: Role, may: set[str], at: datetime) -> None:
    here = centre()
    file = stored(staff(here), at=at)
    by = staff(here, role, "Bob Other")
    other = stored(staff(here, name="Cat Other"), at=at)
    acts: dict[str, Callable[[], object]] = {
        "store": lambda: store_file(examined(), Described(FileKind.OTHER), organisation=here, by=by, at=at),
        "replace": lambda: replace_file(file, examined(), by=by, at=at),
        "retire": lambda: retire_file(other, why="Wrong.", by=by, at=at),
    }
    for name, act in acts.items():
        with nullcontext() if name in may else pytest.raises(NotPermitted):
            act()


def test_another_centres_document_is_not_on_record(at: datetime) -> None:
    file = stored(staff(centre()), at=at)
    eve = staff(centre("67890", "Southgate"), name="Eve Other")
    for act in (
        lambda: get_file(file, eve.reach),
        lambda: replace_file(file, examined(), by=eve, at=at),
        lambda: retire_file(file, why="Mine.", by=eve, at=at),
    ):
        with pytest.raises(NotOnRecord):
            act()
    assert list_versions(file, eve.reach) == ()
    assert count_files(eve.reach, FilesWanted(retired=True)) == 0


def test_the_same_content_of_two_centres_lies_in_the_store_once_and_neither_sees_the_other(store: Path) -> None:
    ann, eve = staff(centre()), staff(centre("67890", "Southgate"), name="Eve Other")
    hers, theirs = get_file(stored(ann), ann.reach), get_file(stored(eve, name="other.pdf"), eve.reach)
    assert hers.sha256 == theirs.sha256
    assert contents_in(store) == [hers.sha256]
    assert Content.objects.count() == 1
    assert (theirs.name, theirs.stored_by, theirs.version) == ("other.pdf", eve.person, 1)


def test_the_same_bytes_are_plain_text_to_one_centre_and_csv_to_another() -> None:
    ann, eve = staff(centre()), staff(centre("67890", "Southgate"), name="Eve Other")
    hers = get_file(stored(ann, content=b"a,b\n", name="a.csv"), ann.reach)
    theirs = get_file(stored(eve, content=b"a,b\n", name="a.txt"), eve.reach)
    assert (hers.sha256, hers.media_type, theirs.media_type) == (theirs.sha256, "text/csv", "text/plain")


def test_storing_again_what_was_altered_in_the_store_mends_it(store: Path) -> None:
    ann = staff(centre())
    told = get_file(stored(ann), ann.reach)
    lies_at = next(store.rglob(told.sha256))
    lies_at.write_bytes(b"altered")
    stored(ann, name="again.pdf")
    assert verify_files().is_whole
    assert lies_at.read_bytes() == PDF


def test_an_act_that_comes_to_nothing_leaves_a_content_that_no_record_names_and_a_sweep_removes_it(
    store: Path,
) -> None:
    ann = staff(centre())
    kept = get_file(stored(ann, content=b"kept", name="kept.txt"), ann.reach)
    stored_and_undone(ann, b"undone")
    assert StoredFile.objects.count() == Content.objects.count() == 1
    assert len(contents_in(store)) == 2
    # What was put there is garbage, not a gap: every record names what is there.
    assert verify_files().is_whole
    unfinished = next(store.rglob(kept.sha256)).with_name(".unfinished-abc")
    unfinished.write_bytes(b"half")
    foreign = unfinished.with_name("notes of the operator")
    foreign.write_bytes(b"left alone")
    later = timezone.now() + timedelta(days=2)
    assert find_unnamed(before=later - timedelta(days=3)) == ()
    assert sweep_store(find_unnamed(before=later), by=THE_SYSTEM, at=later) == Swept(1, 1)
    assert sweep_store(find_unnamed(before=later), by=THE_SYSTEM, at=later) == Swept(0, 0)
    assert contents_in(store) == [kept.sha256, foreign.name]
    assert Content.objects.count() == 1
    assert verify_files().is_whole


def test_a_content_that_cannot_be_put_into_the_store_leaves_no_record(store: Path) -> None:
    ann = staff(centre())
    store.parent.mkdir(exist_ok=True)
    store.write_text("a file where the folder should be")
    with pytest.raises(OSError, match="files"):
        stored(ann)
    assert StoredFile.objects.count() == Content.objects.count() == 0


def test_nobody_but_the_system_sweeps_the_store(at: datetime) -> None:
    with pytest.raises(NotPermitted):
        sweep_store((), by=staff(centre()), at=at)


def test_a_verification_names_what_is_missing_and_what_was_altered(store: Path) -> None:
    ann = staff(centre())
    whole = get_file(stored(ann, content=b"whole", name="whole.txt"), ann.reach)
    gone = get_file(stored(ann, content=b"gone", name="gone.txt"), ann.reach)
    altered = get_file(stored(ann, content=b"altered", name="altered.txt"), ann.reach)
    longer = get_file(stored(ann, content=b"longer", name="longer.txt"), ann.reach)
    assert verify_files() == FilesVerification(4, 5 + 4 + 7 + 6, ())
    next(store.rglob(gone.sha256)).unlink()
    next(store.rglob(altered.sha256)).write_bytes(b"ALTERED")
    with next(store.rglob(longer.sha256)).open("ab") as opened:
        opened.write(b"!")
    found = verify_files()
    assert {(flaw.sha256, flaw.kind, flaw.files) for flaw in found.flaws} == {
        (gone.sha256, "missing", (f"{gone.id} gone.txt of Northgate",)),
        (altered.sha256, "altered", (f"{altered.id} altered.txt of Northgate",)),
        (longer.sha256, "altered", (f"{longer.id} longer.txt of Northgate",)),
    }
    assert whole.sha256 not in {flaw.sha256 for flaw in found.flaws}
    assert not found.is_whole


def test_a_part_of_a_content_is_read_without_the_rest() -> None:
    ann = staff(centre())
    told = get_file(stored(ann, content=b"0123456789", name="a.txt"), ann.reach)
    assert b"".join(read_content(told.sha256, start=3, stop=7)) == b"3456"
    assert b"".join(read_content(told.sha256, start=3)) == b"3456789"
    with pytest.raises(ContentMissing):
        read_content("0" * 64)


def test_documents_are_found_by_title_name_kind_and_organisation() -> None:
    here, there = centre(), centre("67890", "Southgate")
    ann, eve = staff(here), staff(there, name="Eve Other")
    appeals = stored(ann, title="Appeals procedure")
    minutes = store_file(
        examined(name="march.pdf"), Described(FileKind.RECORD, "Minutes"), organisation=here, by=ann, at=MOMENT
    )
    hers = stored(eve, title="Appeals at Southgate")

    def found(**wanted: object) -> list[int]:
        return [told.id for told in list_files(FULL_REACH, FilesWanted(**wanted))]  # type: ignore[arg-type]

    assert found(search="appeals") == [hers, appeals]
    assert found(search="MARCH") == [minutes]
    assert found(kind=FileKind.RECORD) == [minutes]
    assert found(organisation=there) == [hers]
    assert found(search="%") == []
    assert count_files(FULL_REACH, FilesWanted()) == 3


def test_the_database_itself_refuses_to_change_a_content_or_a_file_or_to_delete_one() -> None:
    ann = staff(centre())
    file = stored(ann)
    for change in (
        lambda: Content.objects.update(size=1),
        lambda: StoredFile.objects.filter(id=file).update(name="other.pdf"),
        lambda: StoredFile.objects.filter(id=file).update(content="0" * 64),
        lambda: StoredFile.objects.filter(id=file).delete(),
    ):
        with pytest.raises(DatabaseError, match="is not"), transaction.atomic():
            change()
