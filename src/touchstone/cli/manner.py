"""In which manner the cases of a file are answered: the columns of a row, the fields of an object, the headline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from touchstone.cli.data import Data
    from touchstone.cli.judging import Case

Cell = str | int | bool | None

_STEERING = ("=", "+", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of answers: its name in files, what it holds, its head in a table, and the words for true and false."""

    name: str
    kind: Literal["text", "number", "truth"]
    head: str
    words: tuple[str, str] = ("yes", "no")


class Manner(Protocol):
    """What one command has to say of each case. It is used for one pass over a file, and counts what it says.

    ``step`` is how many cases it takes at a time: few where each takes long, so that the progress is seen.
    """

    columns: tuple[Column, ...]
    step: int

    def rows(self, batch: Sequence[Case]) -> list[tuple[Cell, ...]]:
        """The rows for a table, CSV or Parquet: in the order of the cases."""

    def data(self, case: Case) -> Data | None:
        """The object for JSON, or ``None`` when there is nothing to say of this case."""

    def headline(self) -> str:
        """What all of it comes to, in one line."""


CANDIDATE = Column("candidate", "text", "candidate")
QUALIFICATION = Column("qualification", "text", "award")
EARNED = Column("earned", "truth", "", ("earned", "not earned"))
VERDICT_COLUMNS: tuple[Column, ...] = (
    CANDIDATE,
    QUALIFICATION,
    EARNED,
    Column("counted_total", "number", "total"),
    Column("counted_at_level", "number", "at level"),
    Column("missing", "text", "missing"),
    Column("outcome", "text", "outcome"),
)
"""The columns with which a table of verdicts begins."""


def guarded(text: str) -> str:
    """A cell that a spreadsheet will not run as a formula: a quote is put before what would start one.

    A minus before a digit is a number and stays as it is.
    """
    if text.startswith(_STEERING) or (text.startswith("-") and not text[1:2].isdigit()):
        return f"'{text}"
    return text


def written(cell: Cell) -> str:
    """A cell as CSV has it: ``true`` and ``false``, and nothing for what there is not."""
    if cell is None:
        return ""
    return str(cell).lower() if isinstance(cell, bool) else str(cell)


def csv_row(row: tuple[Cell, ...]) -> list[str]:
    """A row for CSV. The candidate, which stands first, is the only cell whose text comes from outside."""
    return [guarded(written(row[0])), *map(written, row[1:])]
