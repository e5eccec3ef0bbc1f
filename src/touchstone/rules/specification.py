"""A specification as data: units at levels with values, and the clauses that combine them into qualifications.

Everything here is frozen and says what the awarding body published. Nothing is decided here. Each number and each
clause carries a :class:`Citation` (where it stands in the source) and a :class:`Validity` (from when to when it is in
force).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

ASSESSED = "assessed"
"""The route of a unit that an assessor judged: every unit can be held this way."""

EQUIVALENT = "equivalent"
"""The route of a unit that is credited because an equivalent one is held."""


@dataclass(frozen=True, slots=True)
class Document:
    """A published document that numbers and clauses are cited from."""

    key: str
    title: str
    reference: str | None = None
    publisher: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A locator: document, heading, place under it, and the few words that the clause rests on."""

    document: str
    heading: str
    place: str = ""
    words: str = ""

    def __str__(self) -> str:
        parts = [self.document, self.heading, self.place]
        located = ", ".join(part for part in parts if part)
        return f"{located}: “{self.words}”" if self.words else located


@dataclass(frozen=True, slots=True)
class Validity:
    """The days on which something is in force; ``None`` leaves that end open. Both ends are included."""

    start: date | None = None
    end: date | None = None

    def covers(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)

    def overlaps(self, other: Validity) -> bool:
        """Is there a day on which both are in force?"""
        starts_in_time = self.start is None or other.end is None or self.start <= other.end
        return starts_in_time and (other.start is None or self.end is None or other.start <= self.end)

    def __str__(self) -> str:
        return f"from {self.start or 'the beginning'} to {self.end or 'further notice'}"


class Cell(NamedTuple):
    """One unit at one level: the smallest thing that a candidate achieves and that a certificate names."""

    code: str
    level: int

    def __str__(self) -> str:
        return f"{self.code}@{self.level}"


@dataclass(frozen=True, slots=True)
class Unit:
    """An area of competence (an OCR unit) with its value at each level at which it exists."""

    code: str
    title: str
    group: str
    values: Mapping[int, int]
    cite: Citation
    tags: frozenset[str] = frozenset()
    valid: Validity = Validity()
    imported_from: str = ""
    open_points: tuple[str, ...] = ()

    @property
    def cells(self) -> tuple[Cell, ...]:
        return tuple(Cell(self.code, level) for level in sorted(self.values))


@dataclass(frozen=True, slots=True)
class Filter:
    """Which cells a clause looks at: every stated condition holds, and within one condition any member will do."""

    codes: frozenset[str] | None = None
    groups: frozenset[str] | None = None
    levels: frozenset[int] | None = None
    level_at_least: int | None = None
    level_at_most: int | None = None
    tags: frozenset[str] | None = None
    routes: frozenset[str] | None = None
    excluded: Filter | None = None

    def matches(self, unit: Unit, level: int, route: str) -> bool:
        """Is this unit at this level, held by this route, one that the clause looks at?"""
        return (
            (self.codes is None or unit.code in self.codes)
            and (self.groups is None or unit.group in self.groups)
            and (self.levels is None or level in self.levels)
            and (self.level_at_least is None or level >= self.level_at_least)
            and (self.level_at_most is None or level <= self.level_at_most)
            and (self.tags is None or bool(self.tags & unit.tags))
            and (self.routes is None or route in self.routes)
            and (self.excluded is None or not self.excluded.matches(unit, level, route))
        )


EVERYTHING = Filter()


class Measure(StrEnum):
    """What a clause adds up."""

    VALUE = "value"
    UNITS = "units"


class Choose(StrEnum):
    """Which level of an area may count when several are held."""

    BEST = "best"
    HIGHEST = "highest"


@dataclass(frozen=True, slots=True)
class Share:
    """A percentage of what is counted under another filter (a ratio, not a constant)."""

    percent: int
    of: Filter


@dataclass(frozen=True, slots=True)
class Amount:
    """At least or at most so much value, or so many units, of the cells that a filter picks.

    ``held`` counts what is held, whether or not it counts towards the award. ``including`` are amounts that must be met
    inside this one ("four from group B, of which one from B1").
    """

    measure: Measure
    over: Filter = EVERYTHING
    at_least: int | None = None
    at_most: int | None = None
    share: Share | None = None
    held: bool = False
    including: tuple[Amount, ...] = ()


@dataclass(frozen=True, slots=True)
class OneLevel:
    """Each area counts at one level only: the level that serves the candidate best, or always the highest held."""

    choose: Choose = Choose.BEST


