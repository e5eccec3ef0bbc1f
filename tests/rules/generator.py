"""Random specifications, made from every construct of the language, small enough to be decided by trying everything.

A specification is made as the plain data of a YAML text, written out and read by the reader of the language, so that
every law tests the reader as well.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml
from hypothesis import strategies as st

from tests.rules.brute import Brute, ways_of
from tests.rules.chance import Chance, Drawn, Seeded, odds, one_of, some_of
from touchstone.rules.api import Cell, Holding, RuleSet, Specification, compile_rules, read_specification
from touchstone.rules.specification import Rule

Data = dict[str, Any]

BEFORE, AFTER = date(2019, 6, 1), date(2020, 6, 1)
"""Two days, with the turn of the year between them, on which dated units and clauses change."""

LAST, FIRST = date(2019, 12, 31), date(2020, 1, 1)

PLAIN = ("sum", "count", "require", "barred", "one-level")
SEPARABLE = (*PLAIN, "needs", "any-of", "all-of", "each-level", "sum", "count", "one-level")
"""Kinds of clauses that the dynamic programme can take, those that matter most to it more than once."""

EVERY_KIND = (*SEPARABLE, "slots", "share")

NEIGHBOUR = """
touchstone: 1
specification: neighbour
version: "1"
title: Neighbour
awarding_body: Nobody
value: {name: credits, short: cr}
documents: {other: {title: Another document}}
cite: {document: other, heading: Units}
units:
  list:
    - {code: P, title: Unit P, group: theirs, values: {1: 3, 2: 7}}
    - {code: Q, title: Unit Q, group: theirs, level: 2, value: 4}
qualifications:
  - {code: NB, title: Neighbour, rules: [{clause: one, says: One unit counts., count: units, at_least: 1}]}
