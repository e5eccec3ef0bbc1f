"""The secret links of invitations and of guests, of which a hash is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from touchstone.ledger.api import Reach
from touchstone.people.domain import Hat, Role
from touchstone.people.models import Appointment, GuestLink, Invitation
from touchstone.people.queries.missing import PAGE, NotOnRecord
from touchstone.people.queries.roles import appointment_told, holding_on


def hash_of(token: str) -> str:
    """What is kept of a secret link."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class InvitationTold:
    """An invitation as the pages show it."""

    id: int
    organisation: int
    organisation_name: str
    role: Role
    name: str
    email: str
    invited_at: datetime
    expires_at: datetime
    state: str
    """open, accepted, withdrawn or expired"""
    given_names: str
    family_name: str
    invited_by: str = ""
    """who invites, where they are within reach"""


def invitations_within(reach: Reach) -> QuerySet[Invitation]:
    """The invitations to organisations within reach, the newest first."""
    invitations = Invitation.objects.select_related("organisation", "invited_by").order_by("-invited_at", "-id")
    return invitations if reach.everything else invitations.filter(organisation__in=reach.organisations)


@dataclass(frozen=True, slots=True)
class InvitationsWanted:
    """Which invitations a list shows: those in a state, and those with a text in the name or the address."""

    state: str = ""
    search: str = ""


EVERY_INVITATION = InvitationsWanted()


def list_invitations(
    reach: Reach, wanted: InvitationsWanted = EVERY_INVITATION, *, at: datetime, start: int = 0, size: int = PAGE
) -> Sequence[InvitationTold]:
    """A page of the invitations within reach, the newest first."""
    found = _wanted(reach, wanted, at)[start : start + size]
    return tuple(invitation_told(invitation, at) for invitation in found)


def count_invitations(reach: Reach, wanted: InvitationsWanted = EVERY_INVITATION, *, at: datetime) -> int:
    """How many invitations are within reach."""
    return _wanted(reach, wanted, at).count()


def _wanted(reach: Reach, wanted: InvitationsWanted, at: datetime) -> QuerySet[Invitation]:
    found = invitations_within(reach)
    if wanted.state:
        found = found.filter(_in_state(wanted.state, at))
    for word in wanted.search.split():
        named = Q(given_names__icontains=word) | Q(family_name__icontains=word) | Q(email__icontains=word)
        found = found.filter(named)
    return found


def _in_state(state: str, at: datetime) -> Q:
    waiting = Q(accepted_at=None, withdrawn_at=None)
    return {
        "open": waiting & Q(expires_at__gt=at),
        "expired": waiting & Q(expires_at__lte=at),
        "accepted": ~Q(accepted_at=None),
        "withdrawn": Q(accepted_at=None) & ~Q(withdrawn_at=None),
    }[state]


def count_by_state(reach: Reach, *, at: datetime) -> dict[str, int]:
    """How many invitations within reach wait for an answer, and how many expired without one: one query."""
    states = {state: Count("id", filter=_in_state(state, at)) for state in ("open", "expired")}
    return invitations_within(reach).select_related(None).order_by().aggregate(**states)


def get_invitation(invitation: int, reach: Reach, *, at: datetime) -> InvitationTold:
    """An invitation within reach. Raises :class:`NotOnRecord`."""
    found = invitations_within(reach).filter(id=invitation).first()
    if found is None:
        raise NotOnRecord(f"invitation {invitation}")
    return invitation_told(found, at)


def find_invitation_by_token(token: str, *, at: datetime) -> InvitationTold | None:
    """The invitation that a link belongs to, in whatever state. Needs full reach."""
    found = Invitation.objects.select_related("organisation", "invited_by").filter(token_hash=hash_of(token)).first()
    return None if found is None else invitation_told(found, at)


def invitation_told(invitation: Invitation, at: datetime) -> InvitationTold:
    """An invitation as the pages show it at a moment."""
    return InvitationTold(
        id=invitation.id,
        organisation=invitation.organisation_id,
        organisation_name=invitation.organisation.name,
        role=Role(invitation.role),
        name=f"{invitation.given_names} {invitation.family_name}",
        email=invitation.email,
        invited_at=invitation.invited_at,
        expires_at=invitation.expires_at,
        state=_state_of(invitation, at),
        given_names=invitation.given_names,
        family_name=invitation.family_name,
        invited_by=str(invitation.invited_by.name) if invitation.invited_by else "",
    )


def _state_of(invitation: Invitation, at: datetime) -> str:
    if invitation.accepted_at is not None:
        return "accepted"
    if invitation.withdrawn_at is not None:
        return "withdrawn"
    return "open" if at < invitation.expires_at else "expired"


@dataclass(frozen=True, slots=True)
class GuestLinkTold:
    """A guest's link as the pages show it; the link itself is not kept."""

    id: int
    person: int
    person_name: str
    organisation: int
    issued_at: datetime
    expires_at: datetime
    state: str


def list_guest_links(reach: Reach, *, person: int, at: datetime) -> Sequence[GuestLinkTold]:
    """The links issued to a guest within reach, the newest first."""
    links = GuestLink.objects.select_related("person").filter(person=person).order_by("-issued_at", "-id")
    return tuple(_link_told(link, at) for link in links if reach.covers(link.organisation_id))


def count_witnesses_without_link(reach: Reach, *, at: datetime) -> int:
    """How many expert witnesses within reach hold no link that is still good: one query."""
    good = GuestLink.objects.filter(withdrawn_at=None, expires_at__gt=at).values("appointment")
    witnesses = Appointment.objects.filter(holding_on(timezone.localdate(at)), role=Role.WITNESS).exclude(id__in=good)
    return (witnesses if reach.everything else witnesses.filter(organisation__in=reach.organisations)).count()


def get_guest_link(link: int, reach: Reach, *, at: datetime) -> GuestLinkTold:
    """A guest's link within reach. Raises :class:`NotOnRecord`."""
    found = GuestLink.objects.select_related("person").filter(id=link).first()
    if found is None or not reach.covers(found.organisation_id):
        raise NotOnRecord(f"guest link {link}")
    return _link_told(found, at)


def find_guest_by_token(token: str, *, at: datetime) -> tuple[GuestLinkTold, Hat | None]:
    """The link and the hat of the guest it belongs to; no hat where the link is no longer good. Needs full reach.

    Raises :class:`NotOnRecord` where no link is so.
    """
    found = (
        GuestLink.objects.select_related("person", "appointment__organisation")
        .filter(token_hash=hash_of(token))
        .first()
    )
    if found is None:
        raise NotOnRecord("guest link")
    told = _link_told(found, at)
    held = found.appointment
    is_good = told.state == "open" and appointment_told(held).holds_on(timezone.localdate(at))
    hat = Hat(held.id, held.person_id, Role(held.role), held.organisation_id, held.organisation.name)
    return told, hat if is_good else None


def _link_told(link: GuestLink, at: datetime) -> GuestLinkTold:
    state = "withdrawn" if link.withdrawn_at else "open" if at < link.expires_at else "expired"
    return GuestLinkTold(
        id=link.id,
        person=link.person_id,
        person_name=str(link.person.name),
        organisation=link.organisation_id,
        issued_at=link.issued_at,
        expires_at=link.expires_at,
        state=state,
    )
