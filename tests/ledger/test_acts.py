"""An act is one transaction and one entry; a request is carried out once."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.ledger.factories import ANN, MOMENT, note_things, thing
from touchstone.ledger.api import (
    FULL_REACH,
    Actor,
    AlreadyDone,
    FactOutsideAct,
    Origin,
    act,
    erase_personal_values,
    list_entries,
    once,
    record,
    verify,
)
from touchstone.ledger.models import Entry, PersonalValue, Receipt, Tip, Touch
from touchstone.people.api import Impossible, OrganisationKind, PersonName, admit_organisation, enter_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("full_reach")]
KEY = UUID("7a0ab2f0-8d0e-4b7f-a3f5-3a86a2f4c001")


@act
def note_inside(*, by: Actor, at: datetime) -> None:  # noqa: ARG001 - every act takes them
    """An act that is called by another."""
    record(thing(2))


@act
def note_twice(*, by: Actor, at: datetime, refused: bool = False) -> None:
    """An act that calls another."""
    record(thing(1))
    note_inside(by=by, at=at)
    if refused:
        raise Impossible("It is refused after all.")


def kept() -> tuple[int, int, int, int]:
    """How many entries, index rows and personal values there are, and what the tip says."""
    counts = (Entry.objects.count(), Touch.objects.count(), PersonalValue.objects.count())
    return (*counts, Tip.objects.get(id=1).number)


def test_an_act_is_one_entry_and_the_ledger_verifies(the_system: Actor, at: datetime) -> None:
    centre = admit_organisation(OrganisationKind.CENTRE, name="Northgate", number="12345", by=the_system, at=at)
    enter_person(PersonName("Ann", "Other"), organisation=centre, by=the_system, at=at)
    assert [entry.act for entry in list_entries(FULL_REACH)] == ["people.enter_person", "people.admit_organisation"]
    assert verify().is_whole


def test_what_stands_in_the_database_is_what_can_be_made_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    salts = iter(["aa", "bb", "cc", "dd"])
    monkeypatch.setattr("touchstone.ledger.actions.secrets.token_hex", lambda _size: next(salts))
    for number in (1, 2):
        by = Actor(
            person=7, role="coordinator", organisation=3, origin=Origin("web", "192.0.2.44" if number == 2 else "")
        )
        note_things([thing(number, name="Siân" if number == 2 else "")], by=by, at=MOMENT)
    rows = [
        (entry.number, entry.origin, entry.facts, entry.previous, entry.hash) for entry in Entry.objects.order_by("pk")
    ]
    assert rows == [
        (
            1,
            '{"door":"web"}',
            '[{"after":{"count":1},"before":{},"fact":"ledger.ThingNoted","organisation":3,"record":"ledger.thing/1"}]',
            "0" * 64,
            "d581efda49905ee9a492b524ff1ec02ccdd4adaead17e61abb2d8a166796b31c",
        ),
        (
            2,
            '{"address":{"commitment":"e44f728635d818a10349f88fba3d2fc589bd9d37ab2f2904c6a76de681e3364e","of":7},"door":"web"}',
            '[{"after":{"name":{"commitment":"a58a98749e3fbfbfd00ac60e873a93f9d004b7948ef2d7b8f73309a93c460e53",'
            '"of":7}},"before":{},"fact":"ledger.ThingNoted","organisation":3,"record":"ledger.thing/2"}]',
            "d581efda49905ee9a492b524ff1ec02ccdd4adaead17e61abb2d8a166796b31c",
            "7626e3aadb1556168b68c0371a4725397f9e4c2378bac3ed7fe8beda98af599b",
        ),
    ]


def test_an_act_called_by_another_shares_its_entry() -> None:
    note_twice(by=ANN, at=MOMENT)
    (entry,) = list_entries(FULL_REACH)
    assert (entry.act, [fact.record for fact in entry.facts]) == (
        "ledger.note_twice",
        ["ledger.thing/1", "ledger.thing/2"],
    )


def test_an_act_that_is_refused_leaves_nothing(the_system: Actor, at: datetime) -> None:
    admit_organisation(OrganisationKind.CENTRE, name="Northgate", number="12345", by=the_system, at=at)
    before = kept()
    with pytest.raises(Impossible):
        admit_organisation(OrganisationKind.CENTRE, name="Southgate", number="12345", by=the_system, at=at)
    with pytest.raises(Impossible):
        note_twice(by=ANN, at=MOMENT, refused=True)
    assert kept() == before
    assert verify().is_whole


def test_an_act_in_which_nothing_happened_leaves_no_entry() -> None:
    note_things([], by=ANN, at=MOMENT)
    assert kept() == (0, 0, 0, 0)


def test_a_record_that_several_facts_touch_is_indexed_once_and_each_record_is() -> None:
    note_things([thing(1), thing(1), thing(2), thing(1, organisation=4)], by=ANN, at=MOMENT)
    touched = set(Touch.objects.values_list("record", "organisation"))
    assert touched == {("ledger.thing/1", 3), ("ledger.thing/2", 3), ("ledger.thing/1", 4)}
    assert Touch.objects.count() == 3


def test_what_belongs_to_several_organisations_is_kept_for_each() -> None:
    note_things([thing(1, name="Ann", organisation=3), thing(2, name="Bob", organisation=4)], by=ANN, at=MOMENT)
    kept = PersonalValue.objects.order_by("id").values_list("value", "organisation")
    assert list(kept) == [("Ann", 3), ("Bob", 4), ("192.0.2.44", 3)]


def test_an_act_of_many_records_is_one_entry() -> None:
    note_things([thing(number, name="Ann") for number in range(1_500)], by=ANN, at=MOMENT)
    assert kept() == (1, 1_500, 1_501, 1)
    assert verify().is_whole


def test_an_act_of_too_many_records_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("touchstone.ledger.adapters.chaining.BESIDE", 2)
    with pytest.raises(ValueError, match="at most 2 records"):
        note_things([thing(number) for number in range(3)], by=ANN, at=MOMENT)
    assert kept() == (0, 0, 0, 0)


@pytest.mark.parametrize("at", [None, "2026-03-02", datetime(2026, 3, 2)])  # noqa: DTZ001 - that is what is refused
def test_an_act_without_a_moment_in_a_time_zone_is_a_mistake(at: object) -> None:
    with pytest.raises(TypeError, match="at=datetime with its time zone"):
        note_things([thing(1)], by=ANN, at=at)  # type: ignore[arg-type]  # that is what is refused


def test_a_fact_outside_an_act_is_a_mistake() -> None:
    with pytest.raises(FactOutsideAct):
        record(thing(1))
    with pytest.raises(FactOutsideAct):
        erase_personal_values(7)


def test_after_a_refused_act_the_next_one_stands_alone() -> None:
    with pytest.raises(Impossible):
        note_twice(by=ANN, at=MOMENT, refused=True)
    note_things([thing(5)], by=ANN, at=MOMENT)
    (entry,) = list_entries(FULL_REACH)
    assert [fact.record for fact in entry.facts] == ["ledger.thing/5"]


def request(key: UUID = KEY, *, by: Actor = ANN, answer: str = "/done/") -> str:
    """A request that notes a thing, once; answers where it leads."""
    try:
        with once(key, by=by, at=MOMENT) as say:
            note_things([thing(1)], by=by, at=MOMENT)
            say(answer)
    except AlreadyDone as done:
        return f"again: {done.answer}"
    return answer


def test_a_repeated_request_is_answered_and_not_done_again() -> None:
    assert [request(), request(), request()] == ["/done/", "again: /done/", "again: /done/"]
    assert Entry.objects.count() == 1


def test_a_request_that_was_refused_can_be_sent_again() -> None:
    with pytest.raises(Impossible), once(KEY, by=ANN, at=MOMENT):
        note_twice(by=ANN, at=MOMENT, refused=True)
    assert (Receipt.objects.count(), Entry.objects.count()) == (0, 0)
    assert request() == "/done/"


def test_a_key_of_another_person_does_nothing_and_tells_nothing() -> None:
    eve = Actor(person=8, role="assessor", organisation=4)
    assert [request(), request(by=eve)] == ["/done/", "again: "]
    assert Entry.objects.count() == 1


def test_an_act_asks_the_database_a_constant_number_of_times() -> None:
    counts = []
    for size in (1, 50):
        with CaptureQueriesContext(connection) as captured:
            note_things([thing(number, name="Ann") for number in range(size)], by=ANN, at=MOMENT)
        asked = [query for query in captured.captured_queries if not query["sql"].startswith("SELECT set_config")]
        counts.append(len(asked))
    # A savepoint, its release, and what is written between: one statement, or each row by itself.
    assert counts == ([3, 3] if connection.vendor == "postgresql" else [7, 7])
