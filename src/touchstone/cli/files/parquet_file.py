"""Candidates in a Parquet file: text columns candidate, qualification and units (text, or a list of texts)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, overload

import pyarrow as pa
import pyarrow.parquet as pq

from touchstone.cli.files.rows import BATCH, REQUIRED, Batch, FileRefused, Row, Texts, Wrong, broken, places_of_columns

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_DAMAGED = (pa.ArrowException, UnicodeDecodeError, OSError)
_NOT_UTF_8 = b"?"


class ParquetSource:
    """The rows of a Parquet file, counted from 1; read a batch at a time, whatever its length."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with pq.ParquetFile(path) as file:
                self.schema, self.length = file.schema_arrow, file.metadata.num_rows
        except _DAMAGED as error:
            raise self._damaged(error) from None
        self.columns = tuple(self.schema.names)
        self.names = [self.columns[place] for place in places_of_columns(path, self.columns, row=0)]
        self._check_types()

    def batches(self) -> Iterator[Batch]:
        """The rows, in batches."""
        done = 0
        try:
            with pq.ParquetFile(self.path, pre_buffer=False) as file:
                for table in file.iter_batches(batch_size=BATCH, use_threads=False):
                    batch = self._batch(table, done)
                    done += table.num_rows
                    batch.part = done / max(1, self.length)
                    yield batch
        except _DAMAGED as error:
            raise self._damaged(error) from None

    def _batch(self, table: Any, done: int) -> Batch:
        batch = Batch(unread=lambda: self._rows(table, done))
        columns = [table.column(name) for name in self.names]
        if all(pa.types.is_string(column.type) for column in columns) and _is_whole(table):
            candidate, qualification, units = columns
            batch.texts = Texts(candidate, qualification, units, done + 1, done + table.num_rows)
        return batch

    def _rows(self, table: Any, done: int) -> tuple[list[Row], list[Wrong]]:
        rows: list[Row] = []
        mistakes: list[Wrong] = []
        columns = [_texts(table.column(name)) for name in self.names]
        for place, (candidate, qualification, units) in enumerate(zip(*columns, strict=True)):
            number, original = done + place + 1, _Fields(table, place)
            if candidate is None or qualification is None or units is None:
                read = zip(REQUIRED, (candidate, qualification, units), strict=True)
                what, mend = "The cell is not UTF-8.", "Write it as UTF-8."
                mistakes += [Wrong(number, name, what, mend, original) for name, text in read if text is None]
            else:
                rows.append(Row(number, candidate, qualification, units, original))
        return rows, mistakes

    def _check_types(self) -> None:
        wrong = []
        for required, name in zip(REQUIRED, self.names, strict=True):
            kind = self.schema.field(name).type
            if not (_is_text(kind) or (required == "units" and _is_list_of_text(kind))):
                what = f"The column {required} holds {kind}, not text."
                wrong.append(Wrong(0, required, what, "Write it as a column of strings."))
        if wrong:
            raise FileRefused(self.path, wrong)

    def _damaged(self, error: Exception) -> FileRefused:
        problem = str(error).splitlines()[0].rstrip(".")
        return broken(self.path, f"It is not a whole Parquet file: {problem}.", "Write it again.")


class _Fields(Sequence[str]):
    """All fields of one row, made into text only when they are looked at: of most rows three are wanted and no more."""

    __slots__ = ("place", "table")

    def __init__(self, table: Any, place: int) -> None:
        self.table, self.place = table, place

    def __len__(self) -> int:
        return int(self.table.num_columns)

    @overload
    def __getitem__(self, column: int) -> str: ...

    @overload
    def __getitem__(self, column: slice) -> Sequence[str]: ...

    def __getitem__(self, column: int | slice) -> str | Sequence[str]:
        if isinstance(column, slice):
            return [self[place] for place in range(len(self))[column]]
        return _shown(_value(self.table.column(range(len(self))[column]), self.place))


def _is_whole(table: Any) -> bool:
    """Is every text of the table UTF-8?"""
    try:
        table.validate(full=True)
    except _DAMAGED:
        return False
    return True


def _is_text(kind: Any) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_null(kind))


def _is_list_of_text(kind: Any) -> bool:
    return bool((pa.types.is_list(kind) or pa.types.is_large_list(kind)) and _is_text(kind.value_type))


def _texts(column: Any) -> list[str | None]:
    """The texts of a column; ``None`` for one that is not UTF-8."""
    try:
        values = column.to_pylist()
    except UnicodeDecodeError:
        values = [_value(column, place) for place in range(len(column))]
    return [_text(value) for value in values]


def _value(column: Any, place: int) -> Any:
    try:
        return column[place].as_py()
    except UnicodeDecodeError:
        return _NOT_UTF_8


def _text(value: Any) -> str | None:
    if value is _NOT_UTF_8:
        return None
    if isinstance(value, list):
        return " ".join([unit or "" for unit in value])
    return value.strip() if value else ""


def _shown(value: Any) -> str:
    if value is _NOT_UTF_8:
        return "?"
    return "" if value is None else " ".join(map(str, value)) if isinstance(value, list) else str(value)
