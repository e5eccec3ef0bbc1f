"""Many people put on record at once: an intake of candidates, a team that moves to another centre."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from touchstone.ledger.api import Actor, Record, act, record
from touchstone.people.actions.appointments import check_place_of
from touchstone.people.actions.persons import name_values
from touchstone.people.actions.refusing import Impossible
from touchstone.people.domain import PersonAppointed, PersonEntered, PersonName, Role, permit, require, words_of
from touchstone.people.models import Appointment, NameWord, Person

MOST_AT_ONCE = 1_000
"""Names in one intake: its entry in the ledger stays small enough to be read whole."""


@act
def enter_intake(
    names: Sequence[PersonName], role: Role, *, organisation: int, by: Actor, at: datetime
) -> Sequence[int]:
    """Put many people on record, each in one role from today: one act, one entry. Answers their ids in the given order.

    Whoever has the same name as somebody on record becomes another person all the same, as with ``enter_person``.
    """
    require(permit("people.enter_intake", by, organisation=organisation))
    check_place_of(role, organisation)
    if not 0 < len(names) <= MOST_AT_ONCE:
        raise Impossible(f"An intake has 1 to {MOST_AT_ONCE:,} people.", "Enter a larger one in parts.")
    people = Person.objects.bulk_create(
        Person(
            given_names=name.given,
            family_name=name.family,
            known_as=name.known_as,
            entered_at=at,
            entered_by_id=organisation,
        )
        for name in names
    )
    NameWord.objects.bulk_create(
        NameWord(person_id=person.id, word=word) for person in people for word in words_of_person(person)
    )
    appointments = Appointment.objects.bulk_create(
        Appointment(person_id=person.id, organisation_id=organisation, role=role, from_day=timezone.localdate(at))
        for person in people
    )
    for person, appointment in zip(people, appointments, strict=True):
        _record(person, appointment)
    return [person.id for person in people]


def words_of_person(person: Person) -> tuple[str, ...]:
    """The words by which a person is found."""
    return words_of(person.given_names, person.family_name, person.known_as)


def _record(person: Person, appointment: Appointment) -> None:
    record(
        PersonEntered(
            record=Record("people.person", str(person.id)),
            organisation=appointment.organisation_id,
            # Few have another name that they are called by; an empty one is not kept a thousand times.
            after={name: value for name, value in name_values(person.name, person.id).items() if value.value},
        )
    )
    record(
        PersonAppointed(
            record=Record("people.appointment", str(appointment.id)),
            organisation=appointment.organisation_id,
            after={"person": person.id, "role": appointment.role, "from_day": appointment.from_day},
        )
    )
