"""From an invitation to a passkey, and in again with nothing else."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.deploy.installation import Installation

pytestmark = [pytest.mark.browser, pytest.mark.needs_tool("chromium", "apt-get install chromium")]

PASSWORD = "proved on dark slate"
STOPPED = "() => { navigator.credentials.get = () => Promise.reject(new DOMException('stopped', 'NotAllowedError')) }"
"""As a browser answers whose user closes its question."""


def with_a_device(page: Page) -> None:
    """Give the browser a device that keeps passkeys and is always sure who holds it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def sign_out(page: Page) -> None:
    """Leave by the page for it."""
    page.goto("/account/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You have signed out.")).to_be_visible()


def accept(page: Page, link: str) -> None:
    """Open an invitation and choose a password."""
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Awarding-body administrator")
    page.get_by_label("Choose a password", exact=True).fill(PASSWORD)
    page.get_by_label("Type the password again", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Accept and open my account").click()


def add_passkey(page: Page) -> None:
    """Add a passkey that stands in for the password."""
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_label("What you call this device").fill("My phone")
    page.get_by_label("Sign in with it instead of the password").check()
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")


def test_an_invited_administrator_adds_a_passkey_and_signs_in_with_it(served: Installation, looking: Page) -> None:
    page = looking
    invited = served.run("administrator", "Siân Price", "sian.price@awarding-body.example")
    assert invited.returncode == 0, invited.stderr
    with_a_device(page)
    accept(page, invited.stdout.split()[-1])

    # Policy asks administrators for a second step: they are led straight to it, and nowhere else.
    expect(page).to_have_url(re.compile(r"/account/2fa/$"))
    page.goto("/home/")
    expect(page).to_have_url(re.compile(r"/account/2fa/$"))
    add_passkey(page)
    page.get_by_role("button", name="Go on").click()
    expect(page).to_have_url(re.compile(r"/home/$"))
    expect(page.get_by_text("You are acting as")).to_be_visible()

    sign_out(page)
    page.goto("/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(re.compile(r"/home/$"))
    with_the_password_it_is_the_second_step(page)
    a_device_that_does_not_answer_is_said(page)
    verified = served.run("ledger", "verify")
    assert verified.returncode == 0, verified.stderr


def with_the_password_it_is_the_second_step(page: Page) -> None:
    """Sign in with password and passkey."""
    sign_out(page)
    page.goto("/account/login/")
    page.get_by_label("E-mail address").fill("sian.price@awarding-body.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Second step")
    page.get_by_role("button", name="Use a passkey or security key instead").click()
    expect(page).to_have_url(re.compile(r"/home/$"))


def a_device_that_does_not_answer_is_said(page: Page) -> None:
    """Nobody is signed in, and the page says why."""
    sign_out(page)
    page.goto("/account/login/")
    page.evaluate(STOPPED)
    expect(page.get_by_text("The passkey was not used")).to_be_hidden()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("The passkey was not used")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/account/login/$"))
