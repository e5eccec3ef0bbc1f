"""An awarding body and two centres with somebody in every role, and browsers in which they have signed in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from touchstone.ledger.api import FULL_REACH, Actor, EntryTold, Origin, list_entries, reaching
from touchstone.notices.api import list_notices, notify
from touchstone.people.api import (
    HELD_AT,
    Hat,
    OrganisationKind,
    PersonName,
    Role,
    admit_organisation,
    appoint,
    cover_centre,
    enter_person,
    hats_of,
    open_account,
    system,
)
from touchstone.web.second_factor import HAS_SECOND_FACTOR

SYSTEM = system(Origin("test"))
LONG_AGO = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
CANARY = "Zuleika"
"""The given name of everybody at the foreign centre: nobody else may ever read it."""


@dataclass(frozen=True, slots=True)
class World:
    """The awarding body, the centre that a test is about, a foreign centre, and who holds which role."""

    body: int
    here: int
    there: int
    people: dict[Role, int]
    foreign: dict[Role, int]


def organisation(kind: OrganisationKind, name: str, number: str) -> int:
    """An organisation on record."""
    return admit_organisation(kind, name=name, number=number, by=SYSTEM, at=LONG_AGO)


def member(place: int, role: Role, given: str, family: str) -> int:
    """A person in a role, with an account unless they are a witness."""
    person = enter_person(PersonName(given, family), organisation=place, by=SYSTEM, at=LONG_AGO)
    appoint(person, role, organisation=place, by=SYSTEM, at=LONG_AGO)
    if role is not Role.WITNESS:
        open_account(person, email=f"{given}.{person}@example.org".lower(), password=None, by=SYSTEM, at=LONG_AGO)
    return person


def world() -> World:
    """Somebody in every role here, and in every role of a centre at the foreign centre."""
    body = organisation(OrganisationKind.AWARDING_BODY, "Awarding Body", "AB")
    here = organisation(OrganisationKind.CENTRE, "Northgate Contact Centre", "10001")
    there = organisation(OrganisationKind.CENTRE, "Southgate Contact Centre", "20002")
    people = {}
    for role in Role:
        place = body if HELD_AT[role] is OrganisationKind.AWARDING_BODY else here
        people[role] = member(place, role, "Ann", role.value.replace("_", " ").title())
    at_centre = [role for role in Role if HELD_AT[role] is OrganisationKind.CENTRE]
    foreign = {role: member(there, role, CANARY, f"Foreign {role.value}") for role in at_centre}
    cover_centre(hat_of(people[Role.EXTERNAL_VERIFIER]).appointment, centre=here, by=SYSTEM, at=LONG_AGO)
    return World(body, here, there, people, foreign)


def notice(person: int, subject: str, *, place: int, address: str = "") -> int:
    """Something that a person is told, as an act would tell them."""
    with reaching(FULL_REACH):
        notify(person, subject, body="What it is about.", address=address, organisation=place, at=LONG_AGO)
        return list_notices(person, size=1)[0].id


def hat_of(person: int) -> Hat:
    """The first hat that a person holds today."""
    with reaching(FULL_REACH):
        return hats_of(person, timezone.localdate())[0]


def actor_of(person: int) -> Actor:
    """A person who acts in their first role."""
    return hat_of(person).actor(Origin("test"))


def browser_of(person: int) -> Client:
    """The browser of somebody who has signed in with a second step."""
    client = Client()
    with reaching(FULL_REACH):
        client.force_login(get_user_model().objects.get(person=person))
    session = client.session
    session[HAS_SECOND_FACTOR] = True
    session.save()
    return client


def send(client: Client, address: str, **filled: object) -> Any:
    """Send a form, with the key that every form carries."""
    return client.post(address, {"once": str(uuid4()), **filled})


def text_of(answer: Any) -> str:
    """What a page says, without its marks and with single blanks."""
    body = answer.content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"<(script|style)[\s\S]*?</\1>", " ", body)).split())


def sent_lines(answer: Any) -> list[str]:
    """The lines of a file that is sent in pieces."""
    return b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()


def queries_of(client: Client, address: str) -> int:
    """How many queries a page takes, once the templates are compiled and the session is known."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len([query for query in captured.captured_queries if "set_config" not in query["sql"]])


def acts() -> list[str]:
    """The acts of the ledger, the newest first."""
    return [entry.act for entry in entries()]


def entries() -> tuple[EntryTold, ...]:
    """The ledger's entries, the newest first."""
    with reaching(FULL_REACH):
        return list_entries(FULL_REACH, size=1_000)


def statuses(clients: Iterable[tuple[Role, Client]], address: str) -> dict[str, int]:
    """What a page answers each role."""
    return {role.value: client.get(address).status_code for role, client in clients}
