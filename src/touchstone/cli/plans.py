"""What a planner aims for, and the manner of ``touchstone plan`` with a file: the plans of each case."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from touchstone.cli.choices import cells_of, objective_of, offered_cells
from touchstone.cli.data import plans_data
from touchstone.cli.manner import CANDIDATE, QUALIFICATION, Column
from touchstone.cli.refusals import CannotAnswer
from touchstone.cli.words import counted
from touchstone.rules.api import plan, plan_reserve

if TYPE_CHECKING:
    from collections.abc import Iterable

    from touchstone.cli.data import Data
    from touchstone.cli.judging import Case
    from touchstone.cli.manner import Cell
    from touchstone.cli.planning import Aim
    from touchstone.rules import api

PLAN_COLUMNS: tuple[Column, ...] = (
    CANDIDATE,
    QUALIFICATION,
    Column("plan", "number", "plan"),
    Column("possible", "truth", "possible"),
    Column("new_count", "number", "units"),
    Column("new_units", "text", "new units"),
    Column("new_value", "number", "value"),
    Column("price", "number", "price"),
)
"""The columns of plans: one row to each plan, and one with nothing in it where no plan is possible."""


def plans_for(aim: Aim, rules: api.RuleSet, held: Iterable[api.Holding]) -> api.Plans:
    """The best plans. Refuses an outcome that the qualification does not have."""
    objective, excluded, offered = _aim_in(aim, rules.specification)
    codes = [problem.outcome_code for problem in rules.problems]
    if aim.outcome is not None and aim.outcome not in codes:
        what = f"{rules.qualification.code} has no outcome {aim.outcome}."
        raise CannotAnswer(what, f"It has: {', '.join(codes)}.")
    return plan(
        rules, held, objective=objective, best=aim.best, excluded=excluded, offered=offered, outcome=aim.outcome
    )


def reserve_for(aim: Aim, rules: api.RuleSet, held: Iterable[api.Holding]) -> api.Reserve | None:
    """The plan that survives the loss of any one unit that can be replaced."""
    objective, excluded, offered = _aim_in(aim, rules.specification)
    return plan_reserve(rules, held, objective=objective, excluded=excluded, offered=offered, outcome=aim.outcome)


Cells = tuple["api.Cell", ...]


@lru_cache(maxsize=64)
def _aim_in(aim: Aim, specification: api.Specification) -> tuple[api.Objective, Cells, Cells | None]:
    objective = objective_of(specification, aim.least, weights=aim.weights, otherwise=aim.otherwise, prefer=aim.prefer)
    offered = None if aim.offer is None else offered_cells(specification, aim.offer)
    return objective, cells_of(specification, " ".join(aim.without)), offered


def plan_rows(candidate: str, plans: api.Plans) -> list[tuple[Cell, ...]]:
    """A row to each plan."""
    code = plans.rules.qualification.code
    if plans.best is None:
        return [(candidate, code, None, False, None, "", None, None)]
    return [
        (candidate, code, number, True, len(one.new), " ".join(map(str, one.new)), one.new_value, one.price)
        for number, one in enumerate(plans.plans, 1)
    ]


class Planned:
    """The best plans of each case, and how many candidates are done or can get there."""

    columns = PLAN_COLUMNS
    step = 64

    def __init__(self, aim: Aim) -> None:
        self.aim = aim
        self.cases = self.done = self.impossible = 0

    def rows(self, batch: Sequence[Case]) -> list[tuple[Cell, ...]]:
        """A row to each plan."""
        return [row for case in batch for row in plan_rows(case.candidate, self._plans(case))]

    def data(self, case: Case) -> Data:
        """The plans, with the proof."""
        return {"candidate": case.candidate, **plans_data(self._plans(case))}

    def headline(self) -> str:
        """How many are earned already, and how many can be."""
        open_ones = self.cases - self.done - self.impossible
        said = f"{self.done:,} earned already, {open_ones:,} can be finished, {self.impossible:,} cannot"
        return f"{said}, of {counted(self.cases, 'case')}"

    def _plans(self, case: Case) -> api.Plans:
        plans = plans_for(self.aim, case.rules, case.holdings)
        self.cases += 1
        if plans.best is None:
            self.impossible += 1
        elif not plans.best.new:
            self.done += 1
        return plans
