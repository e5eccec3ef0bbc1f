"""Who holds which role where, and which centres an external verifier is allocated to."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from touchstone.ledger.api import Actor, Personal, Record, act, record
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
from touchstone.people.queries import NotOnRecord, holding_on, people_within

WORKS_THERE = "An external verifier may not check a centre that they work for."


@act
def appoint(person: int, role: Role, *, organisation: int, until: date | None = None, by: Actor, at: datetime) -> int:
    """Give a person a role at an organisation from today, perhaps until a day; answers the appointment's id.

    The person is one whom the actor may know of: nobody is drawn to a centre by their number.
    """
    require(permit("people.appoint", by, organisation=organisation))
    check_belongs_here(person, by=by, on=timezone.localdate(at))
    return give_role(person, role, organisation=organisation, on=timezone.localdate(at), until=until)


def give_role(person: int, role: Role, *, organisation: int, on: date, until: date | None = None) -> int:
    """Put on record that a person holds a role, as part of the act that is being done."""
    check_place_of(role, organisation)
    if until is not None and until < on:
        raise Impossible("A role cannot end before it begins.", "Choose today or a later day.")
    held = Appointment.objects.filter(holding_on(on), person=person, organisation=organisation, role=role)
    if held.exists():
        raise Impossible(f"This person is {role_title(role).lower()} here already.")
    covered = Coverage.objects.filter(holding_on(on), person=person, organisation=organisation)
    if covered.exists():
        raise Impossible(WORKS_THERE, "End the allocation to this centre first.")
    appointment = Appointment.objects.create(
        person_id=person, organisation_id=organisation, role=role, from_day=on, until_day=until
    )
    record(
        PersonAppointed(
            record=Record("people.appointment", str(appointment.id)),
            organisation=organisation,
            after={"person": person, "role": role.value, "from_day": on, "until_day": until},
        )
    )
    return appointment.id


def check_belongs_here(person: int, *, by: Actor, on: date) -> None:
    """A centre acts for those who hold a role there, or whom it has just put on record; the awarding body for all.

    Whoever left may belong to another centre by now. Raises :class:`Impossible`, and ``NotOnRecord`` for a stranger.
    """
    if not people_within(by.reach).filter(id=person, erased_at=None).exists():
        raise NotOnRecord(f"person {person}")
    if by.everywhere:
        return
    here = Appointment.objects.filter(person=person, organisation__in=by.reach.organisations)
    if here.exists() and not here.filter(holding_on(on)).exists():
        raise Impossible("This person holds no role here any more.", "Invite them: they accept with their own account.")


def check_place_of(role: Role, organisation: int) -> None:
    """A role is held at the kind of organisation that it belongs to, while that is open. Raises :class:`Impossible`."""
    found = lock_organisation(organisation)
    if found.closed_at is not None:
        raise Impossible("This centre is closed: no role is held there any more.", "Choose another centre.")
    if found.kind != HELD_AT[role]:
        place = "an assessment centre" if HELD_AT[role] is OrganisationKind.CENTRE else "the awarding body"
        raise Impossible(f"The role {role_title(role).lower()} is held at {place} only.", "Choose another role.")


def lock_organisation(organisation: int) -> Organisation:
    """The organisation, held until the act ends: who holds which role there changes one act after another.

    Raises ``NotOnRecord``.
    """
    found = Organisation.objects.select_for_update(no_key=True).filter(id=organisation).first()
    if found is None:
        raise NotOnRecord(f"organisation {organisation}")
    return found


@act
def end_appointment(appointment: int, *, why: str, by: Actor, at: datetime) -> None:
    """End a role now, for the rest of today too. What was done under it stays done."""
    place = Appointment.objects.filter(id=appointment).values_list("organisation_id", flat=True).first()
    if place is None or not by.reach.covers(place):
        raise NotOnRecord(f"appointment {appointment}")
    require(permit("people.end_appointment", by, organisation=place))
    lock_organisation(place)
    held = Appointment.objects.select_for_update().get(id=appointment)
    today = timezone.localdate(at)
    if held.ended_at is not None or (held.until_day is not None and held.until_day < today):
        raise Impossible("This role has ended already.")
    _refuse_last_administrator(held, today)
    end_coverages(Coverage.objects.filter(holding_on(today), appointment=held), at=at)
    last = max(today, held.from_day)
    Appointment.objects.filter(id=appointment).update(until_day=last, ended_at=at, why_ended=why)
    record(
        AppointmentEnded(
            record=Record("people.appointment", str(appointment)),
            organisation=held.organisation_id,
            before={"until_day": held.until_day},
            after={
                "until_day": last,
                "why": Personal(why, held.person_id),
                "person": held.person_id,
                "role": held.role,
            },
        )
    )


def _refuse_last_administrator(held: Appointment, on: date) -> None:
    if held.role != Role.ADMINISTRATOR:
        return
    others = Appointment.objects.filter(holding_on(on), role=Role.ADMINISTRATOR).exclude(id=held.id)
    if not others.exists():
        raise Impossible(
            "This is the last administrator: nobody could manage accounts any more.",
            "Appoint another administrator first.",
        )


@act
def cover_centre(appointment: int, *, centre: int, by: Actor, at: datetime) -> int:
    """Allocate an external verifier to a centre from today; answers the allocation's id."""
    require(permit("people.cover_centre", by, organisation=centre))
    today = timezone.localdate(at)
    held = Appointment.objects.filter(holding_on(today), id=appointment, role=Role.EXTERNAL_VERIFIER).first()
    if held is None:
        raise Impossible("Only an external verifier who is in office can be allocated to a centre.")
    check_place_of(Role.ASSESSOR, centre)
    works_there = Appointment.objects.filter(holding_on(today), person=held.person_id, organisation=centre)
    if works_there.exists():
        raise Impossible(WORKS_THERE, "Choose another external verifier.")
    if Coverage.objects.filter(holding_on(today), appointment=held, organisation=centre).exists():
        raise Impossible("This external verifier is allocated to the centre already.")
    coverage = Coverage.objects.create(
        appointment=held, person_id=held.person_id, organisation_id=centre, from_day=today
    )
    record(
        CentreCovered(
            record=Record("people.coverage", str(coverage.id)),
            organisation=centre,
            after={"person": held.person_id, "centre": centre, "from_day": today},
        )
    )
    return coverage.id


@act
def end_coverage(coverage: int, *, by: Actor, at: datetime) -> None:
    """End an external verifier's allocation to a centre now."""
    kept = Coverage.objects.select_for_update().filter(holding_on(timezone.localdate(at)), id=coverage).first()
    if kept is None:
        raise NotOnRecord(f"allocation {coverage}")
    require(permit("people.end_coverage", by, organisation=kept.organisation_id))
    end_coverages(Coverage.objects.filter(id=coverage), at=at)


def end_coverages(coverages: QuerySet[Coverage], *, at: datetime) -> None:
    """End allocations now, as part of the act that is being done; each stands in its entry."""
    ended, today = list(coverages.order_by("id")), timezone.localdate(at)
    Coverage.objects.filter(id__in=[one.id for one in ended]).update(until_day=today, ended_at=at)
    for one in ended:
        record(
            CoverageEnded(
                record=Record("people.coverage", str(one.id)),
                organisation=one.organisation_id,
                before={"until_day": one.until_day},
                after={"until_day": today, "person": one.person_id},
            )
        )
