"""The people of a centre: found, opened, renamed, given roles, and never another centre's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.web.world import (
    CANARY,
    SYSTEM,
    World,
    acts,
    browser_of,
    entries,
    hat_of,
    member,
    queries_of,
    send,
    sent_lines,
    text_of,
    world,
)
from touchstone.ledger.api import FULL_REACH, LooksWanted, list_looks, reaching, verify
from touchstone.people.api import PersonName, Role, appoint, change_name, get_person

pytestmark = pytest.mark.django_db

STAFF = (Role.TRAINER, Role.ASSESSOR, Role.INTERNAL_VERIFIER, Role.COORDINATOR)


@pytest.fixture
def the_world() -> World:
    return world()


def test_the_list_shows_whom_the_role_reaches(the_world: World) -> None:
    shown = {
        role.value: sorted(
            row[0]["text"] for row in browser_of(the_world.people[role]).get(reverse("people")).context["rows"]
        )
        for role in (Role.COORDINATOR, Role.EXTERNAL_VERIFIER)
    }
    here = [
        "Ann Assessor",
        "Ann Candidate",
        "Ann Coordinator",
        "Ann Employer",
        "Ann Internal Verifier",
        "Ann Trainer",
        "Ann Witness",
    ]
    assert shown == {"coordinator": here, "external_verifier": here}


def test_the_office_sees_everybody(the_world: World) -> None:
    answer = browser_of(the_world.people[Role.OFFICER]).get(reverse("people"))
    assert answer.context["counted"] == "17 people"


def test_candidates_and_employers_do_not_see_the_list(the_world: World) -> None:
    answers = [
        browser_of(the_world.people[role]).get(reverse("people")).status_code
        for role in (Role.CANDIDATE, Role.EMPLOYER)
    ]
    assert answers == [403, 403]


def test_the_list_takes_as_many_queries_with_one_row_as_with_fifty(the_world: World) -> None:
    client = browser_of(the_world.people[Role.COORDINATOR])
    few = queries_of(client, reverse("people"))
    for number in range(50):
        member(the_world.here, Role.CANDIDATE, "Cat", f"Number {number}")
    assert (few, queries_of(client, reverse("people"))) == (9, 9)


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"q": "ann ass"}, ["Ann Assessor"]),
        ({"q": "ASS"}, ["Ann Assessor"]),
        ({"role": "candidate"}, ["Ann Candidate"]),
        ({"role": "candidate", "q": "assessor"}, []),
        ({"role": "no such role", "q": "train"}, ["Ann Trainer"]),
        ({"q": CANARY}, []),
    ],
)
def test_the_list_is_filtered_by_the_beginnings_of_names_and_by_role(
    the_world: World, asked: dict[str, str], names: list[str]
) -> None:
    answer = browser_of(the_world.people[Role.COORDINATOR]).get(reverse("people"), asked)
    assert [row[0]["text"] for row in answer.context["rows"]] == names


def test_the_office_filters_by_centre(the_world: World) -> None:
    client = browser_of(the_world.people[Role.ADMINISTRATOR])
    found = client.get(reverse("people"), {"centre": "20002", "role": "assessor"})
    unknown = client.get(reverse("people"), {"centre": "99999"})
    assert [row[0]["text"] for row in found.context["rows"]] == [f"{CANARY} Foreign assessor"]
    assert "Nothing fits these filters" in text_of(unknown)


def test_those_whose_role_ends_soon_are_found(the_world: World) -> None:
    day = timezone.localdate() + timedelta(days=5)
    person = the_world.people[Role.TRAINER]
    appoint(person, Role.ASSESSOR, organisation=the_world.here, until=day, by=SYSTEM, at=timezone.now())
    answer = browser_of(the_world.people[Role.COORDINATOR]).get(reverse("people"), {"ending": "soon"})
    assert [row[0]["text"] for row in answer.context["rows"]] == ["Ann Trainer"]


def test_the_export_is_the_list_and_is_noted(the_world: World) -> None:
    client = browser_of(the_world.people[Role.COORDINATOR])
    member(the_world.here, Role.TRAINER, "=Sum", "Of")
    lines = sent_lines(client.get(reverse("people_export"), {"role": "trainer"}))
    assert lines == [
        "Given names,Family name,Known as,Roles,Places",
        "'=Sum,Of,,Trainer,Northgate Contact Centre",
        "Ann,Trainer,,Trainer,Northgate Contact Centre",
    ]
    with reaching(FULL_REACH):
        assert [look.why for look in list_looks()] == ["export"]


def test_a_person_of_another_centre_is_not_there(the_world: World) -> None:
    foreign = the_world.foreign[Role.CANDIDATE]
    addresses = [
        reverse("person", args=[foreign]),
        reverse("change_name", args=[foreign]),
        reverse("appoint", args=[foreign]),
        reverse("end_role", args=[hat_of(foreign).appointment]),
    ]
    client = browser_of(the_world.people[Role.COORDINATOR])
    assert [client.get(address).status_code for address in addresses] == [404, 404, 404, 404]
    assert [send(client, address).status_code for address in addresses[1:]] == [404, 404, 404]


def test_nobody_is_drawn_to_a_centre_by_their_number(the_world: World) -> None:
    foreign = the_world.foreign[Role.CANDIDATE]
    client = browser_of(the_world.people[Role.COORDINATOR])
    send(client, reverse("appoint", args=[foreign]), role="candidate")
    with reaching(FULL_REACH):
        assert [held.organisation for held in get_person(foreign, FULL_REACH).appointments] == [the_world.there]


def test_an_external_verifier_does_not_see_the_awarding_bodys_office(the_world: World) -> None:
    client = browser_of(the_world.people[Role.EXTERNAL_VERIFIER])
    addresses = [reverse("person", args=[the_world.people[role]]) for role in (Role.ASSESSOR, Role.OFFICER)]
    assert [client.get(address).status_code for address in addresses] == [200, 404]


def test_opening_a_persons_page_is_noted_and_shown_to_them(the_world: World) -> None:
    candidate, coordinator = the_world.people[Role.CANDIDATE], the_world.people[Role.COORDINATOR]
    browser_of(coordinator).get(reverse("person", args=[candidate]))
    with reaching(FULL_REACH):
        assert [(look.person, look.owner) for look in list_looks(LooksWanted(owner=candidate))] == [
            (coordinator, candidate)
        ]
    own = browser_of(candidate).get(reverse("me"))
    assert [row[1]["text"] for row in own.context["looks"]] == ["Centre co-ordinator"]


def test_a_person_page_offers_only_what_the_role_may_do(the_world: World) -> None:
    candidate = the_world.people[Role.CANDIDATE]
    offered = {
        role.value: [
            label
            for label, _ in browser_of(the_world.people[role])
            .get(reverse("person", args=[candidate]))
            .context["offers"]
        ]
        for role in (Role.TRAINER, Role.COORDINATOR, Role.OFFICER, Role.ADMINISTRATOR)
    }
    assert offered == {
        "trainer": [],
        "coordinator": ["Give another role"],
        "officer": [],
        "administrator": ["Give another role", "Close the account"],
    }


@pytest.mark.parametrize("role", STAFF, ids=str)
def test_who_sees_e_mail_addresses(the_world: World, role: Role) -> None:
    candidate = the_world.people[Role.CANDIDATE]
    page = text_of(browser_of(the_world.people[role]).get(reverse("person", args=[candidate])))
    assert (f"ann.{candidate}@example.org" in page) is (role is Role.COORDINATOR)


def test_a_name_is_changed_and_found_anew(the_world: World) -> None:
    candidate = the_world.people[Role.CANDIDATE]
    client = browser_of(the_world.people[Role.COORDINATOR])
    address = reverse("change_name", args=[candidate])
    answer = send(client, address, given_names="Siân", family_name="O’Hare", known_as="", version=1)
    assert (answer.status_code, answer["Location"]) == (302, reverse("person", args=[candidate]))
    found = client.get(reverse("people"), {"q": "sian ohare"})
    assert [row[0]["text"] for row in found.context["rows"]] == ["Siân O’Hare"]
    history = client.get(reverse("person", args=[candidate])).context["history"]
    assert (history[0]["what"], history[0]["who"]) == ("Changed a person's name", "Ann Coordinator")
    assert "Given names: Ann → Siân" in history[0]["note"]


def test_a_form_that_is_sent_twice_does_its_act_once(the_world: World) -> None:
    client = browser_of(the_world.people[Role.COORDINATOR])
    address = reverse("appoint", args=[the_world.people[Role.TRAINER]])
    sent = {"role": "assessor", "once": "5b6a8d6e-3a51-4e3b-8f7c-6d1f0a4f3f10"}
    answers = [send(client, address, **sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert acts().count("people.appoint") == len(Role) + 7 + 1


def test_what_was_typed_stays_when_it_is_wrong(the_world: World) -> None:
    client = browser_of(the_world.people[Role.COORDINATOR])
    address = reverse("change_name", args=[the_world.people[Role.CANDIDATE]])
    answer = send(client, address, given_names="123", family_name="Kept", version=1)
    assert answer.context["form"].errors == {"given_names": ["Enter a name with at least one letter"]}
    assert 'value="Kept"' in answer.content.decode()


def test_two_people_change_the_same_name_and_neither_text_is_lost(the_world: World) -> None:
    candidate = the_world.people[Role.CANDIDATE]
    change_name(
        candidate, PersonName("Anna", "Candidate"), organisation=the_world.here, version=1, by=SYSTEM, at=timezone.now()
    )
    client = browser_of(the_world.people[Role.COORDINATOR])
    address = reverse("change_name", args=[candidate])
    conflict = send(client, address, given_names="Annette", family_name="Candidate", known_as="Nettie", version=1)
    assert conflict.status_code == 409
    assert [(field["name"], field["yours"], field["theirs"]) for field in conflict.context["fields"]] == [
        ("given_names", "Annette", "Anna"),
        ("known_as", "Nettie", ""),
    ]
    chosen = {
        "resolving": "1",
        "version": 2,
        "given_names": "Anna",
        "given_names__yours": "Annette",
        "given_names__choice": "theirs",
        "known_as": "",
        "known_as__yours": "Nettie",
        "known_as__choice": "yours",
        "family_name": "Candidate",
    }
    assert send(client, address, **chosen).status_code == 302
    with reaching(FULL_REACH):
        told = get_person(candidate, FULL_REACH)
    assert (told.given_names, told.family_name, told.known_as) == ("Anna", "Candidate", "Nettie")


def test_two_people_who_save_the_same_name_are_at_peace(the_world: World) -> None:
    candidate = the_world.people[Role.CANDIDATE]
    change_name(
        candidate, PersonName("Anna", "Candidate"), organisation=the_world.here, version=1, by=SYSTEM, at=timezone.now()
    )
    client = browser_of(the_world.people[Role.COORDINATOR])
    address = reverse("change_name", args=[candidate])
    answer = send(client, address, given_names="Anna", family_name="Candidate", version=1)
    assert (answer.status_code, answer["Location"]) == (302, reverse("person", args=[candidate]))


def test_a_role_is_given_until_a_day(the_world: World) -> None:
    trainer = the_world.people[Role.TRAINER]
    client = browser_of(the_world.people[Role.COORDINATOR])
    day = timezone.localdate() + timedelta(days=30)
    filled = {"role": "assessor", "until_day": day.day, "until_month": day.month, "until_year": day.year}
    assert send(client, reverse("appoint", args=[trainer]), **filled).status_code == 302
    with reaching(FULL_REACH):
        held = get_person(trainer, FULL_REACH).appointments
    assert [(one.role, one.until_day) for one in held] == [(Role.TRAINER, None), (Role.ASSESSOR, day)]


def test_a_co_ordinator_gives_no_role_of_the_awarding_body(the_world: World) -> None:
    client = browser_of(the_world.people[Role.COORDINATOR])
    answer = send(client, reverse("appoint", args=[the_world.people[Role.TRAINER]]), role="administrator")
    assert list(answer.context["form"].errors) == ["role"]


def test_an_administrator_is_told_where_a_role_is_held(the_world: World) -> None:
    client = browser_of(the_world.people[Role.ADMINISTRATOR])
    address = reverse("appoint", args=[the_world.people[Role.TRAINER]])
    wrong_place = send(client, address, role="assessor", number="AB")
    assert wrong_place.context["form"].non_field_errors() == [
        "The role assessor is held at an assessment centre only. Choose another role."
    ]
    assert send(client, address, role="assessor", number="10001").status_code == 302


def test_a_role_ends_after_a_reason_is_given(the_world: World) -> None:
    trainer = the_world.people[Role.TRAINER]
    client = browser_of(the_world.people[Role.COORDINATOR])
    address = reverse("end_role", args=[hat_of(trainer).appointment])
    assert "Ann Trainer is Trainer at Northgate Contact Centre" in text_of(client.get(address))
    assert send(client, address).context["form"].errors == {"why": ["Give the reason"]}
    assert send(client, address, why="Moved on").status_code == 302
    page = client.get(reverse("person", args=[trainer]))
    assert [row[4]["text"] for row in page.context["past"]] == ["Moved on"]
    again = send(client, address, why="Once more")
    assert again.context["form"].non_field_errors() == ["This role has ended already."]


def test_the_last_administrator_stays(the_world: World) -> None:
    administrator = the_world.people[Role.ADMINISTRATOR]
    address = reverse("end_role", args=[hat_of(administrator).appointment])
    answer = send(browser_of(administrator), address, why="Tired")
    assert answer.context["form"].non_field_errors() == [
        "This is the last administrator: nobody could manage accounts any more. Appoint another administrator first."
    ]


def test_an_account_is_closed_and_its_owner_is_out(the_world: World) -> None:
    trainer = the_world.people[Role.TRAINER]
    client, theirs = browser_of(the_world.people[Role.ADMINISTRATOR]), browser_of(trainer)
    assert theirs.get(reverse("home")).status_code == 200
    assert send(client, reverse("close_account", args=[trainer]), why="Left").status_code == 302
    assert theirs.get(reverse("home"))["Location"].startswith(reverse("account_login"))


def test_a_person_is_erased_and_the_ledger_still_verifies(the_world: World) -> None:
    trainer = the_world.people[Role.TRAINER]
    client = browser_of(the_world.people[Role.ADMINISTRATOR])
    address = reverse("erase_person", args=[trainer])
    refused = send(client, address, why="Asked for it")
    assert refused.context["form"].non_field_errors() == ["This person still holds a role. End their roles first."]
    send(client, reverse("end_role", args=[hat_of(trainer).appointment]), why="Left")
    assert send(client, address, why="Asked for it").status_code == 302
    page = text_of(client.get(reverse("person", args=[trainer])))
    assert "The personal values of this person were erased" in page
    entered = next(entry for entry in entries() if entry.facts[0].record == f"people.person/{trainer}")
    with reaching(FULL_REACH):
        assert verify().is_whole
    first = next(
        entry.number
        for entry in reversed(entries())
        if any(fact.record == f"people.person/{trainer}" for fact in entry.facts)
    )
    assert entered.act == "people.erase_person"
    told = text_of(client.get(reverse("ledger_entry", args=[first])))
    assert ("(erased)" in told, "Ann Trainer" in told) == (True, False)
