"""axe finds nothing on any page, at a desk's width and a phone's, and no page must be scrolled sideways."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.deploy.installation import Installation
from tests.journeys import examples
from tests.journeys.being import become, one, width_of
from tests.journeys.records import EMAIL, PASSWORD, code_of, put_on_record
from tests.journeys.test_passkey import with_a_device

pytestmark = [
    pytest.mark.browser,
    pytest.mark.needs_tool("chromium", "apt-get install chromium"),
    pytest.mark.xdist_group("demonstration"),
]

WIDE, NARROW, NARROWEST = 1280, 360, 320
WHAT_IS_ASKED = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
}


@dataclass(slots=True)
class Windows:
    """A window for everybody who looks, opened when it is first asked for."""

    chromium: Browser
    installation: Installation
    numbers: dict[str, str]
    closing: ExitStack
    opened: dict[str, Page] = field(default_factory=dict)

    def of(self, who: str) -> Page:
        """The window of somebody."""
        if who not in self.opened:
            page = self.fresh()
            self.opened[who] = page
            self._enter(page, who)
        return self.opened[who]

    def fresh(self) -> Page:
        """A window in which nobody is signed in."""
        context: BrowserContext = self.chromium.new_context(base_url=self.installation.settings["TOUCHSTONE_ORIGIN"])
        self.closing.callback(context.close)
        context.set_default_timeout(15_000)
        return context.new_page()

    def _enter(self, page: Page, who: str) -> None:
        if who in examples.ROLES:
            become(page, who, role=examples.ROLES[who])
        elif who == examples.CANDIDATE:
            page.goto("/try/")
            page.get_by_role("region", name="Candidate", exact=True).get_by_role("button").first.click()
        elif who == examples.SECURED:
            self._secure(page)
        elif who == examples.HALFWAY:
            self.of(examples.SECURED)
            sign_in(page)

    def _secure(self, page: Page) -> None:
        """Sign in with a password, and add an app and a passkey."""
        sign_in(page)
        page.goto("/account/2fa/totp/activate/")
        page.get_by_label("code", exact=False).fill(code_of(page.locator(".ts-code").inner_text().strip()))
        page.get_by_role("button", name="Set it up").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
        with_a_device(page)
        page.goto("/account/2fa/webauthn/add/")
        page.get_by_label("What you call this device").fill("My phone")
        page.get_by_role("button", name="Add it").click()
        expect(page).not_to_have_url("/account/2fa/webauthn/add/")
        question = "SELECT id FROM mfa_authenticator WHERE type = 'webauthn'"
        self.numbers["key"] = str(one(self.installation, question))


def sign_in(page: Page) -> None:
    """Sign in with the password of the one account that has one."""
    page.goto("/account/login/")
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).not_to_have_url("/account/login/")


@pytest.fixture(scope="module")
def windows(chromium: Browser, demonstrated: Installation) -> Iterator[Windows]:
    """Everybody's windows, at a demonstration that has a record for every address."""
    with ExitStack() as closing:
        yield Windows(chromium, demonstrated, put_on_record(demonstrated), closing)


def wrong_at(page: Page, width: int) -> list[str]:
    """What axe, which the page has been given, says against it in this width."""
    page.set_viewport_size({"width": width, "height": 900})
    found = page.evaluate("options => axe.run(options)", WHAT_IS_ASKED)["violations"]
    return [f"{width} px: {each['id']}: {[node['target'] for node in each['nodes'][:3]]}" for each in found]


def wrong_with(page: Page) -> list[str]:
    """All that is wrong with the page that is open."""
    page.evaluate(Axe().axe_script)
    wrong = [*wrong_at(page, WIDE), *wrong_at(page, NARROW)]
    page.set_viewport_size({"width": NARROWEST, "height": 900})
    width = width_of(page)
    return wrong if width <= NARROWEST else [*wrong, f"{NARROWEST} px: the page is {width} px wide"]


def opened(windows: Windows, who: str, address: str) -> Page:
    """The window of somebody, at an example's address."""
    page = windows.of(who)
    asked = examples.filled(address, windows.numbers)
    page.goto(asked)
    assert page.url.endswith(examples.LEADS_TO.get(address, asked)), f"{who} is led from {asked} to {page.url}"
    return page


def test_every_address_has_an_example_or_a_reason_for_none(demonstrated: Installation) -> None:
    assert set(examples.PAGES) & examples.without_page() == set()
    assert examples.routes(demonstrated) == set(examples.PAGES) | examples.without_page()


def test_what_is_said_to_be_no_page_is_none(windows: Windows) -> None:
    """A file is no web page, and an address to send to shows nothing: else it would have to be looked at."""
    parts = {"form": "csv", "code": "CC", "level": "2", "provider_id": "none"}
    shown: dict[str, int] = {}
    for route in sorted(examples.without_page()):
        of = windows.numbers["file"] if route.startswith("documents") else "1"
        answer = windows.of(examples.COORDINATOR).request.get(address_of(route, parts | {"file": of}), max_redirects=0)
        is_page = answer.ok and answer.headers["content-type"].startswith("text/html")
        shown |= {route: answer.status} if is_page else {}
    assert shown == {}


def address_of(route: str, parts: dict[str, str]) -> str:
    """An address of a pattern."""
    plain = route.replace("^", "").replace("(?P<provider_id>[^/]+)", "<provider_id>")
    for name in ("str:form", "str:code", "int:level", "int:number", "int:file", "provider_id"):
        plain = plain.replace(f"<{name}>", parts.get(name.rpartition(":")[2], "1"))
    return f"/{plain}"


def test_a_page_that_is_spoilt_is_found_out(windows: Windows) -> None:
    page = windows.fresh()
    page.goto("/guide/")
    page.evaluate("document.querySelector('main').innerHTML += '<img src=/><a href=/></a><p id=wide>x</p>'")
    page.evaluate("document.querySelector('#wide').style.width = '900px'")
    assert [said.partition(": ")[2].partition(":")[0] for said in wrong_with(page)] == [
        "image-alt", "link-name", "image-alt", "link-name", "the page is 915 px wide",
    ]  # fmt: skip


@pytest.mark.parametrize("route", examples.PAGES)
def test_axe_finds_nothing_on_the_pages_of(route: str, windows: Windows) -> None:
    wrong: dict[tuple[str, str], list[str]] = {}
    for who, address in examples.PAGES[route]:
        page = opened(windows, who, address)
        wrong |= {(who, page.url): found} if (found := wrong_with(page)) else {}
    assert wrong == {}


def test_axe_finds_nothing_on_the_main_pages_in_welsh(windows: Windows) -> None:
    pages = {who: windows.fresh() for who, _ in examples.WELSH}
    become(pages[examples.COORDINATOR], examples.COORDINATOR, role=examples.ROLES[examples.COORDINATOR])
    wrong: dict[tuple[str, str], list[str]] = {}
    languages = set()
    for page in pages.values():
        page.context.add_cookies(
            [{"name": "language", "value": "cy", "url": windows.installation.settings["TOUCHSTONE_ORIGIN"]}]
        )
    for who, address in examples.WELSH:
        page = pages[who]
        page.goto(examples.filled(address, windows.numbers))
        languages.add(page.locator("html").get_attribute("lang"))
        wrong |= {(who, page.url): found} if (found := wrong_with(page)) else {}
    assert (languages, wrong) == ({"cy"}, {})
