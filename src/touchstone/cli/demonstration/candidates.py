"""The candidates: how many each centre has, when they came, and what became of some of them."""

from __future__ import annotations

from itertools import islice
from random import Random
from typing import TYPE_CHECKING

from touchstone.cli.demonstration.cast import NEVER, Part
from touchstone.people.api import PersonName, Role, enter_intake

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from touchstone.cli.demonstration.cast import Centre
    from touchstone.cli.demonstration.chronicle import Chronicle
    from touchstone.cli.demonstration.company import Company, Known
    from touchstone.cli.demonstration.names import Names

WITH_ACCOUNT = 120
"""So many candidates can be become in the demonstration; the others are on record without an account."""
INTAKE = 250
LONGEST_AGO, LATEST = 430, 4
LEAVES, IS_RENAMED, ASKS_ERASURE = 0.09, 0.03, 0.15
"""Of the candidates with an account: how many leave, and are renamed; of those who leave, how many ask to be erased."""


def share_out(total: int, weights: Sequence[int]) -> list[int]:
    """A whole number divided by weight: by whole parts first, then by the largest remainders."""
    if not any(weights):
        return [0] * len(weights)
    parts = [divmod(total * weight, sum(weights)) for weight in weights]
    shares = [whole for whole, _ in parts]
    by_remainder = sorted(range(len(parts)), key=lambda place: -parts[place][1])
    for place in by_remainder[: total - sum(shares)]:
        shares[place] += 1
    return shares


def divide(count: int, centres: Sequence[Centre]) -> list[int]:
    """How many of so many candidates each centre has."""
    fixed = [min(centre.candidates, count) for centre in centres]
    shared = share_out(count - sum(fixed), [centre.share for centre in centres])
    return [one + other for one, other in zip(fixed, shared, strict=True)]


class Candidates:
    """Writes the candidates into a chronicle, the same for the same seed."""

    def __init__(self, chronicle: Chronicle, company: Company, names: Names, *, seed: int) -> None:
        self.chronicle, self.company, self.names, self.seed = chronicle, company, names, seed
        self.leaving: Sequence[str] = ()

    def arrive(self, centres: Sequence[Centre], count: int, *, leaving: Sequence[str]) -> None:
        """So many candidates come to the centres; some leave, for one of the reasons ``leaving``."""
        self.leaving = leaving
        numbers = divide(count, centres)
        accounts = share_out(min(count, WITH_ACCOUNT), numbers)
        for centre, number, known in zip(centres, numbers, accounts, strict=True):
            self._come_one_by_one(centre, known)
            self._come_together(centre, number - known)

    def _chance(self, *subject: object) -> Random:
        return Random(" ".join(map(str, (self.seed, *subject))))

    def _days(self, centre: Centre) -> tuple[int, int]:
        """Between how many and how few days ago candidates came to a centre."""
        latest = centre.closed + 30 if centre.closed != NEVER else LATEST
        return max(latest, min(centre.since - 40, LONGEST_AGO)), latest

    def _come_together(self, centre: Centre, number: int) -> None:
        earliest, latest = self._days(centre)
        chance = self._chance(centre.key, "intakes")
        for first in range(0, number, INTAKE):
            size = min(INTAKE, number - first)
            self._intake(centre, size, chance.randint(latest, earliest), place=first // INTAKE)

    def _intake(self, centre: Centre, size: int, days: int, *, place: int) -> None:
        def come(at: datetime) -> None:
            drawn = self.names.draw(self._chance(centre.key, "intake", place))
            enter_intake(
                list(islice(drawn, size)),
                Role.CANDIDATE,
                organisation=self.company.organisations[centre.key],
                by=self.company.manager_of(centre.key, at.date()),
                at=at,
            )

        self.chronicle.add(days, come, minute=30 + place % 400, people=size)

    def _come_one_by_one(self, centre: Centre, number: int) -> None:
        chance = self._chance(centre.key, "candidates")
        earliest, latest = self._days(centre)
        for name in islice(self.names.draw(chance), number):
            since = chance.randint(latest, earliest)
            until, why = NEVER, ""
            if since > 60 and centre.closed == NEVER and chance.random() < LEAVES:
                until, why = chance.randint(10, since - 30), chance.choice(self.leaving)
            self._come(name, Part(Role.CANDIDATE, centre.key, since, until, why), chance)

    def _come(self, name: PersonName, part: Part, chance: Random) -> None:
        cell: list[Known] = []

        def come(at: datetime) -> None:
            token = self.company.invite(name, part, at).token
            cell.append(self.company.accept(name, part, token, at))

        minute = chance.randint(0, 200)
        self.chronicle.add(part.since, come, minute=minute, people=1)
        if part.until != NEVER:
            self.chronicle.add(part.until, lambda at: self.company.leave(cell[0], part, at), minute=minute)
            if chance.random() < ASKS_ERASURE:
                self.chronicle.add(part.until - 5, lambda at: self.company.erase(cell[0], at), minute=minute)
        elif part.since > 40 and chance.random() < IS_RENAMED:
            family = next(self.names.draw(chance)).family
            renamed, rename = PersonName(name.given, family, name.known_as), self.company.rename
            self.chronicle.add(part.since - 30, lambda at: rename(cell[0], renamed, part.centre, at), minute=minute)
