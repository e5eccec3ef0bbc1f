"""What is done about persons: put on record, renamed, erased."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from touchstone.ledger.api import Actor, Personal, Record, act, erase_personal_values, record
from touchstone.people.actions.refusing import Impossible
from touchstone.people.domain import (
    EditedMeanwhile,
    NameChanged,
    PersonEntered,
    PersonErased,
    PersonName,
    permit,
    require,
    words_of,
)
from touchstone.people.models import Account, Appointment, Invitation, NameWord, Person
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


@act
def erase_person(person: int, *, why: str, by: Actor, at: datetime) -> int:
    """Erase a person's personal values, here and beside the ledger, on lawful request; answers how many went there.

    Refused while the person holds a role. The record stays, without a name; the ledger still verifies.
    """
    require(permit("people.erase_person", by, person=person))
    kept = Person.objects.select_for_update().filter(id=person, erased_at=None).first()
    if kept is None:
        raise NotOnRecord(f"person {person}")
    if Appointment.objects.filter(person=person, until_day=None).exists():
        raise Impossible("This person still holds a role.", "End their roles first.")
    Account.objects.filter(person=person).update(
        email=f"erased-{person}@invalid.invalid", is_active=False, password="!"
    )
    Invitation.objects.filter(person=person).update(email="", given_names="", family_name="")
    NameWord.objects.filter(person=person).delete()
    Person.objects.filter(id=person).update(
        given_names="", family_name="Erased person", known_as="", erased_at=at, version=F("version") + 1
    )
    erased = erase_personal_values(person)
    record(
        PersonErased(
            record=Record("people.person", str(person)),
            organisation=kept.entered_by_id,
            after={"why": why, "values": erased},
        )
    )
    return erased
