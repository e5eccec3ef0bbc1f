"""Centres: the list, a centre's page, and what the awarding body does about them."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.web.world import (
    LONG_AGO,
    SYSTEM,
    World,
    acts,
    browser_of,
    hat_of,
    member,
    organisation,
    queries_of,
    send,
    sent_lines,
    text_of,
    world,
)
from touchstone.ledger.api import FULL_REACH, reaching
from touchstone.people.api import (
    OrganisationKind,
    Role,
    cover_centre,
    get_organisation,
    list_coverages,
    rename_organisation,
)

pytestmark = pytest.mark.django_db

HERE, THERE = "Northgate Contact Centre", "Southgate Contact Centre"


@pytest.fixture
def the_world() -> World:
    return world()


def test_the_office_sees_all_centres_and_who_is_missing(the_world: World) -> None:
    rows = browser_of(the_world.people[Role.OFFICER]).get(reverse("centres")).context["rows"]
    assert [[cell["text"] for cell in row] for row in rows] == [
        [HERE, 1, 4, "Ann External Verifier"],
        [THERE, 1, 4, "None allocated"],
    ]


def test_whoever_works_at_one_centre_comes_straight_to_it(the_world: World) -> None:
    answers = [
        browser_of(the_world.people[role]).get(reverse("centres"))["Location"]
        for role in (Role.TRAINER, Role.COORDINATOR, Role.EXTERNAL_VERIFIER)
    ]
    assert answers == [reverse("centre", args=[the_world.here])] * 3


def test_an_external_verifier_of_two_centres_sees_both(the_world: World) -> None:
    appointment = hat_of(the_world.people[Role.EXTERNAL_VERIFIER]).appointment
    cover_centre(appointment, centre=the_world.there, by=SYSTEM, at=LONG_AGO)
    rows = browser_of(the_world.people[Role.EXTERNAL_VERIFIER]).get(reverse("centres")).context["rows"]
    assert [row[0]["text"] for row in rows] == [HERE, THERE]


def test_the_list_takes_as_many_queries_with_one_row_as_with_fifty(the_world: World) -> None:
    client = browser_of(the_world.people[Role.OFFICER])
    few = queries_of(client, reverse("centres"))
    for number in range(50):
        centre = organisation(OrganisationKind.CENTRE, f"Centre {number}", f"3{number:04}")
        member(centre, Role.COORDINATOR, "Cor", f"Number {number}")
    assert (few, queries_of(client, reverse("centres"))) == (10, 10)


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"q": "gate"}, [HERE, THERE]),
        ({"q": "100"}, [HERE]),
        ({"lacks": "external_verifier"}, [THERE]),
        ({"lacks": "coordinator"}, []),
    ],
)
def test_the_list_is_filtered(the_world: World, asked: dict[str, str], names: list[str]) -> None:
    answer = browser_of(the_world.people[Role.OFFICER]).get(reverse("centres"), asked)
    assert [row[0]["text"] for row in answer.context["rows"]] == names


def test_the_export_is_the_list(the_world: World) -> None:
    lines = sent_lines(browser_of(the_world.people[Role.OFFICER]).get(reverse("centres_export"), {"q": "south"}))
    assert lines == ["Number,Centre,State", f"20002,{THERE},open"]


def test_another_centre_is_not_there(the_world: World) -> None:
    address = reverse("centre", args=[the_world.there])
    answers = {
        role.value: browser_of(the_world.people[role]).get(address).status_code
        for role in Role
        if role is not Role.WITNESS
    }
    assert answers == {
        "candidate": 403,
        "trainer": 404,
        "assessor": 404,
        "internal_verifier": 404,
        "coordinator": 404,
        "employer": 403,
        "external_verifier": 404,
        "officer": 200,
        "administrator": 200,
    }


def test_the_awarding_body_is_no_centre(the_world: World) -> None:
    address = reverse("centre", args=[the_world.body])
    assert browser_of(the_world.people[Role.OFFICER]).get(address).status_code == 404


def test_a_centre_page_says_who_is_there_and_who_is_missing(the_world: World) -> None:
    office = browser_of(the_world.people[Role.OFFICER])
    here = office.get(reverse("centre", args=[the_world.here])).context
    there = office.get(reverse("centre", args=[the_world.there])).context
    assert here["state"] == "Every role that a centre needs is held."
    assert there["state"] == "Nobody is here yet as: external verifier."
    assert here["documents"] == "0 documents in force"
    assert [row["key"] for row in here["coverages"]] == ["Ann External Verifier"]
    assert here["people"][0] == {
        "key": "Candidate",
        "value": "1",
        "url": "/people/?role=candidate&centre=10001",
    }


def test_a_centre_knows_its_external_verifier(the_world: World) -> None:
    page = browser_of(the_world.people[Role.COORDINATOR]).get(reverse("centre", args=[the_world.here]))
    assert [row["key"] for row in page.context["coverages"]] == ["Ann External Verifier"]


def test_a_centre_is_put_on_record(the_world: World) -> None:
    client = browser_of(the_world.people[Role.OFFICER])
    taken = send(client, reverse("admit_centre"), name="Eastgate", number="10001")
    assert taken.context["form"].non_field_errors() == [
        "The number 10001 is another organisation's. Give this one a number of its own."
    ]
    answer = send(client, reverse("admit_centre"), name="Eastgate", number="30003")
    assert "Eastgate" in text_of(client.get(answer["Location"]))
    assert acts()[0] == "people.admit_organisation"


@pytest.mark.parametrize("number", ["", "1 2", "<b>", "x" * 21])
def test_a_number_that_is_none_is_said_to_be(the_world: World, number: str) -> None:
    answer = send(browser_of(the_world.people[Role.OFFICER]), reverse("admit_centre"), name="Eastgate", number=number)
    assert list(answer.context["form"].errors) == ["number"]


def test_two_people_rename_the_same_centre_and_neither_text_is_lost(the_world: World) -> None:
    rename_organisation(the_world.here, name="North Gate", version=1, by=SYSTEM, at=timezone.now())
    client = browser_of(the_world.people[Role.OFFICER])
    address = reverse("rename_centre", args=[the_world.here])
    conflict = send(client, address, name="Northgate Ltd", version=1)
    assert conflict.status_code == 409
    assert [(field["yours"], field["theirs"]) for field in conflict.context["fields"]] == [
        ("Northgate Ltd", "North Gate")
    ]
    assert conflict.context["other"] == "Touchstone itself"
    chosen = {"resolving": "1", "version": 2, "name": "North Gate", "name__yours": "Northgate Ltd"}
    assert send(client, address, **chosen, name__choice="yours").status_code == 302
    with reaching(FULL_REACH):
        assert get_organisation(the_world.here, FULL_REACH).name == "Northgate Ltd"


def test_an_external_verifier_is_allocated_and_the_allocation_ended_at_once(the_world: World) -> None:
    office, verifier = (browser_of(the_world.people[role]) for role in (Role.OFFICER, Role.EXTERNAL_VERIFIER))
    appointment = hat_of(the_world.people[Role.EXTERNAL_VERIFIER]).appointment
    theirs = reverse("centre", args=[the_world.there])
    answer = send(office, reverse("allocate", args=[the_world.there]), appointment=appointment)
    assert (answer["Location"], verifier.get(theirs).status_code) == (theirs, 200)
    with reaching(FULL_REACH):
        (coverage,) = list_coverages(organisations=[the_world.there], on=timezone.localdate())
    end = reverse("end_allocation", args=[coverage.id])
    assert "no longer sees Southgate Contact Centre" in text_of(office.get(end))
    assert send(office, end).status_code == 302
    assert (verifier.get(theirs).status_code, office.get(end).status_code) == (404, 404)


def test_nobody_is_allocated_twice(the_world: World) -> None:
    appointment = hat_of(the_world.people[Role.EXTERNAL_VERIFIER]).appointment
    address = reverse("allocate", args=[the_world.here])
    answer = send(browser_of(the_world.people[Role.OFFICER]), address, appointment=appointment)
    assert answer.context["form"].non_field_errors() == ["This external verifier is allocated to the centre already."]


def test_a_centre_is_closed_with_its_roles(the_world: World) -> None:
    office = browser_of(the_world.people[Role.OFFICER])
    staff = browser_of(the_world.foreign[Role.COORDINATOR])
    address = reverse("close_centre", args=[the_world.there])
    assert "7 roles that are held there end at once" in text_of(office.get(address))
    assert send(office, address, why="Merged").status_code == 302
    assert "This centre is closed" in text_of(office.get(reverse("centre", args=[the_world.there])))
    assert "You hold no role yet" in text_of(staff.get(reverse("home")))


@pytest.mark.parametrize("name", ["rename_centre", "close_centre", "allocate"])
def test_a_centre_does_not_decide_about_itself(the_world: World, name: str) -> None:
    address = reverse(name, args=[the_world.here])
    client = browser_of(the_world.people[Role.COORDINATOR])
    assert (client.get(address).status_code, send(client, address).status_code) == (403, 403)
