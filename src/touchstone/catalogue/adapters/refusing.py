"""What is said of a file from which nothing can be read, and what every reader answers."""

from __future__ import annotations

from collections.abc import Sequence

from touchstone.catalogue.domain.lines import COLUMNS, Line
from touchstone.catalogue.domain.standards import Problem

Lines = tuple[list[Line], list[Problem]]
"""The lines of a file, and what is wrong with its form."""

LONGEST_CELL = 10_000
REQUIRED = ("area", "level", "part", "text")


class FileRefused(ValueError):
    """A file from which nothing can be read: what is wrong, what mends it, and in which row."""

    def __init__(self, what: str, mend: str = "", *, row: int = 1) -> None:
        """Say what is wrong, and what mends it."""
        super().__init__(" ".join(part for part in (what, mend) if part))
        self.what, self.mend, self.row = what, mend, row


def columns_of(header: Sequence[str], row: int) -> tuple[dict[str, int], list[Problem]]:
    """Where each column stands, and what is wrong with the header. Raises :class:`FileRefused` where one is missing."""
    names = [name.strip().casefold().replace(" ", "_") for name in header]
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        mend = f"The first row names the columns: {', '.join(COLUMNS)}."
        raise FileRefused(f"The column {missing[0]} is missing.", mend, row=row)
    problems = []
    for name in dict.fromkeys(names):
        if name and name not in COLUMNS:
            problems.append(Problem(row, name[:40], "This column is not known.", f"Use: {', '.join(COLUMNS)}."))
        elif name and names.count(name) > 1:
            problems.append(Problem(row, name, "This column stands twice.", "Take one of the two out."))
    return {name: names.index(name) for name in COLUMNS if name in names}, problems


def line_of(number: int, cells: Sequence[str], places: dict[str, int], problems: list[Problem]) -> Line | None:
    """One line of a table; None for an empty one. A cell that is too long is noted and cut."""
    if not any([cell.strip() for cell in cells]):
        return None
    found = {name: cells[place] if place < len(cells) else "" for name, place in places.items()}
    for name, cell in found.items():
        if len(cell) > LONGEST_CELL:
            what = f"The cell holds {len(cell):,} characters; at most {LONGEST_CELL:,} are read."
            problems.append(Problem(number, name, what, "Shorten it."))
            found[name] = cell[:100]
    return Line(number, found)


def text_of(content: bytes) -> str:
    """The text of a file in UTF-8. Raises :class:`FileRefused` for another encoding and for characters of control."""
    mend = "Save it as UTF-8; in Excel choose “CSV UTF-8 (comma delimited)”."
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileRefused("The file is written in UTF-16.", mend)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        row = content.count(b"\n", 0, wrong.start) + 1
        raise FileRefused("The file is not written in UTF-8.", mend, row=row) from None
    place = next((place for place, letter in enumerate(text) if letter < " " and letter not in "\t\n\r"), None)
    if place is not None:
        row = text.count("\n", 0, place) + 1
        raise FileRefused(
            "The file holds a character of control, which no text has.", "Save it again as text.", row=row
        )
    return text
