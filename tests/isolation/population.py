"""Two centres that are populated alike, so that a test can look from one for whatever is the other's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from tests.archive.factories import LARGEST, picture
from tests.web.world import CANARY, LONG_AGO, SYSTEM, World, actor_of, hat_of, member, world
from touchstone.archive.api import Described, FileKind, examine, store_file
from touchstone.ledger.api import FULL_REACH, Actor, Record, act, note_look, reaching
from touchstone.ledger.models import Entry, Look
from touchstone.notices.api import Letter, enter_witness, invite_by_mail, notify, start_job
from touchstone.notices.models import Job, Message, Notice
from touchstone.people.api import PersonName, Role, cover_centre
from touchstone.people.models import Appointment, Coverage, GuestLink

MARKS = (CANARY.lower(), "southgate", "20002")
"""What nobody of another centre may ever read: in each of the foreign centre's texts is one of these."""

FORM = "?{token}"


@dataclass(frozen=True, slots=True)
class Holdings:
    """The numbers of one record of each kind that a centre has."""

    organisation: int
    person: int
    appointment: int
    invitation: int
    link: int
    coverage: int
    file: int
    notice: int
    entry: int
    look: int
    job: int
    message: int


@act
def tell_everybody(people: list[int], name: str, *, place: int, by: Actor, at: datetime) -> None:
    """Give each of these people a notice, and one of them long work."""
    for person in people:
        notify(person, f"{name} notice", body=f"{name} body", address="/home/", organisation=place, at=at)
    start_job("tests.nothing", f"{name} work", what={}, by=by, at=at)


def two_centres() -> tuple[World, Holdings, Holdings]:
    """Everything at both centres: what is here, and what is there."""
    made = world()
    colleague = member(made.body, Role.EXTERNAL_VERIFIER, CANARY, "Verifier")
    cover_centre(hat_of(colleague).appointment, centre=made.there, by=SYSTEM, at=LONG_AGO)
    here = _populate(made.here, made.people, "Ann")
    there = _populate(made.there, made.foreign, CANARY)
    return made, here, there


def _populate(place: int, people: dict[Role, int], name: str) -> Holdings:
    coordinator = actor_of(people[Role.COORDINATOR])
    address = f"someone@{name.lower()}.example"
    letter = Letter(f"{name} subject", f"{name} text {{link}}")
    said = {"organisation": place, "valid_days": 30, "letter": letter, "link": FORM, "by": coordinator, "at": LONG_AGO}
    invited = invite_by_mail(PersonName(name, "Invited"), address, Role.TRAINER, **said)  # type: ignore[arg-type]
    witness = enter_witness(PersonName(name, "Linked"), f"w{address}", **said)  # type: ignore[arg-type]
    described = Described(FileKind.OTHER, f"{name} plan")
    size = (64, 40 + len(name))
    examined = examine(f"{name}-plan.png", BytesIO(picture(size=size)), largest=LARGEST)
    file = store_file(examined, described, organisation=place, by=coordinator, at=LONG_AGO)
    with reaching(coordinator.reach):
        note_look(Record("people.person", str(witness)), by=coordinator, at=LONG_AGO, owner=witness, why=f"{name} why")
    tell_everybody([people[Role.COORDINATOR]], name, place=place, by=coordinator, at=LONG_AGO)
    with reaching(FULL_REACH):
        return Holdings(
            organisation=place,
            person=people[Role.ASSESSOR],
            appointment=Appointment.objects.get(person=people[Role.ASSESSOR]).id,
            invitation=invited.invitation,
            link=GuestLink.objects.get(person=witness).id,
            coverage=Coverage.objects.get(organisation=place).id,
            file=file,
            notice=Notice.objects.get(person=people[Role.COORDINATOR]).id,
            entry=Entry.objects.filter(touches__organisation=place).latest("number").number,
            look=Look.objects.get(organisation=place).id,
            job=Job.objects.get(organisation=place).id,
            message=Message.objects.filter(organisation=place).latest("id").id,
        )
