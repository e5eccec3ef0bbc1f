"""A request for an advice call or visit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from touchstone.ledger.domain import Fact


class Way(StrEnum):
    """How the advice is wanted."""

    CALL = "call"
    VISIT = "visit"


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks for; an e-mail address or a telephone number is given, or both."""

    name: str
    way: Way
    topics: tuple[str, ...]
    organisation: str = ""
    email: str = ""
    telephone: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class AdviceTold:
    """A request as the awarding body's office sees it."""

    id: int
    reference: str
    asked: Asked
    asked_at: datetime
    due_day: date
    answer: str = ""
    answered_at: datetime | None = None
    answered_by: int | None = None

    def is_late(self, day: date) -> bool:
        """Whether it waits for an answer longer than it should."""
        return self.answered_at is None and self.due_day < day


LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
"""What references are made of: nothing that is mistaken for something else when it is read out."""


def reference_of(numbers: Sequence[int]) -> str:
    """A reference that can be read out on the telephone, made of chance numbers: ``AD-7K2M-9QXA``."""
    letters = [LETTERS[number % len(LETTERS)] for number in numbers]
    return f"AD-{''.join(letters[:4])}-{''.join(letters[4:8])}"


def due_day(asked_on: date, working_days: int) -> date:
    """The last of so many working days (Monday to Friday) after a day."""
    day, left = asked_on, working_days
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return day


class AdviceAsked(Fact):
    """Somebody asked for an advice call or visit."""


class AdviceAnswered(Fact):
    """A request for advice was answered."""


class AdviceForgotten(Fact):
    """Requests for advice that had long been answered were deleted, with the names and questions in them."""
