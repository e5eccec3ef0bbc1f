"""Files of candidates, and files of answers: one module to each format. Described in docs/reference/file-formats.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

from touchstone.cli.refusals import CannotAnswer

if TYPE_CHECKING:
    from pathlib import Path

    from touchstone.cli.files.rows import Source

__all__ = ["open_source"]


def open_source(path: Path, *, sheet: str | None = None) -> Source:
    """The rows of a file of candidates, by its ending.

    Raises :class:`~touchstone.cli.refusals.CannotAnswer` when there is no such file or the ending is not known,
    ``FileRefused`` when its columns are not right or it is broken.
    """
    if not path.is_file():
        what = f"{path} is a folder." if path.is_dir() else f"There is no file {path}."
        raise CannotAnswer(what, "Look at its name and folder.")
    ending = path.suffix.lower()
    if sheet is not None and ending != ".xlsx":
        raise CannotAnswer(f"--sheet is for .xlsx files; {path.name} has no sheets.", "Leave it out.")
    if ending == ".csv":
        from touchstone.cli.files.csv_file import CsvSource

        return CsvSource(path)
    if ending == ".xlsx":
        from touchstone.cli.files.xlsx_file import XlsxSource

        return XlsxSource(path, sheet=sheet)
    if ending == ".jsonl":
        from touchstone.cli.files.jsonl_file import JsonLinesSource

        return JsonLinesSource(path)
    if ending == ".parquet":
        from touchstone.cli.files.parquet_file import ParquetSource

        return ParquetSource(path)
    raise CannotAnswer(
        f"{path.name} has an unknown ending.", "A file of candidates is .csv, .xlsx, .jsonl or .parquet."
    )
