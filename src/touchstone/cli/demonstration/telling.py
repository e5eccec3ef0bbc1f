"""What the people of the demonstration were told, and what they have read (``stories.yaml``)."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from touchstone.cli.demonstration.cast import OFFICE
from touchstone.cli.demonstration.company import ORIGIN
from touchstone.ledger.api import Record, note_look
from touchstone.notices.api import list_notices, notify, read_notice
from touchstone.people.api import HELD_AT, OrganisationKind, Role, bareheaded

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from typing import Any

    from touchstone.cli.demonstration.chronicle import Chronicle
    from touchstone.cli.demonstration.company import Company, Known

READING, READ_BEFORE = 60, 2
"""Minutes after which a notice is read by those who read it; of one reader so many are looked through."""
EVERYBODY = 1_000


class Telling:
    """Writes into a chronicle who was told what."""

    def __init__(self, chronicle: Chronicle, company: Company, *, seed: int) -> None:
        self.chronicle, self.company, self.seed = chronicle, company, seed

    def tell(self, row: Mapping[str, Any], place: int) -> None:
        """One story goes to whoever holds its role on its day; some of them read it."""
        role = Role(row["role"])
        readers: list[Known] = []

        def post(at: datetime) -> None:
            chance = Random(f"{self.seed} notice {place}")
            for known, centre in self._holders(role, row.get("to", EVERYBODY), chance):
                here = self.company.organisations[centre]
                notify(known.person, row["subject"], body=row["body"], organisation=here, at=at)
                if chance.randrange(100) < row["read"]:
                    readers.append(known)

        self.chronicle.add(row["days"], post, minute=240 + place)
        self.chronicle.add(row["days"], lambda at: self._read(readers, at), minute=240 + place + READING)

    def look_around(self, row: Mapping[str, Any]) -> None:
        """Somebody in a role opened the pages of a few candidates of a centre: the access log has it."""

        def look(at: datetime) -> None:
            role, centre = Role(row["role"]), row["centre"]
            home = OFFICE if HELD_AT[role] is OrganisationKind.AWARDING_BODY else centre
            by = self.company.actor(role, home, at.date())
            for known in self.company.holders[Role.CANDIDATE, centre][: row["candidates"]]:
                note_look(Record("people.person", str(known.person)), by=by, at=at, owner=known.person, why=row["why"])

        self.chronicle.add(row["days"], look, minute=400)

    def _holders(self, role: Role, most: int, chance: Random) -> list[tuple[Known, str]]:
        held = [
            (known, centre) for (one, centre), all_of in self.company.holders.items() if one is role for known in all_of
        ]
        return held if len(held) <= most else chance.sample(held, most)

    def _read(self, readers: list[Known], at: datetime) -> None:
        for known in readers:
            for notice in list_notices(known.person, size=READ_BEFORE):
                if not notice.is_read:
                    read_notice(notice.id, by=bareheaded(known.person, ORIGIN), at=at)
