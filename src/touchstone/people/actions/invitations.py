"""Invitations to a role: sent, withdrawn, accepted. The secret of a link is answered once and kept as a hash only."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from touchstone.ledger.api import FULL_REACH, Actor, Personal, Record, act, record
from touchstone.people.actions.accounts import make_account
from touchstone.people.actions.appointments import check_place_of, give_role
from touchstone.people.actions.persons import put_on_record
from touchstone.people.actions.refusing import Impossible
from touchstone.people.domain import (
    WITHOUT_ACCOUNT,
    InvitationAccepted,
    InvitationWithdrawn,
    PersonInvited,
    PersonName,
    Role,
    permit,
    require,
)
from touchstone.people.models import Account, Invitation
from touchstone.people.queries import NotOnRecord, hash_of


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation that was made, and the secret that its link carries."""

    invitation: int
    token: str


@act
def invite_person(
    name: PersonName, email: str, role: Role, *, organisation: int, valid_days: int, by: Actor, at: datetime
) -> Invited:
    """Invite somebody to a role; the answer carries the secret for the link, which is not kept."""
    require(permit("people.invite_person", by, organisation=organisation))
    check_place_of(role, organisation)
    if role in WITHOUT_ACCOUNT:
        raise Impossible("An expert witness needs no account.", "Send them a link from their page instead.")
    _refuse_second_invitation(email, role, organisation, at)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        organisation_id=organisation,
        role=role,
        email=email,
        given_names=name.given,
        family_name=name.family,
        token_hash=hash_of(token),
        invited_at=at,
        invited_by_id=by.person,
        expires_at=at + timedelta(days=valid_days),
    )
    record(
        PersonInvited(
            record=Record("people.invitation", str(invitation.id)),
            organisation=organisation,
            after={"role": role.value, "email": Personal(email), "name": Personal(str(name))},
        )
    )
    return Invited(invitation.id, token)


def _refuse_second_invitation(email: str, role: Role, organisation: int, at: datetime) -> None:
    waiting = Invitation.objects.filter(
        email__iexact=email,
        role=role,
        organisation=organisation,
        accepted_at=None,
        withdrawn_at=None,
        expires_at__gt=at,
    )
    if waiting.exists():
        raise Impossible(f"{email} has an open invitation to this role already.", "Withdraw it first, to send another.")


@act
def withdraw_invitation(invitation: int, *, by: Actor, at: datetime) -> None:
    """Withdraw an invitation that was not accepted yet: its link stops working."""
    kept = Invitation.objects.select_for_update().filter(id=invitation).first()
    if kept is None or not by.reach.covers(kept.organisation_id):
        raise NotOnRecord(f"invitation {invitation}")
    require(permit("people.withdraw_invitation", by, organisation=kept.organisation_id))
    if kept.accepted_at is not None:
        raise Impossible("This invitation was accepted already.", "End the role instead.")
    if kept.withdrawn_at is not None:
        raise Impossible("This invitation was withdrawn already.")
    withdraw(kept, at)


def withdraw(kept: Invitation, at: datetime) -> None:
    """Withdraw an invitation, as part of the act that is being done."""
    Invitation.objects.filter(id=kept.id).update(withdrawn_at=at)
    record(
        InvitationWithdrawn(
            record=Record("people.invitation", str(kept.id)),
            organisation=kept.organisation_id,
            after={"withdrawn": True},
        )
    )


@act(reach=FULL_REACH)
def accept_invitation(token: str, *, password: str | None = None, by: Actor, at: datetime) -> int:
    """Take the role that a link invites to; answers the account's id.

    Who is signed in takes it with their own account. Whoever is not gets an account with the address to which the
    invitation went, and ``password``; where that address has an account, its owner must sign in first.
    """
    require(permit("people.accept_invitation", by))
    kept = Invitation.objects.select_for_update().filter(token_hash=hash_of(token)).first()
    if kept is None:
        raise NotOnRecord("invitation")
    _refuse_dead_invitation(kept, at)
    person = by.person if by.person is not None else _enter_invited(kept, at)
    account = Account.objects.filter(person=person).first() or make_account(person, kept.email, password, at)
    appointment = give_role(person, Role(kept.role), organisation=kept.organisation_id, on=timezone.localdate(at))
    Invitation.objects.filter(id=kept.id).update(accepted_at=at, person=person)
    record(
        InvitationAccepted(
            record=Record("people.invitation", str(kept.id)),
            organisation=kept.organisation_id,
            after={"person": person, "appointment": appointment},
        )
    )
    return account.id


def _refuse_dead_invitation(kept: Invitation, at: datetime) -> None:
    ask = "Ask whoever invited you for a new one."
    if kept.accepted_at is not None:
        raise Impossible("This invitation was accepted already.", "Sign in with the account that you made.")
    if kept.withdrawn_at is not None:
        raise Impossible("This invitation was withdrawn.", ask)
    if kept.expires_at <= at:
        raise Impossible("This invitation has expired.", ask)


def _enter_invited(kept: Invitation, at: datetime) -> int:
    if Account.objects.filter(email__iexact=kept.email).exists():
        raise Impossible("There is an account with this e-mail address already.", "Sign in, then open the link again.")
    return put_on_record(PersonName(kept.given_names, kept.family_name), kept.organisation_id, at)
