"""Files of answers: CSV, JSON, JSON Lines and Parquet, each written batch by batch; and the file of bad rows."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any, Protocol

from touchstone.cli.manner import csv_row, guarded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from touchstone.cli.data import Data
    from touchstone.cli.files.rows import Wrong
    from touchstone.cli.judging import Case
    from touchstone.cli.manner import Manner
    from touchstone.cli.plain import PlainCases

    Cases = list[Case] | PlainCases


class Answers(Protocol):
    """Where the answers to a file go, a batch at a time; it is closed when all are written."""

    def add(self, batch: Cases) -> None:
        """Answer a batch."""

    def close(self) -> None:
        """Write what belongs after the last answer."""


class CsvAnswers:
    """Answers as CSV: UTF-8, one row to an answer."""

    def __init__(self, path: Path, manner: Manner) -> None:
        self.manner = manner
        self.file = path.open("w", encoding="utf-8", newline="")
        self.writer = csv.writer(self.file, lineterminator="\n")
        self.writer.writerow([column.name for column in manner.columns])

    def add(self, batch: Cases) -> None:
        """Answer a batch."""
        if isinstance(batch, list):
            self.writer.writerows(map(csv_row, self.manner.rows(batch)))
        else:
            self.file.write(_as_csv(batch.table([column.name for column in self.manner.columns])))

    def close(self) -> None:
        """Nothing follows the last row."""
        self.file.close()


class JsonAnswers:
    """Answers as JSON with everything that there is to say: one array, or one object to a line."""

    def __init__(self, path: Path, data: Callable[[Case], Data | None], *, lines: bool) -> None:
        self.data = data
        self.file = path.open("w", encoding="utf-8", newline="")
        self.opening, self.between, self.closing = ("", "\n", "\n") if lines else ("[\n", ",\n", "\n]\n")
        self.nothing = "" if lines else "[]\n"
        self.written = 0

    def add(self, batch: Cases) -> None:
        """Answer a batch, which is never in columns: an object says more than they hold."""
        assert isinstance(batch, list)
        for data in map(self.data, batch):
            if data is not None:
                self._write(data)

    def _write(self, data: Data) -> None:
        self.file.write(self.between if self.written else self.opening)
        self.file.write(json.dumps(data, ensure_ascii=False, separators=(",", ":")))
        self.written += 1

    def close(self) -> None:
        """End the array or the last line."""
        self.file.write(self.closing if self.written else self.nothing)
        self.file.close()


class ParquetAnswers:
    """Answers as Parquet, in the columns of the CSV with their own types."""

    def __init__(self, path: Path, manner: Manner) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        kinds = {"text": pa.string(), "number": pa.int64(), "truth": pa.bool_()}
        self.manner, self.arrow = manner, pa
        self.schema = pa.schema([(column.name, kinds[column.kind]) for column in manner.columns])
        self.writer = pq.ParquetWriter(path, self.schema, compression="zstd")

    def add(self, batch: Cases) -> None:
        """Answer a batch."""
        if isinstance(batch, list):
            self.writer.write_table(self._table(batch))
        else:
            self.writer.write_table(batch.table(self.schema.names).cast(self.schema))

    def _table(self, batch: list[Case]) -> Any:
        rows = self.manner.rows(batch)
        columns = list(zip(*rows, strict=True)) or [()] * len(self.schema)
        arrays = [self.arrow.array(column, kind.type) for column, kind in zip(columns, self.schema, strict=True)]
        return self.arrow.Table.from_arrays(arrays, schema=self.schema)

    def close(self) -> None:
        """Write the closing part of the file."""
        self.writer.close()


def _as_csv(table: Any) -> str:
    """The rows of a table as CSV has them, without a header; no cell of plain cases needs quotes."""
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    sink = pa.BufferOutputStream()
    arrow_csv.write_csv(table, sink, arrow_csv.WriteOptions(include_header=False, quoting_style="none"))
    return str(sink.getvalue().to_pybytes(), encoding="utf-8")


class BadRows:
    """The mistakes of a file as CSV: row, column, what, mend, and the row's own fields as they were."""

    def __init__(self, path: Path, columns: Iterable[str]) -> None:
        # What is bad may hold half a character; it is written out, so that it can be seen and mended.
        self.file = path.open("w", encoding="utf-8", errors="backslashreplace", newline="")
        self.writer = csv.writer(self.file, lineterminator="\n")
        self.writer.writerow(["row", "column", "what", "mend", *map(guarded, columns)])

    def add(self, wrong: Wrong) -> None:
        """Write one mistake."""
        cells = [wrong.column, wrong.what, wrong.mend, *wrong.original]
        self.writer.writerow([wrong.row, *map(guarded, cells)])

    def close(self) -> None:
        """Nothing follows the last row."""
        self.file.close()
