"""An expert witness's link: what it shows, and that it opens nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.web.accounts import SYSTEM, entries, organisation, someone
from touchstone.ledger.api import FULL_REACH, Origin, reaching
from touchstone.notices.api import list_notices
from touchstone.people.api import (
    Linked,
    PersonName,
    Role,
    appoint,
    end_appointment,
    enter_person,
    get_appointment,
    hats_of,
    issue_guest_link,
    withdraw_guest_link,
)

pytestmark = pytest.mark.django_db


def witness(place: int, *, at: datetime | None = None) -> tuple[int, Linked]:
    """Wyn Price, expert witness at a centre, with a link: their appointment and the link."""
    now = at or timezone.now()
    person = enter_person(PersonName("Wyn", "Price"), organisation=place, by=SYSTEM, at=now)
    appointment = appoint(person, Role.WITNESS, organisation=place, by=SYSTEM, at=now)
    return appointment, issue_guest_link(appointment, valid_days=30, by=SYSTEM, at=now)


def test_the_page_says_who_is_meant_where_and_what_is_asked(client: Client) -> None:
    _, link = witness(organisation())
    answer = client.get(reverse("witness", args=[link.token]))
    page = answer.content.decode()
    words = ("Expert witness: Wyn Price", "Northgate", "specialist products", "customers need", "procedures")
    assert [word for word in words if word in page] == list(words)
    assert answer.headers["Referrer-Policy"] == "strict-origin"
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_link_opens_nothing_else(client: Client) -> None:
    _, link = witness(organisation())
    client.get(reverse("witness", args=[link.token]))
    assert "sessionid" not in client.cookies
    for path in (reverse("home"), reverse("account_email"), reverse("mfa_index")):
        assert (path, client.get(path).headers["Location"]) == (path, f"{reverse('account_login')}?next={path}")
    assert client.post(reverse("wear"), {"appointment": "1"}).headers["Location"].startswith(reverse("account_login"))


def test_dead_links_say_what_to_do(client: Client) -> None:
    _, withdrawn = witness(organisation(number="1"))
    withdraw_guest_link(withdrawn.link, by=SYSTEM, at=timezone.now())
    _, expired = witness(organisation(number="2"), at=timezone.now() - timedelta(days=31))
    ended, over = witness(organisation(number="3"), at=timezone.now() - timedelta(days=2))
    end_appointment(ended, why="left", by=SYSTEM, at=timezone.now() - timedelta(days=1))
    said = []
    for token in (withdrawn.token, expired.token, over.token, "x" * 43):
        for name in ("witness", "witness_not_me"):
            answer = client.get(reverse(name, args=[token]))
            heading = answer.content.decode().split("<h1")[1].split(">")[1].split("<")[0]
            said.append((name, answer.status_code, heading))
    assert said == [
        ("witness", 410, "This link was withdrawn"),
        ("witness_not_me", 410, "This link was withdrawn"),
        ("witness", 410, "This link has expired"),
        ("witness_not_me", 410, "This link has expired"),
        ("witness", 410, "This link was withdrawn"),
        ("witness_not_me", 410, "This link was withdrawn"),
        ("witness", 404, "There is no such link"),
        ("witness_not_me", 404, "There is no such link"),
    ]


def test_not_me_withdraws_the_link_and_tells_the_centres_coordinators_only(client: Client) -> None:
    ann = someone(Role.COORDINATOR)
    elsewhere = someone(Role.COORDINATOR, email="cat@example.org", name="Cat Else")
    _, link = witness(ann.organisation)
    page = reverse("witness_not_me", args=[link.token])
    assert "issued for Wyn Price" in client.get(page).content.decode()
    answer = client.post(page, {"once": str(uuid4())})
    assert answer.headers["Location"] == reverse("front")
    assert client.get(reverse("witness", args=[link.token])).status_code == 410
    with reaching(FULL_REACH):
        assert [notice.subject for notice in list_notices(ann.person)] == ["A link reached the wrong person"]
        assert list_notices(elsewhere.person) == ()
    entry = entries()[0]
    assert (entry.act, entry.role, [fact.fact for fact in entry.facts]) == (
        "notices.report_wrong_guest",
        "witness",
        ["people.GuestLinkDisowned"],
    )


def test_the_secret_of_a_link_is_kept_nowhere(client: Client) -> None:
    from touchstone.ledger.models import Receipt

    _, link = witness(organisation())
    client.post(reverse("witness_not_me", args=[link.token]), {"once": str(uuid4())})
    assert link.token not in str(list(Receipt.objects.values())) + str(entries())


def test_a_witness_acts_in_that_role_for_that_centre() -> None:
    appointment, _ = witness(organisation())
    with reaching(FULL_REACH):
        person = get_appointment(appointment, FULL_REACH).person
        (hat,) = hats_of(person, timezone.localdate())
    actor = hat.actor(Origin("web"))
    assert (actor.role, actor.everywhere, actor.reach.organisations) == (
        "witness",
        False,
        frozenset({hat.organisation}),
    )
