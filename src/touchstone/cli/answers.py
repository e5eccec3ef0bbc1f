"""Writing one answer: to the terminal, to standard output for machines, or to a file."""

from __future__ import annotations

import csv
import io
import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from touchstone.cli.manner import csv_row
from touchstone.cli.refusals import CannotAnswer
from touchstone.cli.screen import open_console, write_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from rich.console import Console

    from touchstone.cli.manner import Cell, Column


@contextmanager
def console_for(output: Path | None) -> Iterator[Console]:
    """Where a readable answer is printed: the terminal, or a file that is written when all went well."""
    if output is None:
        yield open_console()
        return
    text = io.StringIO()
    yield open_console(text)
    put(text.getvalue(), output)


def put(text: str, output: Path | None) -> None:
    """Write a finished answer to its file, or to standard output."""
    if output is None:
        write_text(text)
        return
    try:
        output.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise unwritable(output, error) from None


def unwritable(output: Path, error: OSError) -> CannotAnswer:
    """A file cannot be written."""
    return CannotAnswer(f"{output} cannot be written: {error.strerror}.", "Choose another place with --output.")


def json_text(data: Any) -> str:
    """Data as indented JSON."""
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def write_json(data: Any, output: Path | None) -> None:
    """Write data as indented JSON."""
    put(json_text(data), output)


def write_rows(columns: Iterable[Column], rows: Iterable[tuple[Cell, ...]], output: Path | None) -> None:
    """Write rows as CSV."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([column.name for column in columns])
    writer.writerows(map(csv_row, rows))
    put(text.getvalue(), output)
