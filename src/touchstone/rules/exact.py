"""The exact solver for every shape: the normal form written as a mixed-integer programme for HiGHS.

Two questions are asked of it: the best selection from what is held (with the same penalty as the dynamic programme),
and the least costly set of new units with which everything is met. A new unit is *bought* (it is then held) and may
count.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np

from touchstone.rules.dynamic import UNIT_WEIGHT, held_penalty
from touchstone.rules.mistakes import SolverFailed
from touchstone.rules.problem import All, Allocation, Any, Exclusive, Implies, Linear, Node
from touchstone.rules.specification import Measure

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from touchstone.rules.problem import Clause, Problem, Slot

INFINITY = float("inf")


@dataclass(slots=True)
class Model:
    """Rows and whole-number variables, collected and then handed to HiGHS in one go."""

    costs: list[float] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    rows: list[tuple[dict[int, float], float, float]] = field(default_factory=list)

    def variable(self, upper: float = 1, cost: float = 0) -> int:
        self.costs.append(cost)
        self.lower.append(0)
        self.upper.append(upper)
        return len(self.costs) - 1

    def row(self, terms: Mapping[int, float], low: float = -INFINITY, high: float = INFINITY) -> None:
        self.rows.append((dict(terms), low, high))

    def solve(self, *, seconds: float = 300.0) -> tuple[list[int], float] | None:
        """The values of an optimal solution and the proved bound, or ``None`` when there is no solution."""
        if not self.costs:
            return ([], 0.0) if all(low <= 0 <= high for _, low, high in self.rows) else None
        import highspy  # a slow import that a separable check never needs

        # The class beneath: the constructor of Highs itself prints a banner before any option can silence it.
        solver = highspy.Highs.__bases__[0]()
        for option, value in (("output_flag", False), ("mip_rel_gap", 0.0), ("mip_abs_gap", 0.5), ("threads", 1)):
            solver.setOptionValue(option, value)
        solver.setOptionValue("time_limit", seconds)
        solver.passModel(self._lp(highspy))
        solver.run()
        status = solver.getModelStatus()
        if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            return None  # every variable is bounded, so nothing is unbounded
        if status != highspy.HighsModelStatus.kOptimal:
            raise SolverFailed(f"HiGHS stopped with {solver.modelStatusToString(status)} after {seconds:.0f} s.")
        values = [round(value) for value in solver.getSolution().col_value]
        bound = solver.getInfo().mip_dual_bound if self.costs else 0.0
        cost = sum(cost * value for cost, value in zip(self.costs, values, strict=True))
        if cost - bound >= 1:  # costs are whole numbers, so anything less proves that nothing is cheaper
            raise SolverFailed(f"HiGHS found a cost of {cost:.0f} and proved {bound:.1f} only.")
        return values, bound

    def _lp(self, highspy: object) -> object:
        model = highspy.HighsLp()  # type: ignore[attr-defined]  # highspy has no types
        model.num_col_, model.num_row_ = len(self.costs), len(self.rows)
        model.col_cost_ = np.array(self.costs, dtype=np.float64)
        model.col_lower_ = np.array(self.lower, dtype=np.float64)
        model.col_upper_ = np.array(self.upper, dtype=np.float64)
        model.row_lower_ = np.array([low for _, low, _ in self.rows], dtype=np.float64)
        model.row_upper_ = np.array([high for _, _, high in self.rows], dtype=np.float64)
        model.integrality_ = [highspy.HighsVarType.kInteger] * len(self.costs)  # type: ignore[attr-defined]
        matrix = model.a_matrix_
        matrix.format_ = highspy.MatrixFormat.kRowwise  # type: ignore[attr-defined]
        matrix.start_ = np.cumsum([0, *(len(terms) for terms, _, _ in self.rows)], dtype=np.int32)
        matrix.index_ = np.array([i for terms, _, _ in self.rows for i in terms], dtype=np.int32)
        matrix.value_ = np.array([v for terms, _, _ in self.rows for v in terms.values()], dtype=np.float64)
        return model


class Slack(Enum):
    """What may be missed at a price: nothing, floors and units needed (so that there is a solution), or all bounds."""

    NONE = 0
    FLOORS = 1
    BOUNDS = 2


@dataclass(slots=True)
class Encoding:
    """One copy of a problem's clauses in a model: a counting variable to each available column.

    ``bought`` maps each new column to the variable that says it is bought. ``slack`` says what may be missed at the
    price of the penalty while clauses are being added. ``hundredths`` are the variables of what a share misses, which
    is no amount of units or of value.
    """

    model: Model
    problem: Problem
    held: frozenset[int]
    bought: Mapping[int, int]
    slack: Slack = Slack.NONE
    counted: dict[int, int] = field(default_factory=dict)
    standing: dict[tuple[int, Slot], int] = field(default_factory=dict)
    hundredths: set[int] = field(default_factory=set)

    def encode(self, clauses: Iterable[Clause]) -> None:
        """Add the counting variables, what always excludes, and the clauses."""
        self.open()
        for clause in clauses:
            self.require(clause)

    def require(self, clause: Clause) -> None:
        """Add one clause, with the slack in force."""
        self._node(clause.node, None)

    def open(self) -> None:
        """Add the counting variables and what always excludes."""
        for column in sorted(self.held | self.bought.keys()):
            self.counted[column] = self.model.variable()
            if column not in self.held:
                self.model.row({self.counted[column]: 1, self.bought[column]: -1}, high=0)
        for together in self.problem.exclusive:
            terms = dict.fromkeys(self._variables(together), 1.0)
            self.model.row(terms, high=1)

    def selection(self, values: Sequence[int]) -> tuple[tuple[int, ...], frozenset[tuple[int, Slot]]]:
        """The columns counted in a solution, and the slots they stand in."""
        counted = tuple(column for column, variable in self.counted.items() if values[variable])
        return counted, frozenset(stands for stands, variable in self.standing.items() if values[variable])

    def _node(self, node: Node, when: int | None) -> None:
        """Require the node; only if the variable ``when`` is 1, where one is given."""
        if isinstance(node, Linear):
            self._linear(node, self._terms(node), when)
        elif isinstance(node, Exclusive):
            for together in node.sets:
                self._at_most(dict.fromkeys(self._variables(together), 1.0), 1, Measure.UNITS, when)
            self._highest_only(node)
        elif isinstance(node, Implies):
            self._implies(node, when)
        elif isinstance(node, All):
            for inner in node.nodes:
                self._node(inner, when)
        elif isinstance(node, Any):
            self._any(node, when)
        else:
            self._allocation(node, when)

    def _terms(self, node: Linear) -> tuple[dict[int, float], int]:
        """The weights on variables, and the constant part."""
        if node.held:
            terms = {self.bought[i]: float(w) for i, w in node.weights.items() if i in self.bought}
            return terms, sum(w for i, w in node.weights.items() if i in self.held)
        return {self.counted[i]: float(w) for i, w in node.weights.items() if i in self.counted}, 0

    def _linear(self, node: Linear, given: tuple[dict[int, float], int], when: int | None) -> None:
        terms, constant = given
        if node.held and self.slack is Slack.FLOORS:
            self._pay(held_penalty((node,), self.held), when)
            return
        if node.at_least is not None:
            before = len(self.model.costs)
            self._at_least(terms, node.at_least - constant, node.measure, when)
            self.hundredths |= set(range(before, len(self.model.costs))) if node.ratio is not None else set()
        if node.at_most is not None:
            self._at_most(terms, node.at_most - constant, node.measure, when)

    def _at_least(self, terms: dict[int, float], need: float, measure: Measure, when: int | None) -> None:
        least = sum(w for w in terms.values() if w < 0)
        gap = max(0.0, need - least)
        row = dict(terms)
        if self.slack is not Slack.NONE:
            row[self._missed(gap, measure)] = 1
        if when is not None:
            row[when] = -gap
        self.model.row(row, low=need if when is None else need - gap)

    def _at_most(self, terms: dict[int, float], room: float, measure: Measure, when: int | None) -> None:
        most = sum(w for w in terms.values() if w > 0)
        gap = most - room
        if gap <= 0:
            return
        row = dict(terms)
        if self.slack is Slack.BOUNDS:
            row[self._missed(gap, measure)] = -1
        if when is not None:
            row[when] = gap
        self.model.row(row, high=room + (gap if when is not None else 0))

    def _missed(self, most: float, measure: Measure) -> int:
        return self.model.variable(upper=most, cost=UNIT_WEIGHT if measure is Measure.UNITS else 1)

    def _pay(self, penalty: int, when: int | None) -> None:
        """Pay a penalty that no choice of units changes; only if the variable ``when`` is 1, where one is given."""
        if penalty:
            paid = self.model.variable(cost=penalty)
            self.model.row({paid: 1} | ({when: -1} if when is not None else {}), low=1 if when is None else 0)

    def _variables(self, columns: Iterable[int]) -> list[int]:
        return [self.counted[i] for i in columns if i in self.counted]

    def _highest_only(self, node: Exclusive) -> None:
        """Where the highest level held is the one that counts, it keeps lower ones from counting."""
        for lower in sorted(node.outranked(self.held) & self.counted.keys()):
            self._at_most({self.counted[lower]: 1}, 0, Measure.UNITS, None)
        for column, levels in ((c, node.levels) for c in self.bought if node.levels and c in node.set_of):
            place = node.set_of[column]
            for lower in node.sets[place] & self.counted.keys():
                if levels[lower] < levels[column]:
                    self._at_most({self.counted[lower]: 1, self.bought[column]: 1}, 1, Measure.UNITS, None)

    def _implies(self, node: Implies, when: int | None) -> None:
        if node.held and node.other & self.held:
            return
        others = self.bought if node.held else self.counted
        found = {others[i]: -1.0 for i in node.other if i in others}
        if self.slack is not Slack.NONE and not node.unit.isdisjoint(self.counted):
            found[self._missed(1, Measure.UNITS)] = -1.0
        for column in node.unit:
            if column in self.counted:
                terms = dict(found)
                mine = self.counted[column]
                terms[mine] = terms.get(mine, 0) + 1
                self.model.row(terms | ({when: 1} if when is not None else {}), high=0 if when is None else 1)

    def _any(self, node: Any, when: int | None) -> None:
        chosen = [self.model.variable() for _ in node.nodes]
        terms = dict.fromkeys(chosen, 1.0) | ({when: -float(node.at_least)} if when is not None else {})
        self.model.row(terms, low=node.at_least if when is None else 0)
        for variable, inner in zip(chosen, node.nodes, strict=True):
            self._node(inner, variable)

    def _allocation(self, node: Allocation, when: int | None) -> None:
        by_column: dict[int, list[int]] = {}
        for slot in node.slots:
            here: dict[int, int] = {}
            for column in sorted(slot.columns & self.counted.keys()):
                here[column] = self.standing[column, slot] = self.model.variable()
                by_column.setdefault(column, []).append(here[column])
            for amount in slot.amounts:
                terms = {here[i]: float(w) for i, w in amount.weights.items() if i in here}
                self._linear(amount, (terms, 0), when)
        for column, standing in by_column.items():
            self.model.row(dict.fromkeys(standing, 1.0) | {self.counted[column]: -1.0}, high=0)
