"""The plan with a reserve: the cheapest new units such that, whichever one of them is lost, the award is still earned.

A unit that nothing on offer can replace (a mandatory unit at its one level) is *indispensable*: no plan survives its
loss, so it is named, and the plan survives the loss of every other unit.

Solved exactly. A model buys units and contains one copy of the clauses for each loss that must be survived; losses are
added as they turn out to break the plan, until none does. Units that stand alike in every clause are bought in their
order, so that the search does not wander among equals.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from touchstone.rules.check import SOLVER, Judge, Verdict, check, columns_of, judge_for
from touchstone.rules.finishing import Finisher
from touchstone.rules.objectives import FEWEST_UNITS, Objective
from touchstone.rules.plan import Prices, Proof, places_of, prices_of
from touchstone.rules.problem import Allocation, Holding, Implies, linears, walk
from touchstone.rules.specification import Cell

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from touchstone.rules.compiling import RuleSet
    from touchstone.rules.problem import Problem


@dataclass(frozen=True, slots=True)
class Reserve:
    """A plan that survives the loss of any one of its replaceable units: the verdict with all, and without each.

    ``outcome`` is the code of what is earned in every case. ``indispensable`` are the units of the plan that nothing on
    offer replaces; ``without`` has no entry for them.
    """

    outcome: str
    new: tuple[Cell, ...]
    indispensable: tuple[Cell, ...]
    price: int
    verdict: Verdict
    without: Mapping[Cell, Verdict]
    proof: Proof


def plan_reserve(
    rules: RuleSet,
    holdings: Iterable[Holding],
    *,
    objective: Objective = FEWEST_UNITS,
    excluded: Collection[Cell] = (),
    offered: Collection[Cell] | None = None,
    outcome: str | None = None,
) -> Reserve | None:
    """The cheapest reserve plan for an outcome (its code), or for whichever outcome has the cheapest.

    ``None`` when nothing on offer finishes, or nothing that survives the loss of every unit that can be replaced.
    Raises :class:`UnitsRefused` for an unknown holding, ``KeyError`` for an unknown outcome, ``SolverFailed`` when the
    solver gives no answer in time.
    """
    held_now = tuple(holdings)
    held = columns_of(rules, held_now)
    prices = prices_of(rules, held, objective=objective, excluded=excluded, offered=offered)
    searches = [_Search(judge_for(rules, place), held, prices) for place in places_of(rules, outcome)]
    found = [(sum(prices.costs[i] for i in best[0]), search, best) for search in searches if (best := search.best())]
    if not found:
        return None
    _, search, (new, alone) = min(found, key=lambda one: one[0])
    return _reserve(rules, held_now, objective, (search, new, alone))


def _reserve(
    rules: RuleSet,
    held: tuple[Holding, ...],
    objective: Objective,
    found: tuple[_Search, frozenset[int], frozenset[int]],
) -> Reserve:
    """The reserve that a search found, confirmed by the checker with all of its units and without each."""
    search, chosen, alone = found
    columns, outcome = rules.problems[0].columns, search.judge.problem.outcome_code
    new = tuple(sorted(columns[i].cell for i in chosen))
    needed = tuple(sorted(columns[i].cell for i in chosen & alone))
    kept = {cell: [Holding(other) for other in new if other != cell] for cell in new if cell not in needed}
    without = {cell: check(rules, (*held, *others)) for cell, others in kept.items()}
    verdict = check(rules, (*held, *(Holding(cell) for cell in new)))
    confirmed = all(outcome in one.outcomes for one in (verdict, *without.values()))
    assert confirmed, "the evaluator does not confirm the reserve"
    price = sum(objective.price(columns[i].cell, columns[i].value) for i in chosen)
    return Reserve(outcome, new, needed, price, verdict, without, Proof(SOLVER, price, search.runs))


class _Search:
    """Two searches over one growing list of losses: for the least price, then for the least tie-break at that price."""

    def __init__(self, judge: Judge, held: frozenset[int], prices: Prices) -> None:
        self.judge, self.held, self.prices = judge, held, prices
        self.losses: list[int] = []
        self.runs = 0

    def best(self) -> tuple[frozenset[int], frozenset[int]] | None:
        """The cheapest set of new columns, and those columns that nothing on offer replaces."""
        alone = self._indispensable()
        price = {column: cost // self.prices.scale for column, cost in self.prices.costs.items()}
        found = self._surviving(price, alone, None)
        if found is None:
            return None
        tie_break = {column: cost % self.prices.scale for column, cost in self.prices.costs.items()}
        best = self._surviving(tie_break, alone, (price, sum(price[column] for column in found)))
        assert best is not None, "the first search found a set at this price"
        return best, alone

    def _surviving(
        self, costs: Mapping[int, int], alone: frozenset[int], limit: tuple[Mapping[int, int], int] | None
    ) -> frozenset[int] | None:
        """The cheapest set that survives every loss, within a limit on another price."""
        while True:
            new = self._solve(costs, limit)
            if new is None:
                return None
            fatal = [i for i in sorted(new - alone) if not self.judge.is_met(self.held | (new - {i}))]
            if not fatal:
                return new
            self.losses += fatal

    def _indispensable(self) -> frozenset[int]:
        """The new columns without which nothing on offer finishes."""
        costs = self.prices.costs
        rests = ((column, {other: cost for other, cost in costs.items() if other != column}) for column in costs)
        return frozenset(c for c, rest in rests if next(Finisher(self.judge, self.held, rest).ways(), None) is None)

    def _solve(self, costs: Mapping[int, int], limit: tuple[Mapping[int, int], int] | None) -> frozenset[int] | None:
        from touchstone.rules.exact import Encoding, Model  # the solver loads only when a reserve is planned

        self.runs += 1
        model = Model()
        bought = {column: model.variable(cost=cost) for column, cost in costs.items()}
        for first, second in _alike(self.judge.problem, self.prices.costs):
            model.row({bought[first]: 1, bought[second]: -1}, low=0)
        if limit is not None:
            model.row({bought[column]: price for column, price in limit[0].items()}, high=limit[1])
        for loss in (None, *self.losses):
            kept = {column: variable for column, variable in bought.items() if column != loss}
            Encoding(model, self.judge.problem, self.held, kept).encode(self.judge.clauses)
        solution = model.solve()
        if solution is None:
            return None
        return frozenset(column for column, variable in bought.items() if solution[0][variable])


def _alike(problem: Problem, prices: Mapping[int, int]) -> list[tuple[int, int]]:
    """Neighbours among new columns that stand alike: one level in their area, same price, same weight everywhere."""
    nodes = [node for clause in problem.clauses for node in walk(clause.node)]
    if any(isinstance(node, Implies | Allocation) for node in nodes) or problem.exclusive:
        return []
    sums = [linear for clause in problem.clauses for linear in linears(clause.node)]
    areas: dict[str, list[int]] = {}
    for one in problem.columns:
        areas.setdefault(one.cell.code, []).append(one.index)
    classes: dict[tuple[int, ...], list[int]] = {}
    for column, price in prices.items():
        if len(areas[problem.columns[column].cell.code]) == 1:
            shape = (price, *(linear.weights.get(column, 0) for linear in sums))
            classes.setdefault(shape, []).append(column)
    return [pair for alike in classes.values() for pair in pairwise(alike)]
