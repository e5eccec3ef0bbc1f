"""Signing in with a password: what works, what is refused alike, and what is never said."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from structlog.testing import capture_logs

from tests.web.accounts import (
    PASSWORD,
    SYSTEM,
    entries,
    is_signed_in,
    letters,
    security_changes,
    sign_in,
    someone,
)
from touchstone.ledger.api import FULL_REACH, reaching
from touchstone.people.api import Role, close_account

pytestmark = pytest.mark.django_db

NEW = "gold leaves a bright streak"


def link_in(text: str) -> str:
    """The path of the one link to our own pages that a letter carries beside our address below it."""
    found = re.findall(r"http://127\.0\.0\.1:8000(/\S+)", text)
    assert len(found) == 1
    return str(found[0])


def test_address_and_password_open_the_home_page(client: Client) -> None:
    someone(Role.ASSESSOR)
    answer = sign_in(client, "Ann@Example.org")
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("home"))
    assert is_signed_in(client)


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(client: Client) -> None:
    someone(Role.ASSESSOR)
    known = sign_in(client, "ann@example.org", "wrong wrong wrong")
    unknown = sign_in(client, "nobody@example.org", "wrong wrong wrong")
    assert known.status_code == unknown.status_code == 200
    assert known.context["form"].errors == unknown.context["form"].errors
    assert not is_signed_in(client)


def test_the_log_tells_sign_ins_apart_without_an_address(client: Client) -> None:
    one = someone(Role.ASSESSOR)
    with capture_logs() as logged:
        sign_in(client, one.email, "wrong wrong wrong")
        sign_in(client, one.email)
    said = [line for line in logged if line["event"] != "answered"]
    assert [(line["event"], line.get("why"), line.get("account")) for line in said] == [
        ("sign-in refused", "password", None),
        ("signed in", None, one.account),
    ]
    assert "ann" not in str(logged)
    assert PASSWORD not in str(logged)


def test_a_closed_account_opens_nothing(client: Client) -> None:
    one = someone(Role.ASSESSOR)
    sign_in(client, one.email)
    close_account(one.person, why="left", by=SYSTEM, at=timezone.now())
    assert client.get(reverse("home")).status_code == 302
    assert not is_signed_in(Client())
    assert sign_in(Client(), one.email).status_code in {200, 302}
    second = Client()
    sign_in(second, one.email)
    assert not is_signed_in(second)


def test_nobody_signs_up(client: Client) -> None:
    page = client.get(reverse("account_signup"))
    assert "Accounts are opened by invitation" in page.content.decode()
    client.post(reverse("account_signup"), {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD})
    assert not get_user_model().objects.exists()
    assert reverse("account_signup") not in client.get(reverse("account_login")).content.decode()


def test_a_forgotten_password_is_replaced_by_a_link_that_the_outbox_forgets(client: Client) -> None:
    from touchstone.notices.models import Message

    one = someone(Role.ASSESSOR)
    client.post(reverse("account_reset_password"), {"email": one.email})
    (letter,) = letters()
    assert (letter.to, letter.subject) == ([one.email], "A new password for Touchstone")
    with reaching(FULL_REACH):
        assert [message.body for message in Message.objects.all()] == [""]
    form = client.get(link_in(letter.body.replace("\nhttp://127.0.0.1:8000\n", "\n")), follow=True)
    answer = client.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    assert answer.headers["Location"] == reverse("account_reset_password_from_key_done")
    assert security_changes() == ["password"]
    assert sign_in(Client(), one.email).status_code == 200
    assert sign_in(client, one.email, NEW).status_code == 302
    assert "password was changed" in letters()[0].subject


def test_a_used_reset_link_says_what_to_do(client: Client) -> None:
    one = someone(Role.ASSESSOR)
    client.post(reverse("account_reset_password"), {"email": one.email})
    path = link_in(letters()[0].body.replace("\nhttp://127.0.0.1:8000\n", "\n"))
    get_user_model().objects.get(id=one.account).set_password(NEW)
    account = get_user_model().objects.get(id=one.account)
    account.set_password(NEW)
    account.save()
    page = client.get(path)
    assert "This link does not work" in page.content.decode()
    assert page.headers["Referrer-Policy"] == "strict-origin"
    assert "no-store" in page.headers["Cache-Control"]


def test_asking_for_a_password_says_the_same_for_an_unknown_address(client: Client) -> None:
    one = someone(Role.ASSESSOR)
    known = client.post(reverse("account_reset_password"), {"email": one.email})
    unknown = client.post(reverse("account_reset_password"), {"email": "nobody@example.org"})
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert [letter.subject for letter in letters()] == [
        "A new password for Touchstone",
        "No account for this address",
    ]
    # A stranger's address is nobody's record: the ledger keeps none of it.
    assert "to" not in entries()[0].facts[0].after


def test_the_host_that_a_request_names_is_never_in_a_letter(client: Client) -> None:
    one = someone(Role.ASSESSOR)
    client.post(reverse("account_reset_password"), {"email": one.email}, headers={"host": "localhost"})
    assert "http://localhost" not in letters()[0].body


def test_a_password_is_changed_with_the_present_one_and_other_sessions_end(client: Client) -> None:
    one = someone(Role.ASSESSOR)
    elsewhere = Client()
    sign_in(client, one.email)
    sign_in(elsewhere, one.email)
    form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert client.post(reverse("account_change_password"), form).status_code == 302
    assert security_changes() == ["password"]
    assert client.get(reverse("account_email")).status_code == 200
    assert elsewhere.get(reverse("account_email")).status_code == 302


@pytest.mark.parametrize("weak", ["short", "ann@example.org", "qwerty123456", "1234567890"])
def test_a_weak_password_is_refused(client: Client, weak: str) -> None:
    one = someone(Role.ASSESSOR)
    sign_in(client, one.email)
    answer = client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
    )
    assert answer.status_code == 200
    assert security_changes() == []


def test_an_address_is_changed_once_the_new_one_is_proved(client: Client) -> None:
    one = someone(Role.ASSESSOR)
    sign_in(client, one.email)
    client.post(reverse("account_email"), {"action_add": "", "email": "anne@example.org"})
    (letter,) = letters()
    assert (letter.to, letter.subject) == (["anne@example.org"], "Your address for Touchstone")
    assert get_user_model().objects.get(id=one.account).email == one.email
    path = link_in(letter.body.replace("\nhttp://127.0.0.1:8000\n", "\n"))
    assert client.get(path).headers["Referrer-Policy"] == "strict-origin"
    client.post(path)
    assert get_user_model().objects.get(id=one.account).email == "anne@example.org"
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [("anne@example.org", True, True)]
    assert security_changes() == ["e-mail address"]
    assert [told.to for told in letters()] == [[one.email]]


def test_sessions_are_listed_and_ended(client: Client) -> None:
    one = someone(Role.ASSESSOR)
    elsewhere = Client(headers={"user-agent": "Another browser"})
    sign_in(client, one.email)
    sign_in(elsewhere, one.email)
    page = client.get(reverse("usersessions_list")).content.decode()
    assert "Another browser" in page
    client.post(reverse("usersessions_list"))
    assert security_changes() == ["sessions ended elsewhere"]
    assert elsewhere.get(reverse("usersessions_list")).status_code == 302
    assert client.get(reverse("usersessions_list")).status_code == 200


def test_the_sixth_wrong_password_for_an_address_is_not_tried() -> None:
    one = someone(Role.ASSESSOR)
    for number in range(5):
        sign_in(Client(REMOTE_ADDR=f"10.0.0.{number}"), one.email, "wrong wrong wrong")
    answer = sign_in(Client(REMOTE_ADDR="10.0.0.9"), one.email)
    assert answer.status_code == 200
    assert "too_many_login_attempts" in {error.code for error in answer.context["form"].non_field_errors().as_data()}


def test_too_many_tries_from_one_place_get_our_page_and_are_counted_in_the_database(client: Client) -> None:
    for _ in range(30):
        answer = sign_in(client, "nobody@example.org", "wrong wrong wrong")
        assert answer.status_code == 200
    refused = sign_in(client, "nobody@example.org", "wrong wrong wrong")
    assert refused.status_code == 429
    assert "Too many tries" in refused.content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM web_cache WHERE cache_key LIKE '%%allauth:rl%%'")
        assert cursor.fetchone()[0] > 0


def test_a_proxy_that_is_not_trusted_does_not_change_who_is_counted(client: Client) -> None:
    answers = [
        client.post(
            reverse("account_login"),
            {"login": f"n{number}@example.org", "password": "x"},
            headers={"x-forwarded-for": f"10.9.8.{number}"},
        ).status_code
        for number in range(31)
    ]
    assert answers == [200] * 30 + [429]


def test_signing_out_is_a_form(client: Client) -> None:
    one = someone(Role.ASSESSOR)
    sign_in(client, one.email)
    assert client.get(reverse("account_logout")).status_code == 200
    assert is_signed_in(client)
    client.post(reverse("account_logout"))
    assert not is_signed_in(client)
