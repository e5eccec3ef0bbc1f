"""What happened, in the order in which it happened: steps are gathered in any order and done by their moments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

MORNING = 9
LONGEST_DAY = 480
"""Minutes from the first act of a day to the last."""


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """One thing that happened: the moment, its place among those of the same moment, and what is done."""

    moment: datetime
    place: int
    people: int
    does: Callable[[datetime], object]


class Chronicle:
    """The steps of a demonstration that is made at a moment ``at``."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self._steps: list[Step] = []

    def add(self, days: int, does: Callable[[datetime], object], *, minute: int = 0, people: int = 0) -> None:
        """Something happened so many days before, at a minute of the working day, and concerned so many people."""
        day = self.at - timedelta(days=days)
        moment = day.replace(hour=MORNING, minute=0, second=0, microsecond=0) + timedelta(minutes=minute)
        latest = self.at - timedelta(minutes=1)
        self._steps.append(Step(min(moment, latest), len(self._steps), people, does))

    def perform(self, tell_progress: Callable[[int, int], None]) -> None:
        """Do every step, the earliest first; ``tell_progress`` hears how many people are done, and of how many."""
        total, done = sum(step.people for step in self._steps), 0
        for step in sorted(self._steps):
            step.does(step.moment)
            done += step.people
            if step.people:
                tell_progress(done, total)
