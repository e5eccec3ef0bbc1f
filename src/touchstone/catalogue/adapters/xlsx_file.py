"""Standards as an Excel workbook: its first sheet, whose first row names the columns. Formulas are not taken."""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils.exceptions import InvalidFileException

from touchstone.catalogue.adapters.refusing import FileRefused, Lines, columns_of, line_of
from touchstone.catalogue.domain.lines import COLUMNS, MOST_LINES, Line, write_lines
from touchstone.catalogue.domain.standards import Problem, Standard

LARGEST_UNPACKED = 100_000_000
MOST_PARTS = 500
MOST_COLUMNS = 50
MEND = "Open it in a spreadsheet program, save it again as .xlsx and choose that file."

DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    ParseError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    NotImplementedError,
    EOFError,
    OSError,
)
"""What the readers of ZIP, XML and workbooks raise at a file that is not whole, or not what it says."""


def read(content: bytes) -> Lines:
    """The lines of the first sheet of a workbook."""
    try:
        _refuse_bomb(content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _read(content)
    except FileRefused:
        raise
    except DAMAGED:
        raise FileRefused("The file is damaged, or is no Excel workbook.", MEND) from None


def _refuse_bomb(content: bytes) -> None:
    """Refuse a small file that unpacks to something enormous, before any of it is unpacked."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = packed.infolist()
        if len(parts) > MOST_PARTS or sum([part.file_size for part in parts]) > LARGEST_UNPACKED:
            raise FileRefused(
                "The workbook unpacks to far more than any scheme book holds.", "Copy the rows into a new one."
            )
        if any([part.flag_bits & 1 for part in parts]):
            raise FileRefused("The workbook is protected by a password.", "Take the password off and save it again.")
        for part in parts:
            if part.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in _beginning(packed, part):
                raise FileRefused("The workbook declares entities, which no spreadsheet program writes.", MEND)


def _beginning(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    with packed.open(part) as opened:
        return opened.read(4096)


def _read(content: bytes) -> Lines:
    workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    try:
        rows = _rows(workbook.worksheets[0])
        places, problems = columns_of([text for text, _ in next(rows, [])], 1)
        lines: list[Line] = []
        for number, cells in enumerate(rows, 2):
            if number > MOST_LINES + 2:
                break
            _take(lines, number, cells, places=places, problems=problems)
        return lines, problems
    finally:
        workbook.close()


def _rows(sheet: Any) -> Iterator[list[tuple[str, bool]]]:
    """The rows of a sheet: each cell's text, and whether it is a formula."""
    for row in sheet.iter_rows(max_col=MOST_COLUMNS, max_row=MOST_LINES + 10):
        yield [(_shown(cell.value), cell.data_type == "f") for cell in row]


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _take(
    lines: list[Line], number: int, cells: list[tuple[str, bool]], *, places: dict[str, int], problems: list[Problem]
) -> None:
    formulas = [name for name, place in places.items() if place < len(cells) and cells[place][1]]
    for name in formulas:
        problems.append(Problem(number, name, "The cell holds a formula.", "Replace it by the text that it shows."))
    line = line_of(number, [text for text, _ in cells], places, problems)
    if line is not None and not formulas:
        lines.append(line)


def write(standards: Sequence[Standard]) -> bytes:
    """A workbook of standards. Every cell is text: no program takes one for a formula or a date."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("Standards")
    sheet.freeze_panes = "A2"
    for column, width in zip("ABCDEFGHIJ", (8, 8, 12, 10, 10, 90, 14, 14, 40, 12), strict=True):
        sheet.column_dimensions[column].width = width
    sheet.append([_text(sheet, name) for name in COLUMNS])
    for line in write_lines(standards):
        sheet.append([_text(sheet, line.get(name, "")) for name in COLUMNS])
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _text(sheet: Any, value: str) -> Any:
    cell: Any = WriteOnlyCell(sheet, value)
    cell.data_type = "s"
    cell.number_format = "@"
    return cell
