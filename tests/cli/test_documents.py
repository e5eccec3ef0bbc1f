"""Every command that the documents show was really run: each is run again here, and its output compared."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT
from touchstone.cli import app

BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
PAGES = [page for page in DOCUMENTS if "$ touchstone " in page.read_text(encoding="utf-8")]
FILES = {
    "autumn.csv": "candidate,qualification,units\n"
    "C0101,03447,AA@1 BB@1 CC@1 DD@1 EE@1\n"
    "C0102,3448,AA@2 BB@2\n"
    "C0103,03448,AA@2,BB@1,CC@2\n"
    "C0104,03448,AA@2 BB@3 CC@2 EE@2 FF@2\n"
    "C0101,03447,AA@1\n",
    "costs.csv": "unit,weight\nEE@2,150\nFF@2,150\nGG@2,90\nZZ,120\n",
}
"""The files that the documents speak of, beside the samples."""


class Shell:
    """As much of a shell as the documents use: ``touchstone``, ``cat`` and ``echo $?``."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys, self.status = capsys, 0

    def run(self, line: str) -> str:
        """What one line prints."""
        command, *arguments = shlex.split(line)
        if command == "cat":
            return Path(arguments[0]).read_text(encoding="utf-8")
        if line == "echo $?":
            return f"{self.status}\n"
        assert command == "touchstone", line
        self.capsys.readouterr()
        self.status = app.run(arguments)
        captured = self.capsys.readouterr()
        return captured.out + captured.err


def shown_in(page: str) -> Iterator[tuple[str, str]]:
    """The commands of a page, each with the output that the page shows."""
    for block in BLOCK.findall(page):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            yield command, output


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Shell:
    """A shell in a folder with the samples."""
    shutil.copytree(ROOT / "samples", tmp_path / "samples")
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return Shell(capsys)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_shown_prints_what_is_shown(page: Path, shell: Shell) -> None:
    shown = list(shown_in(page.read_text(encoding="utf-8")))
    assert [(command, shell.run(command)) for command, _ in shown] == shown


def test_the_pages_on_the_command_line_show_commands() -> None:
    names = {page.name for page in PAGES}
    assert {"command-line.md", "check-a-candidate.md", "check-a-file.md", "plan-the-rest.md"} <= names
