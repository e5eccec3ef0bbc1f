"""Who holds which role where, and which centres an external verifier is allocated to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, Q

from touchstone.ledger.api import Reach
from touchstone.people.domain import Hat, Role, is_current
from touchstone.people.models import Appointment, Coverage
from touchstone.people.queries.missing import NotOnRecord


def holding_on(on: date) -> Q:
    """What holds on a day: begun, and not over. What was ended today does not hold for the rest of today."""
    return Q(from_day__lte=on) & (Q(until_day=None) | Q(until_day__gt=on) | Q(until_day=on, ended_at=None))


def hats_of(person: int, on: date) -> tuple[Hat, ...]:
    """The roles that a person holds on a day, staff roles first: two queries."""
    appointments = (
        Appointment.objects.filter(holding_on(on), person=person)
        .select_related("organisation")
        .prefetch_related(Prefetch("coverages", queryset=Coverage.objects.filter(holding_on(on))))
    )
    hats = [
        Hat(
            appointment=held.id,
            person=person,
            role=Role(held.role),
            organisation=held.organisation_id,
            organisation_name=held.organisation.name,
            covers=frozenset(coverage.organisation_id for coverage in held.coverages.all()),
            until_day=held.until_day,
        )
        for held in appointments
    ]
    order = list(reversed(Role))
    return tuple(sorted(hats, key=lambda hat: (order.index(hat.role), hat.organisation_name, hat.appointment)))


@dataclass(frozen=True, slots=True)
class AppointmentTold:
    """A role that a person holds or held."""

    id: int
    person: int
    role: Role
    organisation: int
    organisation_name: str
    from_day: date
    until_day: date | None
    why_ended: str
    is_ended: bool

    def holds_on(self, day: date) -> bool:
        """Whether the role is held on a day; one that was ended is not, on its last day."""
        is_over = self.is_ended and self.until_day == day
        return is_current(self.from_day, self.until_day, day) and not is_over


def appointment_told(held: Appointment) -> AppointmentTold:
    return AppointmentTold(
        id=held.id,
        person=held.person_id,
        role=Role(held.role),
        organisation=held.organisation_id,
        organisation_name=held.organisation.name,
        from_day=held.from_day,
        until_day=held.until_day,
        why_ended=held.why_ended,
        is_ended=held.ended_at is not None,
    )


def get_appointment(appointment: int, reach: Reach) -> AppointmentTold:
    """An appointment at an organisation within reach. Raises :class:`NotOnRecord`."""
    found = Appointment.objects.select_related("organisation").filter(id=appointment).first()
    if found is None or not reach.covers(found.organisation_id):
        raise NotOnRecord(f"appointment {appointment}")
    return appointment_told(found)


def count_by_role(organisation: int, on: date) -> dict[Role, int]:
    """How many people hold each role at an organisation on a day: one query."""
    return count_by_role_of([organisation], on).get(organisation, {})


def count_by_role_of(organisations: Collection[int], on: date) -> dict[int, dict[Role, int]]:
    """How many people hold each role at each of some organisations on a day: one query."""
    counted = (
        Appointment.objects.filter(holding_on(on), organisation__in=organisations)
        .values_list("organisation", "role")
        .annotate(people=Count("person", distinct=True))
    )
    found: dict[int, dict[Role, int]] = {}
    for organisation, role, people in counted:
        found.setdefault(organisation, {})[Role(role)] = people
    return found


def names_in_role(organisation: int, role: Role, on: date, *, size: int = 10) -> tuple[str, ...]:
    """Who holds a role at an organisation on a day, by name: one query."""
    held = Appointment.objects.filter(holding_on(on), organisation=organisation, role=role).select_related("person")
    return tuple(str(one.person.name) for one in held.order_by("person__family_name", "person_id")[:size])


def list_in_office(role: Role, on: date) -> tuple[AppointmentTold, ...]:
    """Everybody who holds a role of the awarding body on a day, in the order of their family names."""
    held = Appointment.objects.filter(holding_on(on), role=role).select_related("organisation")
    return tuple(appointment_told(one) for one in held.order_by("person__family_name", "person_id"))


def count_ending(reach: Reach, *, on: date, by_day: date) -> int:
    """How many roles within reach that are held on a day end by another day: one query."""
    ending = Appointment.objects.filter(holding_on(on), until_day__lte=by_day)
    return (ending if reach.everything else ending.filter(organisation__in=reach.organisations)).count()


def count_without_coverage(on: date) -> int:
    """How many external verifiers in office are allocated to no centre: one query."""
    covering = Coverage.objects.filter(holding_on(on)).values("appointment")
    return Appointment.objects.filter(holding_on(on), role=Role.EXTERNAL_VERIFIER).exclude(id__in=covering).count()


@dataclass(frozen=True, slots=True)
class CoverageTold:
    """An external verifier's allocation to a centre."""

    id: int
    appointment: int
    person: int
    person_name: str
    organisation: int
    organisation_name: str
    from_day: date
    until_day: date | None


def list_coverages(
    *, organisations: Collection[int] | None = None, person: int | None = None, on: date
) -> Sequence[CoverageTold]:
    """Who is allocated to which centre on a day: of some centres, or of one external verifier, or all. One query."""
    found = Coverage.objects.filter(holding_on(on)).select_related("person", "organisation")
    if organisations is not None:
        found = found.filter(organisation__in=organisations)
    if person is not None:
        found = found.filter(person=person)
    return tuple(_coverage_told(coverage) for coverage in found.order_by("organisation__name", "id"))


def get_coverage(coverage: int, reach: Reach, *, on: date) -> CoverageTold:
    """An allocation to a centre within reach that holds on a day. Raises :class:`NotOnRecord`."""
    found = Coverage.objects.filter(holding_on(on), id=coverage).select_related("person", "organisation").first()
    if found is None or not reach.covers(found.organisation_id):
        raise NotOnRecord(f"allocation {coverage}")
    return _coverage_told(found)


def _coverage_told(coverage: Coverage) -> CoverageTold:
    return CoverageTold(
        id=coverage.id,
        appointment=coverage.appointment_id,
        person=coverage.person_id,
        person_name=str(coverage.person.name),
        organisation=coverage.organisation_id,
        organisation_name=coverage.organisation.name,
        from_day=coverage.from_day,
        until_day=coverage.until_day,
    )


def holders_of(role: Role, organisation: int, on: date) -> tuple[int, ...]:
    """The persons who hold a role at an organisation on a day: one query."""
    held = Appointment.objects.filter(holding_on(on), role=role, organisation=organisation)
    return tuple(held.order_by("person").values_list("person", flat=True))
