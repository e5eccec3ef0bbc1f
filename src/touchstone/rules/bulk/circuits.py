"""Boolean circuits over planes of bits, and the small machine that runs them on thousands of candidates at a time.

A plane holds one bit to each candidate, 64 to a word. A circuit is built gate by gate (equal gates are made once,
constants fold away), then written as a list of instructions whose registers are used again as soon as they are free.
The machine runs each instruction over a block of words, so that the cost of reading it is shared by some thousand
candidates.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from touchstone.rules.bulk.compiled import inlined, kernel

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LOAD, AND, OR, XOR, ANDNOT, XOR3, MAJORITY, NOT, ONES, ZEROS = range(10)
BLOCK = 256
"""Words to a block: 16,384 candidates, 2 KiB to a register. Smaller blocks pay more for reading the program (bench)."""

LINE = 8
"""Words to a cache line of 64 bytes."""

Gate = tuple[int, int, int, int]
"""(operation, first, second and third operand); for LOAD the first operand is the column."""


@dataclass(slots=True)
class Circuit:
    """Gates in the order in which they were made; a node is the place of its gate. Nodes 0 and 1 are false and true."""

    gates: list[Gate] = field(default_factory=lambda: [(ZEROS, 0, 0, 0), (ONES, 0, 0, 0)])
    known: dict[Gate, int] = field(default_factory=dict)

    def _gate(self, operation: int, *operands: int) -> int:
        gate: Gate = (operation, *operands, *(0,) * (3 - len(operands)))  # type: ignore[assignment]  # filled up to four
        node = self.known.get(gate)
        if node is None:
            node = self.known[gate] = len(self.gates)
            self.gates.append(gate)
        return node

    def load(self, column: int) -> int:
        """The plane of a column: is it held?"""
        return self._gate(LOAD, column)

    def both(self, a: int, b: int) -> int:
        if a == b or b == 1:
            return a
        if a == 1:
            return b
        return 0 if 0 in (a, b) else self._gate(AND, min(a, b), max(a, b))

    def either(self, a: int, b: int) -> int:
        if a == b or b == 0:
            return a
        if a == 0:
            return b
        return 1 if 1 in (a, b) else self._gate(OR, min(a, b), max(a, b))

    def odd(self, a: int, b: int) -> int:
        if 0 in (a, b):
            return a + b
        return 0 if a == b else self._gate(XOR, min(a, b), max(a, b))

    def but_not(self, a: int, b: int) -> int:
        """``a`` and not ``b``."""
        if a == 0 or b == 1 or a == b:
            return 0
        if b == 0:
            return a
        return self.opposite(b) if a == 1 else self._gate(ANDNOT, a, b)

    def opposite(self, a: int) -> int:
        return 1 - a if a < 2 else self._gate(NOT, a)

    def any_of(self, nodes: Iterable[int]) -> int:
        found = 0
        for node in nodes:
            found = self.either(found, node)
        return found

    def all_of(self, nodes: Iterable[int]) -> int:
        found = 1
        for node in nodes:
            found = self.both(found, node)
        return found

    def total(self, terms: Iterable[tuple[int, int]]) -> list[int]:
        """The sum of whole-number weights over the nodes that are true, as binary digits, the lowest first."""
        digits: list[list[int]] = []
        for node, weight in terms:
            for place in range(weight.bit_length()):
                while len(digits) <= place:
                    digits.append([])
                if weight >> place & 1 and node:
                    digits[place].append(node)
        return self._add_up(digits)

    def _add_up(self, digits: list[list[int]]) -> list[int]:
        """Full and half adders until one node is left in each place."""
        place = 0
        while place < len(digits):
            waiting = digits[place]
            while len(waiting) > 1:
                three = len(waiting) > 2
                a, b = waiting.pop(0), waiting.pop(0)
                c = waiting.pop(0) if three else 0
                if len(digits) == place + 1:
                    digits.append([])
                waiting.append(self._gate(XOR3, *sorted((a, b, c))) if three else self.odd(a, b))
                carry = self._gate(MAJORITY, *sorted((a, b, c))) if three else self.both(a, b)
                if carry:
                    digits[place + 1].append(carry)
            place += 1
        return [waiting[0] if waiting else 0 for waiting in digits]

    def reaches(self, digits: Sequence[int], bound: int) -> int:
        """Is the number made of these digits at least ``bound``?"""
        if bound <= 0:
            return 1
        if bound.bit_length() > len(digits):
            return 0
        reached = 1
        for place, digit in enumerate(digits):
            reached = self.both(digit, reached) if bound >> place & 1 else self.either(digit, reached)
        return reached

    def program(self, outputs: Sequence[int]) -> Program:
        """The instructions that compute these nodes, with registers reused after their last reading."""
        return _Writer(self.gates, outputs).program()


@dataclass(frozen=True, slots=True)
class Program:
    """Instructions (operation, target, operands) and how many registers they use; outputs stand in the first ones.

    An operand is a register, or plane ``~operand`` where it is negative.
    """

    instructions: NDArray[np.int32]
    registers: int
    outputs: int


_OPERANDS = {LOAD: 0, NOT: 1, ONES: 0, ZEROS: 0, XOR3: 3, MAJORITY: 3}


class _Writer:
    def __init__(self, gates: Sequence[Gate], outputs: Sequence[int]) -> None:
        self.gates, self.outputs = gates, outputs
        self.last: dict[int, int] = {}
        for node in self._needed():
            for operand in self._operands(node):
                self.last[operand] = node
        for node in outputs:
            self.last[node] = len(gates)

    def _operands(self, node: int) -> tuple[int, ...]:
        operation, *operands = self.gates[node]
        return tuple(operands[: _OPERANDS.get(operation, 2)])

    def _needed(self) -> list[int]:
        needed, waiting = set(), list(self.outputs)
        while waiting:
            node = waiting.pop()
            if node not in needed:
                needed.add(node)
                waiting += self._operands(node)
        return sorted(needed)

    def program(self) -> Program:
        register = {node: ~gate[1] for node, gate in enumerate(self.gates) if gate[0] == LOAD}
        free: list[int] = []
        used = len(self.outputs)
        instructions = []
        for node in self._needed():
            operation = self.gates[node][0]
            if operation == LOAD:
                continue
            read = [register[operand] for operand in self._operands(node)]
            done = {operand for operand in self._operands(node) if self.last[operand] == node}
            free += [register[operand] for operand in done if register[operand] >= 0]
            if free:
                register[node] = free.pop()
            else:
                register[node], used = used, used + 1
            instructions.append((operation, register[node], *read, *(0,) * (3 - len(read))))
        copies = [(OR, place, register[node], register[node], 0) for place, node in enumerate(self.outputs)]
        return Program(np.array([*instructions, *copies], dtype=np.int32), used, len(self.outputs))


@inlined
def _operand(number: int, start: int, planes: NDArray[np.uint64], registers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The words of a register, or of the block of plane ``~number`` where the number is negative."""
    return registers[number] if number >= 0 else planes[~number, start : start + BLOCK]


