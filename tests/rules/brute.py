"""The meaning of the language by trying everything: every set of units, every plan, every set of clauses.

It is written from what the data classes of a specification say, and from nothing else of the engine, so that a law
which compares the two compares two readings of one text. Sets of ways to count are whole numbers, one bit to each way.

What the language leaves to be said is said here. A holding that counts as any one of several units *is held* as each
of them. A unit that a clause needs may be the unit itself, where the filters overlap. A selection is the nearest when
it is short of the fewest units, then of the least value; ceilings on what counts are never passed; a clause on what is
held is short by what it lacks or has too much. Among alternatives the blocks that are least short count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import NamedTuple

from touchstone.rules.api import Cell, Holding, Problem, Specification, Unit
from touchstone.rules.specification import (
    Amount,
    AnyOf,
    Block,
    Body,
    Choose,
    Filter,
    Measure,
    Needs,
    OneLevel,
    Outcome,
    Place,
    Rule,
    Slots,
    walk_rules,
)

ALL = -1
"""The mask of every way."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which something held can count: as a unit at a level, by a route, for so much value."""

    holding: Holding
    cell: Cell
    route: str
    value: int
    unit: Unit


class Short(NamedTuple):
    """By how many units, and by how much value, something is short."""

    units: int = 0
    value: int = 0

    def and_also(self, other: Short) -> Short:
        return Short(self.units + other.units, self.value + other.value)


NOTHING = Short()


def ways_of(specification: Specification, on: date) -> tuple[Way, ...]:
    """Every way to count of every unit in force on a day."""
    ways = []
    for unit in specification.units:
        for level, value in unit.values.items() if unit.valid.covers(on) else ():
            cell = Cell(unit.code, level)
            ways.append(Way(Holding(cell), cell, "assessed", value, unit))
            routes = [route for route in specification.routes if picks(route.over, unit, level, route.name)]
            worths = [(route.name, value if route.earns_value else 0) for route in routes]
            ways += [Way(Holding(cell, name), cell, name, worth, unit) for name, worth in worths]
    for equivalence in specification.equivalences:
        for cell in equivalence.counts_as:
            unit = specification.units_by_code[cell.code]
            if unit.valid.covers(on):
                ways.append(Way(Holding(equivalence.held), cell, "equivalent", unit.values[cell.level], unit))
    return tuple(ways)


def picks(over: Filter, unit: Unit, level: int, route: str) -> bool:
    """Does a filter pick a unit at a level by a route: every condition stated, any member of each?"""
    stated = [
        over.codes is None or unit.code in over.codes,
        over.groups is None or unit.group in over.groups,
        over.levels is None or level in over.levels,
        over.level_at_least is None or over.level_at_least <= level,
        over.level_at_most is None or level <= over.level_at_most,
        over.tags is None or not over.tags.isdisjoint(unit.tags),
        over.routes is None or route in over.routes,
        over.excluded is None or not picks(over.excluded, unit, level, route),
    ]
    return all(stated)


