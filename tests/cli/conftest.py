"""The command line run in this process, on a day of its own and in a folder of its own."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from touchstone.cli import app, options, specifications

TODAY = date(2026, 3, 2)
HEADER = "candidate,qualification,units"
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Ran:
    """What came of one run: the exit status, what was answered and what was said beside it."""

    status: int
    out: str
    err: str

    @property
    def first(self) -> str:
        """The first line of the answer."""
        return self.out.partition("\n")[0]


Run = Callable[[str], Ran]
Write = Callable[..., Path]


@pytest.fixture(autouse=True)
def _own_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.setattr(options, "today", lambda: TODAY)
    monkeypatch.setattr(specifications, "today", lambda: TODAY)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run ``touchstone`` with a line of arguments."""

    def run_line(line: str) -> Ran:
        capsys.readouterr()
        status = app.run(shlex.split(line))
        captured = capsys.readouterr()
        return Ran(status, captured.out, captured.err)

    return run_line


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a CSV file of candidates: its rows, below the header unless there is another."""

    def write_rows(*rows: str, name: str = "many.csv", header: str = HEADER) -> Path:
        path = tmp_path / name
        path.write_text("".join(f"{line}\n" for line in (header, *rows)), encoding="utf-8")
        return path

    return write_rows


def write_own(folder: Path, *, title: str = "Own unit", needs: int = 30) -> Path:
    """A specification of one's own: one unit, worth 30 at most, and one qualification that needs so much."""
    folder.mkdir(exist_ok=True)
    path = folder / "own.1.yaml"
    path.write_text(
        f"""\
touchstone: 1
specification: own
version: "1"
title: Own
awarding_body: None
value: {{name: unit values, short: UV}}
documents:
  own: {{title: Own}}
cite: {{document: own, heading: Units}}
units:
  list:
    - {{code: CC, title: "{title}", group: only, values: {{2: 20, 3: 30}}}}
qualifications:
  - code: OWN
    title: Own award
    level: 3
    rules:
      - clause: total
        says: At least {needs} unit values count.
        sum: value
        at_least: {needs}
        cite: {{place: first line}}
""",
        encoding="utf-8",
    )
    return path
