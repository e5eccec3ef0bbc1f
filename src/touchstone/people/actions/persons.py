"""What is done about persons: put on record, renamed."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F
from django.utils import timezone

from touchstone.ledger.api import Actor, Personal, Record, act, record
from touchstone.people.actions.appointments import check_belongs_here
from touchstone.people.domain import (
    EditedMeanwhile,
    NameChanged,
    PersonEntered,
    PersonName,
    permit,
    require,
    words_of,
)
from touchstone.people.models import NameWord, Person
from touchstone.people.queries import NotOnRecord


@act
def enter_person(name: PersonName, *, organisation: int, by: Actor, at: datetime) -> int:
    """Put a person on record, as known to an organisation; answers their id."""
    require(permit("people.enter_person", by, organisation=organisation))
    return put_on_record(name, organisation, at)


def put_on_record(name: PersonName, organisation: int, at: datetime) -> int:
    person = Person.objects.create(
        given_names=name.given,
        family_name=name.family,
        known_as=name.known_as,
        entered_at=at,
        entered_by_id=organisation,
    )
    index_name(person.id, name)
    record(
        PersonEntered(
            record=Record("people.person", str(person.id)),
            organisation=organisation,
            after=name_values(name, person.id),
        )
    )
    return person.id


def name_values(name: PersonName, person: int) -> dict[str, Personal]:
    return {
        "given_names": Personal(name.given, person),
        "family_name": Personal(name.family, person),
        "known_as": Personal(name.known_as, person),
    }


def index_name(person: int, name: PersonName) -> None:
    NameWord.objects.filter(person=person).delete()
    words = words_of(name.given, name.family, name.known_as)
    NameWord.objects.bulk_create(NameWord(person_id=person, word=word) for word in words)


@act
def change_name(person: int, name: PersonName, *, organisation: int, version: int, by: Actor, at: datetime) -> None:
    """Change a person's name. Raises :class:`EditedMeanwhile` when it was changed since ``version``."""
    require(permit("people.change_name", by, organisation=organisation))
    kept = Person.objects.select_for_update().filter(id=person, erased_at=None).first()
    if kept is None:
        raise NotOnRecord(f"person {person}")
    check_belongs_here(person, by=by, on=timezone.localdate(at))
    if kept.version != version:
        current = {"given_names": kept.given_names, "family_name": kept.family_name, "known_as": kept.known_as}
        raise EditedMeanwhile(kept.version, current)
    before = kept.name
    Person.objects.filter(id=person).update(
        given_names=name.given, family_name=name.family, known_as=name.known_as, version=F("version") + 1
    )
    index_name(person, name)
    record(
        NameChanged(
            record=Record("people.person", str(person)),
            organisation=organisation,
            before=name_values(before, person),
            after=name_values(name, person),
        )
    )
