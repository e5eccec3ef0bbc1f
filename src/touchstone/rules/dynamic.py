"""The exact dynamic programme over what a candidate holds: which units to count, for the separable shape.

A state is one integer: the sums reached so far, each in a field of its own, so that choosing a unit is one addition.
The first floor (the total) is not part of the state; it is maximised. Units that another unit of their area makes
useless are dropped first, and areas that leave no choice are added up at once, so few areas are left to the programme
itself.

The answer is canonical in its figures: least penalty, then largest total, then largest sums in the order of the floors.
The penalty of a selection is :data:`UNIT_WEIGHT` for each unit and 1 for each unit of value that it is short; it is 0
exactly when every clause is met.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from touchstone.rules.specification import Measure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from touchstone.rules.problem import Linear
    from touchstone.rules.separable import Branch, Dimension

UNIT_WEIGHT = 100_000
FIELD = 24
"""Bits to a field of a state: sums stay far below 2**23, so the top bit of a ceiling's field shows an overflow."""

LEAST = -(1 << 80)
"""Less than any total."""

MISSED = 1 << 32
"""What a missed unit of an area takes off the total while it is summed: more than any total, so it counts first."""

Option = tuple[int, int, int]
"""(addition to the state, addition to the total less what is missed, column or NOTHING)."""

NOTHING = -1
"""The column of an option that counts nothing."""


@dataclass(frozen=True, slots=True)
class Best:
    """The best selection of one branch: its penalty, its total and the columns counted."""

    penalty: int
    total: int
    counted: tuple[int, ...]


def penalty_of(dimension: Dimension, have: int) -> int:
    """What being short of this floor costs."""
    short = dimension.bound - have
    return 0 if short <= 0 else short * (UNIT_WEIGHT if dimension.measure is Measure.UNITS else 1)


def held_penalty(sums: Iterable[Linear], held: Iterable[int]) -> int:
    """The penalty of clauses on what is held, which no choice of units can change."""
    penalty = 0
    columns = list(held)
    for node in sums:
        have = sum(node.weights.get(i, 0) for i in columns)
        weight = UNIT_WEIGHT if node.measure is Measure.UNITS else 1
        penalty += weight * max(0, (node.at_least or 0) - have)
        penalty += weight * max(0, have - node.at_most) if node.at_most is not None else 0
    return penalty


