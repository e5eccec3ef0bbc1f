"""The steps by which the awarding body, its centres and their people came to be what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from touchstone.cli.demonstration.cast import NEVER, OFFICE, Part
from touchstone.people.api import (
    OrganisationKind,
    PersonName,
    Role,
    admit_organisation,
    close_organisation,
    cover_centre,
    end_coverage,
    issue_guest_link,
    list_coverages,
    withdraw_guest_link,
    withdraw_invitation,
)
from touchstone.policy.api import set_parameter, value_on

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from typing import Any

    from touchstone.cli.demonstration.cast import Allocation, Cast, Centre, Invited, Member, Witness
    from touchstone.cli.demonstration.chronicle import Chronicle
    from touchstone.cli.demonstration.company import Company, Known

ACCEPTANCE, SECOND_ROLE, LEAVING, LOCKING = 60, 90, 200, 240
"""Minutes into the working day."""


class Scenes:
    """Writes into a chronicle what happened to a company of people."""

    def __init__(self, chronicle: Chronicle, company: Company) -> None:
        self.chronicle, self.company = chronicle, company

    def open_office(self, cast: Cast) -> None:
        """The awarding body, its administrator, and those whom she invited."""
        first, *others = cast.office

        def found(at: datetime) -> None:
            self._admit(OFFICE, OrganisationKind.AWARDING_BODY, cast.body_name, cast.body_number, at=at)
            self.company.enter_first(first, at)

        self.chronicle.add(cast.since, found)
        for member in others:
            self.bring(member)
        for row in cast.policy:
            self._set_policy(row)

    def _admit(self, key: str, kind: OrganisationKind, name: str, number: str, *, at: datetime) -> None:
        is_first = kind is OrganisationKind.AWARDING_BODY
        by = self.company.system if is_first else self.company.actor(Role.OFFICER, OFFICE, at.date())
        self.company.organisations[key] = admit_organisation(kind, name=name, number=number, by=by, at=at)

    def _set_policy(self, row: Mapping[str, Any]) -> None:
        def decide(at: datetime) -> None:
            by = self.company.administrator(at.date())
            set_parameter(row["name"], row["value"], from_day=at.date(), source=row["source"], by=by, at=at)

        self.chronicle.add(row["since"], decide, minute=30)

    def open_centre(self, centre: Centre) -> None:
        """A centre is admitted; its people come, and an external verifier is allocated."""

        def admit(at: datetime) -> None:
            self._admit(centre.key, OrganisationKind.CENTRE, centre.name, centre.number, at=at)

        self.chronicle.add(centre.since, admit)
        for allocation in centre.verifiers:
            self._allocate(allocation, centre.key)
        for member in centre.staff:
            self.bring(member)
        for witness in centre.witnesses:
            self._bring_witness(witness, centre.key)
        for invited in centre.invitations:
            self._leave_invited(invited, centre.key)
        if centre.closed != NEVER:
            self._close(centre)

    def bring(self, member: Member) -> None:
        """Somebody is invited to a first role and accepts, takes further roles, and leaves some."""
        first, *others = member.parts
        cell: list[Known] = []

        def come(at: datetime) -> None:
            token = self.company.invite(member.name, first, at).token
            cell.append(self.company.accept(member.name, first, token, at))
            self.company.remember(cell[0])

        self.chronicle.add(first.since, come, minute=ACCEPTANCE, people=1)
        for part in others:
            self._take(cell, part)
        for part in member.parts:
            if part.until != NEVER:
                self._leave(cell, part)
        if member.account:
            last = min(part.until for part in member.parts)
            what = self.company.lock_out if member.account == "closed" else self.company.erase
            self.chronicle.add(last - 1, lambda at: what(cell[0], at), minute=LOCKING)
        if member.renamed != NEVER:
            name = PersonName(member.name.given, member.family_name, member.name.known_as)
            rename = self.company.rename
            self.chronicle.add(member.renamed, lambda at: rename(cell[0], name, first.centre, at), minute=LOCKING)

    def _take(self, cell: list[Known], part: Part) -> None:
        self.chronicle.add(part.since, lambda at: self.company.give(cell[0], part, at), minute=SECOND_ROLE)

    def _leave(self, cell: list[Known], part: Part) -> None:
        self.chronicle.add(part.until, lambda at: self.company.leave(cell[0], part, at), minute=LEAVING)

    def _allocate(self, allocation: Allocation, centre: str) -> None:
        def cover(at: datetime) -> None:
            known = self.company.known[allocation.who]
            held = self.company.hat(known, Role.EXTERNAL_VERIFIER, OFFICE, at.date()).appointment
            by = self.company.actor(Role.OFFICER, OFFICE, at.date())
            cover_centre(held, centre=self.company.organisations[centre], by=by, at=at)

        def release(at: datetime) -> None:
            here, who = self.company.organisations[centre], self.company.known[allocation.who].person
            by = self.company.actor(Role.OFFICER, OFFICE, at.date())
            for told in list_coverages(organisations=[here], person=who, on=at.date()):
                end_coverage(told.id, by=by, at=at)

        self.chronicle.add(allocation.since, cover, minute=120)
        if allocation.until != NEVER:
            self.chronicle.add(allocation.until, release, minute=150)

    def _bring_witness(self, witness: Witness, centre: str) -> None:
        part = Part(Role.WITNESS, centre, witness.since)

        def come(at: datetime) -> None:
            self.company.remember(self.company.enter_without_account(witness.name, part, at))

        self.chronicle.add(witness.since, come, minute=100, people=1)
        for place, state in enumerate(witness.links):
            self._send_link(witness, state, centre, place)

    def _send_link(self, witness: Witness, state: str, centre: str, place: int) -> None:
        """A link that is open was sent five days ago, the others when the witness came."""
        days = 5 if state == "open" else witness.since

        def send(at: datetime) -> None:
            known = self.company.known[str(witness.name)]
            held = self.company.hat(known, Role.WITNESS, centre, at.date()).appointment
            by = self.company.manager_of(centre, at.date())
            valid = 14 if state == "expired" else value_on("guest_link_validity_days", at.date())
            link = issue_guest_link(held, valid_days=valid, by=by, at=at).link
            if state == "withdrawn":
                withdraw_guest_link(link, by=by, at=at)

        self.chronicle.add(days, send, minute=130 + place)

    def _leave_invited(self, invited: Invited, centre: str) -> None:
        """Somebody is invited and does not answer: lately, almost too long ago, too long ago, or it was withdrawn."""
        part = Part(invited.role, centre, 0)

        def send(at: datetime) -> None:
            invitation = self.company.invite(invited.name, part, at).invitation
            if invited.state == "withdrawn":
                withdraw_invitation(invitation, by=self.company.manager_of(centre, at.date()), at=at)

        self.chronicle.add({"open": 2, "expiring": 13, "expired": 31, "withdrawn": 9}[invited.state], send, minute=170)

    def _close(self, centre: Centre) -> None:
        def close(at: datetime) -> None:
            by = self.company.actor(Role.OFFICER, OFFICE, at.date())
            close_organisation(self.company.organisations[centre.key], why=centre.why_closed, by=by, at=at)
            self.company.forget_all(centre.key)

        self.chronicle.add(centre.closed, close, minute=300)
