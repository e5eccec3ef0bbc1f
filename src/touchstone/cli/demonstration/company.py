"""Who is who while the demonstration is made, and how each of them acts: through the acts of the people room."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from touchstone.cli.demonstration.cast import OFFICE
from touchstone.ledger.api import Origin
from touchstone.people.api import (
    Hat,
    Role,
    accept_invitation,
    appoint,
    bareheaded,
    change_name,
    close_account,
    end_appointment,
    enter_person,
    erase_person,
    hats_of,
    invite_person,
    open_account,
    person_of_account,
    system,
)
from touchstone.policy.api import value_on

if TYPE_CHECKING:
    from datetime import date, datetime

    from touchstone.cli.demonstration.cast import Member, Part
    from touchstone.ledger.api import Actor
    from touchstone.people.api import Invited, PersonName

ORIGIN = Origin("cli")
WITHOUT_MARKS = str.maketrans("łŁđøıß", "lldois")
"""Letters that are no accented letter to Unicode."""


@dataclass(slots=True, eq=False)
class Known:
    """Somebody who is on record: their ids, and the hats that they have worn so far."""

    person: int
    name: PersonName
    account: int | None = None
    hats: dict[tuple[Role, str], Hat] = field(default_factory=dict)


class Company:
    """Everybody who is on record so far, by name, and by role and centre."""

    def __init__(self) -> None:
        self.system = system(ORIGIN)
        self.known: dict[str, Known] = {}
        self.organisations: dict[str, int] = {}
        self.holders: dict[tuple[Role, str], list[Known]] = defaultdict(list)
        self._addresses: set[str] = set()
        self._valid_days: dict[date, int] = {}

    def hat(self, known: Known, role: Role, centre: str, on: date) -> Hat:
        """The hat that somebody wears at a centre on a day."""
        if (role, centre) not in known.hats:
            organisation = self.organisations[centre]
            worn = (hat for hat in hats_of(known.person, on) if (hat.role, hat.organisation) == (role, organisation))
            known.hats[role, centre] = next(worn)
        return known.hats[role, centre]

    def actor(self, role: Role, centre: str, on: date) -> Actor:
        """Whoever came last to a role at a centre."""
        return self.hat(self.holders[role, centre][-1], role, centre, on).actor(ORIGIN)

    def administrator(self, on: date) -> Actor:
        """The awarding body's administrator."""
        return self.actor(Role.ADMINISTRATOR, OFFICE, on)

    def manager_of(self, centre: str, on: date) -> Actor:
        """Who invites and appoints at a centre: its co-ordinator, or the administrator while it has none."""
        has_coordinator = bool(self.holders[Role.COORDINATOR, centre])
        return self.actor(Role.COORDINATOR, centre, on) if has_coordinator else self.administrator(on)

    def address_of(self, name: PersonName, centre: str) -> str:
        """An e-mail address that nobody else has, in a domain that never receives e-mail."""
        words = plain_words(f"{name.known_as or name.given.split()[0]} {name.family}")
        domain = "ocr.example" if centre == OFFICE else f"{centre}.example"
        address, number = f"{words}@{domain}", 1
        while address in self._addresses:
            number += 1
            address = f"{words}{number}@{domain}"
        self._addresses.add(address)
        return address

    def valid_days(self, day: date) -> int:
        """For how many days an invitation holds."""
        if day not in self._valid_days:
            self._valid_days[day] = value_on("invitation_validity_days", day)
        return self._valid_days[day]

    def enter_first(self, member: Member, at: datetime) -> None:
        """Put the first administrator on record, with an account: nobody is there yet to invite them."""
        organisation = self.organisations[OFFICE]
        person = enter_person(member.name, organisation=organisation, by=self.system, at=at)
        email = self.address_of(member.name, OFFICE)
        account = open_account(person, email=email, password=None, by=self.system, at=at)
        appoint(person, member.parts[0].role, organisation=organisation, by=self.system, at=at)
        self._meet(Known(person, member.name, account), member.parts[0])

    def _meet(self, known: Known, part: Part) -> Known:
        self.holders[part.role, part.centre].append(known)
        return known

    def remember(self, known: Known) -> None:
        """Somebody of the cast, who will be asked for by name."""
        self.known[str(known.name)] = known

    def invite(self, name: PersonName, part: Part, at: datetime) -> Invited:
        """Somebody is invited to a role."""
        return invite_person(
            name,
            self.address_of(name, part.centre),
            part.role,
            organisation=self.organisations[part.centre],
            valid_days=self.valid_days(at.date()),
            by=self.manager_of(part.centre, at.date()),
            at=at,
        )

    def accept(self, name: PersonName, part: Part, token: str, at: datetime) -> Known:
        """Somebody who was invited accepts: they are on record, and have an account."""
        account = accept_invitation(token, by=bareheaded(None, ORIGIN), at=at)
        person = person_of_account(account)
        if person is None:
            raise LookupError(f"account {account} has no person")
        return self._meet(Known(person, name, account), part)

    def enter_without_account(self, name: PersonName, part: Part, at: datetime) -> Known:
        """Somebody who needs no account is put on record, in a role."""
        organisation, by = self.organisations[part.centre], self.manager_of(part.centre, at.date())
        known = Known(enter_person(name, organisation=organisation, by=by, at=at), name)
        self._meet(known, part)
        appoint(known.person, part.role, organisation=organisation, by=by, at=at)
        return known

    def give(self, known: Known, part: Part, at: datetime) -> None:
        """Somebody on record is given another role: at another centre by the awarding body, which knows of both."""
        is_known_here = any(centre == part.centre for (_, centre), held in self.holders.items() if known in held)
        by = self.manager_of(part.centre, at.date()) if is_known_here else self.administrator(at.date())
        until = None if part.ends_in < 0 else at.date() + timedelta(days=part.since + part.ends_in)
        organisation = self.organisations[part.centre]
        appoint(known.person, part.role, organisation=organisation, until=until, by=by, at=at)
        self.holders[part.role, part.centre].append(known)

    def leave(self, known: Known, part: Part, at: datetime) -> None:
        """Somebody's role ends."""
        held = self.hat(known, part.role, part.centre, at.date())
        end_appointment(held.appointment, why=part.why, by=self.manager_of(part.centre, at.date()), at=at)
        self.forget(known, part.role, part.centre)

    def forget(self, known: Known, role: Role, centre: str) -> None:
        """Somebody holds a role no more."""
        known.hats.pop((role, centre), None)
        self.holders[role, centre].remove(known)

    def forget_all(self, centre: str) -> None:
        """Nobody holds a role at a centre any more."""
        for (role, where), held in list(self.holders.items()):
            if where == centre:
                for known in list(held):
                    self.forget(known, role, centre)

    def lock_out(self, known: Known, at: datetime) -> None:
        """The account of somebody who left is closed."""
        close_account(known.person, why="Left, and holds no role.", by=self.administrator(at.date()), at=at)

    def rename(self, known: Known, name: PersonName, centre: str, at: datetime) -> None:
        """Somebody has another name now."""
        here, by = self.organisations[centre], self.manager_of(centre, at.date())
        change_name(known.person, name, organisation=here, version=1, by=by, at=at)

    def erase(self, known: Known, at: datetime) -> None:
        """Somebody who left asked to be erased."""
        by = self.administrator(at.date())
        erase_person(known.person, why="Asked to be erased; no certificate was claimed.", by=by, at=at)


def plain_words(text: str) -> str:
    """A name as it stands in an e-mail address: ``"Łukasz O’Hare"`` is ``"lukasz.ohare"``."""
    plain = unicodedata.normalize("NFKD", text.translate(WITHOUT_MARKS)).lower()
    kept = "".join(
        letter if letter.isascii() and letter.isalnum() else " " if letter in " -" else "" for letter in plain
    )
    return ".".join(kept.split())
