"""Opening an invitation by its link."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from structlog.testing import capture_logs

from tests.web.accounts import PASSWORD, SYSTEM, entries, is_signed_in, organisation, sign_in, someone
from touchstone.ledger.api import FULL_REACH, Origin, reaching
from touchstone.people.api import (
    Invited,
    OrganisationKind,
    PersonName,
    Role,
    hats_of,
    invite_person,
    person_of_account,
    withdraw_invitation,
)

pytestmark = pytest.mark.django_db


def invite(role: Role = Role.ASSESSOR, *, email: str = "Bea@example.org", at: int | None = None) -> Invited:
    """An invitation for Bea Sharp; its link is in the answer."""
    kind = OrganisationKind.AWARDING_BODY if role is Role.OFFICER else OrganisationKind.CENTRE
    place = organisation(kind) if at is None else at
    name = PersonName("Bea", "Sharp")
    return invite_person(name, email, role, organisation=place, valid_days=14, by=SYSTEM, at=timezone.now())


def accept(client: Client, token: str, **typed: str) -> str:
    """Send the form of the page; answers where it leads, or nothing where the page is shown again."""
    form = {"once": str(uuid4()), "password": PASSWORD, "again": PASSWORD, **typed}
    answer = client.post(reverse("invitation", args=[token]), form)
    return str(answer.headers.get("Location", ""))


def test_the_page_says_who_invites_whom_to_what(client: Client) -> None:
    ann = someone(Role.COORDINATOR)
    with reaching(FULL_REACH):
        (hat,) = hats_of(ann.person, timezone.localdate())
    by = hat.actor(Origin("web"))
    invited = invite_person(
        PersonName("Bea", "Sharp"),
        "bea@example.org",
        Role.ASSESSOR,
        organisation=ann.organisation,
        valid_days=14,
        by=by,
        at=timezone.now(),
    )
    page = client.get(reverse("invitation", args=[invited.token])).content.decode()
    assert [said for said in ("Ann Other invites Bea Sharp", "Act as Assessor at Northgate") if said in page] == [
        "Ann Other invites Bea Sharp",
        "Act as Assessor at Northgate",
    ]
    # The rules for a password are there before one is typed.
    assert "at least 12 characters" in page


def test_accepting_opens_an_account_with_a_proved_address_and_signs_in(client: Client) -> None:
    invited = invite()
    assert accept(client, invited.token) == reverse("home")
    assert is_signed_in(client)
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [("bea@example.org", True, True)]
    person = person_of_account(int(client.session["_auth_user_id"]))
    assert person is not None
    with reaching(FULL_REACH):
        assert [hat.role for hat in hats_of(person, timezone.localdate())] == [Role.ASSESSOR]
    assert entries()[0].act == "people.accept_invitation"
    assert sign_in(Client(), "bea@example.org").status_code == 302


def test_a_role_that_needs_a_second_step_leads_to_its_set_up_without_asking_again_who_it_is(client: Client) -> None:
    invited = invite(Role.OFFICER)
    assert accept(client, invited.token) == reverse("mfa_index")
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"password": "short", "again": "short"}, "password"),
        ({"password": "bea@example.org", "again": "bea@example.org"}, "password"),
        ({"password": "qwerty123456", "again": "qwerty123456"}, "password"),
        ({"again": "something else entirely"}, "again"),
        ({"password": ""}, "password"),
    ],
)
def test_a_password_that_breaks_the_rules_is_refused_beside_its_field(
    client: Client, typed: dict[str, str], field: str
) -> None:
    invited = invite()
    form = {"once": str(uuid4()), "password": PASSWORD, "again": PASSWORD, **typed}
    answer = client.post(reverse("invitation", args=[invited.token]), form)
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert not is_signed_in(client)


def test_a_form_that_is_sent_twice_opens_one_account(client: Client) -> None:
    invited = invite()
    key = str(uuid4())
    accept(client, invited.token, once=key)
    second = Client().post(
        reverse("invitation", args=[invited.token]), {"once": key, "password": PASSWORD, "again": PASSWORD}
    )
    assert second.status_code == 410
    assert EmailAddress.objects.count() == 1


def test_who_is_signed_in_takes_the_role_with_their_own_account_and_wears_it(client: Client) -> None:
    ann = someone(Role.ASSESSOR)
    sign_in(client, ann.email)
    invited = invite(Role.TRAINER, email="ann@work.example", at=organisation(name="Southgate", number="2"))
    page = client.get(reverse("invitation", args=[invited.token])).content.decode()
    assert "You are signed in with ann@example.org. The invitation was sent to ann@work.example." in page
    assert accept(client, invited.token) == reverse("home")
    with reaching(FULL_REACH):
        hats = hats_of(ann.person, timezone.localdate())
    assert [hat.role for hat in hats] == [Role.ASSESSOR, Role.TRAINER]
    assert client.session["hat"] == hats[1].appointment
    assert EmailAddress.objects.count() == 1


def test_who_has_an_account_signs_in_first_and_comes_back(client: Client) -> None:
    someone(Role.ASSESSOR, email="bea@example.org")
    invited = invite(Role.TRAINER, at=organisation(number="2"))
    path = reverse("invitation", args=[invited.token])
    page = client.get(path).content.decode()
    assert f"{reverse('account_login')}?next={path.replace('/', '%2F')}" in page
    assert accept(client, invited.token) == ""
    answer = client.post(f"{reverse('account_login')}?next={path}", {"login": "bea@example.org", "password": PASSWORD})
    assert answer.headers["Location"] == path


def test_dead_links_say_what_to_do(client: Client) -> None:
    accepted, withdrawn = invite(), invite(email="two@example.org", at=organisation(number="2"))
    accept(Client(), accepted.token)
    withdraw_invitation(withdrawn.invitation, by=SYSTEM, at=timezone.now())
    expired = invite_person(
        PersonName("Bea", "Sharp"),
        "three@example.org",
        Role.ASSESSOR,
        organisation=organisation(number="3"),
        valid_days=14,
        by=SYSTEM,
        at=timezone.now() - timedelta(days=15),
    )
    said = {}
    for name, token in (
        ("accepted", accepted.token),
        ("withdrawn", withdrawn.token),
        ("expired", expired.token),
        ("unknown", "x" * 43),
    ):
        answer = client.get(reverse("invitation", args=[token]))
        said[name] = (answer.status_code, answer.content.decode().split("<h1")[1].split(">")[1].split("<")[0])
    assert said == {
        "accepted": (410, "This invitation was accepted"),
        "withdrawn": (410, "This invitation was withdrawn"),
        "expired": (410, "This invitation has expired"),
        "unknown": (404, "There is no such invitation"),
    }


def test_the_link_stays_with_whoever_holds_it(client: Client) -> None:
    invited = invite()
    with capture_logs() as logged:
        answer = client.get(reverse("invitation", args=[invited.token]))
        accept(client, invited.token)
    assert answer.headers["Referrer-Policy"] == "strict-origin"
    assert {"no-store", "private"} <= set(answer.headers["Cache-Control"].replace(",", "").split())
    assert invited.token not in str(logged)
    assert invited.token not in str(entries())
