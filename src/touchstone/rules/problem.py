"""The normal form: a qualification on a given day, under given readings, as columns and linear clauses over them.

A *column* is one way in which a unit at a level can count: the cell, and the route by which it is held. A selection is
a set of columns. Everything the language can say becomes nodes over columns: :class:`Linear`, :class:`All`,
:class:`Any`, :class:`Implies` and :class:`Allocation`. The evaluator, the dynamic programme and the solver all read
this form.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from touchstone.rules.specification import Cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from touchstone.rules.specification import Citation, Measure, Qualification, Specification, Unit


class Holding(NamedTuple):
    """A unit at a level that a candidate holds, and how: assessed, or by another route of the specification."""

    cell: Cell
    route: str = "assessed"

    def __str__(self) -> str:
        return str(self.cell) if self.route == "assessed" else f"{self.cell}:{self.route}"


@dataclass(frozen=True, slots=True)
class Column:
    """One way in which a unit can count: its cell, route and worth. ``index`` is its place in the problem."""

    index: int
    cell: Cell
    route: str
    value: int
    unit: Unit
    holding: Holding

    def __str__(self) -> str:
        return str(self.holding)


@dataclass(frozen=True, slots=True)
class Ratio:
    """So many hundredths of what ``whole`` weighs must be weighed by ``part``."""

    percent: int
    part: Mapping[int, int]
    whole: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Linear:
    """``at_least <= sum of weights over the counted (or held) columns <= at_most``; weights may be negative.

    A ``ratio`` is what the weights come from where they are hundredths that nobody would want to read.
    """

    measure: Measure
    weights: Mapping[int, int]
    at_least: int | None
    at_most: int | None
    held: bool = False
    ratio: Ratio | None = None


@dataclass(frozen=True, slots=True)
class All:
    """Every node holds."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """At least so many of the named nodes hold."""

    at_least: int
    nodes: tuple[Node, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Implies:
    """If any column of ``unit`` counts, some column of ``other`` counts (or is held)."""

    unit: frozenset[int]
    other: frozenset[int]
    held: bool


@dataclass(frozen=True, slots=True, eq=False)
class Slot:
    """One place of an allocation: which columns may stand there and what the place needs or takes.

    A slot is itself only: places of two clauses may have one name.
    """

    name: str
    columns: frozenset[int]
    amounts: tuple[Linear, ...]


@dataclass(frozen=True, slots=True)
class Allocation:
    """Each counted column stands in one slot at most, and every slot's amounts hold."""

    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Exclusive:
    """At most one column of each set counts; the sets do not meet. ``set_of`` gives each column's set.

    With ``levels`` (column to level) only the highest level held of each set may count.
    """

    sets: tuple[frozenset[int], ...]
    set_of: Mapping[int, int]
    levels: Mapping[int, int] | None = None

    def outranked(self, held: Iterable[int]) -> frozenset[int]:
        """The columns of these sets that a higher level held keeps from counting."""
        if self.levels is None:
            return frozenset()
        top: dict[int, int] = {}
        for column in held:
            if column in self.set_of:
                place = self.set_of[column]
                top[place] = max(top.get(place, 0), self.levels[column])
        return frozenset(i for i, place in self.set_of.items() if self.levels[i] < top.get(place, 0))


Node = Linear | All | Any | Implies | Allocation | Exclusive


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause as it is applied: its name and words, its node, its citation, and the reading in force."""

    name: str
    says: str
    node: Node
    cite: Citation
    reading: str
    shows: str


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """One outcome of a qualification on one day: the columns, what always excludes what, and the clauses.

    ``sources`` maps each holding that can be read to the columns it can count as; ``exclusive`` are sets of columns of
    which one at most can count whatever the clauses say (one cell by two routes; one holding as two units).
    """

    specification: Specification
    qualification: Qualification
    outcome_code: str
    title: str
    level: int | None
    on: date
    columns: tuple[Column, ...]
    sources: Mapping[Holding, tuple[int, ...]]
    exclusive: tuple[frozenset[int], ...]
    clauses: tuple[Clause, ...]

    @property
    def readings(self) -> dict[str, str]:
        """The reading in force of each clause that has more than one."""
        return {clause.name: clause.reading for clause in self.clauses if clause.reading}

    def without(self, dropped: frozenset[str]) -> tuple[Clause, ...]:
        """The clauses left when those of these names are dropped."""
        return tuple(clause for clause in self.clauses if clause.name not in dropped)


def walk(node: Node) -> Iterator[Node]:
    """The node and every node inside it."""
    yield node
    if isinstance(node, All | Any):
        for inner in node.nodes:
            yield from walk(inner)


def outranked(clauses: Sequence[Clause], held: Iterable[int]) -> frozenset[int]:
    """The columns that cannot count because a higher level of their area is held, where a clause says so."""
    found: frozenset[int] = frozenset()
    for clause in clauses:
        for node in walk(clause.node):
            if isinstance(node, Exclusive) and node.levels is not None:
                found |= node.outranked(held)
    return found


def linears(node: Node) -> Iterator[Linear]:
    """Every linear amount of a node, those of its slots included."""
    for inner in walk(node):
        if isinstance(inner, Linear):
            yield inner
        elif isinstance(inner, Allocation):
            for slot in inner.slots:
                yield from slot.amounts
