"""A file of candidates as rows, and what is wrong with a row or with the file as a whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from touchstone.cli.refusals import CannotAnswer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

REQUIRED = ("candidate", "qualification", "units")
"""The columns that every file of candidates has, in any order; others are carried along and not read."""

BATCH = 65_536
"""Rows that are worked on at a time: what a file of any length needs in memory."""


class Row(NamedTuple):
    """One candidate as written: where the row stands, its three fields, and all its fields as the file has them."""

    number: int
    candidate: str
    qualification: str
    units: str
    original: Sequence[str]


class Wrong(NamedTuple):
    """One mistake: the row (as the file's own program numbers it), the column, what is wrong, and what mends it."""

    row: int
    column: str
    what: str
    mend: str
    original: Sequence[str] = ()

    def __str__(self) -> str:
        column = f", {self.column}" if self.column else ""
        return f"row {self.row}{column}: {self.what} {self.mend}".rstrip()


class Texts(NamedTuple):
    """The three columns of a batch as Arrow arrays of text, for whoever judges in columns.

    ``first`` and ``last`` are the numbers of the first row and of the last.
    """

    candidate: Any
    qualification: Any
    units: Any
    first: int
    last: int


@dataclass(slots=True)
class Batch:
    """Some rows in their order, the mistakes of form among them, and the part of the file that is read by now.

    A source whose file is in columns gives ``texts``, and the rows only when :meth:`take_apart` is asked for them.
    """

    rows: list[Row] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)
    part: float = 0.0
    texts: Texts | None = None
    unread: Callable[[], tuple[list[Row], list[Wrong]]] | None = None

    def __len__(self) -> int:
        if self.unread is not None and self.texts is not None:
            return self.texts.last - self.texts.first + 1
        return len(self.rows) + len(self.wrong)

    def take_apart(self) -> None:
        """Make the rows, where they are still in columns."""
        if self.unread is not None:
            self.rows, self.wrong = self.unread()
            self.unread = None


class Source(Protocol):
    """A file of candidates. It can be read more than once; ``columns`` are all its columns, as named in the file."""

    path: Path
    columns: tuple[str, ...]

    def batches(self) -> Iterator[Batch]:
        """The rows, in batches. Raises :class:`FileRefused` when the file is broken further down."""


class FileRefused(CannotAnswer):
    """A file that cannot be read as a file of candidates at all."""

    def __init__(self, path: Path, wrong: Sequence[Wrong]) -> None:
        super().__init__(f"{path.name} cannot be read.")
        self.wrong = tuple(wrong)
        self.lines = (self.lines[0], *(str(one) if one.row else f"{one.what} {one.mend}".rstrip() for one in wrong))


def broken(path: Path, what: str, mend: str, *, row: int = 0) -> FileRefused:
    """A file that is damaged or not what its ending says."""
    return FileRefused(path, [Wrong(row, "", what, mend)])


def places_of_columns(path: Path, header: Sequence[str], *, row: int = 1) -> tuple[int, int, int]:
    """Where the three columns stand in a header. Raises :class:`FileRefused` for a missing one and one named twice."""
    names = [name.strip().casefold() for name in header]
    wrong = []
    for required in REQUIRED:
        if required not in names:
            wrong.append(Wrong(row, "", f"The column {required} is missing.", _mend_of_header(header)))
        elif names.count(required) > 1:
            wrong.append(Wrong(row, required, "The column occurs twice.", "Keep one of them."))
    if wrong:
        raise FileRefused(path, wrong)
    return names.index("candidate"), names.index("qualification"), names.index("units")


def _mend_of_header(header: Sequence[str]) -> str:
    if len(header) == 1 and (";" in header[0] or "\t" in header[0]):
        separator = ";" if ";" in header[0] else "tabs"
        return f"The fields are separated by {separator}: save the file with commas."
    return f"The first row names the columns: {','.join(REQUIRED)}."
