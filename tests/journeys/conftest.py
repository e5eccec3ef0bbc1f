"""A server that really runs, and a browser that really looks at it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.deploy.installation import Installation

CHROMIUM = ("chromium", "apt-get install chromium")


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A production installation on its embedded database, empty but for what a journey puts on record.

    It is reached as ``localhost``: a browser takes a passkey for a name only, never for a number.
    """
    installation = Installation(tmp_path_factory.mktemp("served"), {"TOUCHSTONE_MODE": "production"})
    installation.settings["TOUCHSTONE_ORIGIN"] = f"http://localhost:{installation.port}"
    with installation.served("--processes", "2"):
        yield installation


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser of the operating system."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which(CHROMIUM[0]), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def looking(chromium: Browser, served: Installation) -> Iterator[Page]:
    """A fresh window at the server. At the end, the browser must have refused and missed nothing."""
    context = chromium.new_context(base_url=served.settings["TOUCHSTONE_ORIGIN"])
    context.set_default_timeout(15_000)
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda raised: wrong.append(str(raised)))
    yield page
    context.close()
    assert wrong == []


@pytest.fixture(scope="session")
def demonstrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The demonstration, served from one process to all journeys that look at it."""
    installation = Installation(tmp_path_factory.mktemp("demonstrated"), {"TOUCHSTONE_MODE": "demonstration"})
    installation.settings["TOUCHSTONE_ORIGIN"] = f"http://localhost:{installation.port}"
    with installation.served("--processes", "1"):
        yield installation


@pytest.fixture
def window(chromium: Browser, demonstrated: Installation) -> Iterator[Page]:
    """A fresh window at the demonstration."""
    context = chromium.new_context(base_url=demonstrated.settings["TOUCHSTONE_ORIGIN"])
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()
