"""Somebody is invited, comes in with a second step, and changes between two roles."""

from __future__ import annotations

import quopri
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.deploy.installation import Installation, until
from tests.journeys.being import become, hat_of
from tests.journeys.records import PASSWORD, code_of, next_code_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.needs_tool("chromium", "apt-get install chromium"),
    pytest.mark.xdist_group("demonstration"),
]

NEW = "rhiannon.lewis@northgate.example"


def invite(page: Page, role: str) -> None:
    """Invite the newcomer to a role."""
    page.goto("/people/invitations/new/")
    page.get_by_label("Given names").fill("Rhiannon")
    page.get_by_label("Family name").fill("Lewis")
    page.get_by_label("E-mail address").fill(NEW)
    page.get_by_label("Role", exact=True).select_option(label=role)
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_text("The invitation is on its way.")).to_be_visible()


def letters(mail: Path) -> list[str]:
    """The letters to the newcomer, the newest last."""
    texts = [quopri.decodestring(file.read_bytes()).decode("utf-8") for file in sorted(mail.glob("*.log"))]
    parts = [part for text in texts for part in text.split("-" * 79)]
    return [part for part in parts if f"To: {NEW}" in part]


def link_in_letter(installation: Installation, nth: int) -> str:
    """The link in the newcomer's nth letter of invitation, once the worker has sent it."""
    mail = installation.folder / "data" / "mail"

    def found() -> list[str]:
        return re.findall(r"http://\S+/invitation/[\w-]+/", "\n".join(letters(mail)))

    until(lambda: len(found()) >= nth, "the letter is sent")
    return found()[nth - 1]


def choose_password(page: Page) -> None:
    """Accept an invitation with a password."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Act as Assessor at Northgate Contact Services")
    page.get_by_label("Choose a password", exact=True).fill(PASSWORD)
    page.get_by_label("Type the password again", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Accept and open my account").click()
    expect(hat_of(page)).to_contain_text("You are acting as Assessor at Northgate Contact Services")


def set_up_app(page: Page) -> str:
    """Add an authenticator app; answers its key."""
    page.goto("/account/2fa/totp/activate/")
    secret = page.locator(".ts-code").inner_text().strip()
    page.get_by_label("code", exact=False).fill("000000")
    page.get_by_role("button", name="Set it up").click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    page.get_by_label("code", exact=False).fill(code_of(secret))
    page.get_by_role("button", name="Set it up").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    return secret


def sign_out(page: Page) -> None:
    """Leave."""
    page.goto("/account/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You have signed out.")).to_be_visible()


def sign_in(page: Page, secret: str) -> None:
    """Come in with password and code; with the password alone nobody is in."""
    page.goto("/account/login/")
    page.get_by_label("E-mail address").fill(NEW)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Second step")
    expect(hat_of(page)).to_have_count(0)
    page.get_by_label("code", exact=False).fill(next_code_of(secret))
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(hat_of(page)).to_be_visible()


def test_an_invited_assessor_signs_in_with_a_code_and_changes_to_a_second_role(
    window: Page, chromium: Browser, demonstrated: Installation
) -> None:
    become(window, "Siân Prosser", role="Centre co-ordinator")
    invite(window, "Assessor")
    context = chromium.new_context(base_url=demonstrated.settings["TOUCHSTONE_ORIGIN"])
    context.set_default_timeout(15_000)
    theirs = context.new_page()
    first = link_in_letter(demonstrated, 1)
    theirs.goto(first)
    choose_password(theirs)
    theirs.goto(first)
    expect(theirs.get_by_role("button", name="Accept")).to_have_count(0)
    secret = set_up_app(theirs)
    sign_out(theirs)
    sign_in(theirs, secret)

    invite(window, "Internal verifier")
    theirs.goto(link_in_letter(demonstrated, 2))
    theirs.get_by_role("button", name="Accept").click()
    wears_two_hats(theirs)
    context.close()


def wears_two_hats(page: Page) -> None:
    """Go from one role to the other; every page shows the one that is worn, and the sections are its own."""
    sections = page.get_by_role("navigation", name="Sections")
    for role, sees_ledger in (("Assessor", 0), ("Internal verifier", 1), ("Assessor", 0)):
        page.goto("/role/")
        card = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=role, exact=True))
        button = card.get_by_role("button")
        if button.count():
            button.click()
            expect(hat_of(page)).to_contain_text(f"You are acting as {role} ")
        for address in ("/home/", "/people/", "/catalogue/"):
            page.goto(address)
            expect(hat_of(page)).to_contain_text(f"You are acting as {role} at Northgate Contact Services")
            expect(sections.get_by_role("link", name="Ledger")).to_have_count(sees_ledger)
