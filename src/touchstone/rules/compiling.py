"""From a specification to the normal form of one qualification, on one day, under named readings."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from touchstone.rules.problem import (
    All,
    Allocation,
    Any,
    Clause,
    Column,
    Exclusive,
    Holding,
    Implies,
    Linear,
    Node,
    Problem,
    Ratio,
    Slot,
)
from touchstone.rules.specification import (
    ASSESSED,
    EQUIVALENT,
    Amount,
    AnyOf,
    Block,
    Body,
    Cell,
    Choose,
    Filter,
    Measure,
    Needs,
    OneLevel,
    Outcome,
    Qualification,
    Rule,
    Slots,
    Specification,
    Unit,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


@dataclass(frozen=True, eq=False)
class RuleSet:
    """A qualification made ready: one problem to each outcome, in the order in which they are preferred."""

    specification: Specification
    qualification: Qualification
    on: date
    readings: Mapping[str, str]
    problems: tuple[Problem, ...]
    made_ready: dict[tuple[int, frozenset[str]], object] = field(default_factory=dict, repr=False)
    under_other_readings: dict[tuple[str, str], RuleSet] = field(default_factory=dict, repr=False)

    @cached_property
    def alternatives(self) -> tuple[tuple[str, str], ...]:
        """Each (clause, reading) that the text allows and that is not in force."""
        found = (
            (rule.name, reading.name)
            for rule in self._in_force()
            for reading in rule.readings
            if reading.name != rule.read(reading_of(rule, self.readings))[1]
        )
        return tuple(dict.fromkeys(found))

    def why(self, clause: str, reading: str) -> str:
        """Why a reading of a clause is chosen, or why one could read it so."""
        read = (r for rule in self._in_force() if rule.name == clause for r in rule.readings)
        return next(r.why for r in read if r.name == reading)

    def _in_force(self) -> list[Rule]:
        return [rule for rule in self.qualification.rules() if rule.valid.covers(self.on)]

    def under(self, clause: str, reading: str) -> RuleSet:
        """The same qualification with one clause read otherwise; made once."""
        key = (clause, reading)
        if key not in self.under_other_readings:
            readings = {**self.readings, clause: reading}
            other = compile_rules(self.specification, self.qualification.code, on=self.on, readings=readings)
            self.under_other_readings[key] = other
        return self.under_other_readings[key]


def compile_rules(
    specification: Specification, code: str, *, on: date, readings: Mapping[str, str] | None = None
) -> RuleSet:
    """The rule set of qualification ``code`` as in force ``on`` a day, with ``readings`` (clause → reading) applied.

    Raises ``KeyError`` for an unknown qualification, clause or reading, naming the known ones.
    """
    qualification = specification.get_qualification(code)
    wanted = dict(readings or {})
    _check_readings(qualification, on, wanted)
    columns = _columns(specification, on)
    problems = tuple(_problem(columns, (qualification, outcome), wanted) for outcome in qualification.outcomes)
    return RuleSet(specification, qualification, on, wanted, problems)


def reading_of(rule: Rule, readings: Mapping[str, str]) -> str | None:
    """The reading wanted of a rule; ``None`` (the chosen one) where another rule of its name is meant."""
    wanted = readings.get(rule.name)
    return wanted if any(reading.name == wanted for reading in rule.readings) else None


def _check_readings(qualification: Qualification, on: date, wanted: Mapping[str, str]) -> None:
    """Raise ``KeyError`` for a clause that is not known, or a reading that no rule of its name has on the day."""
    rules: dict[str, list[Rule]] = {}
    for rule in qualification.rules():
        rules.setdefault(rule.name, []).append(rule)
    for clause, reading in wanted.items():
        if clause not in rules:
            raise KeyError(f"{qualification.code} has no clause called {clause}. It has: {', '.join(sorted(rules))}.")
        versions = [rule for rule in rules[clause] if rule.valid.covers(on)] or rules[clause]
        known = list(dict.fromkeys(r.name for rule in versions for r in rule.readings))
        if not known:
            raise KeyError(f"Clause {clause} of {qualification.code} has one reading only; {reading} is not known.")
        if reading not in known:
            raise KeyError(f"Clause {clause} has no reading called {reading}. It has: {', '.join(known)}.")


def _problem(columns: _Columns, rules: tuple[Qualification, Outcome], readings: Mapping[str, str]) -> Problem:
    qualification, outcome = rules
    return Problem(
        specification=columns.specification,
        qualification=qualification,
        outcome_code=outcome.code,
        title=outcome.title,
        level=outcome.level,
        on=columns.on,
        columns=columns.all,
        sources=columns.sources,
        exclusive=columns.exclusive,
        clauses=tuple(columns.clause(rule, readings) for rule in outcome.rules if rule.valid.covers(columns.on)),
    )


@lru_cache(maxsize=64)
def _columns(specification: Specification, on: date) -> _Columns:
    return _Columns(specification, on)


class _Columns:
    """The columns of a specification on a day, and the translation of filters and bodies onto them."""

    def __init__(self, specification: Specification, on: date) -> None:
        self.specification, self.on = specification, on
        self.all: tuple[Column, ...] = ()
        self.sources: dict[Holding, tuple[int, ...]] = {}
        self._add_own()
        self._add_equivalents()
        self.exclusive = self._exclusive()

    def _add_own(self) -> None:
        for unit in self.specification.units:
            if not unit.valid.covers(self.on):
                continue
            for cell in unit.cells:
                value = unit.values[cell.level]
                self._add(cell, ASSESSED, value, Holding(cell))
                self._add_routes(unit, cell, value)

    def _add_routes(self, unit: Unit, cell: Cell, value: int) -> None:
        for route in self.specification.routes:
            if route.over.matches(unit, cell.level, route.name):
                self._add(cell, route.name, value if route.earns_value else 0, Holding(cell, route.name))

    def _add_equivalents(self) -> None:
        for equivalence in self.specification.equivalences:
            for cell in equivalence.counts_as:
                unit = self.specification.units_by_code[cell.code]
                if unit.valid.covers(self.on):
                    self._add(cell, EQUIVALENT, unit.values[cell.level], Holding(equivalence.held))

    def _add(self, cell: Cell, route: str, value: int, holding: Holding) -> None:
        index = len(self.all)
        unit = self.specification.units_by_code[cell.code]
        self.all = (*self.all, Column(index, cell, route, value, unit, holding))
        self.sources[holding] = (*self.sources.get(holding, ()), index)

    def _exclusive(self) -> tuple[frozenset[int], ...]:
        """One cell counts by one route only, and one holding as one unit only."""
        by_cell: dict[Cell, list[int]] = {}
        for column in self.all:
            by_cell.setdefault(column.cell, []).append(column.index)
        sets = [frozenset(same) for same in (*by_cell.values(), *self.sources.values()) if len(same) > 1]
        return tuple(dict.fromkeys(sets))

    def pick(self, over: Filter) -> frozenset[int]:
        return frozenset(c.index for c in self.all if over.matches(c.unit, c.cell.level, c.route))

    def clause(self, rule: Rule, readings: Mapping[str, str]) -> Clause:
        body, reading = rule.read(reading_of(rule, readings))
        return Clause(rule.name, rule.says, self.node(body, readings), rule.cite, reading, rule.shows)

    def node(self, body: Body, readings: Mapping[str, str]) -> Node:
        if isinstance(body, Amount):
            return self._amount(body)
        if isinstance(body, OneLevel):
            return self._one_level(body.choose)
        if isinstance(body, Needs):
            return Implies(self.pick(body.unit), self.pick(body.other), body.held)
        if isinstance(body, AnyOf):
            nodes = tuple(self._block(block, readings) for block in body.blocks)
            return Any(body.at_least, nodes, tuple(block.name for block in body.blocks))
        if isinstance(body, Slots):
            return self._slots(body)
        return self._block(body, readings)

    def _block(self, block: Block, readings: Mapping[str, str]) -> Node:
        rules = [rule for rule in block.rules if rule.valid.covers(self.on)]
        return All(tuple(self.node(rule.read(reading_of(rule, readings))[0], readings) for rule in rules))

    def _amount(self, amount: Amount, within: frozenset[int] | None = None) -> Node:
        """The amount; ``within`` are the columns of the amount that it is included in."""
        picked = self.pick(amount.over) if within is None else within & self.pick(amount.over)
        linear = self._linear(amount, picked)
        node = linear if amount.share is None else self._shared(amount, linear)
        if not amount.including:
            return node
        return All((node, *(self._amount(inner, picked) for inner in amount.including)))

    def _linear(self, amount: Amount, picked: frozenset[int]) -> Linear:
        by_value = amount.measure is Measure.VALUE
        weights = {i: self.all[i].value if by_value else 1 for i in sorted(picked)}
        weights = {i: weight for i, weight in weights.items() if weight}
        return Linear(amount.measure, weights, amount.at_least, amount.at_most, amount.held)

    def _shared(self, amount: Amount, linear: Linear) -> Node:
        """``100 × what is picked − percent × what the share is of ≥ 0``, beside the constant bounds, if any."""
        assert amount.share is not None
        whole = self._linear(amount, self.pick(amount.share.of)).weights
        both = linear.weights.keys() | whole.keys()
        weights = {i: 100 * linear.weights.get(i, 0) - amount.share.percent * whole.get(i, 0) for i in sorted(both)}
        said = Ratio(amount.share.percent, linear.weights, whole)
        ratio = Linear(amount.measure, {i: w for i, w in weights.items() if w}, 0, None, ratio=said)
        plain = amount.at_least is not None or amount.at_most is not None
        return All((linear, ratio)) if plain else ratio

    def _one_level(self, choose: Choose) -> Exclusive:
        by_area: dict[str, set[int]] = {}
        for column in self.all:
            by_area.setdefault(column.cell.code, set()).add(column.index)
        sets = tuple(frozenset(columns) for columns in by_area.values() if len(columns) > 1)
        set_of = {column: place for place, columns in enumerate(sets) for column in columns}
        levels = {column: self.all[column].cell.level for column in set_of} if choose is Choose.HIGHEST else None
        return Exclusive(sets, set_of, levels)

    def _slots(self, body: Slots) -> Allocation:
        slots = []
        for place in body.places:
            columns = self.pick(place.over)
            amounts = tuple(self._linear(amount, columns & self.pick(amount.over)) for amount in place.amounts)
            slots.append(Slot(place.name, columns, amounts))
        return Allocation(tuple(slots))