class Programme:
    """A branch made ready for many candidates: packed additions, and reduced options remembered by what is held."""

    def __init__(self, branch: Branch) -> None:
        self.branch = branch
        strict = not any(f.measure is Measure.UNITS and not f.local for f in branch.floors)
        self.local = tuple(f for f in branch.floors if strict and f.local and f.measure is Measure.UNITS)
        open_floors = tuple(f for f in branch.floors if f not in self.local)
        self.free = open_floors[0] if open_floors and not open_floors[0].offset else None
        self.keyed = open_floors[1:] if self.free else open_floors
        self.ceilings = branch.ceilings
        self.shifts = tuple(FIELD * place for place in range(len(self.keyed) + len(self.ceilings)))
        self.start = sum(
            ((1 << (FIELD - 1)) - 1 - ceiling.bound) << shift
            for ceiling, shift in zip(self.ceilings, self.shifts[len(self.keyed) :], strict=True)
        )
        self.start += sum(floor.offset << shift for floor, shift in zip(self.keyed, self.shifts, strict=False))
        self.overflow = sum(1 << (shift + FIELD - 1) for shift in self.shifts[len(self.keyed) :])
        self.shift_of = self.shifts[: len(self.keyed)]
        dimensions = (*self.keyed, *self.ceilings)
        self.weights = {i: [d.weights.get(i, 0) for d in dimensions] for group in branch.groups for i in group}
        self.weights[NOTHING] = [0] * len(dimensions)
        self.additions = {i: self._option(i) for group in branch.groups for i in group}
        self.group_of = branch.group_of
        self.local_penalty = sum(penalty_of(f, 0) for f in self.local)
        self.made_ready: object = None
        self._reduced: dict[tuple[int, ...], tuple[int, tuple[Option, ...]]] = {}

    def _option(self, column: int) -> Option:
        state = sum(weight << shift for weight, shift in zip(self.weights[column], self.shifts, strict=True))
        return (state, self.free.weights.get(column, 0) if self.free else 0, column)

    def best(self, held: Iterable[int]) -> Best:
        """The best selection from the columns held."""
        base, total, spared, counted, pending = self._gather(held)
        stages = self._run(base, total, pending)
        penalty, state, worth = self._finish(stages[-1])
        counted += _trace(stages, pending, state, worth)
        return Best(penalty + self.local_penalty - spared, worth % MISSED, tuple(sorted(counted)))

    def _gather(self, held: Iterable[int]) -> tuple[int, int, int, list[int], list[tuple[Option, ...]]]:
        """Add up the areas without a choice; what is left is pending, the same choice kept only while it can matter."""
        by_group: dict[int, list[int]] = {}
        group_of = self.group_of
        for column in held:
            by_group.setdefault(group_of[column], []).append(column)
        state, total, spared, counted = self.start, 0, 0, []
        pending: list[tuple[Option, ...]] = []
        for columns in by_group.values():
            key = tuple(columns)
            known = self._reduced.get(key)
            if known is None:
                known = self._reduced[key] = self.reduced(key)
            saved, options = known
            spared += saved
            if len(options) == 1:
                addition, worth, column = options[0]
                state += addition
                total += worth
                if column >= 0:
                    counted.append(column)
            else:
                pending.append(options)
        return state, total, spared, counted, pending

    def reduced(self, columns: tuple[int, ...]) -> tuple[int, tuple[Option, ...]]:
        """The penalty that the best of an area's columns spares, and its options that no other option makes useless."""
        saved = {i: sum(penalty_of(f, 0) - penalty_of(f, f.weights.get(i, 0)) for f in self.local) for i in columns}
        usable = [i for i in sorted(columns) if not (self.start + self.additions[i][0]) & self.overflow]
        most = max((saved[i] for i in usable), default=0)
        additions = [(self.additions[i], (most - saved[i]) * MISSED) for i in usable]
        options = [(state, worth - missed, i) for (state, worth, i), missed in additions]
        options.append((0, -most * MISSED, NOTHING))
        kept: list[Option] = []
        for option in options:
            if not any(self._beats(other, option) for other in kept):
                kept = [other for other in kept if not self._beats(option, other)]
                kept.append(option)
        return most, tuple(kept)

    def _beats(self, one: Option, other: Option) -> bool:
        """Is ``one`` at least as good as ``other`` in every floor, and no dearer in any ceiling?"""
        mine, its, floors = self.weights[one[2]], self.weights[other[2]], len(self.keyed)
        enough = all(a >= b for a, b in zip(mine[:floors], its[:floors], strict=True))
        return one[1] >= other[1] and enough and all(a <= b for a, b in zip(mine[floors:], its[floors:], strict=True))

    def _run(self, base: int, total: int, pending: list[tuple[Option, ...]]) -> list[dict[int, int]]:
        stages = [{base: total}]
        for options in pending:
            stages.append(self._extend(stages[-1], options))
        return stages

    def _extend(self, before: dict[int, int], options: tuple[Option, ...]) -> dict[int, int]:
        """The states after one more area, each with its largest total."""
        overflow = self.overflow
        reached: dict[int, int] = {}
        for addition, more, _ in options:
            for state, worth in before.items():
                following = state + addition
                if not following & overflow and reached.get(following, LEAST) < worth + more:
                    reached[following] = worth + more
        return reached

    def _finish(self, last: dict[int, int]) -> tuple[int, int, int]:
        """(penalty, state, total less what is missed) of the best final state."""
        mask = (1 << FIELD) - 1
        fields = tuple(zip(self.keyed, self.shift_of, strict=True))
        free = self.free
        best: tuple[int, int, tuple[int, ...]] | None = None
        answer = (0, 0, 0)
        for state, worth in last.items():
            total = worth % MISSED
            penalty = (total - worth) // MISSED + (penalty_of(free, total) if free else 0)
            sums = tuple([state >> shift & mask for _, shift in fields])
            for (floor, _), have in zip(fields, sums, strict=True):
                if have < floor.bound:
                    penalty += penalty_of(floor, have)
            rank = (-penalty, total, sums)
            if best is None or rank > best:
                best, answer = rank, (penalty, state, worth)
        return answer


def _trace(stages: list[dict[int, int]], pending: list[tuple[Option, ...]], state: int, total: int) -> list[int]:
    """The columns chosen on the way to a final state, walked backwards."""
    chosen = []
    for before, options in zip(reversed(stages[:-1]), reversed(pending), strict=True):
        addition, more, column = next(o for o in options if before.get(state - o[0]) == total - o[1])
        state, total = state - addition, total - more
        if column >= 0:
            chosen.append(column)
    return chosen
