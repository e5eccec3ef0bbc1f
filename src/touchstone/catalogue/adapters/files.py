"""Files of standards in three forms that hold the same: CSV, XLSX and YAML. What a file is, its content decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePath

import puremagic

from touchstone.catalogue.adapters import csv_file, xlsx_file, yaml_file
from touchstone.catalogue.adapters.refusing import FileRefused, Lines
from touchstone.catalogue.domain.standards import Standard

__all__ = ["FORMS", "FileRefused", "kind_of", "read_file", "write_file"]

FORMS: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "yaml": "application/yaml; charset=utf-8",
}
"""The forms that are read and written, with how a browser is told of each."""

READERS: Mapping[str, Callable[[bytes], Lines]] = {
    "csv": csv_file.read,
    "xlsx": xlsx_file.read,
    "yaml": yaml_file.read,
}
WRITERS: Mapping[str, Callable[[Sequence[Standard]], bytes]] = {
    "csv": csv_file.write,
    "xlsx": xlsx_file.write,
    "yaml": yaml_file.write,
}
ENDINGS = {".csv": "csv", ".xlsx": "xlsx", ".yaml": "yaml", ".yml": "yaml"}
MEND = "Save it as CSV (UTF-8), as an Excel workbook (.xlsx) or as YAML, and choose that file."


def kind_of(name: str, content: bytes) -> str:
    """The form of a file by its content, which its name must agree with. Raises :class:`FileRefused`."""
    named = ENDINGS.get(PurePath(name).suffix.lower())
    if named is None:
        raise FileRefused("Files whose names end like this one's are not read.", MEND)
    found = _found(content)
    is_right = found == "xlsx" if named == "xlsx" else found == "text"
    if not is_right:
        what = {"text": "plain text", "xlsx": "an Excel workbook"}.get(found, found)
        raise FileRefused(f"The name ends with .{named}, but the content is {what}.", MEND)
    return named


def _found(content: bytes) -> str:
    if content.startswith(b"PK\x03\x04"):
        return "xlsx" if b"xl/workbook" in content or b"[Content_Types].xml" in content else "a ZIP archive"
    try:
        matches = puremagic.magic_string(content[:4096])
    except (puremagic.PureError, ValueError):
        return "text"
    # What is recognised by a mark of four bytes or more at its beginning is no text, whatever it is called.
    marked = [
        each for each in matches if len(each.byte_match or b"") >= 4 and not (each.mime_type or "").startswith("text/")
    ]
    return _told(marked[0].name) if marked and b"\x00" in content[:4096] else "text"


def _told(name: str) -> str:
    return f"something else ({name})" if name else "something else"


def read_file(kind: str, content: bytes) -> Lines:
    """The lines of a file, and what is wrong with its form. Raises :class:`FileRefused` where nothing can be read."""
    return READERS[kind](content)


def write_file(kind: str, standards: Sequence[Standard]) -> bytes:
    """A file that :func:`read_file` reads back as the same standards."""
    return WRITERS[kind](standards)
