"""What is within reach of one candidate, and the manner of ``touchstone reach`` with a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from touchstone.catalogue.specifications import find_shelf, list_specifications
from touchstone.cli.data import FORMAT, reached_data
from touchstone.cli.judging import answer_of
from touchstone.cli.manner import VERDICT_COLUMNS, Column
from touchstone.cli.rulebook import Rulebook, load_shelf
from touchstone.cli.words import counted, listed
from touchstone.rules.api import reach

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from touchstone.cli.data import Data
    from touchstone.cli.judging import Case
    from touchstone.cli.manner import Cell
    from touchstone.rules.api import Holding, Reached, Specification

REACH_COLUMNS: tuple[Column, ...] = (
    *VERDICT_COLUMNS,
    Column("nearest_count", "number", "away"),
    Column("nearest_units", "text", "nearest"),
)
"""The columns of a verdict, and the nearest way to what is not earned."""


@dataclass(frozen=True, slots=True)
class Found:
    """What one candidate holds and what is within reach of it, with notes on what was not looked at."""

    held: tuple[Holding, ...]
    reached: tuple[Reached, ...]
    notes: tuple[str, ...] = ()


def reach_all(book: Rulebook, held: tuple[Holding, ...]) -> Found:
    """Every qualification of the specification in use."""
    return Found(held, reach(book.all_rules(), held))


def reach_catalogue(book: Rulebook, held: tuple[Holding, ...]) -> Found:
    """Every qualification of every specification at hand, in its version of the day.

    A unit is the same unit in another specification if code and title are the same; another title is another unit.
    """
    found, notes = list(reach(book.all_rules(), held)), []
    for other in _others(book):
        known = tuple(holding for holding in held if _is_same(book.specification, other, holding))
        if not known:
            notes.append(f"{other} has none of these units.")
            continue
        if len(known) < len(held):
            lacking = [str(holding) for holding in held if holding not in known]
            notes.append(f"{other} does not have {listed(lacking)}.")
        beside = Rulebook(other, on=book.on, readings={}, named=True, folder=book.folder)
        found += reach(beside.all_rules(), known)
    return Found(held, tuple(found), tuple(notes))


def _others(book: Rulebook) -> Iterable[Specification]:
    names = dict.fromkeys(shelf.name for shelf in list_specifications(book.folder))
    for name in names:
        if name != book.specification.name:
            other = load_shelf(find_shelf(name, folder=book.folder), folder=book.folder, on=book.on)
            if other.valid.covers(book.on):
                yield other


def _is_same(here: Specification, there: Specification, holding: Holding) -> bool:
    one, other = here.units_by_code.get(holding.cell.code), there.units_by_code.get(holding.cell.code)
    if one is None or other is None or holding.route != "assessed":
        return False
    return one.title.casefold() == other.title.casefold() and holding.cell.level in other.values


def reach_row(candidate: str, reached: Reached) -> tuple[Cell, ...]:
    """One qualification as a row."""
    verdict, best = reached.verdict, reached.best
    row = answer_of(candidate, verdict)
    if verdict.earned:
        return (*row, 0, "")
    return (*row, None, "") if best is None else (*row, len(best.new), " ".join(map(str, best.new)))


class Reaches:
    """What each case is away from its qualification, and how many are there."""

    columns = REACH_COLUMNS
    step = 64

    def __init__(self) -> None:
        self.cases = self.earned = 0

    def rows(self, batch: Sequence[Case]) -> list[tuple[Cell, ...]]:
        """A row to each case."""
        return [reach_row(case.candidate, self._reached(case)) for case in batch]

    def data(self, case: Case) -> Data:
        """The verdict in short, and the nearest way."""
        return {"format": FORMAT, "candidate": case.candidate, **reached_data(self._reached(case))}

    def headline(self) -> str:
        """How many are earned."""
        return f"{self.earned:,} earned, {self.cases - self.earned:,} not earned of {counted(self.cases, 'answer')}"

    def _reached(self, case: Case) -> Reached:
        reached = reach([case.rules], case.holdings)[0]
        self.cases += 1
        self.earned += reached.verdict.earned
        return reached
