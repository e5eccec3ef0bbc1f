"""The compiled kernel that fills the planner's tables."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

from touchstone.rules.tables import Options


@numba.njit(cache=True, nogil=True)
def fill(tables: NDArray[np.int64], options: Options) -> None:
    """Fill ``tables[area, outer, inner]``, as :func:`~touchstone.rules.tables.fill_plainly` does."""
    for area in range(options.starts.size - 2, -1, -1):
        following, table = tables[area + 1], tables[area]
        table[:, :] = following
        for option in range(options.starts[area], options.starts[area + 1]):
            take(table, following, options, option)


@numba.njit(cache=True, nogil=True, inline="always")
def take(table: NDArray[np.int64], following: NDArray[np.int64], options: Options, option: int) -> None:
    """Lower the cost of every state to that of taking the option in it, where that is cheaper."""
    move, cost, step = options.maps[options.moves[option]], options.costs[option], options.steps[option]
    for outer in range(table.shape[0]):
        if move[outer] >= 0:
            improve(table[outer], following[move[outer]], cost, step)


@numba.njit(cache=True, nogil=True, inline="always")
def improve(row: NDArray[np.int64], source: NDArray[np.int64], cost: int, step: int) -> None:
    """Lower each need's cost to that of taking ``step`` off it at ``cost``, where that is cheaper."""
    reached = min(step, row.size - 1)
    done = cost + source[0]
    for need in range(reached + 1):
        row[need] = min(row[need], done)
    for need in range(reached + 1, row.size):
        row[need] = min(row[need], cost + source[need - reached])
