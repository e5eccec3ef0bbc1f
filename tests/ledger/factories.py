"""Entries for tests of the ledger: an act that writes whatever facts it is given, and is known to no matrix."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from touchstone.ledger.api import Actor, Fact, Origin, Personal, Record, act, record

MOMENT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ANN = Actor(person=7, role="coordinator", organisation=3, origin=Origin("web", "192.0.2.44"))


class ThingNoted(Fact):
    """Something was noted."""


@act
def note_things(facts: Sequence[Fact], *, by: Actor, at: datetime) -> None:  # noqa: ARG001 - every act takes them
    """Write one entry with these facts."""
    for fact in facts:
        record(fact)


def thing(number: int, *, organisation: int | None = 3, name: str = "") -> Fact:
    """A fact about a thing, with a personal value where a name is given."""
    after = {"name": Personal(name, 7)} if name else {"count": number}
    return ThingNoted(record=Record("ledger.thing", str(number)), organisation=organisation, after=after)


def write_entries(count: int) -> None:
    """Write so many entries; every second one holds a personal value."""
    for number in range(1, count + 1):
        note_things([thing(number, name="Ann Other" if number % 2 else "")], by=ANN, at=MOMENT)