@inlined
def _apply(operation: int, target: NDArray[np.uint64], operands: tuple[NDArray[np.uint64], ...]) -> None:
    """One instruction over one block; each operation has a loop of its own, to become vector instructions."""
    a, b, c = operands
    if operation == AND:
        for word in range(BLOCK):
            target[word] = a[word] & b[word]
    elif operation == OR:
        for word in range(BLOCK):
            target[word] = a[word] | b[word]
    elif operation == XOR:
        for word in range(BLOCK):
            target[word] = a[word] ^ b[word]
    elif operation == ANDNOT:
        for word in range(BLOCK):
            target[word] = a[word] & ~b[word]
    elif operation == XOR3:
        for word in range(BLOCK):
            target[word] = a[word] ^ b[word] ^ c[word]
    elif operation == MAJORITY:
        for word in range(BLOCK):
            target[word] = (a[word] & b[word]) | (c[word] & (a[word] | b[word]))
    elif operation == NOT:
        for word in range(BLOCK):
            target[word] = ~a[word]
    else:
        for word in range(BLOCK):
            target[word] = np.uint64(0) - np.uint64(operation == ONES)


@kernel
def run(
    instructions: NDArray[np.int32], planes: NDArray[np.uint64], registers: NDArray[np.uint64], out: NDArray[np.uint64]
) -> None:
    """Run a program over every block of the planes (columns, words) into ``out`` (outputs, words).

    ``registers`` is room for (registers, BLOCK) words. The number of words is a multiple of BLOCK.
    """
    for start in range(0, planes.shape[1], BLOCK):
        for step in range(instructions.shape[0]):
            a = _operand(instructions[step, 2], start, planes, registers)
            b = _operand(instructions[step, 3], start, planes, registers)
            c = _operand(instructions[step, 4], start, planes, registers)
            _apply(instructions[step, 0], registers[instructions[step, 1]], (a, b, c))
        for output in range(out.shape[0]):
            for word in range(BLOCK):
                out[output, start + word] = registers[output, word]


@kernel
def transpose(bits: NDArray[np.uint64], planes: NDArray[np.uint64], squares: NDArray[np.uint64]) -> None:
    """Rows of words (candidates, width) to planes (64 × width, words); the planes are all zero at first.

    Each square of 64 × 64 bits is turned by swapping halves, quarters, and so on (Warren, Hacker's Delight, 7-3).
    ``squares`` is room for (LINE, 64) words: so many squares are written together, a whole cache line to each plane.
    """
    for start in range(0, bits.shape[0], 64 * LINE):
        rows = min(64 * LINE, bits.shape[0] - start)
        groups = (rows + 63) // 64
        for word in range(bits.shape[1]):
            _gather(bits[start : start + rows, word], squares)
            for group in range(groups):
                _turn(squares[group])
            _scatter(squares, groups, planes[word * 64 : word * 64 + 64, start // 64 : start // 64 + groups])


@inlined
def _gather(words: NDArray[np.uint64], squares: NDArray[np.uint64]) -> None:
    squares[:, :] = np.uint64(0)
    for row in range(words.size):
        squares[row // 64, row % 64] = words[row]


@inlined
def _scatter(squares: NDArray[np.uint64], groups: int, planes: NDArray[np.uint64]) -> None:
    for plane in range(64):
        for group in range(groups):
            planes[plane, group] = squares[group, plane]


@inlined
def _turn(square: NDArray[np.uint64]) -> None:
    half, mask = 32, np.uint64(0x00000000FFFFFFFF)
    while half:
        for start in range(0, 64, 2 * half):
            for row in range(start, start + half):
                swap = ((square[row] >> np.uint64(half)) ^ square[row + half]) & mask
                square[row] ^= swap << np.uint64(half)
                square[row + half] ^= swap
        half >>= 1
        mask ^= mask << np.uint64(half)
