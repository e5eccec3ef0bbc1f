"""Where the choices of the generator come from: a seeded sequence, or hypothesis, which can shrink what fails."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Protocol, TypeVar

from hypothesis import strategies as st

Option = TypeVar("Option")


class Chance(Protocol):
    """A source of whole numbers; the lowest is the simplest."""

    def whole(self, low: int, high: int) -> int: ...


class Seeded:
    """The same choices for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def whole(self, low: int, high: int) -> int:
        return self._random.randint(low, high)


class Drawn:
    """Choices that hypothesis draws."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw

    def whole(self, low: int, high: int) -> int:
        return self._draw(st.integers(low, high))


def odds(chance: Chance, percent: int) -> bool:
    """Yes in so many cases of a hundred; no is the simplest."""
    return chance.whole(0, 99) >= 100 - percent


def one_of(chance: Chance, options: Sequence[Option]) -> Option:
    return options[chance.whole(0, len(options) - 1)]


def some_of(chance: Chance, options: Sequence[Option], *, least: int = 1, most: int | None = None) -> list[Option]:
    """Some of the options, in their order."""
    count = chance.whole(least, min(len(options), most if most is not None else len(options)))
    left = list(range(len(options)))
    chosen = {left.pop(chance.whole(0, len(left) - 1)) for _ in range(count)}
    return [option for place, option in enumerate(options) if place in chosen]
