"""What a planner is asked to aim for: units on offer or left aside, weights from a file, likings."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from touchstone.cli.refusals import CannotAnswer
from touchstone.cli.words import counted
from touchstone.rules.api import (
    FEWEST_UNITS,
    LEAST_VALUE,
    Cell,
    Objective,
    UnitsRefused,
    least_cost,
    least_evidence,
    nearest,
    parse_holdings,
    preferred,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from touchstone.rules.api import Specification

WEIGHED = {"cost": least_cost, "evidence": least_evidence}
LARGEST_WEIGHT = 1_000_000


def cells_of(specification: Specification, text: str) -> tuple[Cell, ...]:
    """Units as typed, ``EE@2`` for one level and ``EE`` for every level. Refuses with every mistake."""
    wrong: list[str] = []
    found: dict[Cell, None] = {}
    for word in text.replace(",", " ").replace(";", " ").split():
        unit = specification.units_by_code.get(word)
        if unit is not None:
            found.update(dict.fromkeys(unit.cells))
            continue
        try:
            found[parse_holdings(specification, word)[0].cell] = None
        except UnitsRefused as refused:
            wrong += [f"{mistake.what} {mistake.mend}".rstrip() for mistake in refused.mistakes]
    if wrong:
        raise CannotAnswer.because(wrong)
    return tuple(found)


def offered_cells(specification: Specification, offer: str) -> tuple[Cell, ...]:
    """The units on offer: as typed, or from a .txt file of units, or from a .csv file with a column ``unit``."""
    from pathlib import Path

    if not offer.lower().endswith((".csv", ".txt")):
        return cells_of(specification, offer)
    path = Path(offer)
    if path.suffix.lower() == ".txt":
        return cells_of(specification, _text_of(path))
    return cells_of(specification, " ".join(row["unit"] for _, row in _rows_of(path, ("unit",))))


def likings_of(specification: Specification, text: str) -> dict[Cell, int]:
    """Likings as typed, ``EE@2=5 FF=3``."""
    likings: dict[Cell, int] = {}
    for word in text.replace(",", " ").replace(";", " ").split():
        unit, equals, liking = word.partition("=")
        if not equals or not liking.isdecimal():
            raise CannotAnswer(f"“{word}” is not a liking.", "Write unit=number, as EE@2=5.")
        likings.update(dict.fromkeys(cells_of(specification, unit), int(liking)))
    return likings


def objective_of(
    specification: Specification, least: str, *, weights: Path | None, otherwise: int | None, prefer: str | None
) -> Objective:
    """The objective that the options ask for. Refuses options that do not go together."""
    if prefer is not None:
        if least != "units" or weights is not None:
            raise CannotAnswer("--prefer stands alone.", "Leave out --least and --weights.")
        return _preferred(likings_of(specification, prefer))
    if least in ("units", "value"):
        if weights is not None or otherwise is not None:
            raise CannotAnswer(f"--least {least} takes no weights.", "Add --least cost, evidence or dislike.")
        return FEWEST_UNITS if least == "units" else LEAST_VALUE
    if weights is None:
        raise CannotAnswer(f"--least {least} needs a weight for each unit.", "Give a file with --weights FILE.csv.")
    weighed = weights_of(specification, weights)
    unnamed = [cell for cell in specification.cells if cell not in weighed]
    if unnamed and otherwise is None:
        what = f"{weights.name} has no weight for {counted(len(unnamed), 'unit')}, {unnamed[0]} among them."
        raise CannotAnswer(what, "Give all others one weight with --otherwise N.")
    make = WEIGHED.get(least)
    if make is not None:
        return make(weighed, otherwise or 0)
    return Objective("least dislike", weights=weighed, otherwise=otherwise or 0)


def _preferred(likings: dict[Cell, int]) -> Objective:
    try:
        return preferred(likings)
    except ValueError as error:
        raise CannotAnswer(str(error)) from None


def weights_of(specification: Specification, path: Path) -> dict[Cell, int]:
    """Weights from a CSV file with the columns ``unit`` and ``weight``; every mistake is said with its row."""
    wrong: list[str] = []
    weights: dict[Cell, int] = {}
    for number, row in _rows_of(path, ("unit", "weight")):
        unit, weight = row["unit"], row["weight"]
        if not weight.isdecimal() or int(weight[:8]) > LARGEST_WEIGHT:
            wrong.append(f"row {number}, weight: “{weight}” is no whole number from 0 to {LARGEST_WEIGHT:,}.")
            continue
        try:
            cells = cells_of(specification, unit)
        except CannotAnswer as refused:
            wrong += [f"row {number}, unit: {line}" for line in refused.lines]
            continue
        twice = [str(cell) for cell in cells if cell in weights]
        if twice:
            wrong.append(f"row {number}, unit: {twice[0]} has a weight already. Keep one of them.")
        weights.update(dict.fromkeys(cells, int(weight)))
    if wrong:
        raise CannotAnswer.because([f"{path.name} cannot be used.", *wrong])
    return weights


def _rows_of(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a small CSV file, with their numbers; the header is row 1."""
    lines = csv.reader(_text_of(path).splitlines(), strict=True)
    try:
        header = [name.strip().casefold() for name in next(lines, [])]
        missing = [column for column in columns if column not in header]
        if missing:
            near = nearest(missing[0], header) or f"The first row names the columns: {','.join(columns)}."
            raise CannotAnswer(f"{path.name} has no column {missing[0]}.", near)
        for number, fields in enumerate(lines, 2):
            if not any(map(str.strip, fields)):
                continue
            if len(fields) != len(header):
                what = f"{path.name}, row {number} has {len(fields)} fields, the header {len(header)}."
                raise CannotAnswer(what, "Write as many fields as the header has.")
            yield number, {name: field.strip() for name, field in zip(header, fields, strict=True)}
    except csv.Error as error:
        raise CannotAnswer(f"{path.name} is not a CSV file: {error}.", "Look at its quotes.") from None


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise CannotAnswer(f"There is no file {path}.", "Look at its name and folder.") from None
    except UnicodeDecodeError as error:
        raise CannotAnswer(f"{path.name} is not UTF-8 (byte {error.start + 1}).", "Save it as UTF-8.") from None
    except OSError as error:
        raise CannotAnswer(f"{path.name} cannot be read: {error.strerror}.", "Look at its permissions.") from None
