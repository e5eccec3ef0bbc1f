"""What is done about organisations: put on record, renamed, closed."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F
from django.utils import timezone

from touchstone.ledger.api import Actor, Record, act, record
from touchstone.people.actions.appointments import end_coverages, lock_organisation
from touchstone.people.actions.refusing import Impossible
from touchstone.people.domain import (
    AppointmentEnded,
    EditedMeanwhile,
    InvitationWithdrawn,
    OrganisationAdmitted,
    OrganisationClosed,
    OrganisationKind,
    OrganisationRenamed,
    permit,
    require,
)
from touchstone.people.models import Appointment, Coverage, Invitation, Organisation
from touchstone.people.queries import holding_on


@act
def admit_organisation(kind: OrganisationKind, *, name: str, number: str, by: Actor, at: datetime) -> int:
    """Put an organisation on record; answers its id."""
    require(permit("people.admit_organisation", by))
    if Organisation.objects.filter(number=number).exists():
        raise Impossible(f"The number {number} is another organisation's.", "Give this one a number of its own.")
    organisation = Organisation.objects.create(kind=kind, name=name, number=number, admitted_at=at)
    record(
        OrganisationAdmitted(
            record=Record("people.organisation", str(organisation.id)),
            organisation=organisation.id,
            after={"kind": kind.value, "name": name, "number": number},
        )
    )
    return organisation.id


@act
def rename_organisation(organisation: int, *, name: str, version: int, by: Actor, at: datetime) -> None:
    """Change an organisation's name. Raises :class:`EditedMeanwhile` when it was changed since ``version``."""
    require(permit("people.rename_organisation", by, organisation=organisation))
    kept = lock_organisation(organisation)
    if kept.version != version:
        raise EditedMeanwhile(kept.version, {"name": kept.name})
    before = kept.name
    Organisation.objects.filter(id=organisation).update(name=name, version=F("version") + 1)
    record(
        OrganisationRenamed(
            record=Record("people.organisation", str(organisation)),
            organisation=organisation,
            before={"name": before},
            after={"name": name},
        )
    )


@act
def close_organisation(organisation: int, *, why: str, by: Actor, at: datetime) -> int:
    """Close a centre: every role held there and every allocation to it ends today; answers how many roles ended.

    Its records stay, for as long as the awarding body keeps them.
    """
    require(permit("people.close_organisation", by, organisation=organisation))
    kept = lock_organisation(organisation)
    if kept.kind != OrganisationKind.CENTRE:
        raise Impossible("Only a centre can be closed.")
    if kept.closed_at is not None:
        raise Impossible("This centre is closed already.")
    today = timezone.localdate(at)
    end_coverages(Coverage.objects.filter(holding_on(today), organisation=organisation), at=at)
    held = list(Appointment.objects.filter(holding_on(today), organisation=organisation))
    ended = Appointment.objects.filter(id__in=[one.id for one in held])
    ended.update(until_day=today, ended_at=at, why_ended=why)
    _withdraw_invitations(organisation, at)
    Organisation.objects.filter(id=organisation).update(closed_at=at, version=F("version") + 1)
    record(
        OrganisationClosed(
            record=Record("people.organisation", str(organisation)),
            organisation=organisation,
            before={"closed": False},
            after={"closed": True, "why": why, "roles_ended": len(held)},
        )
    )
    for one in held:
        record(
            AppointmentEnded(
                record=Record("people.appointment", str(one.id)),
                organisation=organisation,
                before={"until_day": one.until_day},
                after={"until_day": today, "why": why, "person": one.person_id, "role": one.role},
            )
        )
    return len(held)


def _withdraw_invitations(organisation: int, at: datetime) -> None:
    """Withdraw the invitations to a centre that closes: nobody can take a role there any more."""
    waiting = Invitation.objects.filter(organisation=organisation, accepted_at=None, withdrawn_at=None)
    numbers = list(waiting.values_list("id", flat=True))
    waiting.filter(id__in=numbers).update(withdrawn_at=at)
    for number in numbers:
        record(
            InvitationWithdrawn(
                record=Record("people.invitation", str(number)),
                organisation=organisation,
                after={"withdrawn": True},
            )
        )
