"""A branch as a circuit that accepts, refuses or leaves undecided, soundly; few candidates are left undecided.

For each floor there is one greedy choice that gives that floor the most it can have: in each area the level that gives
it most, and under a ceiling the units that give it most. A floor that its own choice does not reach is out of reach:
the candidate is refused. A choice that reaches every floor proves the award: the candidate is accepted. Whoever is
neither goes to the exact kernel over rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from touchstone.rules.bulk.circuits import BLOCK, LINE, Circuit, Program, run, transpose
from touchstone.rules.problem import Exclusive, walk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from touchstone.rules.check import Judge
    from touchstone.rules.problem import Linear
    from touchstone.rules.separable import Branch, Dimension


def program_of(judge: Judge) -> Program | None:
    """The program of an outcome, with two outputs: accepted, and possible (accepted or undecided).

    ``None`` when the shape is not one for circuits: not separable, or ceilings other than “so many units” of whole
    areas that do not overlap.
    """
    if judge.programmes is None or not all(_fits(programme.branch) for programme in judge.programmes):
        return None
    circuit = Circuit()
    held = _usable(circuit, judge)
    made = [_BranchCircuit(circuit, programme.branch, held).outputs() for programme in judge.programmes]
    return circuit.program([circuit.any_of(a for a, _ in made), circuit.any_of(p for _, p in made)])


def _fits(branch: Branch) -> bool:
    """Are the ceilings of the kind under which the greedy choice gives a floor the most it can have?

    They count units, do not overlap, and take each area wholly or not at all: then the sets that fit under them are
    those of a matroid.
    """
    ceilings = branch.ceilings
    used = [column for ceiling in ceilings for column in ceiling.weights]
    plain = all(weight == 1 for ceiling in ceilings for weight in ceiling.weights.values())
    whole = all(len({i in ceiling.weights for i in group}) == 1 for ceiling in ceilings for group in branch.groups)
    apart = len(used) == len(set(used)) and not any(ceiling.local for ceiling in ceilings)
    return plain and whole and apart and not branch.has_share


def _usable(circuit: Circuit, judge: Judge) -> list[int]:
    """A node to each column: is it held, and not outranked by a higher level that is held?"""
    columns = judge.problem.columns
    held = [circuit.load(column.index) for column in columns]
    ranked = [
        node for clause in judge.clauses for node in walk(clause.node) if isinstance(node, Exclusive) and node.levels
    ]
    usable = list(held)
    for node in ranked:
        assert node.levels is not None
        for column, place in node.set_of.items():
            above = (held[other] for other in node.sets[place] if node.levels[other] > node.levels[column])
            usable[column] = circuit.but_not(usable[column], circuit.any_of(above))
    return usable


class _BranchCircuit:
    def __init__(self, circuit: Circuit, branch: Branch, usable: Sequence[int]) -> None:
        self.circuit, self.branch, self.usable = circuit, branch, usable
        self.local = [floor for floor in branch.floors if floor.local]
        self.open = [floor for floor in branch.floors if not floor.local]

    def outputs(self) -> tuple[int, int]:
        """(accepted, possible)."""
        circuit = self.circuit
        needed = [self._held(node) for node in self.branch.held]
        wanted = [self._meets_local(floor, self.usable) for floor in self.local]
        possible, accepted = circuit.all_of([*needed, *wanted]), 0
        firsts: list[Dimension | None] = [*self.open] or [None]
        for first in firsts:
            counted = self._greedy(first)
            reached = [self._reaches(floor, counted) for floor in self.open]
            counts = [self._meets_local(floor, counted) for floor in self.local if self._is_contested(floor)]
            if first is not None:
                possible = circuit.both(possible, reached[self.open.index(first)])
            accepted = circuit.either(accepted, circuit.all_of([*reached, *counts]))
        return circuit.both(accepted, possible), possible

    def _held(self, node: Linear) -> int:
        circuit = self.circuit
        digits = circuit.total([(circuit.load(i), weight) for i, weight in node.weights.items()])
        least = circuit.reaches(digits, node.at_least or 0)
        if node.at_most is None:
            return least
        return circuit.but_not(least, circuit.reaches(digits, node.at_most + 1))

    def _meets_local(self, floor: Dimension, counted: Sequence[int] | dict[int, int]) -> int:
        return self.circuit.any_of([counted[i] for i, weight in floor.weights.items() if weight >= floor.bound])

    def _is_contested(self, floor: Dimension) -> bool:
        """Can a column that meets this floor fail to count: for a full ceiling, or another floor of its area?"""
        capped = any(column in ceiling.weights for ceiling in self.branch.ceilings for column in floor.weights)
        return capped or sum(any(self._touches(other, i) for i in floor.weights) for other in self.local) > 1

    def _greedy(self, first: Dimension | None) -> dict[int, int]:
        """The choice that gives one floor the most: each area's best column, local floors before all."""
        order = sorted(self.branch.group_of, key=lambda column: self._rank(column, first))
        taken = [0] * len(self.branch.groups)
        full = {id(ceiling): [0] * ceiling.bound for ceiling in self.branch.ceilings}
        return {column: self._take(column, taken, full) for column in order}

    def _rank(self, column: int, first: Dimension | None) -> tuple[bool, int, int, int]:
        local = all(floor.weights.get(column, 0) >= floor.bound for floor in self.local if self._touches(floor, column))
        rest = sum(floor.weights.get(column, 0) for floor in self.open)
        return (not local, -first.weights.get(column, 0) if first is not None else 0, -rest, column)

    def _touches(self, floor: Dimension, column: int) -> bool:
        return self.branch.group_of[column] in {self.branch.group_of[i] for i in floor.weights}

    def _take(self, column: int, taken: list[int], full: dict[int, list[int]]) -> int:
        """Count the column if it is held, its area open and its ceiling not full; close the one, fill the other."""
        circuit, area = self.circuit, self.branch.group_of[column]
        counted = circuit.but_not(self.usable[column], taken[area])
        ceiling = next((c for c in self.branch.ceilings if column in c.weights), None)
        if ceiling is not None:
            room = full[id(ceiling)]
            counted = circuit.but_not(counted, room[-1]) if room else 0
            for place in range(len(room) - 1, 0, -1):
                room[place] = circuit.either(room[place], circuit.both(room[place - 1], counted))
            if room:
                room[0] = circuit.either(room[0], counted)
        taken[area] = circuit.either(taken[area], counted)
        return counted

    def _reaches(self, floor: Dimension, counted: dict[int, int]) -> int:
        circuit = self.circuit
        divisor = int(np.gcd.reduce([weight for weight in floor.weights.values() if weight] or [1]))
        areas: dict[int, dict[int, list[int]]] = {}
        for column, weight in floor.weights.items():
            areas.setdefault(self.branch.group_of[column], {}).setdefault(weight // divisor, []).append(counted[column])
        # One level of an area counts at most, so equal digits of its levels can be joined before they are added up.
        terms = []
        for weights in areas.values():
            for place in range(max(weights).bit_length()):
                nodes = [node for weight, some in weights.items() if weight >> place & 1 for node in some]
                terms.append((circuit.any_of(nodes), 1 << place))
        return circuit.reaches(circuit.total(terms), -(-floor.bound // divisor))


def planes_of(bits: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Rows of bits (candidates, width) as planes (64 × width, words), the words filled up to whole blocks."""
    words = -(-len(bits) // 64)
    planes = np.zeros((64 * bits.shape[1], -(-words // BLOCK) * BLOCK), dtype=np.uint64)
    transpose(bits, planes, np.empty((LINE, 64), dtype=np.uint64))
    return planes


def decide(program: Program, planes: NDArray[np.uint64], rows: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """(accepted, undecided) for each candidate."""
    out = np.empty((program.outputs, planes.shape[1]), dtype=np.uint64)
    run(program.instructions, planes, np.empty((program.registers, BLOCK), dtype=np.uint64), out)
    accepted, possible = out
    return _spread(accepted, rows), _spread(possible & ~accepted, rows)


def _spread(plane: NDArray[np.uint64], rows: int) -> NDArray[np.bool_]:
    """One value to each candidate, from one bit to each."""
    return np.unpackbits(plane.view(np.uint8), bitorder="little")[:rows].view(np.bool_)
