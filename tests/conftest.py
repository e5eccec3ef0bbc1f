"""What a test may need from outside the tree, and what is said when it is not there."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LEAFLET = Path(os.environ.get("TOUCHSTONE_SEEDS", ROOT.parent / "shared" / "seeds"))
NEEDS_LEAFLET = "needs the leaflet: name its folder in TOUCHSTONE_SEEDS (default ../shared/seeds)"


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
