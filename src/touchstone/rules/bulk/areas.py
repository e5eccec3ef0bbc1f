"""A branch as tables for the kernel over rows: everything in it that depends on the specification.

For each area and each set of its levels held, the tables list the options that no other option makes useless; for each
state, whether there is room for an option, and what a candidate who ends there lacks.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from touchstone.rules.dynamic import FIELD, UNIT_WEIGHT, Programme
from touchstone.rules.problem import Linear, outranked
from touchstone.rules.specification import Measure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from touchstone.rules.check import Judge
    from touchstone.rules.separable import Dimension

MOST_LEVELS = 10
"""Columns of one area for which every subset is tabled; a wider area leaves the problem to single checks."""
MOST_STATES = 1 << 16
MOST_CLAUSES = 63
"""Clauses, and floors of a single area, that fit into the bits of one word."""


class Tables(NamedTuple):
    """One branch as tables. A state is one number: the sums along the axes (keyed floors, then ceilings).

    ``area_start[a] + held`` is the entry of area ``a`` when the columns ``held`` (a mask) are held: its options are
    ``first[e]`` up to ``first[e + 1]``, the local penalty it spares is ``saved[e]`` and the local floors it meets
    ``met[e]``. An option moves the state by ``moves`` and the total by ``worth``; ``gives`` is what it adds to each
    floor. It needs room of kind ``needs``: ``room[kind, state]`` tells whether there is. What a final state lacks is
    in ``lacks``, the clauses that it misses in ``misses``, its value at the level in ``shows``.
    """

    area: NDArray[np.int32]
    place: NDArray[np.int32]
    area_start: NDArray[np.int32]
    first: NDArray[np.int32]
    saved: NDArray[np.int64]
    met: NDArray[np.uint64]
    moves: NDArray[np.int32]
    worth: NDArray[np.int32]
    gives: NDArray[np.int32]
    needs: NDArray[np.int32]
    room: NDArray[np.bool_]
    lacks: NDArray[np.int64]
    misses: NDArray[np.uint64]
    shows: NDArray[np.int32]
    bounds: NDArray[np.int64]
    free_bound: int
    free_weight: int
    free_clause: np.uint64
    free_shown: bool
    local_penalty: int
    local_clauses: NDArray[np.uint64]
    held_weights: NDArray[np.int64]
    held_bounds: NDArray[np.int64]


class Answers(NamedTuple):
    """What the kernel fills for each row: penalty, counted total, value at the level, clauses not met (as bits)."""

    penalty: NDArray[np.int64]
    total: NDArray[np.int32]
    at_level: NDArray[np.int32]
    missing: NDArray[np.uint64]


def tables_of(judge: Judge) -> tuple[Tables, ...] | None:
    """The tables of each branch of an outcome, or ``None`` when its shape is not one that the kernel can decide."""
    if judge.programmes is None or len(judge.clauses) > MOST_CLAUSES:
        return None
    if any(programme.branch.has_share for programme in judge.programmes):
        return None
    made = [_Maker(judge, programme).tables() for programme in judge.programmes]
    return None if any(tables is None for tables in made) else tuple(t for t in made if t is not None)


@dataclass(frozen=True, slots=True)
class _Axis:
    """A dimension in steps of its greatest common divisor: its size covers every sum that can be reached."""

    dimension: Dimension
    divisor: int
    size: int


class _Maker:
    def __init__(self, judge: Judge, programme: Programme) -> None:
        self.judge, self.programme = judge, programme
        self.branch = programme.branch
        self.numbers = {clause.name: number for number, clause in enumerate(judge.clauses)}
        self.shown = {clause.name for clause in judge.clauses if clause.shows == "at-level"}
        self.axes = [self._axis(d, ceiling=False) for d in programme.keyed]
        self.axes += [self._axis(d, ceiling=True) for d in programme.ceilings]
        sizes = [axis.size for axis in self.axes]
        self.strides = [int(np.prod(sizes[place + 1 :], dtype=np.int64)) for place in range(len(sizes))]
        self.states = int(np.prod(sizes, dtype=np.int64))

    def _axis(self, dimension: Dimension, *, ceiling: bool) -> _Axis:
        divisor = 0
        for weight in dimension.weights.values():
            divisor = gcd(divisor, weight)
        divisor = divisor or 1
        most = sum(max(dimension.weights.get(i, 0) for i in group) for group in self.branch.groups)
        return _Axis(dimension, divisor, (min(most, dimension.bound) if ceiling else most) // divisor + 1)

    def tables(self) -> Tables | None:
        """The tables, or ``None`` when they would be too large or their answer not canonical."""
        wide = max(map(len, self.branch.groups), default=0) > MOST_LEVELS
        scattered = any(group[-1] - group[0] >= len(group) for group in self.branch.groups)
        large = self.states > MOST_STATES or len(self.programme.local) > MOST_CLAUSES
        if wide or scattered or large or not (self._shows_total() and self._shows_level()):
            return None
        entries = self._entries()
        if entries is None:
            return None
        columns = range(len(self.judge.problem.columns))
        programme, group_of = self.programme, self.branch.group_of
        assert programme.free is not None
        return Tables(
            area=np.array([group_of[i] for i in columns], dtype=np.int32),
            place=np.array([self.branch.groups[group_of[i]].index(i) for i in columns], dtype=np.int32),
            **entries,
            **self._states(),
            bounds=np.array([-(-a.dimension.bound // a.divisor) for a in self._floors()], dtype=np.int64),
            free_bound=programme.free.bound,
            free_weight=_weight(programme.free),
            free_clause=np.uint64(1 << self.numbers[programme.free.clause]),
            free_shown=programme.free.clause in self.shown,
            local_penalty=programme.local_penalty,
            local_clauses=np.array([1 << self.numbers[f.clause] for f in programme.local], dtype=np.uint64),
            **self._held(),
        )

    def _floors(self) -> list[_Axis]:
        return self.axes[: len(self.programme.keyed)]

    def _states(self) -> dict[str, Any]:
        """What each state lacks, misses and shows, by its number."""
        lacks, misses = np.zeros(self.states, dtype=np.int64), np.zeros(self.states, dtype=np.uint64)
        shows = np.full(self.states, -1, dtype=np.int32)
        for axis, sums in zip(self._floors(), self._sums(), strict=False):
            short = np.maximum(0, axis.dimension.bound - sums * axis.divisor)
            lacks += short * _weight(axis.dimension)
            misses |= np.where(short > 0, np.uint64(1 << self.numbers[axis.dimension.clause]), np.uint64(0))
            if axis.dimension.clause in self.shown:
                shows[:] = sums * axis.divisor
        return {"lacks": lacks, "misses": misses, "shows": shows}

    def _sums(self) -> list[NDArray[np.int64]]:
        """The sum along each axis, in steps, of every state."""
        numbers = np.arange(self.states)
        return [numbers // stride % axis.size for axis, stride in zip(self.axes, self.strides, strict=True)]

    def _shows_total(self) -> bool:
        """Is the first floor the value of all that counts? Only then is the counted total canonical."""
        free = self.programme.free
        columns = self.judge.problem.columns
        return free is not None and all(free.weights.get(c.index, 0) == c.value for c in columns)

    def _shows_level(self) -> bool:
        """Is the value at the level, where one is shown, the plain sum of one floor of which the kernel keeps count?"""
        kept = {floor.clause for floor in (*self.programme.keyed, self.programme.free) if floor is not None}
        shown = [clause for clause in self.judge.clauses if clause.name in self.shown]
        plain = [c for c in shown if isinstance(c.node, Linear) and c.node.measure is Measure.VALUE and c.name in kept]
        return len(shown) < 2 and plain == shown

    def _held(self) -> dict[str, Any]:
        """Sums over what is held: weights by column; (floor, ceiling or -1, penalty weight, clause) of each."""
        sums = self.branch.held
        weights = np.zeros((len(sums), len(self.judge.problem.columns)), dtype=np.int64)
        bounds = np.zeros((len(sums), 4), dtype=np.int64)
        for row, node in enumerate(sums):
            for column, weight in node.weights.items():
                weights[row, column] = weight
            price = UNIT_WEIGHT if node.measure is Measure.UNITS else 1
            number = self.numbers[self.branch.held_by[row]]
            bounds[row] = (node.at_least or 0, -1 if node.at_most is None else node.at_most, price, number)
        return {"held_weights": weights, "held_bounds": bounds}

    def _entries(self) -> dict[str, Any] | None:
        starts, first, saved, met = [0], [0], [], []
        steps: list[list[int]] = []
        worth: list[int] = []
        for group in self.branch.groups:
            for entry in map(self._entry, _subsets(group)):
                if entry is None:
                    return None
                saved.append(entry[0])
                met.append(entry[1])
                steps += [self._steps(option[0]) for option in entry[2]]
                worth += [option[1] for option in entry[2]]
                first.append(len(steps))
            starts.append(len(saved))
        floors = len(self.programme.keyed)
        moves = [sum(s * stride for s, stride in zip(step, self.strides, strict=True)) for step in steps]
        kinds = {kind: number for number, kind in enumerate(dict.fromkeys(tuple(step[floors:]) for step in steps))}
        return {
            "area_start": np.array(starts[:-1], dtype=np.int32),
            "first": np.array(first, dtype=np.int32),
            "saved": np.array(saved, dtype=np.int64),
            "met": np.array(met, dtype=np.uint64),
            "moves": np.array(moves, dtype=np.int32),
            "worth": np.array(worth, dtype=np.int32),
            "gives": np.array([step[:floors] for step in steps], dtype=np.int32).reshape(len(steps), floors),
            "needs": np.array([kinds[tuple(step[floors:])] for step in steps], dtype=np.int32),
            "room": np.array([self._room(kind) for kind in kinds], dtype=np.bool_).reshape(len(kinds), self.states),
        }

    def _room(self, kind: tuple[int, ...]) -> NDArray[np.bool_]:
        """The states in which an option that takes so many steps along each ceiling still fits."""
        ceilings = zip(
            kind, self._sums()[len(self.programme.keyed) :], self.axes[len(self.programme.keyed) :], strict=True
        )
        room = np.ones(self.states, dtype=np.bool_)
        for step, used, axis in ceilings:
            room &= used + step < axis.size
        return room

    def _entry(self, held: tuple[int, ...]) -> tuple[int, int, Sequence[tuple[int, int, int]]] | None:
        """(penalty spared, local floors met as bits, options) for one set of an area's columns.

        ``None`` where the options differ in the local floors that they meet or come near to.
        """
        usable = tuple(i for i in held if i not in outranked(self.judge.clauses, held)) if self.judge.ranked else held
        if not usable:
            return 0, 0, ((0, 0, -1),)
        spared, options = self.programme.reduced(usable)
        floors = {self._met(option[2]) for option in options}
        alike = len(floors) == 1 and all(worth >= 0 for _, worth, _ in options)
        return (spared, floors.pop(), options) if alike else None

    def _met(self, column: int) -> int:
        floors = enumerate(self.programme.local)
        return sum(1 << number for number, floor in floors if floor.weights.get(column, 0) >= floor.bound)

    def _steps(self, addition: int) -> list[int]:
        mask = (1 << FIELD) - 1
        fields = [addition >> shift & mask for shift in self.programme.shifts]
        return [field // axis.divisor for field, axis in zip(fields, self.axes, strict=True)]


def scratch_for(tables: Tables) -> Scratch:
    """Room for one branch."""
    states, floors = len(tables.lacks), len(tables.bounds)
    return Scratch(
        np.full(states, -1, dtype=np.int32),
        np.full(states, -1, dtype=np.int32),
        np.empty(len(tables.area_start), dtype=np.int32),
        np.empty(floors + 1, dtype=np.int64),
        np.empty(floors + 1, dtype=np.int64),
        np.zeros(1, dtype=np.int64),
    )


def _weight(dimension: Dimension) -> int:
    return UNIT_WEIGHT if dimension.measure is Measure.UNITS else 1


def _subsets(group: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Every subset of a group's columns, in the order of its mask."""
    for mask in range(1 << len(group)):
        yield tuple(column for place, column in enumerate(group) if mask >> place & 1)


class Scratch(NamedTuple):
    """Room to work in, made once for many rows: two rows of states, and the areas that wait.

    ``sums`` are the floors in steps, then the total; ``start`` is the state of the areas that leave no choice.
    """

    here: NDArray[np.int32]
    following: NDArray[np.int32]
    pending: NDArray[np.int32]
    sums: NDArray[np.int64]
    most: NDArray[np.int64]
    start: NDArray[np.int64]
