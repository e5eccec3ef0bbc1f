"""Notices, one's own page, the ledger and its access log."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.web.world import (
    CANARY,
    LONG_AGO,
    SYSTEM,
    World,
    acts,
    browser_of,
    entries,
    member,
    notice,
    queries_of,
    send,
    sent_lines,
    text_of,
    world,
)
from touchstone.ledger.api import FULL_REACH, reaching
from touchstone.ledger.models import Touch
from touchstone.people.api import PersonName, Role, change_name, rename_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def the_world() -> World:
    return world()


def test_notices_are_read_one_by_one_and_lead_to_what_they_are_about(the_world: World) -> None:
    person = the_world.people[Role.TRAINER]
    first = notice(person, "First", place=the_world.here, address="/centres/")
    notice(person, "Second", place=the_world.here)
    client = browser_of(person)
    assert client.get(reverse("notices")).context["state"] == "2 are unread."
    assert send(client, reverse("read_notice", args=[first]), open="1")["Location"] == "/centres/"
    assert client.get(reverse("notices")).context["state"] == "1 is unread."


def test_all_notices_are_read_in_one_act(the_world: World) -> None:
    person = the_world.people[Role.TRAINER]
    for subject in ("First", "Second", "Third"):
        notice(person, subject, place=the_world.here)
    client = browser_of(person)
    assert send(client, reverse("read_all_notices")).status_code == 302
    assert acts().count("notices.read_all_notices") == 1
    assert client.get(reverse("notices")).context["state"] == "You have read them all."
    send(client, reverse("read_all_notices"))
    assert acts().count("notices.read_all_notices") == 1


def test_nobody_reads_the_notices_of_another(the_world: World) -> None:
    theirs = notice(the_world.people[Role.TRAINER], "Not yours", place=the_world.here)
    client = browser_of(the_world.people[Role.COORDINATOR])
    assert send(client, reverse("read_notice", args=[theirs])).status_code == 404
    assert "Not yours" not in text_of(client.get(reverse("notices")))


def test_an_empty_inbox_says_what_it_is_for(the_world: World) -> None:
    assert "No notices yet" in text_of(browser_of(the_world.people[Role.CANDIDATE]).get(reverse("notices")))


def test_notices_take_as_many_queries_with_one_row_as_with_fifty(the_world: World) -> None:
    person = the_world.people[Role.CANDIDATE]
    notice(person, "First", place=the_world.here)
    client = browser_of(person)
    few = queries_of(client, reverse("notices"))
    for number in range(50):
        notice(person, f"Number {number}", place=the_world.here)
    assert (few, queries_of(client, reverse("notices"))) == (9, 9)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.WITNESS], ids=str)
def test_everybody_has_a_page_of_their_own(the_world: World, role: Role) -> None:
    page = browser_of(the_world.people[role]).get(reverse("me"))
    assert page.context["title"] == f"Ann {role.value.replace('_', ' ').title()}"
    assert len(page.context["roles"]) == 1


def test_my_page_says_what_i_did_without_what_it_changed(the_world: World) -> None:
    person = the_world.people[Role.COORDINATOR]
    client = browser_of(person)
    address = reverse("change_name", args=[the_world.people[Role.CANDIDATE]])
    send(client, address, given_names="Secret", family_name="Name", version=1)
    told = client.get(reverse("me")).context["history"]
    assert [(act["what"], act["note"]) for act in told] == [("Changed a person's name", "")]


def test_the_ledger_shows_what_touches_ones_own_centre(the_world: World) -> None:
    coordinator = browser_of(the_world.people[Role.COORDINATOR])
    page = coordinator.get(reverse("ledger"))
    numbers = [entry.number for entry in entries() if _touches(entry.number, the_world.here)]
    assert [row[0]["text"] for row in page.context["rows"]] == numbers[:25]
    assert CANARY not in text_of(page)


def _touches(number: int, centre: int) -> bool:
    with reaching(FULL_REACH):
        return Touch.objects.filter(entry=number, organisation=centre).exists()


def test_an_entry_of_another_centre_is_not_there(the_world: World) -> None:
    foreign = next(entry.number for entry in entries() if _touches(entry.number, the_world.there))
    address = reverse("ledger_entry", args=[foreign])
    answers = {
        role.value: browser_of(the_world.people[role]).get(address).status_code
        for role in (Role.INTERNAL_VERIFIER, Role.COORDINATOR, Role.EXTERNAL_VERIFIER, Role.OFFICER, Role.TRAINER)
    }
    assert answers == {
        "internal_verifier": 404,
        "coordinator": 404,
        "external_verifier": 404,
        "officer": 200,
        "trainer": 403,
    }
    exported = sent_lines(browser_of(the_world.people[Role.COORDINATOR]).get(reverse("ledger_jsonl")))
    assert (CANARY in "".join(exported), len(exported) > 5) == (False, True)


def test_an_entry_says_before_and_after_in_plain_words(the_world: World) -> None:
    rename_organisation(the_world.here, name="North Gate", version=1, by=SYSTEM, at=LONG_AGO)
    page = browser_of(the_world.people[Role.COORDINATOR]).get(reverse("ledger_entry", args=[entries()[0].number]))
    (fact,) = page.context["facts"]
    assert (fact["title"], fact["record"]) == ("The name was changed", f"organisation {the_world.here}")
    assert [str(change) for change in fact["changes"]] == ["Name: Northgate Contact Centre → North Gate"]
    assert entries()[0].hash in text_of(page)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"act": "people.rename_organisation"}, 1),
        ({"act": "no.such_act", "person": "x"}, None),
        ({"since": "2026-01-06"}, 1),
        ({"until": "2025-12-31"}, 0),
    ],
)
def test_the_ledger_is_filtered(the_world: World, asked: dict[str, str], expected: int | None) -> None:
    rename_organisation(the_world.here, name="North Gate", version=1, by=SYSTEM, at=LONG_AGO + timedelta(days=3))
    client = browser_of(the_world.people[Role.OFFICER])
    page = client.get(reverse("ledger"), asked).context["page"]
    whole = client.get(reverse("ledger")).context["page"]
    assert page.paginator.count == (whole.paginator.count if expected is None else expected)


def test_the_ledger_is_filtered_by_record_and_by_who_acted(the_world: World) -> None:
    person, candidate = the_world.people[Role.COORDINATOR], the_world.people[Role.CANDIDATE]
    client = browser_of(person)
    send(
        client,
        reverse("change_name", args=[candidate]),
        given_names="Anna",
        family_name="Candidate",
        version=1,
    )
    by_record = client.get(reverse("ledger"), {"record": f"people.person/{candidate}"})
    by_person = client.get(reverse("ledger"), {"person": person})
    assert [row[1]["text"] for row in by_record.context["rows"]] == [
        "Changed a person's name",
        "Put a person on record",
    ]
    assert [row[1]["text"] for row in by_person.context["rows"]] == ["Changed a person's name"]


def test_the_ledger_takes_as_many_queries_with_one_row_as_with_fifty(the_world: World) -> None:
    client = browser_of(the_world.people[Role.COORDINATOR])
    address = f"{reverse('ledger')}?act=people.appoint"
    few = queries_of(client, address)
    for number in range(50):
        member(the_world.here, Role.TRAINER, "Tim", f"Number {number}")
    assert (few, queries_of(client, address)) == (8, 8)


def test_the_exports_hold_every_entry(the_world: World) -> None:
    client = browser_of(the_world.people[Role.OFFICER])
    whole = [json.loads(line) for line in sent_lines(client.get(reverse("ledger_jsonl")))]
    assert [entry["number"] for entry in whole] == [entry.number for entry in entries()]
    assert [entry["hash"] for entry in whole] == [entry.hash for entry in entries()]
    lines = sent_lines(client.get(reverse("ledger_csv")))
    assert lines[0] == "number,at,act,person,role,organisation,hash,facts"
    assert len(lines) == len(whole) + 1


def test_the_access_log_is_the_administrators(the_world: World) -> None:
    administrator = browser_of(the_world.people[Role.ADMINISTRATOR])
    administrator.get(reverse("person", args=[the_world.foreign[Role.CANDIDATE]]))
    page = administrator.get(reverse("ledger_looks"))
    assert [[cell["text"] for cell in row][1:] for row in page.context["rows"]] == [
        ["Ann Administrator", f"{CANARY} Foreign candidate", ""]
    ]
    assert browser_of(the_world.people[Role.OFFICER]).get(reverse("ledger_looks")).status_code == 403


def test_the_access_log_takes_as_many_queries_with_one_row_as_with_fifty(the_world: World) -> None:
    client = browser_of(the_world.people[Role.ADMINISTRATOR])
    client.get(reverse("person", args=[the_world.people[Role.CANDIDATE]]))
    few = queries_of(client, reverse("ledger_looks"))
    for number in range(50):
        client.get(reverse("person", args=[member(the_world.here, Role.TRAINER, "Tim", f"Number {number}")]))
    assert (few, queries_of(client, reverse("ledger_looks"))) == (10, 10)


def test_a_name_stays_readable_in_the_ledger_until_it_is_erased(the_world: World) -> None:
    candidate = the_world.people[Role.CANDIDATE]
    change_name(
        candidate, PersonName("Anna", "Candidate"), organisation=the_world.here, version=1, by=SYSTEM, at=timezone.now()
    )
    page = browser_of(the_world.people[Role.COORDINATOR]).get(reverse("ledger_entry", args=[entries()[0].number]))
    assert "Given names: Ann → Anna" in [str(change) for change in page.context["facts"][0]["changes"]]


@pytest.mark.parametrize("name", ["notices", "me", "ledger", "policy", "people", "centres", "hats"])
def test_strangers_are_asked_to_sign_in(client: Client, name: str) -> None:
    assert client.get(reverse(name))["Location"].startswith(reverse("account_login"))
