"""The terminal: where answers, messages and progress go. Colour only where it is seen and wanted (``NO_COLOR``)."""

from __future__ import annotations

import io
import os
import re
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from touchstone.cli.refusals import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TextIO

    from rich.console import Console

FILE_WIDTH = 100
"""Columns of a table that is written to a file, where there is no terminal to fit."""


class Trimmed(io.TextIOBase):
    """A stream whose lines end where their words end: tables are padded, and what is pasted should not be."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    @property
    def encoding(self) -> str:  # type: ignore[override]  # the stream below has one, always
        return self.stream.encoding or "utf-8"

    def isatty(self) -> bool:
        return self.stream.isatty()

    def fileno(self) -> int:
        return self.stream.fileno()

    def write(self, text: str) -> int:
        return self.stream.write(re.sub(" +(?=\n)", "", text))

    def flush(self) -> None:
        self.stream.flush()


def open_console(stream: TextIO | None = None) -> Console:
    """Where a readable answer is printed: standard output, or a file of fixed width and without colour."""
    from rich.console import Console

    file = cast("TextIO", Trimmed(stream or sys.stdout))
    if stream is None:
        return Console(file=file, highlight=False, markup=False, emoji=False)
    return Console(file=file, width=FILE_WIDTH, highlight=False, markup=False, emoji=False, force_terminal=False)


def say(*lines: str) -> None:
    """Say something beside the answer, on standard error."""
    for line in lines:
        sys.stderr.write(f"{printable(line)}\n")


def say_refused(lines: tuple[str, ...]) -> None:
    """Say why the question cannot be answered, on standard error."""
    name = "touchstone:"
    if sys.stderr.isatty() and not os.environ.get("NO_COLOR"):
        name = f"\x1b[1;31m{name}\x1b[0m"
    sys.stderr.write(f"{name} {printable(lines[0])}\n")
    say(*(f"  {line}" for line in lines[1:]))


def write_text(text: str) -> None:
    """Write a machine's answer to standard output, always as UTF-8."""
    binary = getattr(sys.stdout, "buffer", None)
    if binary is None:
        sys.stdout.write(text)
        return
    sys.stdout.flush()
    binary.write(text.encode("utf-8"))
    binary.flush()


@contextmanager
def progress(doing: str) -> Iterator[Callable[[float, int], None]]:
    """A bar on standard error while a file is worked through, only on a terminal.

    The answer is called with the part of the file that is read (0 to 1) and the number of rows done.
    """
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[rows]:,} rows"))
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(doing, total=1.0, rows=0)
        yield lambda part, rows: bar.update(task, completed=part, rows=rows)
