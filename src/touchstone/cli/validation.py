"""Specification files of the user's own: read, and refused with every mistake or with the proof that none can earn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from touchstone.cli.refusals import CannotAnswer
from touchstone.cli.rulebook import open_own
from touchstone.cli.words import counted
from touchstone.rules.api import Mistake, SpecificationRefused

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from rich.console import Console

    from touchstone.cli.data import Data
    from touchstone.rules.api import Specification


@dataclass(frozen=True, slots=True)
class Validated:
    """One file: the specification that it is, or what is wrong with it."""

    file: Path
    specification: Specification | None
    mistakes: tuple[Mistake, ...] = ()


def validated(file: Path, *, on: date) -> Validated:
    """Read one file and try whether its qualifications can be earned at all."""
    try:
        return Validated(file, open_own(file, on=on))
    except SpecificationRefused as refused:
        return Validated(file, None, refused.mistakes)
    except CannotAnswer as refused:
        return Validated(file, None, (Mistake(0, 0, refused.what, refused.mend),))


def validated_data(found: Validated) -> Data:
    """One file as data."""
    specification = found.specification
    return {
        "file": str(found.file),
        "valid": specification is not None,
        "name": None if specification is None else specification.name,
        "version": None if specification is None else specification.version,
        "mistakes": [
            {"line": m.line or None, "column": m.column or None, "what": m.what, "mend": m.mend} for m in found.mistakes
        ],
    }


def show_validated(console: Console, found: Sequence[Validated]) -> None:
    """A line to each file, and below it what is wrong."""
    from touchstone.cli.tables import BAD, GOOD, say

    for one in found:
        if one.specification is not None:
            units = counted(len(one.specification.units), "unit")
            qualifications = counted(len(one.specification.qualifications), "qualification")
            say(console, ("Valid", f"bold {GOOD}"), f": {one.file} ({one.specification}, {units}, {qualifications})")
            continue
        say(console, ("Refused", BAD), f": {one.file}, {counted(len(one.mistakes), 'mistake')}")
        for mistake in one.mistakes:
            say(console, str(mistake), indent=2)
