"""What is done when a person's personal values are erased on lawful request."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, Q
from django.utils import timezone

from touchstone.ledger.api import Actor, Record, act, erase_personal_values, erase_unnamed_values, record
from touchstone.people.actions.invitations import withdraw
from touchstone.people.actions.refusing import Impossible
from touchstone.people.adapters.signing_in import forget_signing_in
from touchstone.people.domain import PersonErased, permit, require
from touchstone.people.models import Account, Appointment, Invitation, NameWord, Person
from touchstone.people.queries import NotOnRecord, holding_on


@act
def erase_person(person: int, *, why: str, by: Actor, at: datetime) -> int:
    """Erase a person's personal values, here and beside the ledger, on lawful request; answers how many went there.

    Refused while the person holds a role. The record stays, without a name; the ledger still verifies.
    """
    require(permit("people.erase_person", by, person=person))
    kept = Person.objects.select_for_update().filter(id=person, erased_at=None).first()
    if kept is None:
        raise NotOnRecord(f"person {person}")
    if Appointment.objects.filter(holding_on(timezone.localdate(at)), person=person).exists():
        raise Impossible("This person still holds a role.", "End their roles first.")
    invitations = _forget_invitations(person, at)
    for account in Account.objects.filter(person=person).values_list("id", flat=True):
        forget_signing_in(account)
    Account.objects.filter(person=person).update(
        email=f"erased-{person}@invalid.invalid", is_active=False, password="!"
    )
    NameWord.objects.filter(person=person).delete()
    Appointment.objects.filter(person=person).update(why_ended="")
    Person.objects.filter(id=person).update(
        given_names="", family_name="Erased person", known_as="", erased_at=at, version=F("version") + 1
    )
    erased = erase_personal_values(person) + erase_unnamed_values(invitations)
    record(
        PersonErased(
            record=Record("people.person", str(person)),
            organisation=kept.entered_by_id,
            after={"why": why, "values": erased},
        )
    )
    return erased


def _forget_invitations(person: int, at: datetime) -> list[Record]:
    """Empty every invitation to a person, also those to the same address that nobody took up; answers which."""
    accepted = Invitation.objects.filter(person=person)
    addresses = {*accepted.values_list("email", flat=True)}
    addresses |= {*Account.objects.filter(person=person).values_list("email", flat=True)}
    theirs = Q(person=person)
    for address in addresses - {""}:
        theirs |= Q(person=None, email__iexact=address)
    found = list(Invitation.objects.select_for_update().filter(theirs).order_by("id"))
    kept = Invitation.objects.filter(id__in=[one.id for one in found])
    for one in found:
        if one.accepted_at is None and one.withdrawn_at is None:
            withdraw(one, at)
    kept.update(email="", given_names="", family_name="")
    return [Record("people.invitation", str(one.id)) for one in found]
