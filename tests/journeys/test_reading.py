"""A stranger reads what is open to everybody, at a desk, by keyboard and on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.being import width_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.needs_tool("chromium", "apt-get install chromium"),
    pytest.mark.xdist_group("demonstration"),
]

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}


def heading(page: Page) -> str:
    """The page's one heading of the first order."""
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    return page.get_by_role("heading", level=1).inner_text()


def follow(page: Page, name: str | re.Pattern[str]) -> str:
    """Click a link of the page's content; answers the heading of where it leads."""
    before = page.url
    page.get_by_role("main").get_by_role("link", name=name).first.click()
    expect(page).not_to_have_url(before)
    return heading(page)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_stranger_reads_from_the_front_page_to_the_standards_of_a_level(window: Page, size: dict[str, int]) -> None:
    page = window
    page.set_viewport_size(size)  # type: ignore[arg-type]  # the two sizes above
    page.goto("/")
    assert heading(page) == "Competence, proved by work"
    assert follow(page, "I want to know a qualification") == "Qualifications and units"
    assert "Level 2 NVQ in Contact Centre Operations" in follow(page, re.compile("Level 2 NVQ in"))
    unit = page.get_by_role("main").locator("a[href='/catalogue/units/CC/']").first
    unit.click()
    expect(page).to_have_url(re.compile("/catalogue/units/CC/$"))
    page.get_by_role("main").locator("a[href='/catalogue/units/CC/2/']").first.click()
    expect(page).to_have_url(re.compile("/catalogue/units/CC/2/$"))
    expect(page.get_by_role("main")).to_contain_text("llustrative")
    expect(page.get_by_role("heading", name="Resolve problems and complaints")).to_be_visible()
    assert width_of(page) == size["width"]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_stranger_searches_and_reads_the_guide_and_the_glossary(window: Page, size: dict[str, int]) -> None:
    page = window
    page.set_viewport_size(size)  # type: ignore[arg-type]  # the two sizes above
    page.goto("/catalogue/")
    page.get_by_label("Search Touchstone").fill("complaints")
    page.get_by_label("Search Touchstone").press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q=complaints"))
    expect(page.get_by_role("main").get_by_role("link").first).to_be_visible()
    page.goto("/")
    follow(page, "My centre works with it, or wants to")
    assert width_of(page) == size["width"]
    assert follow(page, re.compile("NVQ")) != ""
    page.goto("/guide/")
    follow(page, re.compile("glossary", re.IGNORECASE))
    expect(page).to_have_url(re.compile("/glossary/$"))
    expect(page.get_by_role("main")).to_contain_text("not yet competent")
    assert width_of(page) == size["width"]


def test_by_keyboard_the_first_stop_leads_past_the_header_and_the_next_into_the_content(window: Page) -> None:
    page = window
    page.goto("/catalogue/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("call")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/catalogue/\?.*q=call"))
    stops = (focused_link(page) for _ in range(40))
    reached = next(address for address in stops if re.fullmatch(r"/catalogue/units/\w+/\d/", address))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"{reached}$"))
    assert heading(page) != ""


def focused_link(page: Page) -> str:
    """Go one stop on; answers the address to which it leads, empty for what is no link. A focus must show."""
    page.keyboard.press("Tab")
    style = "const s = getComputedStyle(e); return [s.outlineStyle, s.boxShadow, s.backgroundColor].join(' ')"
    shown = page.evaluate(f"(() => {{ const e = document.activeElement; {style} }})()")
    assert shown != "none none rgba(0, 0, 0, 0)"
    address: str = page.evaluate("document.activeElement.getAttribute('href') || ''")
    return address
