"""One candidate under two rulebooks, and the manner of ``touchstone compare`` with a file: those who change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from touchstone.cli.data import FORMAT, verdict_data
from touchstone.cli.manner import CANDIDATE, QUALIFICATION, Column
from touchstone.cli.words import counted
from touchstone.rules import api

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from touchstone.cli.data import Data
    from touchstone.cli.judging import Case
    from touchstone.cli.manner import Cell
    from touchstone.cli.rulebook import Rulebook

EARNED = ("earned", "not earned")
CHANGE_COLUMNS: tuple[Column, ...] = (
    CANDIDATE,
    QUALIFICATION,
    Column("earned_before", "truth", "before", EARNED),
    Column("earned_after", "truth", "after", EARNED),
    Column("reasons", "text", "why"),
)
"""The columns of a comparison: one row to each candidate who changes."""


@dataclass(frozen=True, slots=True)
class Sides:
    """The two rulebooks that are compared."""

    before: Rulebook
    after: Rulebook


@dataclass(frozen=True, slots=True)
class Compared:
    """One candidate under both: the verdicts, and why they differ if they do."""

    candidate: str
    before: api.Verdict
    after: api.Verdict
    reasons: tuple[str, ...]
    unknown: tuple[api.Holding, ...]
    change: api.Change | None = None


def find_change(case: Case, after: api.RuleSet) -> Compared | None:
    """The change of one candidate, or ``None`` when the verdict stays the same."""
    change = next(api.compare(case.rules, after, [(case.candidate, case.holdings)]), None)
    if change is None:
        return None
    return Compared(change.candidate, change.before, change.after, change.reasons, change.unknown, change)


def both_verdicts(case: Case, after: api.RuleSet) -> Compared:
    """One candidate under both, whether or not the verdict changes."""
    change = find_change(case, after)
    if change is not None:
        return change
    sides = [frozenset(rules.problems[0].sources) for rules in (case.rules, after)]
    one, other = (
        api.check(rules, [holding for holding in case.holdings if holding in known])
        for rules, known in zip((case.rules, after), sides, strict=True)
    )
    unknown = tuple(holding for holding in case.holdings if not (holding in sides[0] and holding in sides[1]))
    return Compared(case.candidate, one, other, (), unknown)


def change_row(found: Compared) -> tuple[Cell, ...]:
    """One candidate under both as a row."""
    before, after = found.before, found.after
    return found.candidate, before.qualification, before.earned, after.earned, " ".join(found.reasons)


def change_data(found: Compared) -> Data:
    """One candidate under both as data, with both verdicts in full."""
    return {
        "format": FORMAT,
        "candidate": found.candidate or None,
        "qualification": found.before.qualification,
        "changes": found.change is not None,
        "reasons": list(found.reasons),
        "unknown_units": [str(holding) for holding in found.unknown],
        "before": verdict_data(found.before),
        "after": verdict_data(found.after),
    }


def show_change(console: Console, found: Compared) -> None:
    """Whether the verdict changes, both sides, and why."""
    from touchstone.cli.tables import BAD, GOOD, LOUD, plain_table, say
    from touchstone.cli.words import listed

    answer = "No change" if found.change is None else "Gains" if found.change.gains else "Loses"
    style = {"No change": LOUD, "Gains": f"bold {GOOD}", "Loses": BAD}[answer]
    say(console, (answer, style), f": {found.before.qualification} {found.before.problem.title}")
    console.print()
    table = plain_table("", "", "total", "at level", "specification", right=("total", "at level"))
    for name, verdict in (("before", found.before), ("after", found.after)):
        at_level = "" if verdict.at_level is None else str(verdict.at_level)
        readings = "".join(f", {clause}={reading}" for clause, reading in verdict.rules.readings.items())
        where = f"{verdict.rules.specification}{readings}"
        table.add_row(name, EARNED[not verdict.earned], str(verdict.total), at_level, where)
    console.print(table)
    for reason in found.reasons:
        console.print()
        say(console, reason)
    if found.unknown and found.change is None:
        console.print()
        say(console, f"Not known on one side: {listed([str(holding) for holding in found.unknown])}.")


class Changes:
    """Those who change, and how many gain or lose."""

    columns = CHANGE_COLUMNS
    step = 1_024

    def __init__(self, sides: Sides) -> None:
        self.sides = sides
        self.cases = self.gain = self.lose = 0

    def rows(self, batch: Sequence[Case]) -> list[tuple[Cell, ...]]:
        """A row to each who changes."""
        return [change_row(found) for found in map(self._change, batch) if found is not None]

    def data(self, case: Case) -> Data | None:
        """Both verdicts and the reasons; nothing for those who stay as they are."""
        found = self._change(case)
        return None if found is None else change_data(found)

    def headline(self) -> str:
        """How many change."""
        change = self.gain + self.lose
        if not change:
            return f"No change in {counted(self.cases, 'case')}"
        return f"{change:,} of {counted(self.cases, 'case')} change: {self.gain:,} gain, {self.lose:,} lose"

    def _change(self, case: Case) -> Compared | None:
        after = self.sides.after.rules_for(case.rules.qualification.code, typed=False)
        found = find_change(case, after)
        self.cases += 1
        if found is not None and found.change is not None:
            self.gain += found.change.gains
            self.lose += not found.change.gains
        return found
