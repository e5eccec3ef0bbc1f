"""Every page of signing in renders under our content security policy, in our frame, in both languages."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.test import Client
from django.urls import reverse

from tests.web.accounts import Someone, sign_in, someone
from touchstone.people.api import Role
from touchstone.web import signing_in_words as words

pytestmark = pytest.mark.django_db

OUTSIDE = (
    "account_login",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_inactive",
    "account_email_verification_sent",
    "socialaccount_login_cancelled",
    "socialaccount_login_error",
)
INSIDE = (
    "account_logout",
    "account_email",
    "account_change_password",
    "account_reauthenticate",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "socialaccount_connections",
    "usersessions_list",
)


class Page(HTMLParser):
    """What the content security policy would refuse, and the headings."""

    def __init__(self, text: str) -> None:
        """Read a page."""
        super().__init__()
        self.refused: list[str] = []
        self.headings = 0
        self.unnamed: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one element."""
        given = dict(attrs)
        self.headings += tag == "h1"
        runs = tag == "script" and "src" not in given and given.get("type") != "application/json"
        handlers = [name for name in given if name.startswith("on") or name == "style"]
        if runs or tag == "style" or handlers:
            self.refused.append(self.get_starttag_text() or tag)
        source = str(given.get("src") or "")
        if tag in {"script", "img"} and source and not source.startswith(("/static/", "data:image/svg+xml")):
            self.refused.append(source)
        if tag == "img" and "alt" not in given:
            self.unnamed.append(source)


def check(answer: Any, name: str, *, status: int = 200) -> None:
    """A page that is whole, ours, and asks the browser for nothing that it would refuse."""
    assert (name, answer.status_code) == (name, status)
    text = answer.content.decode()
    page = Page(text)
    assert (name, page.refused, page.unnamed, page.headings) == (name, [], [], 1)
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "ts-header" in text
    forms = re.findall(r'<form method="post".*?</form>', text, flags=re.S)
    assert [form for form in forms if "csrfmiddlewaretoken" not in form or 'name="once"' not in form] == []


@pytest.fixture
def one(client: Client) -> Someone:
    """Somebody who is signed in, with an app, recovery codes and an address that waits to be proved."""
    found = someone(Role.ASSESSOR)
    sign_in(client, found.email)
    EmailAddress.objects.create(user_id=found.account, email="anne@example.org")
    return found


def with_second_step(one: Someone) -> None:
    """Give somebody an app and recovery codes."""
    account = EmailAddress.objects.get(email=one.email).user
    TOTP.activate(account, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    RecoveryCodes.activate(account)


@pytest.mark.parametrize("language", ["en-gb", "cy"])
@pytest.mark.parametrize("name", OUTSIDE)
def test_pages_on_the_way_in(client: Client, name: str, language: str) -> None:
    client.cookies["language"] = language
    check(client.get(reverse(name)), name, status=401 if name == "socialaccount_login_error" else 200)


@pytest.mark.parametrize("language", ["en-gb", "cy"])
@pytest.mark.parametrize("name", INSIDE)
def test_pages_of_ones_account(client: Client, one: Someone, name: str, language: str) -> None:
    client.cookies["language"] = language
    with_second_step(one)
    check(client.get(reverse(name)), name)


def test_the_key_of_an_app_is_a_picture_in_the_page_itself(client: Client, one: Someone) -> None:
    assert one.email
    answer = client.get(reverse("mfa_activate_totp"))
    check(answer, "mfa_activate_totp")
    assert 'src="data:image/svg+xml' in answer.content.decode()


def test_the_second_step_at_sign_in(client: Client, one: Someone) -> None:
    with_second_step(one)
    client.logout()
    sign_in(client, one.email)
    check(client.get(reverse("mfa_authenticate")), "mfa_authenticate")


def test_a_passkey_is_renamed_and_removed_on_pages_of_ours(client: Client, one: Someone) -> None:
    account = EmailAddress.objects.get(email=one.email).user
    key = Authenticator.objects.create(user=account, type="webauthn", data={"name": "My phone", "credential": {}})
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        check(client.get(reverse(name, args=[key.pk])), name)


def test_the_addresses_of_allauth_that_need_a_key_answer_kindly_to_a_wrong_one(client: Client) -> None:
    for path in (
        reverse("account_confirm_email", args=["no-such-key"]),
        reverse("account_reset_password_from_key", kwargs={"uidb36": "1", "key": "no-such-key"}),
    ):
        check(client.get(path), path)


def test_every_page_of_allauth_is_looked_at_here_or_named_as_no_page() -> None:
    """A new address of allauth's that nobody looked at fails here."""
    from allauth.urls import urlpatterns

    looked_at = {
        *OUTSIDE,
        *INSIDE,
        "account_confirm_email",
        "account_reset_password_from_key",
        "mfa_activate_totp",
        "mfa_authenticate",
        "mfa_edit_webauthn",
        "mfa_remove_webauthn",
    }
    elsewhere = {
        "account_confirm_login_code": "leads to the sign-in page: codes by e-mail are not in use",
        "account_set_password": "leads to changing it: every account has a password",
        "mfa_download_recovery_codes": "a text file",
        "mfa_login_webauthn": "JSON for the sign-in page, and where its form goes",
        "mfa_reauthenticate_webauthn": "looked at in a browser, where a passkey is",
        "openid_connect_callback": "where an organisation's sign-in comes back to",
        "openid_connect_login": "leads to an organisation's sign-in",
        "socialaccount_signup": "leads to the sign-in page: nobody signs up",
        None: "old addresses of allauth's that lead to the present ones",
    }
    assert names(urlpatterns) - looked_at == set(elsewhere)


def names(patterns: list[Any]) -> set[str | None]:
    """The names of all addresses below some patterns."""
    found: set[str | None] = set()
    for pattern in patterns:
        inner = getattr(pattern, "url_patterns", None)
        found |= {pattern.name} if inner is None else names(inner)
    return found


@pytest.mark.parametrize(
    ("host", "offered"), [("127.0.0.1:8000", False), ("[::1]:8000", False), ("localhost", True), ("localhost:80", True)]
)
def test_a_passkey_is_offered_under_a_name_only(client: Client, host: str, offered: bool) -> None:
    page = client.get(reverse("account_login"), headers={"host": host}).content.decode()
    assert ("Sign in with a passkey" in page) is offered


def test_every_word_of_ours_stands_in_place_of_one_of_allauths() -> None:
    """A message that allauth renames would be its own again, unseen."""
    assert set(words.ACCOUNT) - set(DefaultAccountAdapter.error_messages) == set()
    assert set(words.MFA) - set(DefaultMFAAdapter.error_messages) == set()
    assert set(words.ORGANISATION) - set(DefaultSocialAccountAdapter.error_messages) == set()


def test_the_ways_to_show_again_who_one_is_are_in_our_words(client: Client, one: Someone) -> None:
    with_second_step(one)
    page = client.get(reverse("account_reauthenticate")).content.decode()
    assert "With a code from your app, or a recovery code" in page
