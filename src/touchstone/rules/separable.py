"""The separable shape: one choice to each area, sums with bounds, nothing else. The dynamic programme needs it.

Clauses that are alternatives, prerequisites or co-requisites are written out into branches, each a plain list of sums.
A problem with too many branches or with exclusive slots is not separable. A share of what is counted is a sum with
negative weights; the dynamic programme takes it, the tables and circuits made from branches do not.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, product
from math import gcd
from typing import TYPE_CHECKING

from touchstone.rules.problem import All, Any, Clause, Exclusive, Implies, Linear, Node
from touchstone.rules.specification import Measure

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from touchstone.rules.problem import Problem

MOST_BRANCHES = 64
MOST_STATES = 200_000
MOST_SUM = 2**23 - 1
"""The largest sum that fits into a field of a state of the dynamic programme."""

Atom = tuple[Clause, Linear | Exclusive]


@dataclass(frozen=True, slots=True, eq=False)
class Dimension:
    """One bound of one sum: ``bound`` is a floor or a ceiling; ``weights`` by column.

    Weights are negative only in a share. ``offset`` is added to its sum, so that it never falls below 0; ``bound``
    contains it already.
    """

    clause: str
    bound: int
    weights: dict[int, int]
    measure: Measure
    local: bool
    offset: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Branch:
    """One conjunction of sums over groups; of each group one column at most is chosen.

    ``floors[0]``, when there is one, is the sum that the qualification shows as its total, or the widest. ``held`` are
    sums over what is held, which no choice can change; ``held_by`` names the clause of each.
    """

    groups: tuple[tuple[int, ...], ...]
    group_of: dict[int, int]
    floors: tuple[Dimension, ...]
    ceilings: tuple[Dimension, ...]
    held: tuple[Linear, ...]
    held_by: tuple[str, ...]

    @property
    def has_share(self) -> bool:
        """Is one of the floors a share of what is counted?"""
        return any(floor.offset for floor in self.floors)


def find_branches(problem: Problem, clauses: Sequence[Clause]) -> tuple[Branch, ...] | None:
    """The branches of the problem under these clauses, or ``None`` when it is not separable."""
    conjunctions: list[list[Atom]] = [[]]
    for clause in clauses:
        ways = _write_out(clause, clause.node)
        if ways is None or len(ways) * len(conjunctions) > MOST_BRANCHES:
            return None
        conjunctions = [have + way for have, way in product(conjunctions, ways)]
    branches = [_branch(problem, atoms) for atoms in conjunctions]
    return None if any(branch is None for branch in branches) else tuple(b for b in branches if b is not None)


def _write_out(clause: Clause, node: Node) -> list[list[Atom]] | None:
    """The ways to meet a node, each a list of sums that must all hold; ``None`` when it cannot be written so."""
    if isinstance(node, Exclusive):
        return [[(clause, node)]]
    if isinstance(node, Linear):
        plain = node.ratio is not None or min(node.weights.values(), default=0) >= 0
        return [[(clause, node)]] if plain else None
    if isinstance(node, Implies):
        return _write_out(clause, _alternatives_of(node))
    if isinstance(node, All):
        return _conjunction([_write_out(clause, inner) for inner in node.nodes])
    return _alternatives(clause, node) if isinstance(node, Any) else None


def _alternatives_of(node: Implies) -> Any:
    absent = Linear(Measure.UNITS, dict.fromkeys(node.unit, 1), None, 0)
    present = Linear(Measure.UNITS, dict.fromkeys(node.other, 1), 1, None, node.held)
    return Any(1, (absent, present), ("absent", "present"))


def _alternatives(clause: Clause, node: Any) -> list[list[Atom]] | None:
    ways: list[list[Atom]] = []
    for chosen in combinations(node.nodes, node.at_least):
        together = _conjunction([_write_out(clause, inner) for inner in chosen])
        if together is None or len(ways) + len(together) > MOST_BRANCHES:
            return None
        ways += together
    return ways


def _conjunction(parts: Iterable[list[list[Atom]] | None]) -> list[list[Atom]] | None:
    ways: list[list[Atom]] = [[]]
    for part in parts:
        if part is None or len(ways) * len(part) > MOST_BRANCHES:
            return None
        ways = [have + way for have, way in product(ways, part)]
    return ways


def _branch(problem: Problem, atoms: list[Atom]) -> Branch | None:
    groups = _groups(problem, [node for _, node in atoms if isinstance(node, Exclusive)])
    if groups is None:
        return None
    group_of = {column: place for place, group in enumerate(groups) for column in group}
    sums = [(clause, node) for clause, node in atoms if isinstance(node, Linear)]
    counted = [(clause, node) for clause, node in sums if not node.held]
    floors = [_dimension(c, n, n.at_least, group_of) for c, n in counted if n.at_least and n.ratio is None]
    floors += [_share(clause, node, groups) for clause, node in counted if node.ratio is not None]
    floors = [floor for floor in floors if floor.bound]
    ceilings = [_dimension(c, n, n.at_most, group_of) for c, n in counted if n.at_most is not None]
    ceilings = [c for c in ceilings if _reaches(c, groups)]
    shown = {clause.name for clause, _ in counted if clause.shows == "total"}
    floors.sort(
        key=lambda f: (f.offset > 0, f.clause not in shown, f.local, f.measure is not Measure.VALUE, -len(f.weights))
    )
    held = [(clause.name, node) for clause, node in sums if node.held]
    held_by, held_sums = tuple(name for name, _ in held), tuple(node for _, node in held)
    branch = Branch(groups, group_of, tuple(floors), tuple(ceilings), held_sums, held_by)
    fits = all(_largest(dimension, groups) <= MOST_SUM for dimension in (*floors, *ceilings))
    return branch if fits and _states(branch) <= MOST_STATES else None


def _dimension(clause: Clause, node: Linear, bound: int | None, group_of: dict[int, int]) -> Dimension:
    assert bound is not None
    weights = dict(node.weights)
    return Dimension(clause.name, bound, weights, node.measure, len({group_of[i] for i in weights}) <= 1)


def _share(clause: Clause, node: Linear, groups: Sequence[tuple[int, ...]]) -> Dimension:
    """A share: hundredths of the part less hundredths of the whole, raised so that no choice falls below 0."""
    offset = sum(max(0, *(-node.weights.get(i, 0) for i in group)) for group in groups)
    return Dimension(clause.name, offset, dict(node.weights), node.measure, local=False, offset=offset)


def _reaches(ceiling: Dimension, groups: Sequence[tuple[int, ...]]) -> bool:
    """Can this ceiling ever be exceeded? One that cannot is no dimension."""
    return _largest(ceiling, groups) > ceiling.bound


def _largest(dimension: Dimension, groups: Sequence[tuple[int, ...]]) -> int:
    """The largest sum that there can be."""
    return dimension.offset + sum(max(0, *(dimension.weights.get(i, 0) for i in group)) for group in groups)


def _states(branch: Branch) -> int:
    states = 1
    for floor in branch.floors[1:]:
        divisor = gcd(*floor.weights.values()) if floor.offset else 1
        states *= 1 if floor.local else floor.bound // divisor + 1
    for ceiling in branch.ceilings:
        states *= 1 if ceiling.local else ceiling.bound + 1
    return states


def _groups(problem: Problem, nodes: list[Exclusive]) -> tuple[tuple[int, ...], ...] | None:
    """The columns in groups of which one may count; ``None`` when the exclusions do not fall into such groups."""
    sets = [*problem.exclusive, *(s for node in nodes for s in node.sets)]
    leader = {column.index: frozenset({column.index}) for column in problem.columns}
    for together in sorted(sets, key=len):
        joined = together.union(*(leader[i] for i in together))
        if joined != together:
            return None
        for i in together:
            leader[i] = together
    return tuple(dict.fromkeys(tuple(sorted(group)) for group in leader.values()))
