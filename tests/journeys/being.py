"""Being somebody of the demonstration in a browser, and reading its database from outside."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from playwright.sync_api import Locator, Page, expect

from tests.deploy.installation import Installation


def become(page: Page, name: str, *, role: str) -> None:
    """Choose a person of the demonstration, in one of their roles."""
    page.goto(f"/try/?q={name.split()[-1]}")
    page.get_by_role("region", name=role, exact=True).get_by_role("button", name=name, exact=True).first.click()
    expect(hat_of(page)).to_contain_text(f"You are acting as {role}")


def hat_of(page: Page) -> Locator:
    """The line that says in which role one acts."""
    return page.get_by_role("region", name="Your role")


def width_of(page: Page) -> int:
    """How wide the page is: more than its window where one must scroll sideways."""
    found: int = page.evaluate("document.documentElement.scrollWidth")
    return found


def rows(installation: Installation, question: str, *given: object) -> list[tuple[object, ...]]:
    """What the installation's database answers to a question, asked past the application."""
    file = installation.folder / "data" / "touchstone.sqlite3"
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        return database.execute(question, given).fetchall()


def one(installation: Installation, question: str, *given: object) -> object:
    """The first value of the first row of an answer."""
    return rows(installation, question, *given)[0][0]
