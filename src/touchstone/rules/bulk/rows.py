"""The compiled dynamic programme over rows of bits: the same canonical answer as for one candidate, for many."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.cpython.unsafe import numbers
from numpy.typing import NDArray

from touchstone.rules.bulk.areas import Answers, Scratch, Tables
from touchstone.rules.bulk.compiled import inlined, kernel

lowest_bit: Any = numbers.trailing_zeros
"""The place of the lowest bit of a word that is not 0, in one instruction."""


@kernel
def judge_rows(tables: Tables, bits: NDArray[np.uint64], answers: Answers, work: tuple[Scratch, bool]) -> None:
    """Fill the answers of every row; without ``figures`` only whether its penalty is 0 is sure.

    ``work`` is room to work in, and whether the figures are wanted.
    """
    scratch, figures = work
    for row in range(bits.shape[0]):
        waiting, spared, met = gather(tables, bits[row], scratch)
        penalty = tables.local_penalty - spared + held_penalty(tables, bits[row])
        if not figures and (penalty > 0 or cannot_be_met(tables, scratch, waiting)):
            answers.penalty[row] = 1
            continue
        span = spread(tables, scratch, waiting)
        finish(tables, scratch.here, span, (answers, row, penalty, met))
        if tables.held_bounds.shape[0]:
            answers.missing[row] |= held_missing(tables, bits[row])
        scratch.here[span[0] : span[1] + 1] = -1


@inlined
def gather(tables: Tables, row: NDArray[np.uint64], scratch: Scratch) -> tuple[int, int, np.uint64]:
    """Add up the areas without a choice into the sums (the axes, then the total); list the others as pending.

    Returns how many are pending, the local penalty spared and the local floors met.
    """
    scratch.sums[:] = 0
    scratch.start[0] = 0
    so_far = (0, 0, np.uint64(0))
    last, held = -1, 0
    for word in range(row.size):
        left = row[word]
        while left:
            column = word * 64 + lowest_bit(left)
            left &= left - np.uint64(1)
            area = np.int64(tables.area[column])
            if area != last and last >= 0:
                so_far = settle(tables, (last, held), scratch, so_far)
                held = 0
            last = area
            held |= 1 << tables.place[column]
    if last >= 0:
        so_far = settle(tables, (last, held), scratch, so_far)
    return so_far


@inlined
def settle(
    tables: Tables, area: tuple[int, int], scratch: Scratch, so_far: tuple[int, int, np.uint64]
) -> tuple[int, int, np.uint64]:
    """Take an area with the mask of its columns held: add it up if it has one option, else let it wait."""
    entry = tables.area_start[area[0]] + area[1]
    waiting, spared, met = so_far
    first = tables.first[entry]
    if tables.first[entry + 1] - first == 1:
        floors = tables.bounds.size
        for floor in range(floors):
            scratch.sums[floor] += tables.gives[first, floor]
        scratch.sums[floors] += tables.worth[first]
        scratch.start[0] += tables.moves[first]
    else:
        scratch.pending[waiting] = entry
        waiting += 1
    return waiting, spared + tables.saved[entry], met | tables.met[entry]


@inlined
def cannot_be_met(tables: Tables, scratch: Scratch, waiting: int) -> bool:
    """Is some floor out of reach even if every waiting area gave its most to it?"""
    most, floors = scratch.most, tables.bounds.size
    for floor in range(floors + 1):
        most[floor] = scratch.sums[floor]
    for entry in scratch.pending[:waiting]:
        for floor in range(floors):
            best = 0
            for option in range(tables.first[entry], tables.first[entry + 1]):
                best = max(best, np.int64(tables.gives[option, floor]))
            most[floor] += best
        best = 0
        for option in range(tables.first[entry], tables.first[entry + 1]):
            best = max(best, np.int64(tables.worth[option]))
        most[floors] += best
    short = most[floors] < tables.free_bound
    for floor in range(floors):
        short |= most[floor] < tables.bounds[floor]
    return short


@inlined
def spread(tables: Tables, scratch: Scratch, waiting: int) -> tuple[int, int]:
    """Run the waiting areas over the states; ``here`` ends with the largest total of each state, -1 where none.

    Returns the lowest and highest state that can be set.
    """
    here, following = scratch.here, scratch.following
    low = high = scratch.start[0]
    here[low] = scratch.sums[tables.bounds.size]
    for entry in scratch.pending[:waiting]:
        furthest = 0
        for state in range(low, high + 1):
            following[state] = here[state]
            here[state] = -1
        for option in range(tables.first[entry], tables.first[entry + 1]):
            furthest = max(furthest, np.int64(tables.moves[option]))
            extend(tables, option, (low, high), scratch)
        high = min(high + furthest, here.size - 1)
    return low, high


@inlined
def extend(tables: Tables, option: int, span: tuple[int, int], scratch: Scratch) -> None:
    """Take one option from every state in which there is room for it."""
    move, worth, kind = tables.moves[option], tables.worth[option], tables.needs[option]
    before, after = scratch.following, scratch.here
    for state in range(span[0], span[1] + 1):
        if before[state] >= 0 and tables.room[kind, state]:
            after[state + move] = max(after[state + move], before[state] + worth)


@inlined
def finish(
    tables: Tables, here: NDArray[np.int32], span: tuple[int, int], answer: tuple[Answers, int, int, np.uint64]
) -> None:
    """Write the best final state of a row: least penalty, then largest total, then largest sums.

    ``answer`` is where to write, the row, its penalty so far and the local floors it meets.
    """
    best, least = -1, 0
    for state in range(span[0], span[1] + 1):
        if here[state] >= 0:
            penalty = tables.lacks[state] + max(0, tables.free_bound - here[state]) * tables.free_weight
            if best < 0 or penalty < least or (penalty == least and here[state] >= here[best]):
                best, least = state, penalty
    answers, row, base, met = answer
    answers.penalty[row] = base + least
    answers.total[row] = here[best]
    answers.at_level[row] = here[best] if tables.free_shown else tables.shows[best]
    missing = tables.misses[best]
    for floor in range(tables.local_clauses.size):
        if not met >> np.uint64(floor) & np.uint64(1):
            missing |= tables.local_clauses[floor]
    answers.missing[row] = missing | tables.free_clause if here[best] < tables.free_bound else missing


@inlined
def held_sum(tables: Tables, rule: int, row: NDArray[np.uint64]) -> int:
    """What is held under one clause on what is held."""
    have = 0
    for column in range(tables.held_weights.shape[1]):
        if row[column // 64] >> np.uint64(column % 64) & np.uint64(1):
            have += tables.held_weights[rule, column]
    return have


@inlined
def held_penalty(tables: Tables, row: NDArray[np.uint64]) -> int:
    """What clauses on what is held are short of, or over."""
    penalty = 0
    for rule in range(tables.held_bounds.shape[0]):
        have = held_sum(tables, rule, row)
        floor, ceiling, price = tables.held_bounds[rule, 0], tables.held_bounds[rule, 1], tables.held_bounds[rule, 2]
        penalty += price * max(0, floor - have)
        if ceiling >= 0:
            penalty += price * max(0, have - ceiling)
    return penalty


@inlined
def held_missing(tables: Tables, row: NDArray[np.uint64]) -> np.uint64:
    """The clauses on what is held that are not met."""
    missing = np.uint64(0)
    for rule in range(tables.held_bounds.shape[0]):
        have, ceiling = held_sum(tables, rule, row), tables.held_bounds[rule, 1]
        if have < tables.held_bounds[rule, 0] or (ceiling >= 0 and have > ceiling):
            missing |= np.uint64(1) << np.uint64(tables.held_bounds[rule, 3])
    return missing
