"""Candidates in an XLSX file: one sheet whose first row names the columns. Formulas are not evaluated."""

from __future__ import annotations

import warnings
import zipfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from touchstone.cli.files.rows import BATCH, REQUIRED, Batch, Row, Wrong, broken, places_of_columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from touchstone.cli.files.rows import FileRefused

LARGEST_UNPACKED = 1_000_000_000
MOST_PARTS = 10_000
MOST_COLUMNS = 256

_ERRORS = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A")
_DAMAGED = (
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
"""What the readers of ZIP, XML and spreadsheets raise at a file that is not whole or not what it says."""


class XlsxSource:
    """The rows of one sheet. A row's number is the one that the spreadsheet shows."""

    def __init__(self, path: Path, *, sheet: str | None) -> None:
        self.path = path
        self._check_size()
        with self._opened() as workbook:
            self.sheet = self._chosen(workbook.sheetnames, sheet)
            header = next(self._rows(workbook), ())
            names = [_shown(value) for value in header[:MOST_COLUMNS]]
        while names and not names[-1]:
            names.pop()
        if not names:
            raise broken(path, f"The sheet {self.sheet} is empty.", "Its first row names the columns.", row=1)
        self.columns = tuple(names)
        self.places = places_of_columns(path, names)
        self.has_formulas = self._finds_formulas()

    def batches(self) -> Iterator[Batch]:
        """The rows, in batches."""
        with self._opened() as workbook:
            length = workbook[self.sheet].max_row or 1
            formulas = self._formulas()
            batch, number = Batch(), 0
            for number, (values, written) in enumerate(zip(self._rows(workbook), formulas, strict=False), 1):
                if number > 1:
                    self._add(batch, number, values, written)
                if len(batch) >= BATCH:
                    batch.part = min(1.0, number / length)
                    yield batch
                    batch = Batch()
            batch.part = 1.0
            yield batch

    def _add(self, batch: Batch, number: int, values: Sequence[Any], written: Sequence[Any]) -> None:
        original = tuple(_shown(value) for value in values[:MOST_COLUMNS])
        if not any(original) and not any(map(_is_formula, written)):
            return
        wrong = []
        read = []
        for name, place in zip(REQUIRED, self.places, strict=True):
            value = values[place] if place < len(values) else None
            problem = _problem(value, written[place] if place < len(written) else None)
            if problem:
                wrong.append(Wrong(number, name, *problem, original))
            read.append(_shown(value).strip())
        beyond = [text for text in original[len(self.columns) :] if text]
        if beyond or len(values) > MOST_COLUMNS:
            what, mend = "A cell stands beyond the last named column.", "Delete it, or name its column."
            wrong.append(Wrong(number, "", what, mend, original))
        if wrong:
            batch.wrong += wrong
        else:
            batch.rows.append(Row(number, read[0], read[1], read[2], original))

    def _rows(self, workbook: Any) -> Iterator[Sequence[Any]]:
        found = workbook[self.sheet]
        found.reset_dimensions()
        yield from found.iter_rows(values_only=True)

    def _formulas(self) -> Iterator[Sequence[Any]]:
        """The same rows with formulas as written, so that one without a result is seen; empty if there are none."""
        if not self.has_formulas:
            while True:
                yield ()
        with self._opened(formulas=True) as workbook:
            yield from self._rows(workbook)

    def _finds_formulas(self) -> bool:
        """Is there a formula in any sheet? Looked for in the text of the sheets, which is quicker than reading them."""
        with zipfile.ZipFile(self.path) as archive:
            sheets = [
                part for part in archive.namelist() if part.startswith("xl/worksheets/") and part.endswith(".xml")
            ]
            return any(_has_formula(archive, part) for part in sheets)

    def _check_size(self) -> None:
        """Refuse what would unpack to more than a million rows need: a bomb, or no file of candidates."""
        try:
            with zipfile.ZipFile(self.path) as archive:
                parts = archive.infolist()
        except _DAMAGED as error:
            raise self._damaged(error) from None
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
            limit = f"{LARGEST_UNPACKED // 1_000_000:,} MB"
            raise broken(self.path, f"The file unpacks to more than {limit}.", "Save the candidates as CSV.")

    @contextmanager
    def _opened(self, *, formulas: bool = False) -> Iterator[Any]:
        workbook = None
        try:
            with warnings.catch_warnings():
                # openpyxl warns of styles and extensions that it leaves out; no cell's text is among them.
                warnings.simplefilter("ignore")
                workbook = load_workbook(self.path, read_only=True, data_only=not formulas, keep_links=False)
                yield workbook
        except _DAMAGED as error:
            raise self._damaged(error) from None
        finally:
            if workbook is not None:
                workbook.close()

    def _chosen(self, names: Sequence[str], sheet: str | None) -> str:
        if sheet is None and len(names) == 1:
            return names[0]
        if sheet is not None and sheet in names:
            return sheet
        listed = ", ".join(names)
        if sheet is None:
            raise broken(self.path, f"It has {len(names)} sheets: {listed}.", "Name one with --sheet.")
        raise broken(self.path, f"It has no sheet {sheet}.", f"Its sheets are: {listed}.")

    def _damaged(self, error: Exception) -> FileRefused:
        problem = (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
        return broken(
            self.path, f"It is not a whole XLSX file: {problem}.", "Open it in a spreadsheet and save it again."
        )


def _has_formula(archive: zipfile.ZipFile, part: str) -> bool:
    tail = b""
    with archive.open(part) as text:
        while chunk := text.read(1 << 20):
            if any(mark in tail + chunk for mark in (b"<f>", b"<f ", b":f>", b":f ")):
                return True
            tail = chunk[-3:]
    return False


def _problem(value: Any, written: Any) -> tuple[str, str] | None:
    """What is wrong with a cell, and what mends it."""
    if value is None and _is_formula(written):
        return "The cell is a formula without a stored result.", "Paste its value instead."
    if isinstance(value, str) and value in _ERRORS:
        return f"The cell holds the error {value}.", "Mend the formula, or paste a value."
    if value is None or isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        return None
    return f"The cell holds {_kind(value)}, not text.", "Format the cell as text and write it again."


def _is_formula(written: Any) -> bool:
    return (isinstance(written, str) and written.startswith("=")) or hasattr(written, "ref")


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "true or false"
    return "a decimal number" if isinstance(value, float) else "a date or time"


def _shown(value: Any) -> str:
    return "" if value is None else str(value)
