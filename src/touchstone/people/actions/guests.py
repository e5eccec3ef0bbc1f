"""Links by which an expert witness acts without an account."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from touchstone.ledger.api import Actor, Record, act, record
from touchstone.people.actions.refusing import Impossible
from touchstone.people.domain import (
    GuestLinkDisowned,
    GuestLinkIssued,
    GuestLinkWithdrawn,
    Role,
    permit,
    require,
)
from touchstone.people.models import Appointment, GuestLink
from touchstone.people.queries import NotOnRecord, hash_of, holding_on


@dataclass(frozen=True, slots=True)
class Linked:
    """A guest's link that was issued, and the secret that it carries."""

    link: int
    token: str


@act
def issue_guest_link(appointment: int, *, valid_days: int, by: Actor, at: datetime) -> Linked:
    """Issue a link by which an expert witness acts without an account; the answer carries its secret, not kept."""
    held = Appointment.objects.filter(holding_on(timezone.localdate(at)), id=appointment, role=Role.WITNESS).first()
    if held is None or not by.reach.covers(held.organisation_id):
        raise NotOnRecord(f"appointment {appointment}")
    require(permit("people.issue_guest_link", by, organisation=held.organisation_id))
    token = secrets.token_urlsafe(32)
    link = GuestLink.objects.create(
        person_id=held.person_id,
        organisation_id=held.organisation_id,
        appointment=held,
        token_hash=hash_of(token),
        issued_at=at,
        issued_by_id=by.person,
        expires_at=at + timedelta(days=valid_days),
    )
    record(
        GuestLinkIssued(
            record=Record("people.guest_link", str(link.id)),
            organisation=held.organisation_id,
            after={"person": held.person_id, "expires_at": link.expires_at},
        )
    )
    return Linked(link.id, token)


@act
def withdraw_guest_link(link: int, *, by: Actor, at: datetime) -> None:
    """Withdraw a guest's link: it stops working."""
    kept = GuestLink.objects.select_for_update().filter(id=link).first()
    if kept is None or not by.reach.covers(kept.organisation_id):
        raise NotOnRecord(f"guest link {link}")
    require(permit("people.withdraw_guest_link", by, organisation=kept.organisation_id))
    if kept.withdrawn_at is not None:
        raise Impossible("This link was withdrawn already.")
    GuestLink.objects.filter(id=link).update(withdrawn_at=at)
    record(
        GuestLinkWithdrawn(
            record=Record("people.guest_link", str(link)),
            organisation=kept.organisation_id,
            after={"withdrawn": True},
        )
    )


@act
def disown_guest_link(link: int, *, by: Actor, at: datetime) -> None:
    """Take a guest's word that their link reached the wrong person: it stops working for everybody."""
    kept = GuestLink.objects.select_for_update().filter(id=link).first()
    if kept is None or not by.reach.covers(kept.organisation_id):
        raise NotOnRecord(f"guest link {link}")
    require(permit("people.disown_guest_link", by, organisation=kept.organisation_id, person=kept.person_id))
    if kept.withdrawn_at is not None:
        raise Impossible("This link was withdrawn already.")
    GuestLink.objects.filter(id=link).update(withdrawn_at=at)
    record(
        GuestLinkDisowned(
            record=Record("people.guest_link", str(link)),
            organisation=kept.organisation_id,
            after={"person": kept.person_id, "withdrawn": True},
        )
    )
