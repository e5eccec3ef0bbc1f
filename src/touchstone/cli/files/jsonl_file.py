"""Candidates in a JSON Lines file: one object to a line, with the keys candidate, qualification and units."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from touchstone.cli.files.rows import BATCH, REQUIRED, Batch, Row, Wrong, broken

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LONGEST_LINE = 1_000_000


class _KeyTwice(ValueError):
    """An object has one key twice: which of the two is meant cannot be known."""


class JsonLinesSource:
    """The rows of a JSON Lines file. A row's number is the line's; empty lines are no rows."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.columns: tuple[str, ...] = ("line",)

    def batches(self) -> Iterator[Batch]:
        """The rows, in batches."""
        size = max(1, self.path.stat().st_size)
        read, number, batch = 0, 0, Batch()
        with self.path.open("rb") as binary:
            while raw := binary.readline(LONGEST_LINE + 1):
                number, read = number + 1, read + len(raw)
                if len(raw) > LONGEST_LINE:
                    raise broken(self.path, f"A line is longer than {LONGEST_LINE:,} bytes.", "Split it.", row=number)
                self._add(batch, number, raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw)
                if len(batch) >= BATCH:
                    batch.part = read / size
                    yield batch
                    batch = Batch()
        batch.part = 1.0
        yield batch

    def _add(self, batch: Batch, number: int, raw: bytes) -> None:
        raw = raw.strip()
        if not raw:
            return
        try:
            line = raw.decode("utf-8")
        except UnicodeDecodeError:
            shown = (raw.decode("utf-8", errors="replace"),)
            batch.wrong.append(Wrong(number, "", "The line is not UTF-8.", "Save the file as UTF-8.", shown))
            return
        fields = _read(number, line)
        if isinstance(fields, Row):
            batch.rows.append(fields)
        else:
            batch.wrong += fields


def _read(number: int, line: str) -> Row | list[Wrong]:
    try:
        found = json.loads(line, object_pairs_hook=_once_each)
    except _KeyTwice as twice:
        return [Wrong(number, str(twice), "The key occurs twice.", "Keep one of them.", (line,))]
    except (ValueError, RecursionError) as error:
        problem = error.msg if isinstance(error, json.JSONDecodeError) else "it cannot be read"
        return [Wrong(number, "", f"The line is not JSON: {problem}.", "Write one object to a line.", (line,))]
    if not isinstance(found, dict):
        mend = 'Write {"candidate": …, "qualification": …, "units": …}.'
        return [Wrong(number, "", "The line is not an object.", mend, (line,))]
    wrong: list[Wrong] = []
    candidate, qualification, units = (_field(found, name, wrong, number) for name in REQUIRED)
    if wrong:
        return [one._replace(original=(line,)) for one in wrong]
    return Row(number, candidate, qualification, units, (line,))


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _KeyTwice(key)
        found[key] = value
    return found


def _field(found: dict[str, Any], name: str, wrong: list[Wrong], number: int) -> str:
    if name not in found:
        wrong.append(Wrong(number, name, f"The key {name} is missing.", 'Write it, if empty as "".'))
        return ""
    value = found[name]
    if value is None:
        return ""
    if name == "units" and isinstance(value, list) and all(isinstance(unit, str) for unit in value):
        return " ".join(value)
    if not isinstance(value, str):
        known = 'text, or a list as ["AA@2", "BB@1"]' if name == "units" else "text"
        wrong.append(Wrong(number, name, f"{json.dumps(value)[:40]} is not text.", f"Write {known}, in quotes."))
        return ""
    return value.strip()
