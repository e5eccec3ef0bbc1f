"""What needs somebody now: one sentence to each thing, for the home page of the role that can see to it.

A room adds its own: a function that answers needs or cards, and its name in :data:`touchstone.web.homes.HOMES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from touchstone.web.requests import Request


class Urgency(IntEnum):
    """How much a need presses: the lower, the more."""

    NOW = 1
    SOON = 2
    SOME_TIME = 3


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that needs somebody: in words, why, and where it is seen to; ``action`` is what the button says."""

    what: str
    why: str
    url: str
    action: str
    urgency: Urgency = Urgency.SOON

    def row(self) -> dict[str, Any]:
        """It as ``parts/needs.html`` shows it."""
        return {"what": self.what, "why": self.why, "url": self.url}


@dataclass(frozen=True, slots=True)
class Card:
    """How one thing stands: a title, words, perhaps a figure, and where it leads."""

    title: str
    words: str
    url: str = ""
    figure: int | None = None


Asking = Callable[[Request], Iterable[Need]]
Standing = Callable[[Request], Iterable[Card]]
