"""The same candidate and qualification twice in one file, found with eight bytes of memory to a row.

A pass over the file keeps a hash of each pair. Only pairs whose hash occurs twice are looked at again, in full, so that
two different pairs with one hash are not taken for the same.
"""

from __future__ import annotations

from array import array
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MANY = 100_000

Pair = tuple[str, str]
"""A candidate and the code of a qualification."""

Repeated = dict[int, tuple[Pair, tuple[int, ...]]]
"""For a row (by its number) whose pair occurs again: the pair, and all rows that have it."""


class Repeats:
    """The hashes of the pairs met so far."""

    def __init__(self) -> None:
        self.hashes = array("q")

    def add(self, pair: Pair) -> None:
        """Remember that a pair was met."""
        self.hashes.append(hash(pair))

    def suspects(self) -> frozenset[int]:
        """The hashes met more than once."""
        if len(self.hashes) > MANY:
            return self._suspects_among_many()
        ordered = sorted(self.hashes)
        return frozenset(one for one, other in pairwise(ordered) if one == other)

    def _suspects_among_many(self) -> frozenset[int]:
        import numpy as np

        ordered = np.sort(np.frombuffer(self.hashes, dtype=np.int64))
        return frozenset(ordered[1:][ordered[1:] == ordered[:-1]].tolist())


def find_repeated(pairs: Iterable[tuple[int, Pair]], suspects: frozenset[int]) -> Repeated:
    """The rows whose pair occurs again, looked at in full."""
    found: dict[Pair, list[int]] = {}
    for number, pair in pairs:
        if hash(pair) in suspects:
            found.setdefault(pair, []).append(number)
    return dict(_by_row(found))


def _by_row(found: dict[Pair, list[int]]) -> Iterator[tuple[int, tuple[Pair, tuple[int, ...]]]]:
    for pair, numbers in found.items():
        rows = tuple(dict.fromkeys(numbers))
        if len(rows) > 1:
            yield from ((row, (pair, rows)) for row in rows)