def bits(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def submasks(mask: int) -> Iterator[int]:
    """Every subset, the empty one last."""
    part = mask
    while True:
        yield part
        if not part:
            return
        part = (part - 1) & mask


class Brute:
    """One outcome on one day, under named readings (the chosen ones where none is named)."""

    def __init__(
        self, specification: Specification, outcome: Outcome, on: date, readings: Mapping[str, str] | None = None
    ) -> None:
        self.ways, self.on, self.readings = ways_of(specification, on), on, dict(readings or {})
        self.rules = tuple(rule for rule in outcome.rules if rule.valid.covers(on))
        self.bodies = {rule.name: self._read(rule) for rule in self.rules}
        self.depends_on_held = any(self._looks_at_held(body) for body in self.bodies.values())
        self.values = [0]
        for way in self.ways:
            self.values += [sum_so_far + way.value for sum_so_far in self.values]
        self._masks: dict[Filter, int] = {}
        self._known: dict[tuple[str, int, int], Short | None] = {}
        self._clashes = self._always_exclusive()

    def _read(self, rule: Rule) -> Body:
        if not rule.readings:
            return rule.body
        wanted = self.readings.get(rule.name)
        return next(r.body for r in rule.readings if (r.name == wanted if wanted else r.chosen))

    def _inner(self, body: Body) -> Iterator[Body]:
        blocks = body.blocks if isinstance(body, AnyOf) else (body,) if isinstance(body, Block) else ()
        for block in blocks:
            yield from (self._read(rule) for rule in block.rules if rule.valid.covers(self.on))

    def nested(self, body: Body) -> Iterator[Body]:
        """Every body in force inside one, however deep."""
        for inner in self._inner(body):
            yield inner
            yield from self.nested(inner)

    def _looks_at_held(self, body: Body) -> bool:
        if isinstance(body, Amount):
            return body.held or any(self._looks_at_held(inner) for inner in body.including)
        if isinstance(body, OneLevel):
            return body.choose is Choose.HIGHEST
        return (isinstance(body, Needs) and body.held) or any(self._looks_at_held(b) for b in self._inner(body))

    def _always_exclusive(self) -> list[int]:
        """Sets of which one way at most counts: one unit at a level once, and one holding once."""
        keys: list[Callable[[Way], object]] = [lambda way: way.cell, lambda way: way.holding]
        return [
            sum(1 << i for i, way in enumerate(self.ways) if key(way) == one)
            for key in keys
            for one in {key(way) for way in self.ways}
        ]

    def mask(self, over: Filter) -> int:
        """The ways that a filter picks."""
        if over not in self._masks:
            picked = (picks(over, way.unit, way.cell.level, way.route) for way in self.ways)
            self._masks[over] = sum(1 << i for i, found in enumerate(picked) if found)
        return self._masks[over]

    def held(self, holdings: Iterable[Holding]) -> int:
        """The ways of what is held."""
        known = set(holdings)
        return sum(1 << i for i, way in enumerate(self.ways) if way.holding in known)

    def counted(self, problem: Problem, columns: Iterable[int]) -> int:
        """The ways that some columns of the engine stand for."""
        known = {(column.holding, column.cell, column.route) for column in map(problem.columns.__getitem__, columns)}
        return sum(1 << i for i, way in enumerate(self.ways) if (way.holding, way.cell, way.route) in known)

    def have(self, amount: Amount, counted: int, held: int) -> int:
        """What is counted, or held, under a plain amount."""
        return self._sum(amount.measure, (held if amount.held else counted) & self.mask(amount.over))

    # What a fixed choice is short of; None where no addition could mend it.

    def short(self, body: Body, counted: int, held: int) -> Short | None:
        if isinstance(body, Amount):
            return self._amount(body, counted, held, ALL)
        if isinstance(body, OneLevel):
            return self._one_level(body, counted, held)
        if isinstance(body, Needs):
            wanting = counted & self.mask(body.unit)
            found = (held if body.held else counted) & self.mask(body.other)
            return Short(units=1) if wanting and not found else NOTHING
        if isinstance(body, AnyOf):
            return self._any_of(body, counted, held)
        if isinstance(body, Slots):
            return self._slots(body.places, counted)
        return total_short(self.short(inner, counted, held) for inner in self._inner(body))

    def _amount(self, amount: Amount, counted: int, held: int, within: int) -> Short | None:
        picked = within & self.mask(amount.over)
        have = self._sum(amount.measure, (held if amount.held else counted) & picked)
        missed = max(0, (amount.at_least or 0) - have)
        if amount.at_most is not None and have > amount.at_most:
            if not amount.held:
                return None
            missed += have - amount.at_most
        parts: list[Short | None] = [by_measure(amount.measure, missed), self._share(amount, have, counted)]
        parts += [self._amount(inner, counted, held, picked) for inner in amount.including]
        return total_short(parts)

    def _share(self, amount: Amount, have: int, counted: int) -> Short:
        """How far a percentage is missed is nobody's figure; that it is missed is said as the least there is."""
        if amount.share is None:
            return NOTHING
        whole = self._sum(amount.measure, counted & self.mask(amount.share.of))
        return NOTHING if 100 * have >= amount.share.percent * whole else Short(value=1)

    def _sum(self, measure: Measure, mask: int) -> int:
        return self.values[mask] if measure is Measure.VALUE else mask.bit_count()

    def _one_level(self, body: OneLevel, counted: int, held: int) -> Short | None:
        levels: dict[str, list[int]] = {}
        for i in bits(counted):
            levels.setdefault(self.ways[i].cell.code, []).append(self.ways[i].cell.level)
        if any(len(found) > 1 for found in levels.values()):
            return None
        if body.choose is Choose.HIGHEST:
            cells = [self.ways[i].cell for i in bits(held)]
            if any(cell.level > levels[cell.code][0] for cell in cells if cell.code in levels):
                return None
        return NOTHING

    def _any_of(self, body: AnyOf, counted: int, held: int) -> Short | None:
        shorts = [self.short(block, counted, held) for block in body.blocks]
        least = sorted(short for short in shorts if short is not None)
        return total_short(least[: body.at_least]) if len(least) >= body.at_least else None

    def _slots(self, places: tuple[Place, ...], counted: int) -> Short | None:
        """Every way to put each counted unit into one place or none, by the sums that can come out of it."""
        amounts = [(place, amount) for place, one in enumerate(places) for amount in one.amounts]
        reached = {(0,) * len(amounts)}
        for i in bits(counted):
            following = set(reached)
            for place, one in enumerate(places):
                if self.mask(one.over) >> i & 1:
                    step = tuple(self._adds(i, a) if at == place else 0 for at, a in amounts)
                    following |= {tuple(map(sum, zip(sums, step, strict=True))) for sums in reached}
            reached = following
        found = [total_short(map(bound_short, (a for _, a in amounts), sums)) for sums in reached]
        return min((short for short in found if short is not None), default=None)

    def _adds(self, i: int, amount: Amount) -> int:
        return self._sum(amount.measure, 1 << i & self.mask(amount.over))

    # What can be had from what is held.

    def missed(self, name: str, counted: int, held: int) -> Short | None:
        """What one clause is short of, remembered."""
        key = (name, counted, held if self.depends_on_held else 0)
        if key not in self._known:
            self._known[key] = self.short(self.bodies[name], counted, held)
        return self._known[key]

    def is_possible(self, counted: int) -> bool:
        return all((counted & clash).bit_count() <= 1 for clash in self._clashes)

    def is_met(self, held: int, names: Iterable[str] | None = None) -> bool:
        """Do some units held meet these clauses (every clause where none is named)?"""
        wanted = tuple(self.bodies) if names is None else tuple(names)
        return any(
            self.is_possible(counted) and all(self.missed(name, counted, held) == NOTHING for name in wanted)
            for counted in submasks(held)
        )

    def nearest(self, held: int) -> Short:
        """What the nearest selection is short of; nothing where the award is earned."""
        return min(short for short, _ in self._selections(held))

    def largest_total(self, held: int) -> int:
        """The largest value of a nearest selection."""
        return max((-short.units, -short.value, total) for short, total in self._selections(held))[2]

    def _selections(self, held: int) -> Iterator[tuple[Short, int]]:
        for counted in submasks(held):
            if self.is_possible(counted):
                short = total_short(self.missed(name, counted, held) for name in self.bodies)
                if short is not None:
                    yield short, self.values[counted]

    def least_relief(self, held: int, dropped: frozenset[str]) -> Short:
        """The least by which the dropped clauses, plain amounts, are missed or passed while all others are met."""
        amounts = [body for name, body in self.bodies.items() if name in dropped and isinstance(body, Amount)]
        kept = self.bodies.keys() - dropped
        return min(
            total([self._passed(amount, counted, held) for amount in amounts])
            for counted in submasks(held)
            if self.is_possible(counted) and all(self.missed(name, counted, held) == NOTHING for name in kept)
        )

    def _passed(self, amount: Amount, counted: int, held: int) -> Short:
        have = self.have(amount, counted, held)
        most = have if amount.at_most is None else amount.at_most
        return by_measure(amount.measure, max(0, (amount.at_least or 0) - have) + max(0, have - most))


def by_measure(measure: Measure, missed: int) -> Short:
    return Short(value=missed) if measure is Measure.VALUE else Short(units=missed)


def bound_short(amount: Amount, have: int) -> Short | None:
    if amount.at_most is not None and have > amount.at_most:
        return None
    return by_measure(amount.measure, max(0, (amount.at_least or 0) - have))


def total(shorts: Iterable[Short]) -> Short:
    found = NOTHING
    for short in shorts:
        found = found.and_also(short)
    return found


def total_short(shorts: Iterable[Short | None]) -> Short | None:
    known = list(shorts)
    return None if None in known else total(short for short in known if short is not None)


def bodies_in(rules: Iterable[Rule]) -> Iterator[Body]:
    """Every body of some rules and of the rules and amounts inside them, under any reading."""
    for rule in walk_rules(tuple(rules)):
        for body in (rule.body, *(reading.body for reading in rule.readings)):
            yield body
            yield from _amounts_in(body)


def _amounts_in(body: Body) -> Iterator[Amount]:
    inner = body.including if isinstance(body, Amount) else ()
    if isinstance(body, Slots):
        inner = tuple(amount for place in body.places for amount in place.amounts)
    for amount in inner:
        yield amount
        yield from _amounts_in(amount)


def subsets(cells: Iterable[Cell]) -> Iterator[frozenset[Cell]]:
    """Every subset, the smallest first."""
    known = tuple(cells)
    for size in range(len(known) + 1):
        yield from map(frozenset, combinations(known, size))
