"""Many answers as a table for people: what they come to in the first line, then a line to each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from touchstone.cli.answers import console_for
from touchstone.cli.manner import QUALIFICATION, written
from touchstone.cli.refusals import printable
from touchstone.cli.verdicts import Verdicts

if TYPE_CHECKING:
    from pathlib import Path

    from rich.text import Text

    from touchstone.cli.judging import Case
    from touchstone.cli.manner import Cell, Column, Manner
    from touchstone.cli.plain import PlainCases

MOST_SHOWN = 500
"""Lines that are shown; a longer answer belongs in a file."""


class TableOfAnswers:
    """The first answers, kept to be shown when all are judged."""

    def __init__(self, manner: Manner) -> None:
        self.manner = manner
        self.kept: list[tuple[Cell, ...]] = []
        self.count = 0

    def add(self, batch: list[Case] | PlainCases) -> None:
        """Answer a batch and keep the answers as long as they can be shown."""
        wanted = MOST_SHOWN - len(self.kept)
        if isinstance(batch, list):
            rows = self.manner.rows(batch)
            self.count += len(rows)
            self.kept += rows[:wanted]
        else:
            self.count += len(batch)
            if isinstance(self.manner, Verdicts):
                self.manner.count(batch)
            table = batch.table([column.name for column in self.manner.columns]) if wanted else None
            self.kept += [tuple(row.values()) for row in table.slice(0, wanted).to_pylist()] if table else []

    def close(self) -> None:
        """Nothing is written before all are judged."""

    def show(self, output: Path | None) -> None:
        """Print the table."""
        from touchstone.cli.tables import LOUD, plain_table, say

        columns = [column for place, column in enumerate(self.manner.columns) if self._says_something(place)]
        right = tuple(column.head for column in columns if column.kind == "number")
        with console_for(output) as console:
            say(console, (self.manner.headline(), LOUD))
            if not self.kept:
                return
            console.print()
            table = plain_table(*(column.head for column in columns), right=right)
            for row in self.kept:
                cells = zip(row, self.manner.columns, strict=True)
                table.add_row(*(_shown(cell, column) for cell, column in cells if column in columns))
            console.print(table)
            if self.count > len(self.kept):
                console.print()
                say(console, f"The first {len(self.kept):,} are shown. --output FILE.csv writes them all.")

    def _says_something(self, place: int) -> bool:
        """Does a column say more than the qualification's own code does? What follows the missing clauses may not."""
        code = self.manner.columns.index(QUALIFICATION)
        return place <= code or any(row[place] not in (None, "", row[code]) for row in self.kept)


def _shown(cell: Cell, column: Column) -> Text:
    from rich.text import Text

    from touchstone.cli.tables import BAD, GOOD

    if isinstance(cell, bool):
        return Text(column.words[0], GOOD) if cell else Text(column.words[1], BAD)
    return Text(printable(written(cell)))
