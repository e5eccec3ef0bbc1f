"""Timing and printing. Machines are shared and noisy: medians and ratios taken in one run are what counts."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Times:
    """Durations in seconds, shortest first."""

    seconds: tuple[float, ...]

    def at(self, share: float) -> float:
        """The duration that this share of the calls did not exceed."""
        return self.seconds[min(len(self.seconds) - 1, int(share * len(self.seconds)))]

    @property
    def median(self) -> float:
        return self.at(0.5)


def time_each(call: Callable[[object], object], arguments: Iterable[object], *, rounds: int = 1) -> Times:
    """How long each call takes; of several rounds the quickest of each argument counts."""
    fixed = list(arguments)
    best = [float("inf")] * len(fixed)
    for _ in range(rounds):
        for place, argument in enumerate(fixed):
            start = time.perf_counter()
            call(argument)
            best[place] = min(best[place], time.perf_counter() - start)
    return Times(tuple(sorted(best)))


def time_all(call: Callable[[], object], *, rounds: int = 5) -> float:
    """The median duration of one call, in seconds."""
    return time_each(lambda _: call(), range(rounds)).median


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: what was measured, the figure, the target or peer beside it, and whether it is met."""

    what: str
    figure: str
    beside: str = ""
    met: bool | None = None


def judged(what: str, value: float, limit: float, unit: str, *, least: bool = False) -> Line:
    """A line with a target: at most ``limit``, or at least with ``least``."""
    met = value >= limit if least else value <= limit
    return Line(what, f"{value:,.3g} {unit}", f"{'≥' if least else '≤'} {limit:,g} {unit}", met)


def print_table(title: str, lines: Sequence[Line]) -> None:
    """The table in plain text, with the word *missed* where a target is missed."""
    print(f"\n{title}")
    for line in lines:
        verdict = {None: "", True: "met", False: "MISSED"}[line.met]
        print(f"  {line.what:<58} {line.figure:>18}   {line.beside:<22} {verdict}".rstrip())
