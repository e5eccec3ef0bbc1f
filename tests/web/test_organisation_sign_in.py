"""An organisation's own sign-in, by OpenID Connect: with a real provider, as a browser goes to and fro."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tests.web.accounts import is_signed_in, security_changes, sign_in, someone
from touchstone.people.api import Role

pytestmark = pytest.mark.django_db

HERE = Path(__file__).parent / "oidc"
NODE = pytest.mark.needs_tool("node", "apt-get install nodejs npm")
TRUSTED = frozenset({"example.org"})
"""The domains whose addresses the provider is trusted with."""

PEOPLE = {
    "ann": {"email": "ann@example.org", "email_verified": True, "name": "Ann Other"},
    "unproved": {"email": "ann@example.org", "email_verified": False, "name": "Not Ann"},
    "stranger": {"email": "stranger@example.org", "email_verified": True, "name": "A Stranger"},
}
"""Who signs in at the organisation, and what it says of them."""


@pytest.fixture(scope="session")
def provider_folder(request: pytest.FixtureRequest) -> Path:
    """The provider with its packages, fetched once for each lockfile and kept in the tests' cache."""
    mark = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()[:16]
    cache = request.config.cache
    assert cache is not None
    kept = cache.mkdir(f"oidc-{mark}") / "packages"
    if not kept.exists():
        fetched = kept.with_name(f"fetched-{id(request)}-{socket.gethostname()}")
        shutil.copytree(HERE, fetched)
        done = subprocess.run(["npm", "ci"], cwd=fetched, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip("needs oidc-provider: a package registry that npm ci reaches")
        _keep(fetched, kept)
    shutil.copy(HERE / "provider.mjs", kept)
    return kept


def _keep(fetched: Path, kept: Path) -> None:
    """Put what was fetched into its place, unless another worker was quicker."""
    try:
        fetched.rename(kept)
    except OSError:
        shutil.rmtree(fetched)


@pytest.fixture(scope="session")
def issuer(provider_folder: Path) -> Iterator[str]:
    """The address of a provider that runs."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    back = "http://testserver/account/oidc/organisation/login/callback/"
    command = ["node", "provider.mjs", port, back, json.dumps(PEOPLE)]
    with subprocess.Popen(
        command, cwd=provider_folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline().strip() == "ready"
        yield f"http://127.0.0.1:{port}"
        running.terminate()


@pytest.fixture
def organisation_sign_in(settings: Settings, issuer: str) -> None:
    """An installation that knows the provider, and trusts it with the addresses of the tests."""
    settings.SOCIALACCOUNT_PROVIDERS = known(issuer)
    settings.TOUCHSTONE_OIDC_DOMAINS = TRUSTED


def known(issuer: str) -> dict[str, Any]:
    """The settings of an installation that knows a provider, as they are made from the environment."""
    return {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "organisation",
                    "name": "Northgate Telecoms",
                    "client_id": "touchstone",
                    "secret": "a secret of the tests only",
                    "settings": {"server_url": issuer},
                }
            ],
        }
    }


def go_through(client: Client, as_whom: str, *, process: str = "login") -> Any:
    """Go to the organisation, sign in there as somebody, agree, and come back; answers our page at the end."""
    start = client.post(f"{reverse('openid_connect_login', args=['organisation'])}?process={process}")
    assert start.status_code == 302
    browser = requests.Session()
    page = browser.get(start.headers["Location"], timeout=10)
    page = send(browser, page, {"prompt": "login", "login": as_whom, "password": "any"})
    back = send(browser, page, {"prompt": "consent"})
    assert back.status_code in {302, 303}
    parts = urlsplit(back.headers["Location"])
    assert parts.netloc == "testserver"
    return client.get(f"{parts.path}?{parts.query}")


def send(browser: requests.Session, page: requests.Response, typed: dict[str, str]) -> requests.Response:
    """Send the form of a provider's page, and follow it as far as the provider's own pages go."""
    (action,) = re.findall(r'<form[^>]+action="([^"]+)"', page.text)
    answer = browser.post(urljoin(page.url, unescape(action)), data=typed, timeout=10, allow_redirects=False)
    while answer.is_redirect and "testserver" not in answer.headers["Location"]:
        answer = browser.get(urljoin(answer.url, answer.headers["Location"]), timeout=10, allow_redirects=False)
    return answer


def test_the_sign_in_page_offers_it_only_where_it_is_set_up(client: Client, settings: Settings) -> None:
    words = "Sign in with Northgate Telecoms"
    assert words not in client.get(reverse("account_login")).content.decode()
    settings.SOCIALACCOUNT_PROVIDERS = known("https://sign-in.example")
    assert words in client.get(reverse("account_login")).content.decode()


def test_an_installation_without_it_has_no_such_address(client: Client) -> None:
    assert client.post(reverse("openid_connect_login", args=["organisation"])).status_code == 404


@NODE
@pytest.mark.usefixtures("organisation_sign_in")
def test_a_proved_address_opens_the_account_that_has_it(client: Client) -> None:
    one = someone(Role.ASSESSOR)
    answer = go_through(client, "ann")
    assert answer.headers["Location"] == reverse("home")
    assert client.session["_auth_user_id"] == str(one.account)
    assert security_changes() == ["organisation sign-in added"]
    again = Client()
    go_through(again, "ann")
    assert again.session["_auth_user_id"] == str(one.account)
    assert security_changes() == ["organisation sign-in added"]


@NODE
@pytest.mark.usefixtures("organisation_sign_in")
@pytest.mark.parametrize("as_whom", ["unproved", "stranger"])
def test_it_opens_nothing_by_an_address_that_is_not_proved_or_not_known_and_makes_no_account(
    client: Client, as_whom: str
) -> None:
    someone(Role.ASSESSOR)
    answer = go_through(client, as_whom)
    assert "Accounts are opened by invitation" in answer.content.decode()
    assert not is_signed_in(client)
    assert SocialAccount.objects.count() == 0
    assert client.get(reverse("socialaccount_signup")).headers["Location"] == reverse("account_login")


@NODE
@pytest.mark.usefixtures("organisation_sign_in")
def test_a_proved_address_of_a_domain_that_was_not_trusted_opens_nothing(client: Client, settings: Settings) -> None:
    settings.TOUCHSTONE_OIDC_DOMAINS = frozenset({"elsewhere.example"})
    someone(Role.ASSESSOR)
    go_through(client, "ann")
    assert not is_signed_in(client)
    assert SocialAccount.objects.count() == 0


@NODE
@pytest.mark.usefixtures("organisation_sign_in")
def test_the_second_step_is_still_asked(client: Client) -> None:
    from allauth.account.models import EmailAddress
    from allauth.mfa.totp.internal.auth import TOTP

    one = someone(Role.ASSESSOR)
    TOTP.activate(EmailAddress.objects.get(email=one.email).user, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    assert go_through(client, "ann").headers["Location"] == reverse("mfa_authenticate")
    assert not is_signed_in(client)


@NODE
@pytest.mark.usefixtures("organisation_sign_in")
def test_it_is_connected_and_removed_by_who_is_signed_in(client: Client) -> None:
    one = someone(Role.ASSESSOR, email="ann@elsewhere.example")
    sign_in(client, one.email)
    page = client.get(reverse("socialaccount_connections")).content.decode()
    assert "Connect Northgate Telecoms" in page
    go_through(client, "ann", process="connect")
    (connected,) = SocialAccount.objects.all()
    assert connected.user_id == one.account
    client.post(reverse("socialaccount_connections"), {"account": connected.pk})
    assert SocialAccount.objects.count() == 0
    assert security_changes() == ["organisation sign-in added", "organisation sign-in removed"]
