"""Candidates in a CSV file: UTF-8, fields separated by commas, the first row names the columns."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from touchstone.cli.files.rows import BATCH, Batch, Row, Wrong, broken, places_of_columns

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    from touchstone.cli.files.rows import FileRefused

LONGEST_LINE = 1_000_000
LONGEST_FIELD = 100_000

_MARKS_OF_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_SAVE_AS_UTF_8 = "Save it as UTF-8 (in a spreadsheet: “CSV UTF-8”)."


class CsvSource:
    """The rows of a CSV file. A row's number is the one that a spreadsheet shows: the header is row 1."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as binary:
            records = _Records(path, binary)
            header = records.read()
        if header is None:
            raise broken(path, "The file is empty.", "Its first row names the columns.", row=1)
        if isinstance(header, Wrong):
            raise broken(path, header.what, header.mend, row=1)
        self.columns = tuple(header)
        self.places = places_of_columns(path, header)

    def batches(self) -> Iterator[Batch]:
        """The rows, in batches."""
        size = max(1, self.path.stat().st_size)
        with self.path.open("rb") as binary:
            records = _Records(self.path, binary)
            records.read()
            batch = Batch()
            while (fields := records.read()) is not None:
                if isinstance(fields, Wrong):
                    batch.wrong.append(fields)
                elif any(map(str.strip, fields)):
                    self._add(batch, records.number, fields)
                if len(batch) >= BATCH:
                    batch.part = records.bytes_read / size
                    yield batch
                    batch = Batch()
            batch.part = 1.0
            yield batch

    def _add(self, batch: Batch, number: int, fields: list[str]) -> None:
        if len(fields) != len(self.columns):
            batch.wrong.append(self._wrong_number(number, fields))
            return
        candidate, qualification, units = self.places
        read = (fields[candidate].strip(), fields[qualification].strip(), fields[units].strip())
        batch.rows.append(Row(number, *read, tuple(fields)))

    def _wrong_number(self, number: int, fields: list[str]) -> Wrong:
        what = f"The row has {len(fields)} fields, the header {len(self.columns)}."
        mend = "Separate units by spaces, or put the field in quotes."
        if len(fields) < len(self.columns):
            mend = "Write every comma, also round an empty field."
        return Wrong(number, "", what, mend, tuple(fields))


class _Records:
    """Records of a CSV file one by one, with their number; the bytes are decoded line by line, so that each mistake is
    found where it stands."""

    def __init__(self, path: Path, binary: BinaryIO) -> None:
        csv.field_size_limit(LONGEST_FIELD)
        self.path, self.binary = path, binary
        self.number, self.bytes_read = 0, 0
        self.taken: list[str] = []
        self.undecodable = False
        self.reader = csv.reader(self._lines(), strict=True)

    def read(self) -> list[str] | Wrong | None:
        """The fields of the next record (none for an empty line), what is wrong with it, or ``None`` at the end."""
        self.number += 1
        self.taken.clear()
        self.undecodable = False
        try:
            fields = next(self.reader, None)
        except csv.Error as error:
            return self._malformed(str(error))
        if self.undecodable:
            return Wrong(self.number, "", "The row is not UTF-8.", _SAVE_AS_UTF_8, tuple(fields or ()))
        return fields

    def _lines(self) -> Iterator[str]:
        while raw := self.binary.readline(LONGEST_LINE + 1):
            if not self.bytes_read:
                raw = self._without_mark(raw)
            self.bytes_read += len(raw)
            if len(raw) > LONGEST_LINE:
                raise broken(self.path, f"A line is longer than {LONGEST_LINE:,} bytes.", "Split it.", row=self.number)
            try:
                line = raw.decode("utf-8")
            except UnicodeDecodeError:
                self.undecodable = True
                line = raw.decode("utf-8", errors="replace")
            self.taken.append(line)
            yield line

    def _without_mark(self, raw: bytes) -> bytes:
        if raw.startswith(_MARKS_OF_UTF_16):
            raise broken(self.path, "The file is UTF-16, not UTF-8.", _SAVE_AS_UTF_8, row=1)
        return raw.removeprefix(b"\xef\xbb\xbf")

    def _malformed(self, problem: str) -> Wrong:
        if "unexpected end of data" in problem or "field larger" in problem:
            raise self._swallowed()
        mend = "Put quotes round the whole field, and write a quote inside it twice."
        if "new-line" in problem:
            mend = "Save the file with Unix or Windows line ends."
        line = "".join(self.taken).rstrip("\r\n")
        return Wrong(self.number, "", "The quotes or line ends of this row are not those of a CSV file.", mend, (line,))

    def _swallowed(self) -> FileRefused:
        """A quote that is not closed takes in the rows below it: nothing after it can be trusted."""
        what = "A quote opens a field here and is not closed."
        return broken(self.path, what, "Close it, or write the quote twice.", row=self.number)
