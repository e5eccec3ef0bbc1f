"""People who can sign in, put on record by the rooms' own acts."""

from __future__ import annotations

import base64
import hmac
import struct
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from touchstone.ledger.api import FULL_REACH, EntryTold, Origin, list_entries, reaching
from touchstone.notices.api import deliver_waiting
from touchstone.people.api import (
    HELD_AT,
    OrganisationKind,
    PersonName,
    Role,
    admit_organisation,
    appoint,
    enter_person,
    open_account,
    system,
)

PASSWORD = "proved on dark slate"
SYSTEM = system(Origin("test"))


@dataclass(frozen=True, slots=True)
class Someone:
    """A person with an account and one role."""

    account: int
    person: int
    appointment: int
    organisation: int
    email: str


def organisation(
    kind: OrganisationKind = OrganisationKind.CENTRE, *, name: str = "Northgate", number: str = "1"
) -> int:
    """An organisation on record."""
    return admit_organisation(kind, name=name, number=number, by=SYSTEM, at=timezone.now())


def someone(role: Role, *, at: int | None = None, email: str = "ann@example.org", name: str = "Ann Other") -> Someone:
    """A person who signs in with ``PASSWORD``; ``at`` is the organisation, which is made where none is given."""
    now = timezone.now()
    place = at if at is not None else organisation(HELD_AT[role], number=f"{role.value[:9]}-{email[:10]}")
    given, family = name.split()
    person = enter_person(PersonName(given, family), organisation=place, by=SYSTEM, at=now)
    appointment = appoint(person, role, organisation=place, by=SYSTEM, at=now)
    account = open_account(person, email=email, password=PASSWORD, by=SYSTEM, at=now)
    EmailAddress.objects.get_or_create(user_id=account, email=email, defaults={"verified": True, "primary": True})
    EmailAddress.objects.filter(user_id=account, email=email).update(verified=True, primary=True)
    return Someone(account, person, appointment, place, email)


def sign_in(client: Client, email: str, password: str = PASSWORD) -> Any:
    """Send the sign-in page's form."""
    return client.post(reverse("account_login"), {"login": email, "password": password})


def is_signed_in(client: Client) -> bool:
    """Whether the browser is signed in as somebody whose account is open."""
    number = client.session.get("_auth_user_id")
    return number is not None and get_user_model().objects.filter(id=number, is_active=True).exists()


def code_for(secret: str, *, at: float) -> str:
    """The code that an authenticator app shows at a moment (RFC 6238: six digits, SHA-1, thirty seconds)."""
    counter = struct.pack(">Q", int(at // 30))
    digest = hmac.digest(base64.b32decode(secret), counter, "sha1")
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def security_changes() -> list[str]:
    """What the ledger says was changed about signing in, the oldest first."""
    return [
        str(fact.after["changed"])
        for entry in reversed(entries())
        for fact in entry.facts
        if fact.fact == "people.AccountSecurityChanged"
    ]


def entries() -> tuple[EntryTold, ...]:
    """The ledger's entries, the newest first."""
    with reaching(FULL_REACH):
        return list_entries(FULL_REACH)


def letters() -> list[mail.EmailMessage]:
    """What the worker sends of what waits in the outbox."""
    before = len(mail.outbox)
    deliver_waiting()
    return mail.outbox[before:]
