"""Invitations and expert witnesses: who is asked, what they are sent, and how it is taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from tests.web.world import (
    CANARY,
    SYSTEM,
    World,
    acts,
    browser_of,
    hat_of,
    queries_of,
    send,
    sent_lines,
    text_of,
    world,
)
from touchstone.ledger.api import FULL_REACH, reaching
from touchstone.notices.api import deliver_waiting
from touchstone.people.api import (
    PersonName,
    Role,
    invite_person,
    list_guest_links,
    list_invitations,
    withdraw_invitation,
)
from touchstone.people.models import Invitation

pytestmark = pytest.mark.django_db

FILLED = {
    "given_names": "Ines",
    "family_name": "Invited",
    "email": "ines@example.org",
    "role": "assessor",
    "language": "en-gb",
}


@pytest.fixture
def the_world() -> World:
    return world()


def invited(place: int, given: str, *, days: int = 14, role: Role = Role.TRAINER) -> int:
    name = PersonName(given, "Invited")
    made = invite_person(
        name,
        f"{given}@example.org".lower(),
        role,
        organisation=place,
        valid_days=14,
        by=SYSTEM,
        at=timezone.now() - timedelta(days=14 - days),
    )
    return made.invitation


def states() -> list[tuple[str, str]]:
    with reaching(FULL_REACH):
        return [(told.name, told.state) for told in list_invitations(FULL_REACH, at=timezone.now())]


def test_an_invited_person_gets_a_letter_with_a_link_that_is_kept_nowhere(the_world: World) -> None:
    client = browser_of(the_world.people[Role.COORDINATOR])
    assert send(client, reverse("invite"), **FILLED)["Location"] == reverse("invitations")
    deliver_waiting()
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (["ines@example.org"], "An invitation from Northgate Contact Centre")
    link = next(line for line in letter.body.splitlines() if "/invitation/" in line)
    assert "Your role there: Assessor" in letter.body
    client.logout()
    assert "Northgate Contact Centre" in text_of(client.get(link.split("8000", 1)[-1].strip()))
    assert acts()[0] == "notices.invite_by_mail"


def test_the_letter_is_in_the_language_that_was_chosen(the_world: World) -> None:
    client = browser_of(the_world.people[Role.COORDINATOR])
    answer = send(client, reverse("invite"), **{**FILLED, "language": "fr"})
    assert "language" in answer.context["form"].errors
    assert send(client, reverse("invite"), **{**FILLED, "language": "cy"}).status_code == 302


def test_nobody_is_invited_twice_to_the_same_role(the_world: World) -> None:
    client = browser_of(the_world.people[Role.COORDINATOR])
    send(client, reverse("invite"), **FILLED)
    answer = send(client, reverse("invite"), **FILLED)
    assert answer.context["form"].non_field_errors() == [
        "ines@example.org has an open invitation to this role already. Withdraw it first, to send another."
    ]
    assert states() == [("Ines Invited", "open")]


def test_only_co_ordinators_and_administrators_invite(the_world: World) -> None:
    answers = {
        role.value: browser_of(the_world.people[role]).get(reverse("invite")).status_code
        for role in Role
        if role is not Role.WITNESS
    }
    assert {role for role, status in answers.items() if status == 200} == {"coordinator", "administrator"}
    assert set(answers.values()) == {200, 403}


def test_an_administrator_invites_to_a_centre_by_its_number(the_world: World) -> None:
    client = browser_of(the_world.people[Role.ADMINISTRATOR])
    unknown = send(client, reverse("invite"), **FILLED, number="77777")
    assert unknown.context["form"].errors == {
        "number": ["No organisation has this number. Look it up in the list of centres."]
    }
    assert send(client, reverse("invite"), **FILLED, number="20002").status_code == 302


def test_invitations_of_another_centre_are_not_there(the_world: World) -> None:
    foreign = invited(the_world.there, CANARY)
    client = browser_of(the_world.people[Role.COORDINATOR])
    address = reverse("invitation_acts", args=[foreign])
    assert [client.get(address).status_code, send(client, address).status_code] == [404, 404]
    assert CANARY not in text_of(client.get(reverse("invitations")))
    assert CANARY not in "".join(sent_lines(client.get(reverse("invitations_export"))))


def test_the_list_takes_as_many_queries_with_one_row_as_with_fifty(the_world: World) -> None:
    client = browser_of(the_world.people[Role.COORDINATOR])
    invited(the_world.here, "First")
    few = queries_of(client, reverse("invitations"))
    for number in range(50):
        invited(the_world.here, f"Number{number}")
    assert (few, queries_of(client, reverse("invitations"))) == (8, 8)


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"state": "open"}, ["Olga Invited"]),
        ({"state": "expired"}, ["Xena Invited"]),
        ({"state": "withdrawn"}, ["Wanda Invited"]),
        ({"q": "xena"}, ["Xena Invited"]),
        ({"state": "accepted"}, []),
    ],
)
def test_the_list_is_filtered_by_state(the_world: World, asked: dict[str, str], names: list[str]) -> None:
    invited(the_world.here, "Olga")
    invited(the_world.here, "Xena", days=-1)
    withdraw_invitation(invited(the_world.here, "Wanda"), by=SYSTEM, at=timezone.now())
    answer = browser_of(the_world.people[Role.COORDINATOR]).get(reverse("invitations"), asked)
    assert [row[0]["text"] for row in answer.context["rows"]] == names


def test_an_invitation_is_withdrawn_once(the_world: World) -> None:
    client = browser_of(the_world.people[Role.COORDINATOR])
    address = reverse("invitation_acts", args=[invited(the_world.here, "Olga")])
    assert send(client, address, act="withdraw").status_code == 302
    assert states() == [("Olga Invited", "withdrawn")]
    assert send(client, address, act="withdraw").status_code == 409


def test_an_expired_invitation_is_sent_again_in_one_act(the_world: World) -> None:
    client = browser_of(the_world.people[Role.COORDINATOR])
    address = reverse("invitation_acts", args=[invited(the_world.here, "Xena", days=-1)])
    assert send(client, address, act="again").status_code == 302
    assert states() == [("Xena Invited", "open"), ("Xena Invited", "withdrawn")]
    assert acts()[0] == "notices.invite_again"
    deliver_waiting()
    assert [letter.to for letter in mail.outbox] == [["xena@example.org"]]


def test_a_witness_is_put_on_record_and_only_they_see_their_link(the_world: World) -> None:
    client = browser_of(the_world.people[Role.COORDINATOR])
    filled = {"given_names": "Wyn", "family_name": "Saw", "email": "wyn@example.org", "language": "en-gb"}
    answer = send(client, reverse("add_witness"), **filled)
    page = client.get(answer["Location"])
    assert [row[2]["text"] for row in page.context["links"]] == ["Works"]
    deliver_waiting()
    (letter,) = mail.outbox
    link = next(line for line in letter.body.splitlines() if "/witness/" in line).strip()
    token = link.rstrip("/").rsplit("/", 1)[-1]
    assert token not in page.content.decode()
    assert acts()[0] == "notices.enter_witness"
    client.logout()
    assert client.get(reverse("witness", args=[token])).status_code == 200


def test_an_assessor_sends_and_withdraws_a_witnesses_link(the_world: World) -> None:
    client = browser_of(the_world.people[Role.ASSESSOR])
    witness = the_world.people[Role.WITNESS]
    address = reverse("send_link", args=[hat_of(witness).appointment])
    assert send(client, address, email="wyn@example.org", language="en-gb").status_code == 302
    with reaching(FULL_REACH):
        (link,) = list_guest_links(FULL_REACH, person=witness, at=timezone.now())
    withdraw = reverse("withdraw_link", args=[link.id])
    assert "The link stops working at once" in text_of(client.get(withdraw))
    assert send(client, withdraw).status_code == 302
    page = client.get(reverse("person", args=[witness]))
    assert [row[2]["text"] for row in page.context["links"]] == ["Withdrawn"]


def test_no_link_is_sent_to_whoever_is_no_witness_or_another_centres(the_world: World) -> None:
    client = browser_of(the_world.people[Role.ASSESSOR])
    numbers = [the_world.people[Role.CANDIDATE], the_world.foreign[Role.WITNESS]]
    addresses = [reverse("send_link", args=[hat_of(number).appointment]) for number in numbers]
    assert [client.get(address).status_code for address in addresses] == [404, 404]


def test_an_invitation_of_an_erased_person_says_so(the_world: World) -> None:
    number = invited(the_world.here, "Olga")
    with reaching(FULL_REACH):
        Invitation.objects.filter(id=number).update(given_names="", family_name="", email="")
    page = browser_of(the_world.people[Role.COORDINATOR]).get(reverse("invitations"))
    assert [row[0]["text"] for row in page.context["rows"]] == ["(erased)"]
