"""What a test may need from outside the tree, and what is said when it is not there."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from pytest_django import DjangoDbBlocker

from touchstone.ledger.api import FULL_REACH, NO_REACH, Actor, Origin, give_to, reaching, tell
from touchstone.people.api import system

ROOT = Path(__file__).resolve().parents[1]
LEAFLET = Path(os.environ.get("TOUCHSTONE_SEEDS", ROOT.parent / "shared" / "seeds"))
NEEDS_LEAFLET = "needs the leaflet: name its folder in TOUCHSTONE_SEEDS (default ../shared/seeds)"

USES_DATABASE = {"db", "full_reach", "transactional_db", "live_server", "client", "admin_client", "served"}
APPLICATION_ROLE = "touchstone_application"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what uses a database; leave out what is about the database that is not in use."""
    on_postgresql = bool(os.environ.get("TOUCHSTONE_TEST_DATABASE"))
    other = "sqlite" if on_postgresql else "postgresql"
    for item in items:
        if item.get_closest_marker("django_db") or USES_DATABASE & set(getattr(item, "fixturenames", ())):
            item.add_marker("database")
    left_out = [item for item in items if item.get_closest_marker(other)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker, worker_id: str) -> Iterator[None]:
    """A migrated database of this worker's own; on PostgreSQL the tests connect as the application, not its owner."""
    from django.test.utils import teardown_databases

    with django_db_blocker.unblock():
        made = _make_database(worker_id)
        owner = dict(connection.settings_dict)
        if connection.vendor == "postgresql":
            give_to(APPLICATION_ROLE, password="touchstone")
            _connect_as(APPLICATION_ROLE, "touchstone")
    yield
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            _connect_as(owner["USER"], owner["PASSWORD"])
        teardown_databases(made, verbosity=0)


def _make_database(worker: str) -> list[tuple[BaseDatabaseWrapper, str, bool]]:
    name = connection.settings_dict["NAME"]
    test = connection.settings_dict["TEST"]
    if connection.vendor == "postgresql":
        test["NAME"] = f"touchstone_{worker}"
    else:
        test["NAME"] = Path(str(test["NAME"])).with_name(f"{worker}.sqlite3")
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    return [(connection, name, True)]


def _connect_as(user: str, password: str) -> None:
    connection.close()
    for wrapper in connections.all(initialized_only=True):
        wrapper.settings_dict.update(USER=user, PASSWORD=password)


@pytest.fixture(autouse=True)
def _reach_nothing_afterwards(request: pytest.FixtureRequest) -> Iterator[None]:
    """What one test told the database connection does not reach into the next."""
    yield
    if request.node.get_closest_marker("database") and not connection.in_atomic_block:
        tell(NO_REACH)


@pytest.fixture
def at() -> datetime:
    """The moment at which everything in a test happens."""
    return datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def the_system() -> Actor:
    """The system itself, which may do everything that the matrix speaks of."""
    return system(Origin("test"))


@pytest.fixture
def full_reach(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let the database show everything: for a test that looks at rows past the rooms' own questions."""
    request.getfixturevalue("db")
    with reaching(FULL_REACH):
        yield


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose outside need is absent."""
    if item.get_closest_marker("needs_leaflet") and not LEAFLET.is_dir():
        pytest.skip(NEEDS_LEAFLET)
    for marker in item.iter_markers("needs_tool"):
        command, install = marker.args
        if shutil.which(command) is None:
            pytest.skip(f"needs {command}: {install}")


@pytest.fixture(scope="session")
def leaflet_folder() -> Path:
    """The folder with the published leaflet's text."""
    if not LEAFLET.is_dir():
        pytest.skip(NEEDS_LEAFLET)
    return LEAFLET


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where TOUCHSTONE_REQUIRE names the need (`tools`, `leaflet`), a skip for want of it is a failure."""
    report = yield
    if report.skipped and isinstance(report.longrepr, tuple):
        reason = _reason(report)
        kind = "leaflet" if reason.startswith("needs the leaflet") else "tools"
        if reason.startswith("needs ") and kind in os.environ.get("TOUCHSTONE_REQUIRE", "").split():
            report.outcome = "failed"
            report.longrepr = f"{item.nodeid} {reason}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name, at the end, what was absent and how many tests were left out for it."""
    reasons = [_reason(report) for report in terminalreporter.stats.get("skipped", [])]
    absent = sorted({reason for reason in reasons if reason.startswith("needs ")})
    if absent:
        terminalreporter.section("not tested here")
        for reason in absent:
            terminalreporter.line(f"{reasons.count(reason)} skipped: {reason}")


def _reason(report: pytest.TestReport) -> str:
    return report.longrepr[2].removeprefix("Skipped: ") if isinstance(report.longrepr, tuple) else ""
