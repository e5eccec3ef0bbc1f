"""The second step at sign-in: an app's codes, recovery codes, and roles of which policy asks one."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.test import Client
from django.urls import reverse
from structlog.testing import capture_logs

from tests.web.accounts import PASSWORD, code_for, entries, is_signed_in, security_changes, sign_in, someone
from touchstone.people.api import Role
from touchstone.policy.api import value_on
from touchstone.web.sealing import unseal

pytestmark = pytest.mark.django_db


MOMENT = 1_790_000_000.0


@pytest.fixture(autouse=True)
def _still_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the clock by which codes change stand still: no test runs into the next half minute."""
    monkeypatch.setattr(auth, "time", SimpleNamespace(time=lambda: MOMENT))


def set_up_app(client: Client) -> str:
    """Set up an authenticator app as its page asks; answers the key that the page showed."""
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    (secret,) = re.findall(r'<strong class="ts-code">([A-Z2-7]+)</strong>', page)
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_for(secret, at=MOMENT)})
    assert answer.status_code == 302
    return str(secret)


def code_now(secret: str) -> str:
    """The code that the app shows."""
    return code_for(secret, at=MOMENT)


def test_codes_are_those_of_the_standard() -> None:
    # RFC 6238, appendix B, the last six of eight digits.
    assert code_for("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", at=1111111109) == "081804"


def test_an_app_is_set_up_with_its_first_code_and_asked_for_from_then_on(client: Client) -> None:
    one = someone(Role.ASSESSOR)
    sign_in(client, one.email)
    secret = set_up_app(client)
    assert security_changes() == ["authenticator app added", "recovery codes added"]
    fresh = Client()
    assert sign_in(fresh, one.email).headers["Location"] == reverse("mfa_authenticate")
    assert not is_signed_in(fresh)
    assert fresh.post(reverse("mfa_authenticate"), {"code": code_now(secret)}).status_code == 302
    assert is_signed_in(fresh)


def test_a_wrong_code_lets_nobody_in_and_is_logged(client: Client) -> None:
    one = someone(Role.ASSESSOR)
    sign_in(client, one.email)
    secret = set_up_app(client)
    fresh = Client()
    sign_in(fresh, one.email)
    wrong = next(code for code in ("000000", "111111", "222222", "333333") if code != code_now(secret))
    with capture_logs() as logged:
        assert fresh.post(reverse("mfa_authenticate"), {"code": wrong}).status_code == 200
    assert not is_signed_in(fresh)
    assert [line["account"] for line in logged if line["event"] == "sign-in refused"] == [one.account]


def test_a_code_is_used_once(client: Client) -> None:
    one = someone(Role.ASSESSOR)
    sign_in(client, one.email)
    code = code_now(set_up_app(client))
    outcomes = []
    for _ in range(2):
        fresh = Client()
        sign_in(fresh, one.email)
        fresh.post(reverse("mfa_authenticate"), {"code": code})
        outcomes.append(is_signed_in(fresh))
    assert outcomes == [True, False]


def test_a_recovery_code_stands_in_once(client: Client) -> None:
    one = someone(Role.ASSESSOR)
    sign_in(client, one.email)
    set_up_app(client)
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    page = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert [code for code in codes if code in page] == codes
    assert len(codes) == 10
    outcomes = []
    for _ in range(2):
        fresh = Client()
        sign_in(fresh, one.email)
        fresh.post(reverse("mfa_authenticate"), {"code": codes[0]})
        outcomes.append(is_signed_in(fresh))
    assert outcomes == [True, False]


def test_new_recovery_codes_replace_the_old(client: Client) -> None:
    one = someone(Role.ASSESSOR)
    sign_in(client, one.email)
    set_up_app(client)
    before = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    client.post(reverse("mfa_generate_recovery_codes"))
    after = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    assert set(before) & set(after) == set()
    assert security_changes()[2:] == ["recovery codes removed", "recovery codes added"]


def test_removing_the_app_takes_its_recovery_codes_along(client: Client) -> None:
    one = someone(Role.ASSESSOR)
    sign_in(client, one.email)
    set_up_app(client)
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.count() == 0
    assert security_changes()[2:] == ["authenticator app removed", "recovery codes removed"]


def test_what_a_second_step_rests_on_is_neither_in_the_clear_nor_in_the_ledger(client: Client) -> None:
    one = someone(Role.ASSESSOR)
    sign_in(client, one.email)
    secret = set_up_app(client)
    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in kept
    assert unseal(kept) == secret
    assert secret not in str(entries())


def test_an_address_can_be_changed_also_with_a_second_step(client: Client) -> None:
    one = someone(Role.ASSESSOR)
    sign_in(client, one.email)
    set_up_app(client)
    client.post(reverse("account_email"), {"action_add": "", "email": "anne@example.org"})
    assert "anne@example.org" in client.get(reverse("account_email")).content.decode()


def test_a_sensitive_change_long_after_sign_in_asks_who_it_is(client: Client) -> None:
    one = someone(Role.ASSESSOR)
    sign_in(client, one.email)
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session.save()
    asked = client.get(reverse("mfa_activate_totp"))
    assert asked.headers["Location"].startswith(reverse("account_reauthenticate"))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": reverse("mfa_activate_totp")})
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_an_administrator_without_a_second_step_is_led_to_it_and_reaches_nothing_else(client: Client) -> None:
    one = someone(Role.ADMINISTRATOR)
    sign_in(client, one.email)
    for path in ("/home/", "/role/", "/"):
        answer = client.get(path)
        assert (path, answer.status_code, answer.headers.get("Location")) == (path, 302, reverse("mfa_index"))
    for name in ("mfa_index", "account_email", "account_change_password", "usersessions_list", "account_logout"):
        assert (name, client.get(reverse(name)).status_code) == (name, 200)
    answer = client.post(reverse("wear"), {"appointment": one.appointment})
    assert answer.headers["Location"] == reverse("mfa_index")


def test_after_the_set_up_an_administrator_goes_on_to_where_they_were_going(client: Client) -> None:
    one = someone(Role.ADMINISTRATOR)
    sign_in(client, one.email)
    client.get("/home/?week=3")
    set_up_app(client)
    assert 'href="/home/?week=3"' in client.get(reverse("mfa_index")).content.decode()
    answer = client.post(reverse("wear"), {"appointment": one.appointment})
    assert answer.headers["Location"] == reverse("home")
    # Taking it away leads to the set-up again, in the same session.
    client.post(reverse("mfa_deactivate_totp"))
    assert client.get("/home/").headers["Location"] == reverse("mfa_index")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.WITNESS])
def test_policy_says_which_roles_need_a_second_step(client: Client, role: Role) -> None:
    from django.utils import timezone

    one = someone(role)
    sign_in(client, one.email)
    answer = client.post(reverse("wear"), {"appointment": one.appointment})
    needs = role.value in value_on("two_factor_roles", timezone.localdate())
    assert answer.headers["Location"] == (reverse("mfa_index") if needs else reverse("home"))
