"""What makes one way to finish better than another."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from touchstone.rules.specification import Cell


LARGEST = 10**9
"""The largest weight: sums of such weights stay exact in every method."""


@dataclass(frozen=True, slots=True)
class Objective:
    """The price of a new unit: so much each, so much for each unit of value, and a weight of its own.

    All are whole numbers, none negative. Plans of one price are ordered by a tie-break: value when units are counted,
    otherwise the number of units; so a plan with a needless unit never comes before the plan without it.
    """

    name: str
    per_unit: int = 0
    per_value: int = 0
    weights: Mapping[Cell, int] = field(default_factory=dict)
    otherwise: int = 0

    def __post_init__(self) -> None:
        largest = max((self.per_unit, self.per_value, self.otherwise, *self.weights.values()))
        if largest > LARGEST:
            raise ValueError(f"Weights must be {LARGEST:,} at most; {self.name} has {largest:,}. Use coarser units.")
        negative = [str(cell) for cell, weight in self.weights.items() if weight < 0]
        if negative or min(self.per_unit, self.per_value, self.otherwise) < 0:
            named = ", ".join(negative) or self.name
            raise ValueError(f"Weights must be 0 or more; {named} is negative. Raise all weights by the same amount.")

    def price(self, cell: Cell, value: int) -> int:
        return self.per_unit + self.per_value * value + self.weights.get(cell, self.otherwise)

    def tie_break(self, value: int) -> int:
        return value if self.per_unit and not (self.per_value or self.weights or self.otherwise) else 1


FEWEST_UNITS = Objective("fewest units", per_unit=1)
LEAST_VALUE = Objective("least unit value", per_value=1)


def least_cost(weights: Mapping[Cell, int], otherwise: int) -> Objective:
    """Least cost, with a cost to each unit at a level, and ``otherwise`` for those not named."""
    return Objective("least cost", weights=dict(weights), otherwise=otherwise)


def least_evidence(weights: Mapping[Cell, int], otherwise: int) -> Objective:
    """Least evidence still to gather, with a weight to each unit at a level (criteria open, hours, pieces of work)."""
    return Objective("least evidence still to gather", weights=dict(weights), otherwise=otherwise)


def preferred(likings: Mapping[Cell, int], *, per_unit: int = 10) -> Objective:
    """Weighted preferences: a liking from 0 to ``per_unit`` takes so much off the price of a unit.

    Raises ``ValueError`` for a liking outside these bounds.
    """
    for cell, liking in likings.items():
        if not 0 <= liking <= per_unit:
            raise ValueError(f"A liking lies between 0 and {per_unit}; {cell} has {liking}.")
    weights = {cell: per_unit - liking for cell, liking in likings.items()}
    return Objective("most preferred units", weights=weights, otherwise=per_unit)
