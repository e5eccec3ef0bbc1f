"""Ways to finish, cheapest first: one search over a dynamic programme or a solver, shared by every planner.

The ways after the first are found by splitting: with the best way's units in order, the first is left out; or the first
is taken and the second left out; and so on. Together these cover every way that does not contain the best one. A part
is solved only when nothing cheaper is known, since its parent's cost is a bound for it.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from touchstone.rules.dynamic import held_penalty
from touchstone.rules.problem import outranked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from touchstone.rules.check import Judge
    from touchstone.rules.dynamic import Programme
    from touchstone.rules.tables import Fill, Option

    Group = tuple[Option, ...]

FILLED_PLAINLY = 40
"""Tables filled with numpy, at some milliseconds each, before the compiled kernel, which takes 0.4 s to load."""


@dataclass(frozen=True, slots=True)
class Way:
    """A set of new columns that finishes, with its cost."""

    cost: int
    new: frozenset[int]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the search: these columns must be taken, those must not."""

    taken: frozenset[int]
    barred: frozenset[int]


class Finisher:
    """The ways to finish one outcome, from what is held, at given prices (new column → cost, positive)."""

    def __init__(self, judge: Judge, held: frozenset[int], prices: Mapping[int, int]) -> None:
        self.judge, self.held, self.prices = judge, held, prices
        self.states = 0
        self.searches: list[TableSearch | SolverSearch]
        tables = self._tables()
        self.searches = list(tables) if tables is not None else [SolverSearch(judge, held, prices)]
        self.uses_solver = tables is None

    def _tables(self) -> list[TableSearch] | None:
        programmes = self.judge.programmes
        if programmes is None or any(self._turns_on_held(programme) for programme in programmes):
            return None
        # A branch whose clauses on what is held are not met is closed: no new unit of this offer changes that.
        opened = [programme for programme in programmes if not held_penalty(programme.branch.held, self.held)]
        found = [TableSearch(self.judge, programme, self.held, self.prices) for programme in opened]
        return found if all(search.fits for search in found) else None

    def _turns_on_held(self, programme: Programme) -> bool:
        """Is there a sum over what is held that new units could change?"""
        return any(not node.weights.keys().isdisjoint(self.prices) for node in programme.branch.held)

    def ways(self) -> Iterator[Way]:
        """Every way to finish without a useless unit, cheapest first, each set of new units once."""
        yielded: list[frozenset[int]] = []
        merged = heapq.merge(*(self._split(search) for search in self.searches), key=lambda way: way.cost)
        for way in merged:
            if any(known <= way.new for known in yielded) or self._has_useless(way):
                continue
            yielded.append(way.new)
            yield way

    def _has_useless(self, way: Way) -> bool:
        return any(self.judge.is_met(self.held | (way.new - {column})) for column in way.new)

    def _split(self, search: TableSearch | SolverSearch) -> Iterator[Way]:
        """The ways that one search finds, cheapest first; parts wait in a heap under their parent's cost."""
        order = count()
        waiting: list[tuple[int, int, int, Way | None, Part]] = [
            (0, 1, next(order), None, Part(frozenset(), frozenset()))
        ]
        while waiting:
            _, _, _, way, part = heapq.heappop(waiting)
            if way is None:
                way = search.best(part)
                self.states += search.states
                search.states = 0
                if way is not None:
                    heapq.heappush(waiting, (way.cost, 0, next(order), way, part))
                continue
            yield way
            taken = part.taken
            for column in sorted(way.new - part.taken):
                heapq.heappush(waiting, (way.cost, 1, next(order), None, Part(taken, part.barred | {column})))
                taken = taken | {column}


class Filler:
    """How the next table is filled: with numpy at first, compiled once so many were wanted that loading it pays.

    Both ways fill in the same numbers, so it makes no difference to any answer which of them is used.
    """

    def __init__(self) -> None:
        self.filled = 0

    def next(self) -> Fill:
        self.filled += 1
        if self.filled <= FILLED_PLAINLY:
            from touchstone.rules.tables import fill_plainly

            return fill_plainly
        from touchstone.rules.filling import fill  # loads numba

        return fill


filler = Filler()


