"""Somebody who is signed in under a role, with the second factor that some roles need."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from tests.web.accounts import Someone, someone
from touchstone.ledger.api import FULL_REACH, Actor, Origin, reaching
from touchstone.people.api import Role, hats_of
from touchstone.people.models import Account


def signed_in(client: Client, role: Role, *, at: int | None = None, email: str = "ann@example.org") -> Someone:
    """A new person who is signed in, at a new organisation where none is given."""
    person = someone(role, at=at, email=email)
    account = Account.objects.get(id=person.account)
    Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"})
    client.force_login(account)
    return person


def acting(person: Someone) -> Actor:
    """The actor of the person's role."""
    with reaching(FULL_REACH):
        return hats_of(person.person, timezone.localdate())[0].actor(Origin("test"))
