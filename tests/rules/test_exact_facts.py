"""Exact facts of the five NVQs, recomputed from the data by two methods that share nothing but the unit table.

*Counting* adds up, over the compiled clauses, in how many ways each combination of sums can be reached. *Enumerating*
writes out every choice of unrestricted units and every pair of restricted ones, and tests each against the published
numbers, written here by hand.
"""

from __future__ import annotations

from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pytest

from touchstone.catalogue.specifications import load_specification
from touchstone.rules.api import FEWEST_UNITS, LEAST_VALUE, compile_rules, plan
from touchstone.rules.problem import Linear, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

ON = date(2026, 11, 24)
STEP = 5  # every unit value is a multiple of 5, as a test of the catalogue asserts
MOST_UNITS = 8
STEPS = MOST_UNITS * 50 // STEP + 1  # no unit is worth more than 50, so no sum of 8 units leaves these tables


class Facts(NamedTuple):
    """What is known of one qualification."""

    fewest_units: int
    ways_at_fewest: int
    least_total: int
    units_at_least_total: int
    largest_total: int


class Published(NamedTuple):
    """The leaflet's numbers, by hand: level, least total, least value at the level, level of AA."""

    level: int
    total: int
    at_level: int
    develop: int


KNOWN = {
    "03447": Facts(5, 1_104, 40, 5, 475),
    "03448": Facts(5, 330, 100, 6, 495),
    "03449": Facts(6, 44_034, 180, 6, 555),
    "03450": Facts(7, 9_184, 280, 7, 565),
    "03451": Facts(8, 40_614, 350, 8, 605),
}
LEAFLET = {
    "03447": Published(1, 40, 25, 1),
    "03448": Published(2, 100, 60, 2),
    "03449": Published(3, 180, 110, 3),
    "03450": Published(4, 280, 170, 4),
    "03451": Published(5, 350, 210, 4),
}


