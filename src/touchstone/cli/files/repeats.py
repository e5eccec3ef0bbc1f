"""The same candidate and qualification twice in one file, found with ten bytes of memory to a row.

A pass over the file keeps, of each row, a hash of the candidate and a number for what is asked. Only candidates whose
hash occurs twice for one qualification are looked at again, in full, so that two candidates with one hash are not taken
for the same.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

MANY = 100_000
EVERY = 0
"""The number of a row that asks for every qualification."""

Pair = tuple[str, str]
"""A candidate and the code of a qualification."""

Repeated = dict[int, tuple[Pair, tuple[int, ...]]]
"""For a row (by its number) whose pair occurs again: the pair, and all rows that have it."""


class Repeats:
    """What was met so far: the hash of each row's candidate, and the number of what it asks."""

    def __init__(self) -> None:
        self.hashes, self.asks = array("q"), array("h")
        self._numbers: dict[str, int] = {"": EVERY}

    def number(self, code: str) -> int:
        """The number of a qualification's code; that of no code means every qualification."""
        return self._numbers.setdefault(code, len(self._numbers))

    def add(self, candidate: str, code: str) -> None:
        """Remember one row."""
        self.hashes.append(hash(candidate))
        self.asks.append(self.number(code))

    def add_many(self, candidates: Sequence[str], numbers: NDArray[np.int16]) -> None:
        """Remember many rows: their candidates, and the number of what each asks."""
        self.hashes.extend(map(hash, candidates))
        self.asks.frombytes(numbers.tobytes())

    def suspects(self) -> frozenset[int]:
        """The hashes of candidates who seem to occur twice for one qualification."""
        if len(self.hashes) > MANY:
            return self._suspects_among_many()
        asked: dict[int, set[int]] = {}
        found = set()
        for one, ask in zip(self.hashes, self.asks, strict=True):
            before = asked.setdefault(one, set())
            if ask in before or (before and EVERY in (ask, *before)):
                found.add(one)
            before.add(ask)
        return frozenset(found)

    def _suspects_among_many(self) -> frozenset[int]:
        import numpy as np

        hashes, asks = np.frombuffer(self.hashes, dtype=np.int64), np.frombuffer(self.asks, dtype=np.int16)
        order = np.lexsort((asks, hashes))
        ordered, asked = hashes[order], asks[order]
        # Within one hash the asks ascend, so a row that asks for every qualification stands first.
        again = (ordered[1:] == ordered[:-1]) & ((asked[1:] == asked[:-1]) | (asked[:-1] == EVERY))
        return frozenset(ordered[1:][again].tolist())


def find_repeated(pairs: Iterable[tuple[int, Pair]], suspects: frozenset[int]) -> Repeated:
    """The rows whose pair occurs again, looked at in full."""
    found: dict[Pair, list[int]] = {}
    for number, pair in pairs:
        if hash(pair[0]) in suspects:
            found.setdefault(pair, []).append(number)
    return dict(_by_row(found))


def _by_row(found: dict[Pair, list[int]]) -> Iterator[tuple[int, tuple[Pair, tuple[int, ...]]]]:
    for pair, numbers in found.items():
        rows = tuple(dict.fromkeys(numbers))
        if len(rows) > 1:
            yield from ((row, (pair, rows)) for row in rows)
