"""The dynamic programme of the planner: least cost to make up what is missing, over areas with options.

A state is what is still needed of each floor and what room is left under each ceiling. The widest floor is the inner,
contiguous axis; the others are folded into one outer axis, whose moves are looked up. Costs are whole numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from touchstone.rules.separable import Branch, Dimension

    Fill = Callable[[NDArray[np.int64], "Options"], None]

IMPOSSIBLE = np.int64(1) << np.int64(60)
MOST_CELLS = 20_000_000
"""Entries of the largest table that is filled; beyond it the solver takes over."""


Option = tuple[int, int, int, int]
"""(cost, move, step, column): what a column costs, and where it takes the tables."""


class Options(NamedTuple):
    """The options of all areas in one row: ``starts`` bounds each area's.

    Option ``o`` costs ``costs[o]``, moves the outer axis by ``maps[moves[o]]`` (-1: no room) and takes ``steps[o]`` off
    the inner axis. Not choosing is always open and free.
    """

    starts: NDArray[np.int32]
    costs: NDArray[np.int64]
    moves: NDArray[np.int32]
    steps: NDArray[np.int32]
    maps: NDArray[np.int32]


def fill_plainly(tables: NDArray[np.int64], options: Options) -> None:
    """Fill ``tables[area, outer, inner]`` with the least cost of that area and all later ones, backwards.

    The last table, after all areas, is given: 0 where nothing is needed any more, :data:`IMPOSSIBLE` elsewhere. The
    compiled kernel of :mod:`.filling` fills in the same numbers.
    """
    for area in range(len(options.starts) - 2, -1, -1):
        following, table = tables[area + 1], tables[area]
        table[:, :] = following
        for option in range(options.starts[area], options.starts[area + 1]):
            move, step = options.maps[options.moves[option]], min(int(options.steps[option]), table.shape[1] - 1)
            open_states = move >= 0
            source = following[move[open_states]] + options.costs[option]
            taken = np.empty_like(source)
            taken[:, : step + 1] = source[:, :1]
            taken[:, step + 1 :] = source[:, 1 : source.shape[1] - step]
            table[open_states] = np.minimum(table[open_states], taken)


def trace(tables: NDArray[np.int64], options: Options, outer: int, inner: int) -> list[int]:
    """The options chosen on a least-cost way from a state; any option is preferred to none."""
    chosen = []
    for area in range(len(options.starts) - 1):
        wanted = tables[area, outer, inner]
        for option in range(options.starts[area], options.starts[area + 1]):
            target, left = options.maps[options.moves[option], outer], max(0, inner - options.steps[option])
            if target >= 0 and options.costs[option] + tables[area + 1, target, left] == wanted:
                chosen.append(option)
                outer, inner = target, left
                break
    return chosen


@dataclass(frozen=True, slots=True)
class Axis:
    """One dimension in units of the greatest common divisor of its weights."""

    size: int
    steps: Mapping[int, int]
    ceiling: bool
    divisor: int

    def place(self, amount: int) -> int:
        """A need (rounded up) or a room (rounded down) as a place on the axis, cut to its ends."""
        units = amount // self.divisor if self.ceiling else -(-amount // self.divisor)
        return max(0, min(units, self.size - 1))


def axis(dimension: Dimension, *, ceiling: bool) -> Axis:
    """The axis of a floor or ceiling."""
    divisor = 0
    for weight in dimension.weights.values():
        divisor = gcd(divisor, weight)
    divisor = divisor or 1
    size = (dimension.bound // divisor if ceiling else -(-dimension.bound // divisor)) + 1
    steps = {column: weight // divisor for column, weight in dimension.weights.items()}
    return Axis(size, steps, ceiling, divisor)


class Layout:
    """The axes of a branch and, for each column, its move on the outer axis and its step on the inner one."""

    def __init__(self, branch: Branch) -> None:
        floors = [axis(floor, ceiling=False) for floor in branch.floors]
        inner = max(floors, key=lambda a: a.size, default=Axis(1, {}, ceiling=False, divisor=1))
        self.inner = inner
        self.inner_dimension = next((d for d, a in zip(branch.floors, floors, strict=True) if a is inner), None)
        self.outer_dimensions = [d for d in (*branch.floors, *branch.ceilings) if d is not self.inner_dimension]
        ceilings = [axis(ceiling, ceiling=True) for ceiling in branch.ceilings]
        self.outer = [*(a for a in floors if a is not inner), *ceilings]
        self.outers = int(np.prod([a.size for a in self.outer], dtype=np.int64)) if self.outer else 1
        self.columns = [column for group in branch.groups for column in group]
        self.fits = not branch.has_share and self.outers * inner.size * (len(branch.groups) + 1) <= MOST_CELLS
        if self.fits:
            self._make_moves()
            self.finished = self._finished()

    def _make_moves(self) -> None:
        vectors: dict[tuple[int, ...], int] = {}
        self.move_of, self.step_of = {}, {}  # type: dict[int, int], dict[int, int]
        for column in self.columns:
            vector = tuple(a.steps.get(column, 0) for a in self.outer)
            self.move_of[column] = vectors.setdefault(vector, len(vectors))
            self.step_of[column] = self.inner.steps.get(column, 0)
        self.copies = [self._copies(vector) for vector in vectors]
        maps = [self._map(vector) for vector in vectors]
        self.maps = np.array(maps, dtype=np.int32).reshape(len(maps), self.outers)

    def _copies(self, vector: Sequence[int]) -> int:
        """How many areas with this move can count together, as far as the ceilings say."""
        pairs = [(a.size - 1, step) for a, step in zip(self.outer, vector, strict=True) if a.ceiling and step]
        return min((room // step for room, step in pairs), default=len(self.columns))

    def _finished(self) -> list[int]:
        """The outer states in which every floor is made up; the room left under a ceiling does not matter."""
        if not self.outer:
            return [0]
        places = np.indices([a.size for a in self.outer]).reshape(len(self.outer), -1)
        done = [places[i] == 0 for i, a in enumerate(self.outer) if not a.ceiling]
        return np.flatnonzero(np.logical_and.reduce(done)).tolist() if done else list(range(self.outers))

    def _map(self, vector: Sequence[int]) -> NDArray[np.int64]:
        places = np.indices([a.size for a in self.outer]).reshape(len(self.outer), -1) if self.outer else None
        if places is None:
            return np.zeros(1, dtype=np.int64)
        target, blocked = np.zeros(self.outers, dtype=np.int64), np.zeros(self.outers, dtype=bool)
        for here, step, along in zip(places, vector, self.outer, strict=True):
            after = here - step
            blocked |= along.ceiling & (after < 0)
            target = target * along.size + np.maximum(after, 0)
        return np.where(blocked, -1, target)

    def start(self) -> tuple[int, int]:
        """The (outer, inner) state in which nothing is counted yet."""
        outer = 0
        for dimension, along in zip(self.outer_dimensions, self.outer, strict=True):
            outer = outer * along.size + along.place(dimension.bound)
        inner = self.inner_dimension
        return outer, self.inner.place(inner.bound) if inner is not None else 0


def cheapest(
    layout: Layout, groups: Sequence[Sequence[Option]], start: tuple[int, int], *, fill: Fill
) -> tuple[int, list[Option]] | None:
    """The least cost of making up what is missing from a state, and the options that do; ``None`` when none can.

    ``groups`` are the areas, of each of which one option at most is taken. ``fill`` is how the tables are filled.
    """
    options = [option for group in groups for option in group]
    packed = Options(
        starts=np.cumsum([0, *map(len, groups)], dtype=np.int32),
        costs=np.array([option[0] for option in options], dtype=np.int64),
        moves=np.array([option[1] for option in options], dtype=np.int32),
        steps=np.array([option[2] for option in options], dtype=np.int32),
        maps=layout.maps,
    )
    tables = np.empty((len(groups) + 1, layout.outers, layout.inner.size), dtype=np.int64)
    tables[-1] = IMPOSSIBLE
    tables[-1, layout.finished, 0] = 0
    fill(tables, packed)
    cost = int(tables[0, start[0], start[1]])
    if cost >= IMPOSSIBLE:
        return None
    return cost, [options[place] for place in trace(tables, packed, *start)]
