"""The language switch, for strangers and for those who are signed in."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from tests.web.accounts import entries, sign_in, someone
from touchstone.people.api import Role

pytestmark = pytest.mark.django_db


def switch(client: Client, language: str) -> str:
    """Use the switch at the foot of the sign-in page; answers the language that the browser was given."""
    client.post(reverse("set_language"), {"language": language, "next": reverse("account_login")})
    return str(client.cookies["language"].value) if "language" in client.cookies else ""


def test_a_stranger_s_choice_stays_in_the_browser(client: Client) -> None:
    someone(Role.ASSESSOR)
    before = entries()
    assert switch(client, "cy") == "cy"
    assert 'lang="cy"' in client.get(reverse("account_login")).content.decode()
    assert entries() == before


def test_the_choice_of_who_is_signed_in_is_remembered_and_applied_at_the_next_sign_in(client: Client) -> None:
    one = someone(Role.ASSESSOR)
    sign_in(client, one.email)
    switch(client, "cy")
    assert get_user_model().objects.get(id=one.account).language == "cy"
    assert entries()[0].facts[0].fact == "people.LanguageChosen"
    fresh = Client()
    sign_in(fresh, one.email)
    assert fresh.cookies["language"].value == "cy"
    assert 'lang="cy"' in fresh.get(reverse("account_email")).content.decode()


def test_the_same_choice_again_is_no_act(client: Client) -> None:
    one = someone(Role.ASSESSOR)
    sign_in(client, one.email)
    switch(client, "cy")
    before = entries()
    switch(client, "cy")
    assert entries() == before


def test_a_language_that_is_not_there_changes_nothing(client: Client) -> None:
    one = someone(Role.ASSESSOR)
    sign_in(client, one.email)
    assert switch(client, "tlh") == ""
    assert get_user_model().objects.get(id=one.account).language == ""


def test_the_switch_is_not_kept_from_who_lacks_a_second_step(client: Client) -> None:
    one = someone(Role.ADMINISTRATOR)
    sign_in(client, one.email)
    assert switch(client, "cy") == "cy"
