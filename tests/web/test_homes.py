"""Each role's home says what needs it now; roles are changed with one click."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.web.world import (
    LONG_AGO,
    SYSTEM,
    World,
    actor_of,
    browser_of,
    hat_of,
    member,
    notice,
    organisation,
    queries_of,
    text_of,
    world,
)
from touchstone.ledger.api import FULL_REACH, reaching
from touchstone.people.api import OrganisationKind, Role, appoint, end_appointment

pytestmark = pytest.mark.django_db

SIGNED_IN = [role for role in Role if role is not Role.WITNESS]


@pytest.fixture
def the_world() -> World:
    return world()


@pytest.mark.parametrize("role", SIGNED_IN, ids=str)
def test_every_role_has_a_home(the_world: World, role: Role) -> None:
    answer = browser_of(the_world.people[role]).get(reverse("home"))
    assert (answer.status_code, "What needs me now" in text_of(answer)) == (200, True)


QUERIES = {
    Role.CANDIDATE: 8,
    Role.TRAINER: 9,
    Role.ASSESSOR: 10,
    Role.INTERNAL_VERIFIER: 12,
    Role.COORDINATOR: 14,
    Role.EMPLOYER: 8,
    Role.EXTERNAL_VERIFIER: 10,
    Role.OFFICER: 12,
    Role.ADMINISTRATOR: 17,
}


@pytest.mark.parametrize("role", SIGNED_IN, ids=str)
def test_a_home_takes_as_many_queries_with_one_row_as_with_fifty(the_world: World, role: Role) -> None:
    client = browser_of(the_world.people[role])
    few = queries_of(client, reverse("home"))
    for number in range(50):
        organisation(OrganisationKind.CENTRE, f"Centre {number}", f"3{number:04}")
        member(the_world.here, Role.ASSESSOR, "Bea", f"Number {number}")
        member(the_world.here, Role.WITNESS, "Wyn", f"Number {number}")
    assert (few, queries_of(client, reverse("home"))) == (QUERIES[role], QUERIES[role])


def test_a_home_leads_with_what_presses_most(the_world: World) -> None:
    iv = hat_of(the_world.people[Role.INTERNAL_VERIFIER])
    end_appointment(iv.appointment, why="Left", by=SYSTEM, at=LONG_AGO)
    answer = browser_of(the_world.people[Role.COORDINATOR]).get(reverse("home"))
    assert answer.context["next"] == {
        "title": "Your centre has no internal verifier",
        "words": "Nobody can check assessors' decisions, so no unit can be signed off.",
        "url": "/people/invitations/new/?role=internal_verifier",
        "action": "Invite an internal verifier",
    }


def test_the_awarding_body_is_told_which_centres_lack_whom(the_world: World) -> None:
    answer = browser_of(the_world.people[Role.OFFICER]).get(reverse("home"))
    assert answer.context["next"]["title"] == "1 centre has no external verifier"
    listed = browser_of(the_world.people[Role.OFFICER]).get(answer.context["next"]["url"])
    assert [row[0]["text"] for row in listed.context["rows"]] == ["Southgate Contact Centre"]


def test_nothing_presses_is_said_in_words(the_world: World) -> None:
    answer = browser_of(the_world.people[Role.CANDIDATE]).get(reverse("home"))
    assert answer.context["state"] == "Nothing waits for you."
    assert answer.context["cards"][0].words == "Ann Coordinator"


def test_unread_notices_are_counted_on_the_home_and_at_the_head(the_world: World) -> None:
    person = the_world.people[Role.TRAINER]
    notice(person, "Something happened", place=the_world.here)
    answer = browser_of(person).get(reverse("home"))
    assert answer.context["next"]["title"] == "Read 1 new notice"
    assert answer.context["unread"] + 0 == 1


def test_who_holds_no_role_is_told_what_to_do(the_world: World) -> None:
    person = the_world.people[Role.TRAINER]
    client = browser_of(person)
    end_appointment(hat_of(person).appointment, why="Left", by=SYSTEM, at=LONG_AGO)
    assert "You hold no role yet" in text_of(client.get(reverse("home")))


def test_a_role_that_was_ended_ends_at_once(the_world: World) -> None:
    person = the_world.people[Role.ASSESSOR]
    client = browser_of(person)
    end_appointment(hat_of(person).appointment, why="Left", by=SYSTEM, at=timezone.now())
    assert client.get(reverse("people")).status_code == 403


def test_another_role_is_put_on_with_one_click(the_world: World) -> None:
    person = the_world.people[Role.ASSESSOR]
    second = appoint(person, Role.CANDIDATE, organisation=the_world.here, by=SYSTEM, at=LONG_AGO)
    client = browser_of(person)
    assert "You are acting in this role" in text_of(client.get(reverse("hats")))
    assert client.post(reverse("wear"), {"appointment": second})["Location"] == reverse("home")
    assert "You are acting as Candidate" in text_of(client.get(reverse("home")))


def test_nobody_puts_on_the_hat_of_another(the_world: World) -> None:
    other = hat_of(the_world.people[Role.ADMINISTRATOR]).appointment
    client = browser_of(the_world.people[Role.ASSESSOR])
    assert client.post(reverse("wear"), {"appointment": other}).status_code == 404


def test_a_page_refused_to_one_role_is_offered_to_the_other(the_world: World) -> None:
    person = the_world.people[Role.ASSESSOR]
    second = appoint(person, Role.CANDIDATE, organisation=the_world.here, by=SYSTEM, at=LONG_AGO)
    client = browser_of(person)
    client.post(reverse("wear"), {"appointment": second})
    refused = client.get(reverse("people"))
    assert refused.status_code == 403
    assert [hat.role for hat in refused.context["offered"]] == [Role.ASSESSOR]
    first = refused.context["offered"][0].appointment
    again = client.post(reverse("wear"), {"appointment": first, "next": reverse("people")})
    assert again["Location"] == reverse("people")


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_changing_role_leads_nowhere_else(the_world: World, elsewhere: str) -> None:
    person = the_world.people[Role.ASSESSOR]
    sent = {"appointment": hat_of(person).appointment, "next": elsewhere}
    assert browser_of(person).post(reverse("wear"), sent)["Location"] == reverse("home")


def test_strangers_are_asked_to_sign_in_and_see_the_front_page(client: Client) -> None:
    assert client.get(reverse("home"))["Location"].startswith(reverse("account_login"))
    assert "Competence, proved by work" in text_of(client.get(reverse("front")))


def test_the_demonstration_is_offered_only_where_it_runs(client: Client) -> None:
    assert "Try the demonstration" not in text_of(client.get(reverse("front")))


def test_an_external_verifier_without_a_centre_is_told_so(the_world: World) -> None:
    person = member(the_world.body, Role.EXTERNAL_VERIFIER, "Eve", "Idle")
    answer = browser_of(person).get(reverse("home"))
    assert answer.context["next"]["title"] == "No centre is allocated to you yet"
    with reaching(FULL_REACH):
        assert actor_of(person).covers == frozenset()
