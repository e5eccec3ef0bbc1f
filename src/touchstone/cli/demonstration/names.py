"""Made-up people's names: the same for the same seed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from touchstone.people.api import PersonName

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from random import Random

HAS_SECOND_NAME, IS_CALLED_OTHERWISE = 0.3, 0.35
"""Of those who could: how many have a second given name, and how many go by the short form of the first."""


@dataclass(frozen=True, slots=True)
class Tradition:
    """Given and family names that go together; ``families`` in their feminine and masculine form."""

    share: int
    given: tuple[tuple[str, ...], tuple[str, ...]]
    families: tuple[tuple[str, str], ...]


class Names:
    """The names to choose from."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.traditions = tuple(_tradition(row) for row in data["traditions"])
        self.shares = tuple(tradition.share for tradition in self.traditions)
        self.short_forms: Mapping[str, str] = data["short_forms"]
        self.places: Sequence[str] = data["places"]
        self.trades: Sequence[str] = data["trades"]

    def draw(self, chance: Random) -> Iterator[PersonName]:
        """One name after another, without end."""
        while True:
            tradition = chance.choices(self.traditions, self.shares)[0]
            sex = chance.getrandbits(1)
            given = chance.choice(tradition.given[sex])
            family = chance.choice(tradition.families)[sex]
            called = self.short_forms.get(given, "") if chance.random() < IS_CALLED_OTHERWISE else ""
            second = chance.choice(tradition.given[sex]) if chance.random() < HAS_SECOND_NAME else given
            yield PersonName(given if second == given else f"{given} {second}", family, called)

    def name_centres(self, count: int, chance: Random) -> list[str]:
        """Different names for so many centres, or for as many as there are."""
        every = [f"{place} {trade}" for place in self.places for trade in self.trades]
        return chance.sample(every, min(count, len(every)))


def _tradition(row: Mapping[str, Any]) -> Tradition:
    forms = [family.partition("/") for family in row["families"]]
    return Tradition(
        row["share"],
        (tuple(row["women"]), tuple(row["men"])),
        tuple((feminine, masculine or feminine) for feminine, _, masculine in forms),
    )
