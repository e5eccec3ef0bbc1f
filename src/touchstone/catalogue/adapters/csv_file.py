"""Standards as CSV: UTF-8, the first row names the columns, comma or semicolon between the cells."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from touchstone.catalogue.adapters.refusing import FileRefused, Lines, columns_of, line_of, text_of
from touchstone.catalogue.domain.lines import COLUMNS, Line, write_lines
from touchstone.catalogue.domain.standards import Problem, Standard


def read(content: bytes) -> Lines:
    """The lines of a CSV file. A line's number is that of the row in which it begins."""
    text = text_of(content)
    first = text.split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 1
    try:
        places, problems = columns_of(next(rows, []), 1)
        lines: list[Line] = []
        number = rows.line_num + 1
        for cells in rows:
            _add(lines, number, cells, places=places, problems=problems)
            number = rows.line_num + 1
    except csv.Error as wrong:
        raise FileRefused(
            f"The file cannot be read as CSV ({wrong}).", "Look at the quotation marks.", row=number
        ) from None
    return lines, problems


def _add(lines: list[Line], number: int, cells: list[str], *, places: dict[str, int], problems: list[Problem]) -> None:
    line = line_of(number, cells, places, problems)
    if line is not None:
        lines.append(line)


def write(standards: Sequence[Standard]) -> bytes:
    """A CSV file of standards, with the mark by which spreadsheets know UTF-8."""
    out = io.StringIO(newline="")
    rows = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\r\n")
    rows.writeheader()
    rows.writerows(write_lines(standards))
    return out.getvalue().encode("utf-8-sig")