"""


def resolve(name: str, version: str | None) -> Specification:
    """The one other specification that there is."""
    if (name, version or "1") != ("neighbour", "1"):
        raise LookupError(f"There is no specification {name}.")
    return read_specification(NEIGHBOUR, name=name)


def picks(over: Data, unit: Data, level: int) -> bool:
    """Does a filter, as it is written, pick a unit at a level by assessment?"""
    tests: dict[str, Callable[[Any], bool]] = {
        "code": lambda given: unit["code"] in listed(given),
        "group": lambda given: unit["group"] in listed(given),
        "level": lambda given: (
            given.get("at_least", 0) <= level <= given.get("at_most", 99)
            if isinstance(given, dict)
            else level in listed(given)
        ),
        "tag": lambda given: not set(unit.get("tags", ())).isdisjoint(listed(given)),
        "route": lambda given: "assessed" in listed(given),
        "not": lambda given: not picks(given, unit, level),
    }
    return all(tests[word](given) for word, given in over.items())


def listed(given: Any) -> list[Any]:
    return given if isinstance(given, list) else [given]


@dataclass(frozen=True, slots=True)
class Sample:
    """A specification with a candidate: what is held, and the cells on offer, on a day."""

    text: str
    specification: Specification
    on: date
    held: tuple[Holding, ...]
    offered: tuple[Cell, ...]

    @property
    def rules(self) -> RuleSet:
        """The rule set of the first qualification."""
        return compile_rules(self.specification, self.code, on=self.on)

    @property
    def code(self) -> str:
        return self.specification.qualifications[0].code

    @property
    def clauses(self) -> tuple[Rule, ...]:
        """The rules of every outcome of the first qualification, in force or not."""
        return tuple(rule for outcome in self.specification.qualifications[0].outcomes for rule in outcome.rules)

    @property
    def brutes(self) -> tuple[Brute, ...]:
        """One judgement by trying everything to each outcome of the first qualification."""
        outcomes = self.specification.qualifications[0].outcomes
        return tuple(Brute(self.specification, outcome, self.on) for outcome in outcomes)

    def __repr__(self) -> str:
        held, offered = " ".join(map(str, self.held)), " ".join(map(str, self.offered))
        return f"Sample on {self.on}, held: {held or 'nothing'}, offered: {offered or 'nothing'}\n{self.text}"


@dataclass(frozen=True, slots=True)
class Size:
    """How large a sample may be: cells of the specification, ways held, cells on offer, clauses."""

    cells: int = 7
    held: int = 7
    offered: int = 4
    clauses: int = 6
    least_clauses: int = 1


USUAL = Size()


def make_sample(chance: Chance, size: Size = Size(), kinds: tuple[str, ...] = EVERY_KIND) -> Sample:
    text = yaml.safe_dump(Maker(chance, size, kinds).specification(), sort_keys=False)
    specification = read_specification(text, name="sample", resolve=resolve)
    on = one_of(chance, (BEFORE, AFTER))
    held = make_holdings(chance, specification, on, size.held)
    have = {holding.cell for holding in held}
    open_cells = [c for u in specification.units if u.valid.covers(on) for c in u.cells if c not in have]
    least = min(len(open_cells), size.offered) if odds(chance, 60) else 0
    offered = some_of(chance, open_cells, least=least, most=size.offered) if open_cells else []
    return Sample(text, specification, on, held, tuple(offered))


def make_holdings(chance: Chance, specification: Specification, on: date, most: int) -> tuple[Holding, ...]:
    """What a candidate holds: each unit at a level once, in any order, in so many ways to count at most."""
    ways = ways_of(specification, on)
    known = list(dict.fromkeys(way.holding for way in ways))
    held: dict[Cell, Holding] = {}
    room = most
    for _ in range(chance.whole(0, most) if known else 0):
        holding = one_of(chance, known)
        room -= sum(way.holding == holding for way in ways) if holding.cell not in held else 0
        if room < 0:
            break
        held.setdefault(holding.cell, holding)
    return tuple(held.values())


def seeded_sample(seed: int, size: Size = Size(), kinds: tuple[str, ...] = EVERY_KIND) -> Sample:
    """The same sample for the same seed."""
    return make_sample(Seeded(seed), size, kinds)


@st.composite
def samples(draw: st.DrawFn, size: Size = Size(), kinds: tuple[str, ...] = EVERY_KIND) -> Sample:
    """A strategy for samples, which shrinks to few and plain clauses."""
    return make_sample(Drawn(draw), size, kinds)


class Maker:
    """Makes the plain data of one specification."""

    def __init__(self, chance: Chance, size: Size, kinds: tuple[str, ...]) -> None:
        self.chance, self.size, self.kinds = chance, size, kinds
        self.units: list[Data] = []
        self.shapes: list[Data] = self.units
        self.levels: dict[str, list[int]] = {}
        self.names = 0
        self.aim: list[tuple[Data, int, int]] = []

    # Units, and the ways in which they are held.

    def specification(self) -> Data:
        self._make_units()
        data: Data = {
            "touchstone": 1,
            "specification": "sample",
            "version": "1",
            "title": "Sample",
            "awarding_body": "Nobody",
            "value": {"name": "credits", "short": "cr"},
            "documents": {"leaflet": {"title": "Leaflet", "year": 2020}},
            "cite": {"document": "leaflet", "heading": "Rules"},
            "units": {"list": self.units},
        }
        data |= self._imports() | self._routes() | self._equivalences()
        qualifications = [self._qualification("Q1")]
        qualifications += [self._qualification("Q2")] if odds(self.chance, 20) else []
        return {**data, "qualifications": qualifications}

    def _make_units(self) -> None:
        room = self.size.cells
        self.alike = 95 if odds(self.chance, 15) else 30
        for code in "ABCDE"[: one_of(self.chance, (2, 3, 4, 5, 4, 5))]:
            unit = {**self._shape(), "code": code, "title": f"Unit {code}"}
            levels = list(unit["values"]) if "values" in unit else [unit["level"]]
            if len(levels) > room:
                break
            room -= len(levels)
            self.units.append(unit)
            self.levels[code] = levels
            if odds(self.chance, 70):
                level = one_of(self.chance, levels)
                self.aim.append((unit, level, unit["values"][level] if "values" in unit else unit["value"]))

    def _shape(self) -> Data:
        """What is not the unit's own: often that of the unit before, so that some units stand alike."""
        if self.units and odds(self.chance, self.alike):
            return dict(self.units[-1])
        shape: Data = {"group": one_of(self.chance, ("core", "option", "extra"))}
        levels = some_of(self.chance, (1, 2, 3), most=2)
        values = {level: self._value() for level in levels}
        single = len(levels) == 1 and odds(self.chance, 50)
        shape |= {"level": levels[0], "value": values[levels[0]]} if single else {"values": values}
        if odds(self.chance, 40):
            shape["tags"] = some_of(self.chance, ("blue", "red"))
        if odds(self.chance, 8):
            shape["valid"] = one_of(self.chance, ({"from": FIRST}, {"to": LAST}))
        return shape

    def _value(self) -> int:
        return self.chance.whole(1, 9) if odds(self.chance, 93) else 0

    def _imports(self) -> Data:
        if not odds(self.chance, 15):
            return {}
        code = one_of(self.chance, ("P", "Q"))
        self.levels[code] = [1, 2] if code == "P" else [2]
        self.shapes = [*self.units, {"group": "imported", "tags": ["blue"]}]
        imported: Data = {"specification": "neighbour", "codes": [code], "group": "imported"}
        imported |= {"version": "1"} if odds(self.chance, 50) else {}
        return {"imports": [imported | {"tags": ["blue"]}]}

    def _routes(self) -> Data:
        self.routes: list[str] = []
        routes = []
        for name, value in (("rpl", "full"), ("exempt", "none")):
            if odds(self.chance, 25):
                self.routes.append(name)
                over = {"code": some_of(self.chance, list(self.levels), most=2)}
                written = value == "none" or odds(self.chance, 50)
                routes.append({"route": name, "over": over} | ({"value": value} if written else {}))
        return {"routes": routes} if routes else {}

    def _equivalences(self) -> Data:
        if not odds(self.chance, 20):
            return {}
        cells = [{"code": code, "level": level} for code, levels in self.levels.items() for level in levels]
        held = {"code": "X", "level": 1, "title": "Unit X of old"}
        return {"equivalences": [{"held": held, "counts_as": some_of(self.chance, cells, most=2)}]}

    # Qualifications and clauses.

    def _qualification(self, code: str) -> Data:
        plain: Data = {"code": code, "title": f"Qualification {code}"}
        if not odds(self.chance, 30):
            return {**plain, "level": 1, "rules": self._rules(self.size.least_clauses, self.size.clauses)}
        shared = [*self._rules(0, max(1, self.size.clauses // 2)), self._template()]
        outcomes = [self._outcome(f"{code}-{n}") for n in range(1, self.chance.whole(2, 3) + 1)]
        return {**plain, "rules": shared, "outcomes": outcomes}

    def _template(self) -> Data:
        measure = one_of(self.chance, ({"sum": "value"}, {"count": "units"}))
        return {**self._head(), "says": "At least $least of $codes.", **measure, "over": {"code": "$codes"}} | {
            "at_least": "$least"
        }

    def _outcome(self, code: str) -> Data:
        given = {"least": self.chance.whole(1, 2), "codes": some_of(self.chance, list(self.levels))}
        own = self._rules(0, max(1, self.size.clauses // 3))
        return {"code": code, "title": f"Title {code}", "level": self.chance.whole(1, 3), "with": given} | (
            {"rules": own} if own else {}
        )

    def _rules(self, least: int, most: int) -> list[Data]:
        rules: list[Data] = []
        for _ in range(self.chance.whole(least, most)):
            rules += self._dated() if odds(self.chance, 10) else [self._rule(0)]
        return rules

    def _dated(self) -> list[Data]:
        """A clause that changes at the turn of the year, or is in force on one side of it only."""
        first, second = self._rule(0), self._rule(0)
        old = {**first, "valid": {"to": LAST}}
        new = {**second, "clause": first["clause"], "valid": {"from": FIRST}}
        return one_of(self.chance, ([old], [new], [old, new]))

    def _head(self) -> Data:
        self.names += 1
        return {"clause": f"c{self.names}", "says": f"Clause {self.names} is met."}

    def _rule(self, depth: int) -> Data:
        rule = {**self._head(), **self._body(depth)}
        if odds(self.chance, 10):
            rule["readings"] = [
                {"name": "plain", "chosen": True, "why": "It is what the text says."},
                {"name": "other", "why": "One could read it so.", **self._body(depth)},
            ]
        if "sum" in rule and odds(self.chance, 50):
            rule["shows"] = one_of(self.chance, ("total", "at-level"))
        return rule

    def _body(self, depth: int) -> Data:
        kind = one_of(self.chance, self.kinds if depth < 2 else PLAIN)
        makers: dict[str, Callable[[], Data]] = {
            "sum": lambda: self._amount("sum"),
            "count": lambda: self._amount("count"),
            "require": lambda: {"require": self._require()},
            "barred": lambda: {"barred": {"code": some_of(self.chance, list(self.levels), most=3)}},
            "one-level": lambda: self._one_level(depth),
            "needs": self._needs,
            "any-of": lambda: self._any_of(depth),
            "all-of": lambda: {"all_of": [self._rule(depth + 1) for _ in range(self.chance.whole(1, 3))]},
            "each-level": lambda: {"all_of": [self._at_most(level) for level in self._known_levels()]},
            "slots": self._slots,
            "share": self._share,
        }
        return makers[kind]()

    def _bounds(self, kind: str, over: Data) -> Data:
        """A floor, a ceiling, or both: mostly such that the units aimed at, and not much less or more, meet them."""
        aimed = [value for unit, level, value in self.aim if picks(over, unit, level)]
        have = len(aimed) if kind == "count" else sum(aimed)
        near = odds(self.chance, 80) and have > 0
        low = max(1, have - self.chance.whole(0, 2)) if near else self.chance.whole(1, 3 if kind == "count" else 14)
        high = (have if near else low) + self.chance.whole(0, 2)
        return one_of(
            self.chance, ({"at_least": low}, {"at_least": low}, {"at_most": high}, {"at_least": low, "at_most": high})
        )

    def _measure(self, kind: str) -> Data:
        return {"sum": "value"} if kind == "sum" else {"count": "units"}

    def _bounded(self, kind: str) -> Data:
        over = self.filter() if odds(self.chance, 70) else {}
        return self._measure(kind) | ({"over": over} if over else {}) | self._bounds(kind, over)

    def _amount(self, kind: str) -> Data:
        amount = self._bounded(kind)
        if odds(self.chance, 12):
            amount["held"] = True
        if odds(self.chance, 12):
            kinds = [one_of(self.chance, ("sum", "count")) for _ in range(self.chance.whole(1, 2))]
            amount["including"] = [self._bounded(k) for k in kinds]
        return amount

    def _at_most(self, level: int) -> Data:
        have = sum(aimed == level for _, aimed, _ in self.aim)
        return {**self._head(), "count": "units", "over": {"level": level}, "at_most": have + self.chance.whole(0, 1)}

    def _known_levels(self) -> list[int]:
        return sorted({level for levels in self.levels.values() for level in levels})

    def _share(self) -> Data:
        kind = one_of(self.chance, ("sum", "count"))
        share = {"percent": self.chance.whole(1, 100), "of": self.filter() if odds(self.chance, 50) else {}}
        over = self.filter()
        plain = self._bounds(kind, over) if odds(self.chance, 30) else {}
        return self._measure(kind) | {"over": over, "share": share} | plain

    def _require(self) -> Data:
        code = one_of(self.chance, list(self.levels))
        level = one_of(self.chance, self.levels[code])
        if self.aim and odds(self.chance, 70):
            unit, level, _ = one_of(self.chance, self.aim)
            code = unit["code"]
        return one_of(
            self.chance, ({"code": code}, {"code": code, "level": level}, {"code": code, "level": {"at_least": level}})
        )

    def _one_level(self, depth: int) -> Data:
        highest = depth == 0 and odds(self.chance, 30)
        choices: tuple[Data, ...] = ({"choose": "highest"},) if highest else ({}, {"choose": "best"})
        return {"one_level_per_area": one_of(self.chance, choices)}

    def _needs(self) -> Data:
        word = one_of(self.chance, ("held", "counted"))
        return {"needs": {"unit": self.filter(), word: self.filter()}}

    def _any_of(self, depth: int) -> Data:
        blocks = [
            {"name": f"b{n}", "title": f"Block {n}", "rules": [self._rule(depth + 1) for _ in range(self._few())]}
            for n in range(self.chance.whole(2, 3))
        ]
        at_least = self.chance.whole(1, len(blocks))
        return {"any_of": {"blocks": blocks} | ({"at_least": at_least} if at_least > 1 else {})}

    def _few(self) -> int:
        return 1 if odds(self.chance, 60) else 2

    def _slots(self) -> Data:
        places = []
        for n in range(self.chance.whole(1, 3)):
            kind = one_of(self.chance, ("sum", "count"))
            over = self.filter()
            amounts = [self._measure(kind) | self._bounds(kind, over)]
            amounts += [self._bounded("count")] if odds(self.chance, 30) else []
            places.append({"name": f"place{n}", "over": over, "amounts": amounts})
        return {"slots": places}

    def filter(self, depth: int = 0) -> Data:
        """A filter with one condition, sometimes with two or three."""
        over = one_of(self.chance, self._conditions(depth))()
        while odds(self.chance, 20):
            over |= one_of(self.chance, self._conditions(depth))()
        return over

    def _conditions(self, depth: int) -> list[Callable[[], Data]]:
        groups = sorted({unit["group"] for unit in self.shapes})
        tags = sorted({tag for unit in self.shapes for tag in unit.get("tags", ())})
        levels = self._known_levels()
        makers = [
            lambda: {"group": self._word_or_words(groups)},
            lambda: {"code": self._word_or_words(list(self.levels))},
            lambda: {"level": self._word_or_words(levels)},
            lambda: {"level": self._range(levels)},
        ]
        makers += [lambda: {"tag": self._word_or_words(tags)}] if tags else []
        makers += [lambda: {"route": self._word_or_words(["assessed", *self.routes, "equivalent"])}]
        return makers + ([lambda: {"not": self.filter(depth + 1)}] if depth < 2 else [])

    def _word_or_words(self, known: list[Any]) -> Any:
        return some_of(self.chance, known, most=3) if odds(self.chance, 40) else one_of(self.chance, known)

    def _range(self, levels: list[int]) -> Data:
        low, high = one_of(self.chance, levels), one_of(self.chance, levels)
        both = {"at_least": min(low, high), "at_most": max(low, high)}
        return one_of(self.chance, ({"at_least": low}, {"at_most": high}, both))
