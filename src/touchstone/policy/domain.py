"""What a parameter of the awarding body is: its kind, its limits, and its dated values with their source."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from touchstone.ledger.domain import Fact

Value = int | str | bool | Decimal | tuple[str, ...] | tuple[int, ...]


class Kind(StrEnum):
    """What a parameter's value is."""

    WHOLE_NUMBER = "whole_number"
    DECIMAL = "decimal"
    YES_NO = "yes_no"
    CHOICE = "choice"
    CHOICES = "choices"
    TEXT = "text"
    WHOLE_NUMBERS = "whole_numbers"


class Standing(StrEnum):
    """On what a value rests."""

    PUBLISHED = "published"
    PROFESSIONAL_DEFAULT = "professional_default"
    OWN_CHOICE = "own_choice"


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A value from a day on, with what it rests on."""

    from_day: date
    value: Value
    standing: Standing
    source: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing that the awarding body decides, with the values that are shipped."""

    name: str
    title: Mapping[str, str]
    kind: Kind
    group: str
    why: Mapping[str, str]
    values: Sequence[DatedValue]
    unit: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    choices: tuple[str, ...] = ()

    def read(self, text: str) -> Value:
        """The value that a text says. Raises ValueError with what is wrong with it."""
        return READERS[self.kind](self, text.strip())

    def write(self, value: Value) -> str:
        """The text that :meth:`read` reads back."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, tuple):
            return ", ".join(map(str, value))
        return str(value)


def _whole_number(parameter: Parameter, text: str) -> int:
    if not text.removeprefix("-").isdecimal():
        raise ValueError("Enter a whole number.")
    return int(_within(parameter, Decimal(text)))


def _decimal(parameter: Parameter, text: str) -> Decimal:
    try:
        return _within(parameter, Decimal(text))
    except InvalidOperation:
        raise ValueError("Enter a number.") from None


def _within(parameter: Parameter, number: Decimal) -> Decimal:
    low, high = parameter.minimum, parameter.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        raise ValueError(
            f"Enter a number from {low if low is not None else '…'} to {high if high is not None else '…'}."
        )
    return number


def _yes_no(_parameter: Parameter, text: str) -> bool:
    if text.lower() not in {"yes", "no"}:
        raise ValueError("Choose yes or no.")
    return text.lower() == "yes"


def _choice(parameter: Parameter, text: str) -> str:
    if text not in parameter.choices:
        raise ValueError(f"Choose one of: {', '.join(parameter.choices)}.")
    return text


def _choices(parameter: Parameter, text: str) -> tuple[str, ...]:
    parts = tuple(part.strip() for part in text.split(",") if part.strip())
    return tuple(_choice(parameter, part) for part in parts)


def _text(_parameter: Parameter, text: str) -> str:
    if not text:
        raise ValueError("Enter some text.")
    return text


def _whole_numbers(parameter: Parameter, text: str) -> tuple[int, ...]:
    return tuple(_whole_number(parameter, part.strip()) for part in text.split(",") if part.strip())


READERS: Mapping[Kind, Callable[[Parameter, str], Value]] = {
    Kind.WHOLE_NUMBER: _whole_number,
    Kind.DECIMAL: _decimal,
    Kind.YES_NO: _yes_no,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.TEXT: _text,
    Kind.WHOLE_NUMBERS: _whole_numbers,
}


class ParameterSet(Fact):
    """The awarding body gave a parameter a value from a day on."""
