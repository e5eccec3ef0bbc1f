"""The proved-best ways to finish: which new units to take, by any objective, and the next-best ways after it."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING

from touchstone.rules.check import DYNAMIC, SOLVER, Verdict, check, columns_of, judge_for
from touchstone.rules.finishing import Finisher, Way
from touchstone.rules.objectives import FEWEST_UNITS, Objective
from touchstone.rules.problem import Holding
from touchstone.rules.specification import ASSESSED, Cell

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from touchstone.rules.compiling import RuleSet

__all__ = ["FEWEST_UNITS", "Objective", "Plan", "Plans", "Proof", "plan"]


@dataclass(frozen=True, slots=True)
class Prices:
    """What each new column costs: its price times ``scale``, plus its tie-break, as one whole number."""

    costs: dict[int, int]
    scale: int


@dataclass(frozen=True, slots=True)
class Proof:
    """Why no better plan exists: every way within the offer costs at least ``bound``, by this method.

    ``bound`` equals the cost of the best plan; ``states`` is the number of table entries or solver runs behind it.
    """

    method: str
    bound: int
    states: int


@dataclass(frozen=True, slots=True)
class Plan:
    """One way to finish: the new units, their price and value, and the verdict once they are held.

    No unit of a plan is useless: without any one of them the verdict would be “not earned”.
    """

    new: tuple[Cell, ...]
    price: int
    new_value: int
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Plans:
    """The best plans in order, the objective they were sought by, and the proof; no plans when none can exist."""

    rules: RuleSet
    held: tuple[Holding, ...]
    objective: Objective
    plans: tuple[Plan, ...]
    proof: Proof | None

    @property
    def best(self) -> Plan | None:
        return self.plans[0] if self.plans else None


def plan(
    rules: RuleSet,
    holdings: Iterable[Holding],
    *,
    objective: Objective = FEWEST_UNITS,
    best: int = 1,
    excluded: Collection[Cell] = (),
    offered: Collection[Cell] | None = None,
    outcome: str | None = None,
) -> Plans:
    """The ``best`` cheapest ways to earn the qualification with what is held, as sets of new units.

    ``excluded`` cells are never taken; with ``offered`` only these are. ``outcome`` asks for one outcome (its code)
    instead of whichever is nearest. Raises :class:`UnitsRefused` for an unknown holding, ``KeyError`` for an unknown
    outcome.
    """
    held_now = tuple(holdings)
    held = columns_of(rules, held_now)
    places = places_of(rules, outcome)
    prices = prices_of(rules, held, objective=objective, excluded=excluded, offered=offered)
    finishers = [Finisher(judge_for(rules, place), held, prices.costs) for place in places]
    ways: list[Way] = []
    for way in heapq.merge(*(finisher.ways() for finisher in finishers), key=lambda way: way.cost):
        if any(known.new <= way.new for known in ways):
            continue
        ways.append(way)
        if len(ways) >= best:
            break
    plans = tuple(_plan(rules, held_now, way, objective) for way in ways)
    return Plans(rules, held_now, objective, plans, _proof(finishers, plans))


def places_of(rules: RuleSet, outcome: str | None) -> list[int]:
    """The places of the outcomes asked for: one by its code, or all; raises ``KeyError`` for an unknown one."""
    codes = [problem.outcome_code for problem in rules.problems]
    if outcome is None:
        return list(range(len(codes)))
    if outcome not in codes:
        raise KeyError(f"{rules.qualification.code} has no outcome {outcome}. It has: {', '.join(codes)}.")
    return [codes.index(outcome)]


def prices_of(
    rules: RuleSet,
    held: frozenset[int],
    *,
    objective: Objective,
    excluded: Collection[Cell],
    offered: Collection[Cell] | None,
) -> Prices:
    """The price of each column that may be newly taken.

    A unit that something held counts as may still be taken: what is held counts as one unit only.
    """
    columns = rules.problems[0].columns
    have = {columns[i].holding.cell for i in held}
    scale = 1 + sum(objective.tie_break(column.value) for column in columns)
    barred = {*excluded, *have}
    costs = {
        column.index: objective.price(column.cell, column.value) * scale + objective.tie_break(column.value)
        for column in columns
        if column.route == ASSESSED and column.cell not in barred and (offered is None or column.cell in offered)
    }
    return Prices(costs, scale)


def _plan(rules: RuleSet, held: tuple[Holding, ...], way: Way, objective: Objective) -> Plan:
    columns = rules.problems[0].columns
    new = tuple(sorted(columns[i].cell for i in way.new))
    verdict = check(rules, (*held, *(Holding(cell) for cell in new)))
    assert verdict.earned, "the evaluator does not confirm the plan"
    values = {columns[i].cell: columns[i].value for i in way.new}
    price = sum(objective.price(cell, values[cell]) for cell in new)
    return Plan(new, price, sum(values.values()), verdict)


def _proof(finishers: list[Finisher], plans: tuple[Plan, ...]) -> Proof | None:
    if not plans:
        return None
    method = SOLVER if any(finisher.uses_solver for finisher in finishers) else DYNAMIC
    return Proof(method, plans[0].price, sum(finisher.states for finisher in finishers))
