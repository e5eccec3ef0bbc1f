"""The trusted evaluator: does a *fixed* choice of counted units meet each clause?

It searches for nothing, so it can be read in one sitting. Every verdict and every plan that the dynamic programme or
the solver finds is put through it before it is returned.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from touchstone.rules.problem import All, Allocation, Any, Exclusive, Implies, Linear, Node

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from touchstone.rules.problem import Clause, Problem, Ratio, Slot
    from touchstone.rules.specification import Cell, Citation


@dataclass(frozen=True, slots=True)
class Selection:
    """A fixed choice: the columns that count, those held, and which column stands in which slot."""

    counted: tuple[int, ...]
    held: frozenset[int]
    standing: frozenset[tuple[int, Slot]] = frozenset()

    @property
    def placed(self) -> Mapping[int, tuple[str, ...]]:
        """The names of the slots that each column stands in, for people to read."""
        names: dict[int, tuple[str, ...]] = {}
        for column, slot in sorted(self.standing, key=lambda stands: (stands[0], stands[1].name)):
            names[column] = (*names.get(column, ()), slot.name)
        return names


@dataclass(frozen=True, slots=True)
class Tally:
    """What one node comes to: whether it is met, what it has, needs and takes, and the columns that were counted.

    ``measure`` is ``value``, ``units``, ``percent`` (of what a share is of), ``blocks`` (alternatives met) or
    ``conflicts`` (units that exclude one another).
    """

    met: bool
    have: int
    need: int | None
    limit: int | None
    measure: str
    counted: tuple[int, ...]
    parts: tuple[tuple[str, Tally], ...] = ()

    @property
    def short(self) -> int:
        """How far below the need, or above the limit, this is; 0 when met."""
        if self.met:
            return 0
        if self.need is not None and self.have < self.need:
            return self.need - self.have
        return self.have - self.limit if self.limit is not None and self.have > self.limit else 1


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check says of one clause as it is applied: the tally, and the cells counted for it."""

    applied: Clause
    tally: Tally
    counted: tuple[Cell, ...]

    @property
    def clause(self) -> str:
        """The clause's name."""
        return self.applied.name

    @property
    def says(self) -> str:
        return self.applied.says

    @property
    def cite(self) -> Citation:
        return self.applied.cite

    @property
    def reading(self) -> str:
        """The reading in force; empty where the clause has one reading only."""
        return self.applied.reading

    @property
    def met(self) -> bool:
        return self.tally.met

    @property
    def have(self) -> int:
        return self.tally.have

    @property
    def need(self) -> int | None:
        return self.tally.need

    @property
    def limit(self) -> int | None:
        return self.tally.limit

    @property
    def measure(self) -> str:
        """``value``, ``units``, ``percent``, ``blocks`` or ``conflicts``."""
        return self.tally.measure

    @property
    def short(self) -> int:
        """How far below the need, or above the limit; 0 when met."""
        return self.tally.short


def evaluate(problem: Problem, selection: Selection) -> tuple[Finding, ...]:
    """One finding to each clause of the problem, in order. What always excludes is checked as well.

    Raises ``AssertionError`` when the selection counts what is not held or what can never count together: such a
    selection is no answer to any question, and whoever made it has a fault.
    """
    assert selection.held.issuperset(selection.counted), "a unit is counted that is not held"
    for together in problem.exclusive:
        assert len(together.intersection(selection.counted)) <= 1, "one holding is counted twice"
    return tuple(_finding(problem, clause, tally(clause.node, selection)) for clause in problem.clauses)


def _finding(problem: Problem, clause: Clause, found: Tally) -> Finding:
    columns = problem.columns
    return Finding(clause, found, tuple([columns[i].cell for i in found.counted]))


def tally(node: Node, selection: Selection) -> Tally:
    """What a node comes to for a fixed selection."""
    if isinstance(node, Linear):
        return _linear(node, sorted(selection.held) if node.held else selection.counted)
    if isinstance(node, Exclusive):
        return _exclusive(node, selection)
    if isinstance(node, Implies):
        return _implies(node, selection)
    if isinstance(node, Allocation):
        return _allocation(node, selection)
    parts = [tally(inner, selection) for inner in node.nodes]
    return _all(parts) if isinstance(node, All) else _any(node, parts)


def _linear(node: Linear, columns: Sequence[int]) -> Tally:
    if node.ratio is not None:
        return _share(node.ratio, columns)
    weights = node.weights
    counted = tuple([i for i in columns if i in weights])
    have = sum([weights[i] for i in counted])
    low, high = node.at_least, node.at_most
    met = (low is None or have >= low) and (high is None or have <= high)
    return Tally(met, have, low, high, node.measure, counted)


def _share(ratio: Ratio, columns: Sequence[int]) -> Tally:
    """The percentage reached, rounded down; nothing is the whole of nothing."""
    part = sum([ratio.part.get(i, 0) for i in columns])
    whole = sum([ratio.whole.get(i, 0) for i in columns])
    have = 100 * part // whole if whole else 100
    counted = tuple([i for i in columns if i in ratio.part])
    return Tally(have >= ratio.percent, have, ratio.percent, None, "percent", counted)


def _exclusive(node: Exclusive, selection: Selection) -> Tally:
    set_of = node.set_of
    seen = [set_of[i] for i in selection.counted if i in set_of]
    clashes = len(seen) - len(set(seen))
    if node.levels is not None:
        clashes += len(node.outranked(selection.held).intersection(selection.counted))
    counted = tuple([i for i in selection.counted if i in set_of and seen.count(set_of[i]) > 1]) if clashes else ()
    return Tally(not clashes, clashes, None, 0, "conflicts", counted)


def _implies(node: Implies, selection: Selection) -> Tally:
    wanting = tuple([i for i in selection.counted if i in node.unit])
    found = node.other.intersection(selection.held if node.held else selection.counted)
    met = not wanting or bool(found)
    return Tally(met, int(bool(found)), 1 if wanting else None, None, "units", wanting)


def _all(parts: list[Tally]) -> Tally:
    first = parts[0] if parts else Tally(True, 0, None, None, "blocks", ())
    if len(parts) == 1:
        return first
    met = all([part.met for part in parts])
    named = tuple([(str(position + 1), part) for position, part in enumerate(parts)])
    counted = tuple(dict.fromkeys(i for part in parts for i in part.counted))
    return Tally(met, sum([part.met for part in parts]), len(parts), None, "blocks", counted, named)


def _any(node: Any, parts: list[Tally]) -> Tally:
    have = sum([part.met for part in parts])
    counted = tuple(dict.fromkeys(i for part in parts if part.met for i in part.counted))
    named = tuple(zip(node.names, parts, strict=True))
    return Tally(have >= node.at_least, have, node.at_least, None, "blocks", counted, named)


def _allocation(node: Allocation, selection: Selection) -> Tally:
    standing = {i: [slot for slot in node.slots if (i, slot) in selection.standing] for i in selection.counted}
    assert all(len(slots) <= 1 for slots in standing.values()), "a unit stands in two slots"
    parts = []
    for slot in node.slots:
        there = [i for i in selection.counted if slot in standing[i]]
        assert slot.columns.issuperset(there), "a unit stands in a slot that does not take it"
        parts.append((slot.name, _all([_linear(amount, there) for amount in slot.amounts])))
    met = sum([part.met for _, part in parts])
    counted = tuple([i for i in selection.counted if standing[i]])
    return Tally(met == len(parts), met, len(parts), None, "blocks", counted, tuple(parts))