class TableSearch:
    """The compiled dynamic programme over one branch."""

    def __init__(self, judge: Judge, programme: Programme, held: frozenset[int], prices: Mapping[int, int]) -> None:
        from touchstone.rules import tables  # numpy loads only when something is planned

        self.tables = tables
        layout = programme.made_ready
        if layout is None:
            layout = programme.made_ready = tables.Layout(programme.branch)
        assert isinstance(layout, tables.Layout)
        self.layout, self.fits, self.states = layout, layout.fits, 0
        self.branch = programme.branch
        lower = outranked(judge.clauses, held)
        self.costs = {**dict.fromkeys(held - lower, 0), **{c: p for c, p in prices.items() if c not in lower}}
        self.groups: list[Group] = [self._group(group) for group in self.branch.groups] if self.fits else []

    def _group(self, columns: tuple[int, ...], part: Part | None = None) -> Group:
        layout, costs = self.layout, self.costs
        taken = [c for c in columns if part is not None and c in part.taken]
        return tuple(
            (costs[c], layout.move_of[c], layout.step_of[c], c)
            for c in (taken or columns)
            if c in costs and (part is None or c not in part.barred)
        )

    def best(self, part: Part) -> Way | None:
        """The cheapest way within a part, or ``None``."""
        groups, forced, paid = self._groups(part)
        if groups is None:
            return None
        groups = self._worthwhile(groups)
        outer, inner = self._start(forced)
        if outer < 0:
            return None
        found = self.tables.cheapest(self.layout, groups, (outer, inner), fill=filler.next())
        self.states += (len(groups) + 1) * self.layout.outers * self.layout.inner.size
        if found is None:
            return None
        cost, chosen = found
        new = {column for price, _, _, column in chosen if price}
        return Way(cost + paid, frozenset(new | part.taken))

    def _groups(self, part: Part) -> tuple[list[Group] | None, list[Option], int]:
        """The areas open in a part, the options that are forced, and what those cost."""
        if not part.taken and not part.barred:
            return self.groups, [], 0
        touched = {self.branch.group_of[c] for c in (*part.taken, *part.barred)}
        forced: list[Option] = []
        groups = []
        for place, group in enumerate(self.groups):
            if place in touched:
                group = self._group(self.branch.groups[place], part)
                mine = [o for o in group if o[3] in part.taken]
                if len(mine) > 1:
                    return None, [], 0
                if mine:
                    forced += mine
                    continue
            groups.append(group)
        return groups, forced, sum(option[0] for option in forced)

    def _start(self, forced: list[Option]) -> tuple[int, int]:
        outer, inner = self.layout.start()
        for _, move, step, _ in forced:
            outer, inner = int(self.layout.maps[move, outer]), max(0, inner - step)
            if outer < 0:
                break
        return outer, inner

    def _worthwhile(self, groups: list[Group]) -> list[Group]:
        """The areas, less those of which enough exact copies are kept: ceilings take no more of any option."""
        copies = self.layout.copies
        seen: dict[tuple[tuple[int, int, int], ...], int] = {}
        kept = []
        for group in groups:
            if not group:
                continue
            shape = tuple([option[:3] for option in group])
            most = sum([copies[option[1]] for option in group])
            have = seen.get(shape, 0)
            if have < most:
                seen[shape] = have + 1
                kept.append(group)
        return kept


class SolverSearch:
    """HiGHS over the whole outcome."""

    fits = True

    def __init__(self, judge: Judge, held: frozenset[int], prices: Mapping[int, int]) -> None:
        self.judge, self.held, self.prices, self.states = judge, held, prices, 0

    def best(self, part: Part) -> Way | None:
        """The cheapest way within a part, or ``None``."""
        from touchstone.rules.exact import Encoding, Model  # loads the solver only when it is needed

        model = Model()
        bought = {}
        for column, price in self.prices.items():
            if column not in part.barred:
                bought[column] = model.variable(cost=price)
                model.lower[bought[column]] = 1 if column in part.taken else 0
        encoding = Encoding(model, self.judge.problem, self.held, bought)
        encoding.encode(self.judge.clauses)
        self.states += 1
        solution = model.solve()
        if solution is None:
            return None
        new = frozenset(column for column, variable in bought.items() if solution[0][variable])
        return Way(sum(self.prices[column] for column in new), new)
