"""Mistakes in what people wrote, collected rather than thrown one at a time, each with its place and its mend."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One thing that is wrong: where (line and column from 1, 0 when unknown), what, and what mends it."""

    line: int
    column: int
    what: str
    mend: str
    where: str = ""

    def __str__(self) -> str:
        place = f"line {self.line}, column {self.column}: " if self.line else ""
        path = f"{self.where}: " if self.where else ""
        return f"{place}{path}{self.what} {self.mend}".rstrip()


class SpecificationRefused(ValueError):
    """A specification that cannot be used, with every mistake found in it."""

    def __init__(self, name: str, mistakes: Iterable[Mistake]) -> None:
        self.name = name
        self.mistakes = tuple(sorted(set(mistakes)))
        lines = "\n".join(f"  {mistake}" for mistake in self.mistakes)
        count = len(self.mistakes)
        super().__init__(f"{name} is refused: {count} mistake{'s' if count != 1 else ''}.\n{lines}")


class UnitsRefused(ValueError):
    """A list of units that cannot be read, with every mistake found in it."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))


class SolverFailed(RuntimeError):
    """The solver stopped without an answer (time, memory): no verdict can be given, and none is guessed."""


def nearest(word: str, known: Sequence[str]) -> str:
    """“Did you mean …?”, or nothing when nothing known is near."""
    alike = [one for one in known if one.casefold() == word.casefold() and one != word]
    near = alike or difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    return f"Did you mean {near[0]}?" if near else ""