class Counting:
    """Ways to reach each (units, total, value at the level), adding areas one at a time under the compiled clauses."""

    def __init__(self, problem: Problem) -> None:
        self.values = [column.value for column in problem.columns]
        self.sums = {clause.name: clause.node for clause in problem.clauses if isinstance(clause.node, Linear)}
        self.areas: dict[str, list[int]] = {}
        for column in problem.columns:
            self.areas.setdefault(column.cell.code, []).append(column.index)

    def facts(self) -> Facts:
        least_total, least_at_level = self.sums["total"].at_least or 0, self.sums["at-the-level"].at_least or 0
        met = self._ways()[:, -(-least_total // STEP) :, -(-least_at_level // STEP) :].sum(axis=2)
        units, totals = met.sum(axis=1), met.sum(axis=0)
        fewest, least = int(np.flatnonzero(units)[0]), int(np.flatnonzero(totals)[0])
        return Facts(
            fewest_units=fewest,
            ways_at_fewest=int(units[fewest]),
            least_total=least_total + least * STEP,
            units_at_least_total=int(np.flatnonzero(met[:, least])[0]),
            largest_total=self._largest(least_at_level),
        )

    def _options(self, area: list[int]) -> tuple[list[int], bool]:
        """The columns of an area that may count, and whether one of them must: a mandatory unit at the right level."""
        mandatory = [self.sums[name].weights for name in ("develop", "health-and-safety")]
        required = [weights for weights in mandatory if weights.keys() & set(area)]
        return [i for i in area if all(i in weights for weights in required)], bool(required)

    def _ways(self) -> NDArray[np.int64]:
        """Ways by (units, total, value at the level), in steps."""
        ways = np.zeros((MOST_UNITS + 1, STEPS, STEPS, 3), dtype=np.int64)
        ways[0, 0, 0, 0] = 1
        for area in self.areas.values():
            options, must = self._options(area)
            ways = sum((self._with(ways, i) for i in options), np.zeros_like(ways) if must else ways)
        summed: NDArray[np.int64] = ways.sum(axis=3)
        return summed

    def _with(self, ways: NDArray[np.int64], column: int) -> NDArray[np.int64]:
        """The ways in which this column counts as well."""
        moved = np.zeros_like(ways)
        value, at_level = self.values[column] // STEP, self.sums["at-the-level"].weights.get(column, 0) // STEP
        restricted = int(column in self.sums["restricted"].weights)
        units, total, level, used = ways.shape
        moved[1:, value:, at_level:, restricted:] = ways[
            : units - 1, : total - value, : level - at_level, : used - restricted
        ]
        return moved

    def _largest(self, least_at_level: int) -> int:
        """The largest total that can count: the largest total of each (value at the level, restricted used)."""
        states = {(0, 0): 0}
        for area in self.areas.values():
            options, must = self._options(area)
            after = {} if must else dict(states)
            for state, total in self._reached(states, options):
                after[state] = max(after.get(state, 0), total)
            states = after
        return max(total for (at_level, _), total in states.items() if at_level >= least_at_level)

    def _reached(
        self, states: Mapping[tuple[int, int], int], options: list[int]
    ) -> Iterator[tuple[tuple[int, int], int]]:
        """Every (value at the level, restricted used) with its total, after one more unit; two restricted at most."""
        for i in options:
            more, restricted = self.sums["at-the-level"].weights.get(i, 0), int(i in self.sums["restricted"].weights)
            for (at_level, used), total in states.items():
                if used + restricted <= 2:
                    yield (at_level + more, used + restricted), total + self.values[i]


class Enumerating:
    """Every choice written out: all unrestricted choices, each with no, one or two restricted units."""

    def __init__(self, published: Published) -> None:
        self.published = published
        self.units = load_specification().units

    def facts(self) -> Facts:
        found = self._found()
        fewest = min(units for units, _ in found)
        least = min(total for _, total in found)
        return Facts(
            fewest_units=fewest,
            ways_at_fewest=sum(ways for (units, _), ways in found.items() if units == fewest),
            least_total=least,
            units_at_least_total=min(units for units, total in found if total == least),
            largest_total=max(total for _, total in found),
        )

    def _found(self) -> dict[tuple[int, int], int]:
        """How many valid choices have each (units, total)."""
        rows, found = self._unrestricted(), {}  # type: NDArray[np.int16], dict[tuple[int, int], int]
        for (units, total, at_level), pairs in self._restricted().items():
            enough = (rows[:, 1] + total >= self.published.total) & (rows[:, 2] + at_level >= self.published.at_level)
            keys = (rows[enough, 0].astype(np.int64) + units) * 1000 + rows[enough, 1] + total
            for key, ways in zip(*map(np.ndarray.tolist, np.unique(keys, return_counts=True)), strict=True):
                found[divmod(key, 1000)] = found.get(divmod(key, 1000), 0) + ways * pairs
        return found

    def _unrestricted(self) -> NDArray[np.int16]:
        """(units, total, value at the level) of every choice of unrestricted units, both mandatory ones in it."""
        rows = np.zeros((1, 3), dtype=np.int16)
        for unit in (unit for unit in self.units if unit.group != "restricted"):
            levels = [self.published.develop] if unit.code == "AA" else sorted(unit.values)
            options = [] if unit.group == "mandatory" else [(0, 0, 0)]
            for level in levels:
                counts_at_level = unit.group == "optional" and level == self.published.level
                options.append((1, unit.values[level], unit.values[level] if counts_at_level else 0))
            rows = (rows[:, None, :] + np.array(options, dtype=np.int16)[None, :, :]).reshape(-1, 3)
        return rows

    def _restricted(self) -> Mapping[tuple[int, int, int], int]:
        """How many choices of none, one or two restricted units give each (units, total, value at the level)."""
        found: dict[tuple[int, int, int], int] = {}
        for chosen in self._pairs():
            at_level = sum(value for _, level, value in chosen if level == self.published.level)
            key = (len(chosen), sum(value for _, _, value in chosen), at_level)
            found[key] = found.get(key, 0) + 1
        return found

    def _pairs(self) -> Iterator[tuple[tuple[str, int, int], ...]]:
        restricted = [unit for unit in self.units if unit.group == "restricted"]
        cells = [(unit.code, level, value) for unit in restricted for level, value in unit.values.items()]
        yield ()
        yield from ((cell,) for cell in cells)
        yield from (pair for pair in combinations(cells, 2) if pair[0][0] != pair[1][0])


@pytest.mark.parametrize("code", KNOWN)
def test_counting_over_the_compiled_clauses_gives_the_known_facts(code: str) -> None:
    rules = compile_rules(load_specification(), code, on=ON)
    assert Counting(rules.problems[0]).facts() == KNOWN[code]


@pytest.mark.parametrize("code", KNOWN)
def test_enumerating_every_choice_gives_the_known_facts(code: str) -> None:
    assert Enumerating(LEAFLET[code]).facts() == KNOWN[code]


@pytest.mark.parametrize("code", KNOWN)
def test_the_planner_finds_the_fewest_units_and_the_least_total_from_nothing(code: str) -> None:
    rules, known = compile_rules(load_specification(), code, on=ON), KNOWN[code]
    fewest, least = plan(rules, (), objective=FEWEST_UNITS).best, plan(rules, (), objective=LEAST_VALUE).best
    assert fewest is not None
    assert least is not None
    expected = (known.fewest_units, known.least_total, known.units_at_least_total)
    assert (len(fewest.new), least.new_value, len(least.new)) == expected
