"""A verification names every entry that was tampered with, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.ledger import tampering
from tests.ledger.factories import ANN, MOMENT, note_things, thing, write_entries
from touchstone.ledger.api import (
    FULL_REACH,
    Actor,
    Origin,
    erase_personal_values,
    keep_head,
    last_head,
    read_heads,
    verify,
)
from touchstone.ledger.models import Entry, PersonalValue, Touch
from touchstone.ledger.queries import content_of

pytestmark = pytest.mark.usefixtures("as_owner")
LAST = 6


@pytest.fixture
def _six_entries(as_owner: None) -> None:  # noqa: ARG001 - it comes first
    write_entries(LAST)
    tampering.silence_refusals()


def flaws() -> list[tuple[int, str]]:
    return [(flaw.number, flaw.kind) for flaw in verify().flaws]


def test_an_empty_ledger_is_whole() -> None:
    found = verify()
    assert (found.entries, found.is_whole) == (0, True)


@pytest.mark.usefixtures("_six_entries")
def test_a_ledger_that_nobody_touched_is_whole() -> None:
    found = verify()
    assert (found.entries, found.flaws) == (LAST, ())


@pytest.mark.usefixtures("_six_entries")
@pytest.mark.parametrize("number", [1, 3, LAST])
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", MOMENT + timedelta(microseconds=1)),
        ("act", "people.other"),
        ("person", 8),
        ("person", None),
        ("role", "officer"),
        ("organisation", 4),
        ("organisation", None),
        ("origin", '{"door":"cli"}'),
        ("facts", "[]"),
        ("facts", "not even JSON"),
        ("previous", "f" * 64),
    ],
)
def test_an_altered_column_is_found_at_its_entry(number: int, column: str, value: object) -> None:
    tampering.change("ledger_entry", column, value, where="number", of=number)
    assert flaws() == [(number, "altered")]


@pytest.mark.usefixtures("_six_entries")
@pytest.mark.parametrize("number", [1, 3])
def test_an_altered_hash_is_found_at_its_entry(number: int) -> None:
    tampering.change("ledger_entry", "hash", "f" * 64, where="number", of=number)
    assert flaws() == [(number, "altered")]


@pytest.mark.usefixtures("_six_entries")
def test_an_altered_last_hash_contradicts_what_the_database_remembers_too() -> None:
    tampering.change("ledger_entry", "hash", "f" * 64, where="number", of=LAST)
    assert flaws() == [(LAST, "altered"), (LAST, "rewritten")]


@pytest.mark.usefixtures("_six_entries")
@pytest.mark.parametrize("number", [1, 3, 5, LAST])
def test_an_entry_written_anew_with_a_hash_that_fits_is_found_at_its_number(number: int) -> None:
    tampering.change("ledger_entry", "act", "people.forged", where="number", of=number)
    entry = Entry.objects.get(number=number)
    anew = content_of(entry).hash_after(entry.previous)
    tampering.change("ledger_entry", "hash", anew, where="number", of=number)
    assert flaws() == [(number, "rewritten")]


@pytest.mark.usefixtures("_six_entries")
@pytest.mark.parametrize("number", [2, 4, LAST])
def test_an_entry_chained_to_something_else_is_found_at_its_number(number: int) -> None:
    anew = content_of(Entry.objects.get(number=number)).hash_after("f" * 64)
    tampering.change("ledger_entry", "previous", "f" * 64, where="number", of=number)
    tampering.change("ledger_entry", "hash", anew, where="number", of=number)
    assert flaws() == [(number, "rewritten")]


@pytest.mark.usefixtures("_six_entries")
@pytest.mark.parametrize(("removed", "said"), [((1,), [1]), ((3,), [3]), ((2, 3, 4), [2]), ((2, 5), [2, 5])])
def test_missing_entries_are_found(removed: tuple[int, ...], said: list[int]) -> None:
    tampering.remove(*removed)
    assert flaws() == [(number, "missing") for number in said]


@pytest.mark.usefixtures("_six_entries")
def test_several_missing_entries_are_named_from_the_first_to_the_last() -> None:
    tampering.remove(2, 3, 4)
    assert [flaw.said for flaw in verify().flaws] == ["Entries 2 to 4 are missing."]


@pytest.mark.usefixtures("_six_entries")
@pytest.mark.parametrize(("first", "second"), [(1, 2), (2, 5), (5, LAST)])
def test_two_entries_that_changed_places_are_both_found_with_their_old_numbers(first: int, second: int) -> None:
    tampering.swap(first, second)
    found = [(flaw.number, flaw.said) for flaw in verify().flaws if flaw.kind == "reordered"]
    assert found == [(first, f"It was written as entry {second}."), (second, f"It was written as entry {first}.")]


@pytest.mark.usefixtures("_six_entries")
@pytest.mark.parametrize("number", [1, 3, LAST])
def test_an_entry_put_between_two_others_is_found(number: int) -> None:
    tampering.insert_at(number, LAST)
    found = verify().flaws
    assert (found[0].number, found[0].kind) in {(number, "inserted"), (number, "index")}
    assert [flaw.number for flaw in found if flaw.kind == "inserted"] == [number]
    assert [flaw.number for flaw in found if flaw.kind == "reordered"] == list(range(number + 1, LAST + 2))


@pytest.mark.usefixtures("_six_entries")
def test_an_entry_put_after_the_last_is_found() -> None:
    tampering.forge(LAST + 1, previous=tampering.hash_of(LAST))
    assert flaws() == [(LAST + 1, "inserted")]


@pytest.mark.usefixtures("_six_entries")
def test_an_entry_put_before_the_first_is_found() -> None:
    tampering.forge(0, previous=tampering.hash_of(0))
    assert flaws() == [(0, "inserted")]


@pytest.mark.usefixtures("_six_entries")
def test_a_cut_tail_is_found_at_the_first_entry_that_is_gone() -> None:
    tampering.remove(5, 6)
    assert flaws() == [(5, "cut")]


@pytest.mark.usefixtures("_six_entries")
def test_a_ledger_without_its_tip_is_not_whole() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM ledger_tip")
    assert flaws() == [(LAST, "cut")]


@pytest.mark.usefixtures("_six_entries")
@pytest.mark.parametrize(
    ("column", "value"),
    [("value", "Eve Other"), ("salt", "00"), ("commitment", "f" * 64), ("person", 8), ("organisation", 4)],
)
def test_an_altered_personal_value_is_found_at_its_entry(column: str, value: object) -> None:
    kept = PersonalValue.objects.filter(entry=3, value="Ann Other").get()
    tampering.change("ledger_personalvalue", column, value, where="id", of=kept.id)
    assert flaws() == [(3, "value")]


@pytest.mark.usefixtures("_six_entries")
@pytest.mark.parametrize("column", ["value", "person", "organisation"])
def test_an_altered_network_address_is_found_at_its_entry(column: str) -> None:
    kept = PersonalValue.objects.filter(entry=4, value="192.0.2.44").get()
    tampering.change("ledger_personalvalue", column, 8, where="id", of=kept.id)
    assert flaws() == [(4, "value")]


@pytest.mark.usefixtures("_six_entries")
@pytest.mark.parametrize(
    ("column", "value"), [("record", "ledger.thing/99"), ("organisation", 4), ("organisation", None)]
)
def test_an_altered_index_is_found_at_its_entry(column: str, value: object) -> None:
    tampering.change("ledger_touch", column, value, where="entry_id", of=2)
    assert flaws() == [(2, "index")]


@pytest.mark.usefixtures("_six_entries")
def test_a_missing_and_an_added_row_of_the_index_are_found() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM ledger_touch WHERE entry_id = 2")
    Touch.objects.create(id=1, entry_id=5, record="ledger.thing/1", organisation=4)
    assert flaws() == [(2, "index"), (5, "index")]


class TestHeads:
    """Signed heads, kept outside the database."""

    @pytest.fixture(autouse=True)
    def _kept(self, _six_entries: None, tmp_path: Path) -> None:
        self.folder = tmp_path
        keep_head(last_head(MOMENT), tmp_path)

    def flaws(self) -> list[tuple[int, str]]:
        return [(flaw.number, flaw.kind) for flaw in verify(read_heads(self.folder)).flaws]

    def test_heads_of_a_ledger_that_nobody_touched_agree_with_it(self) -> None:
        note_things([thing(7)], by=ANN, at=MOMENT)
        keep_head(last_head(MOMENT), self.folder)
        found = verify(read_heads(self.folder))
        assert (found.heads, found.flaws) == (2, ())

    def test_only_heads_show_a_tail_that_was_cut_with_the_databases_memory(self) -> None:
        tampering.cut_after(4, LAST)
        assert verify().is_whole
        assert self.flaws() == [(LAST, "cut")]

    def test_only_heads_show_a_chain_that_was_written_anew(self) -> None:
        tampering.chain_anew(2, LAST)
        assert verify().is_whole
        assert self.flaws() == [(LAST, "rewritten")]

    def test_a_whole_new_ledger_contradicts_the_old_ones_head(self) -> None:
        tampering.chain_anew(1, LAST)
        assert self.flaws() == [(LAST, "rewritten")]

    @pytest.mark.parametrize(
        "alter",
        [
            lambda line: line.replace('"number":6', '"number":4'),
            lambda line: line[:-3] + ("0" if line[-3] != "0" else "1") + line[-2:],
            lambda line: line[:40],
            lambda _: '{"number":Infinity,"hash":"","at":"2026-03-02T09:30:00+00:00","signature":""}',
            lambda _: "[" * 100_000,
            lambda _: '"\\ud800"',
            lambda _: "\udcff",
        ],
    )
    def test_a_forged_line_of_the_heads_is_named(self, alter: Callable[[str], str]) -> None:
        file = self.folder / "heads.jsonl"
        genuine = file.read_text(encoding="utf-8").rstrip("\n")
        file.write_bytes(f"{genuine}\n{alter(genuine)}\n".encode(errors="surrogateescape"))
        assert self.flaws() == [(2, "head")]

    def test_a_line_signed_with_another_key_is_named(self, tmp_path_factory: pytest.TempPathFactory) -> None:
        elsewhere = tmp_path_factory.mktemp("elsewhere")
        keep_head(last_head(MOMENT), elsewhere)
        (self.folder / "heads.jsonl").write_bytes((elsewhere / "heads.jsonl").read_bytes())
        assert self.flaws() == [(1, "head")]

    def test_heads_can_be_checked_with_a_key_that_is_kept_elsewhere(self) -> None:
        (self.folder / "signing-key.pub.pem").rename(self.folder / "kept.pem")
        heads = read_heads(self.folder, public_key=self.folder / "kept.pem")
        assert [(stored.head.number if stored.head else None, stored.is_genuine) for stored in heads] == [(6, True)]


def test_of_very_many_flaws_the_first_are_named_and_the_rest_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("touchstone.ledger.queries.MOST_FLAWS", 3)
    write_entries(LAST)
    tampering.silence_refusals()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_entry SET role = 'officer'")
    found = verify()
    assert [flaw.number for flaw in found.flaws] == [1, 2, 3]
    assert found.left_out == 3


def test_a_ledger_of_several_parts_is_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("touchstone.ledger.queries.CHUNK", 4)
    write_entries(9)
    assert (verify().entries, verify().is_whole) == (9, True)
    tampering.silence_refusals()
    tampering.change("ledger_entry", "role", "officer", where="number", of=5)
    tampering.change("ledger_touch", "record", "x", where="entry_id", of=8)
    assert flaws() == [(5, "altered"), (8, "index")]


FACTS = st.lists(
    st.builds(
        thing,
        st.integers(1, 9),
        organisation=st.none() | st.integers(1, 3),
        name=st.sampled_from(["", "Ann", "Siân O’Hare", "\n\t“quoted”\\", "名前"]),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=st.lists(FACTS, min_size=1, max_size=8), data=st.data())
def test_whatever_was_written_is_whole_and_one_tampering_is_found_where_it_was_done(
    entries: list[list[object]], data: st.DataObject
) -> None:
    with transaction.atomic():
        for facts in entries:
            note_things(facts, by=ANN, at=MOMENT)  # type: ignore[arg-type]  # facts, as FACTS draws them
        assert flaws() == []
        tampering.silence_refusals()
        number = data.draw(st.integers(1, len(entries)), label="entry")
        kinds, first = TAMPERINGS[data.draw(st.sampled_from(sorted(TAMPERINGS)), label="tampering")](
            number, len(entries)
        )
        found = verify().flaws
        assert {flaw.kind for flaw in found} & kinds
        assert found[0].number == first
        transaction.set_rollback(True)


def _alter(column: str, value: object) -> Callable[[int, int], tuple[set[str], int]]:
    def alter(number: int, _last: int) -> tuple[set[str], int]:
        tampering.change("ledger_entry", column, value, where="number", of=number)
        return {"altered"}, number

    return alter


def _remove(number: int, last: int) -> tuple[set[str], int]:
    tampering.remove(number)
    return {"cut"} if number == last else {"missing"}, number


def _swap(number: int, last: int) -> tuple[set[str], int]:
    other = last if number != last else 1
    if other == number:
        return _remove(number, last)
    tampering.swap(number, other)
    return {"reordered"}, min(number, other)


def _insert(number: int, last: int) -> tuple[set[str], int]:
    tampering.insert_at(number, last)
    return {"inserted"}, number


def _rewrite(number: int, _last: int) -> tuple[set[str], int]:
    tampering.change("ledger_entry", "act", "people.forged", where="number", of=number)
    entry = Entry.objects.get(number=number)
    anew = content_of(entry).hash_after(entry.previous)
    tampering.change("ledger_entry", "hash", anew, where="number", of=number)
    return {"rewritten"}, number


def _alter_address(number: int, _last: int) -> tuple[set[str], int]:
    tampering.change("ledger_personalvalue", "value", "Eve", where="entry_id", of=number)
    return {"value"}, number


def _alter_index(number: int, _last: int) -> tuple[set[str], int]:
    tampering.change("ledger_touch", "record", "people.person/0", where="entry_id", of=number)
    return {"index"}, number


TAMPERINGS: dict[str, Callable[[int, int], tuple[set[str], int]]] = {
    "act": _alter("act", "people.other"),
    "person": _alter("person", None),
    "facts": _alter("facts", "[{}]"),
    "remove": _remove,
    "swap": _swap,
    "insert": _insert,
    "rewrite": _rewrite,
    "address": _alter_address,
    "index": _alter_index,
}


class TestErasure:
    """After a lawful erasure the ledger verifies, and what was erased cannot be found out."""

    def test_the_ledger_stays_whole_and_value_and_salt_are_gone(self) -> None:
        write_entries(LAST)
        before = list(Entry.objects.order_by("number").values_list("facts", "hash"))
        erase(7)
        assert not PersonalValue.objects.filter(person=7).exists()
        assert list(Entry.objects.filter(number__lte=LAST).order_by("number").values_list("facts", "hash")) == before
        assert verify().is_whole

    def test_nothing_that_is_kept_leads_from_a_guess_to_the_value(self) -> None:
        write_entries(1)
        salt = PersonalValue.objects.get(value="Ann Other").salt
        assert len(bytes.fromhex(salt)) == 32
        erase(7)
        kept = everything_kept()
        assert salt not in kept
        assert "Ann Other" not in kept

    def test_two_commitments_to_one_value_do_not_show_that_it_is_one(self) -> None:
        note_things([thing(1, name="Ann Other"), thing(2, name="Ann Other")], by=ANN, at=MOMENT)
        assert PersonalValue.objects.filter(value="Ann Other").values("commitment").distinct().count() == 2

    def test_another_persons_values_stay(self) -> None:
        write_entries(1)
        erase(8)
        assert PersonalValue.objects.filter(person=7).count() == 2


OFFICER = Actor(person=90, role="administrator", organisation=1, everywhere=True, origin=Origin("web"))


def erase(person: int) -> None:
    """Erase a person's values as part of an act, as another room does."""
    from touchstone.ledger.actions import _Draft, _performing, record

    with _performing(_Draft("ledger.erase", OFFICER, MOMENT), FULL_REACH):
        erase_personal_values(person)
        record(thing(100))


def everything_kept() -> str:
    """All the text in all the tables of the ledger."""
    with connection.cursor() as cursor:
        rows = []
        for table in ("ledger_entry", "ledger_touch", "ledger_personalvalue", "ledger_tip", "ledger_look"):
            cursor.execute(f"SELECT * FROM {table}")
            rows += cursor.fetchall()
    return repr(rows)