@dataclass(frozen=True, slots=True)
class Needs:
    """A unit counts only if another is held (a prerequisite) or counted as well (a co-requisite)."""

    unit: Filter
    other: Filter
    held: bool


@dataclass(frozen=True, slots=True)
class Block:
    """A named set of rules, as one alternative or pathway among several."""

    name: str
    title: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least so many of the blocks are met."""

    at_least: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """One slot of an allocation: the units put there, and how much it needs or takes."""

    name: str
    over: Filter
    amounts: tuple[Amount, ...]


@dataclass(frozen=True, slots=True)
class Slots:
    """Exclusive slots: each counted unit stands in one place at most."""

    places: tuple[Place, ...]


Body = Amount | OneLevel | Needs | AnyOf | Slots | Block


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read an ambiguous clause. Exactly one of a clause's readings is chosen."""

    name: str
    body: Body
    why: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """One clause of a qualification, as published, with its readings where the text is open."""

    name: str
    says: str
    body: Body
    cite: Citation
    valid: Validity = Validity()
    readings: tuple[Reading, ...] = ()
    shows: str = ""

    def read(self, reading: str | None) -> tuple[Body, str]:
        """The body under a named reading, or under the chosen one; ``("body", "")`` when there are no readings."""
        if not self.readings:
            return self.body, ""
        found = next((r for r in self.readings if (r.name == reading if reading else r.chosen)), None)
        if found is None:
            known = ", ".join(r.name for r in self.readings)
            raise KeyError(f"Clause {self.name} has no reading called {reading}. It has: {known}.")
        return found.body, found.name


@dataclass(frozen=True, slots=True)
class Outcome:
    """A title that a rule set can award, with the rules that it adds. Earlier outcomes are preferred."""

    code: str
    title: str
    level: int | None
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Qualification:
    """A qualification with its possible outcomes; most have one."""

    code: str
    title: str
    level: int | None
    outcomes: tuple[Outcome, ...]
    cite: Citation
    valid: Validity = Validity()

    def rules(self) -> Iterator[Rule]:
        """Every rule of every outcome, nested ones after their parent."""
        for outcome in self.outcomes:
            yield from walk_rules(outcome.rules)


@dataclass(frozen=True, slots=True)
class Route:
    """Another way than assessment to hold units: recognition of prior learning, exemption, transfer."""

    name: str
    over: Filter
    earns_value: bool
    cite: Citation


@dataclass(frozen=True, slots=True)
class Equivalence:
    """Holding ``held`` counts as any one of ``counts_as``."""

    held: Cell
    title: str
    counts_as: tuple[Cell, ...]
    cite: Citation


@dataclass(frozen=True, slots=True)
class Specification:
    """A catalogue of units with the qualifications that are made from them, at one published version."""

    name: str
    version: str
    title: str
    awarding_body: str
    value_name: str
    value_short: str
    documents: tuple[Document, ...]
    units: tuple[Unit, ...]
    qualifications: tuple[Qualification, ...]
    routes: tuple[Route, ...] = ()
    equivalences: tuple[Equivalence, ...] = ()
    valid: Validity = Validity()
    open_points: tuple[str, ...] = ()
    units_by_code: Mapping[str, Unit] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "units_by_code", {unit.code: unit for unit in self.units})

    def __hash__(self) -> int:
        return hash((self.name, self.version))

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

    @property
    def cells(self) -> tuple[Cell, ...]:
        return tuple(cell for unit in self.units for cell in unit.cells)

    def find_qualification(self, code: str) -> Qualification | None:
        return next((q for q in self.qualifications if q.code == code), None)

    def get_qualification(self, code: str) -> Qualification:
        """The qualification with this code; raises ``KeyError`` with the known codes when there is none."""
        found = self.find_qualification(code)
        if found is None:
            known = ", ".join(q.code for q in self.qualifications)
            raise KeyError(f"{self} has no qualification {code}. It has: {known}.")
        return found


def walk_rules(rules: tuple[Rule, ...]) -> Iterator[Rule]:
    """The rules and, after each, the rules nested in its blocks under any reading."""
    for rule in rules:
        yield rule
        for body in (rule.body, *(reading.body for reading in rule.readings)):
            yield from _nested(body)


def _nested(body: Body) -> Iterator[Rule]:
    if isinstance(body, AnyOf):
        for block in body.blocks:
            yield from walk_rules(block.rules)
    elif isinstance(body, Block):
        yield from walk_rules(body.rules)
