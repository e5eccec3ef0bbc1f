"""Who holds which role where, and which centres an external verifier is allocated to."""

from __future__ import annotations

from datetime import date, datetime

from touchstone.ledger.api import Actor, Record, act, record
from touchstone.people.actions.refusing import Impossible
from touchstone.people.domain import (
    HELD_AT,
    AppointmentEnded,
    CentreCovered,
    CoverageEnded,
    OrganisationKind,
    PersonAppointed,
    Role,
    permit,
    require,
    role_title,
)
from touchstone.people.models import Appointment, Coverage, Organisation
from touchstone.people.queries import NotOnRecord

WORKS_THERE = "An external verifier may not check a centre that they work for."


@act
def appoint(person: int, role: Role, *, organisation: int, by: Actor, at: datetime) -> int:
    """Give a person a role at an organisation from today; answers the appointment's id."""
    require(permit("people.appoint", by, organisation=organisation))
    return give_role(person, role, organisation=organisation, on=at.date())


def give_role(person: int, role: Role, *, organisation: int, on: date) -> int:
    check_place_of(role, organisation)
    held = Appointment.objects.filter(person=person, organisation=organisation, role=role, until_day=None).first()
    if held is not None:
        raise Impossible(f"This person is {role_title(role).lower()} here already.")
    covered = Coverage.objects.filter(appointment__person=person, organisation=organisation, until_day=None)
    if covered.exists():
        raise Impossible(WORKS_THERE, "End the allocation to this centre first.")
    appointment = Appointment.objects.create(person_id=person, organisation_id=organisation, role=role, from_day=on)
    record(
        PersonAppointed(
            record=Record("people.appointment", str(appointment.id)),
            organisation=organisation,
            after={"person": person, "role": role.value, "from_day": on},
        )
    )
    return appointment.id


def check_place_of(role: Role, organisation: int) -> None:
    """A role is held at the kind of organisation that it belongs to. Raises :class:`Impossible`."""
    kind = Organisation.objects.filter(id=organisation).values_list("kind", flat=True).first()
    if kind is None:
        raise NotOnRecord(f"organisation {organisation}")
    if kind != HELD_AT[role]:
        place = "an assessment centre" if HELD_AT[role] is OrganisationKind.CENTRE else "the awarding body"
        raise Impossible(f"The role {role_title(role).lower()} is held at {place} only.", "Choose another role.")


@act
def end_appointment(appointment: int, *, why: str, by: Actor, at: datetime) -> None:
    """End a role today. What was done under it stays done."""
    held = Appointment.objects.select_for_update().filter(id=appointment).first()
    if held is None or not by.reach.covers(held.organisation_id):
        raise NotOnRecord(f"appointment {appointment}")
    require(permit("people.end_appointment", by, organisation=held.organisation_id))
    if held.until_day is not None:
        raise Impossible("This role has ended already.")
    _refuse_last_administrator(held)
    today = at.date()
    Coverage.objects.filter(appointment=held, until_day=None).update(until_day=today)
    Appointment.objects.filter(id=appointment).update(until_day=today, why_ended=why)
    record(
        AppointmentEnded(
            record=Record("people.appointment", str(appointment)),
            organisation=held.organisation_id,
            before={"until_day": None},
            after={"until_day": today, "why": why, "person": held.person_id, "role": held.role},
        )
    )


def _refuse_last_administrator(held: Appointment) -> None:
    if held.role != Role.ADMINISTRATOR:
        return
    others = Appointment.objects.filter(role=Role.ADMINISTRATOR, until_day=None).exclude(id=held.id)
    if not others.exists():
        raise Impossible(
            "This is the last administrator: nobody could manage accounts any more.",
            "Appoint another administrator first.",
        )


@act
def cover_centre(appointment: int, *, centre: int, by: Actor, at: datetime) -> int:
    """Allocate an external verifier to a centre from today; answers the allocation's id."""
    require(permit("people.cover_centre", by, organisation=centre))
    held = Appointment.objects.filter(id=appointment, role=Role.EXTERNAL_VERIFIER, until_day=None).first()
    if held is None:
        raise Impossible("Only an external verifier who is in office can be allocated to a centre.")
    check_place_of(Role.ASSESSOR, centre)
    works_there = Appointment.objects.filter(person=held.person_id, organisation=centre, until_day=None)
    if works_there.exists():
        raise Impossible(WORKS_THERE, "Choose another external verifier.")
    if Coverage.objects.filter(appointment=held, organisation=centre, until_day=None).exists():
        raise Impossible("This external verifier is allocated to the centre already.")
    coverage = Coverage.objects.create(appointment=held, organisation_id=centre, from_day=at.date())
    record(
        CentreCovered(
            record=Record("people.coverage", str(coverage.id)),
            organisation=centre,
            after={"person": held.person_id, "centre": centre, "from_day": at.date()},
        )
    )
    return coverage.id


@act
def end_coverage(coverage: int, *, by: Actor, at: datetime) -> None:
    """End an external verifier's allocation to a centre today."""
    kept = Coverage.objects.select_for_update().filter(id=coverage, until_day=None).first()
    if kept is None:
        raise NotOnRecord(f"allocation {coverage}")
    require(permit("people.end_coverage", by, organisation=kept.organisation_id))
    Coverage.objects.filter(id=coverage).update(until_day=at.date())
    record(
        CoverageEnded(
            record=Record("people.coverage", str(coverage)),
            organisation=kept.organisation_id,
            before={"until_day": None},
            after={"until_day": at.date()},
        )
    )
