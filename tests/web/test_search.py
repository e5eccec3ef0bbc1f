"""The search through everything, the small public pages, and the words for the ledger."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.web.world import CANARY, World, browser_of, entries, member, queries_of, text_of, world
from touchstone.ledger.api import ACTS
from touchstone.people.api import Role
from touchstone.web.saying import ACTS_SAID
from touchstone.web.telling import act_name_said, fact_said

pytestmark = pytest.mark.django_db


@pytest.fixture
def the_world() -> World:
    return world()


def found(client: Client, text: str) -> dict[str, list[str]]:
    answer = client.get(reverse("search"), {"q": text})
    return {section.title: [one["title"] for one in section.found] for section in answer.context["sections"]}


def test_people_and_centres_are_found_within_reach(the_world: World) -> None:
    coordinator, officer = (browser_of(the_world.people[role]) for role in (Role.COORDINATOR, Role.OFFICER))
    assert found(coordinator, "ann asses") == {"People": ["Ann Assessor"]}
    assert found(officer, "southgate c") == {"Centres": ["Southgate Contact Centre"]}
    assert found(coordinator, "southgate c") == {}


def test_what_belongs_to_another_centre_is_never_found(the_world: World) -> None:
    answers = [
        CANARY in text_of(browser_of(the_world.people[role]).get(reverse("search"), {"q": "zul"})).replace("Search", "")
        for role in Role
        if role not in {Role.WITNESS, Role.OFFICER, Role.ADMINISTRATOR}
    ]
    assert answers == [False] * 7


def test_strangers_and_candidates_find_the_catalogue_only(client: Client, the_world: World) -> None:
    stranger = found(client, "customer")
    assert list(stranger) == ["Qualifications, units and the guide"]
    assert found(client, "ann") == found(browser_of(the_world.people[Role.CANDIDATE]), "ann")
    assert "People" not in found(client, "ann")


def test_an_entry_is_found_by_its_number(the_world: World) -> None:
    number = entries()[0].number
    assert found(browser_of(the_world.people[Role.OFFICER]), str(number))["Ledger"] == [f"Entry {number}"]
    assert "Ledger" not in found(browser_of(the_world.people[Role.CANDIDATE]), str(number))


@pytest.mark.parametrize("text", ["", " ", "\0", "%", "'; --", "x" * 5000, "9" * 40, "²", "\N{PILE OF POO}"])
def test_whatever_is_typed_is_answered(the_world: World, text: str) -> None:
    client = browser_of(the_world.people[Role.OFFICER])
    assert client.get(reverse("search"), {"q": text}).status_code == 200
    assert client.get(reverse("people"), {"q": text}).status_code == 200
    assert client.get(reverse("centres"), {"q": text}).status_code == 200


def test_a_search_takes_as_many_queries_with_one_row_as_with_fifty(the_world: World) -> None:
    client, address = browser_of(the_world.people[Role.OFFICER]), f"{reverse('search')}?q=ann"
    few = queries_of(client, address)
    for number in range(50):
        member(the_world.here, Role.CANDIDATE, "Ann", f"Number {number}")
    assert (few, queries_of(client, address)) == (11, 11)


def test_small_pages_are_open_to_everybody(client: Client) -> None:
    names = ["front", "accessibility", "privacy", "search"]
    assert [client.get(reverse(name)).status_code for name in names] == [200] * 4


def test_the_privacy_page_names_every_record_with_personal_data(client: Client) -> None:
    page = text_of(client.get(reverse("privacy")))
    assert "A living person, once, whatever they are to the system." in page
    assert "Who looked at whose record; kept for the months that the policy says, then deleted." in page
    assert "None." not in page


def test_every_act_and_fact_has_words() -> None:
    said = [act_name_said(act) for act in ACTS] + [fact_said("room.PersonWasSeen")]
    assert [words for words in said if not words or "_" in words] == []
    assert said[-1] == "Person was seen"
    assert set(ACTS_SAID) - set(ACTS) == set()
