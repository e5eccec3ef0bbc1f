"""The awarding body and its centres."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Sum, When

from touchstone.ledger.api import Reach
from touchstone.people.domain import OrganisationKind, Role
from touchstone.people.models import Appointment, Coverage, Organisation
from touchstone.people.queries.missing import PAGE, NotOnRecord
from touchstone.people.queries.roles import holding_on


@dataclass(frozen=True, slots=True)
class OrganisationTold:
    """An organisation as the pages show it."""

    id: int
    kind: OrganisationKind
    name: str
    number: str
    version: int
    is_closed: bool


def organisations_within(reach: Reach) -> QuerySet[Organisation]:
    """The organisations within reach."""
    organisations = Organisation.objects.order_by("name", "id")
    return organisations if reach.everything else organisations.filter(id__in=reach.organisations)


@dataclass(frozen=True, slots=True)
class CentresWanted:
    """Which centres a list shows: those whose name or number has the text, and those in which nobody holds a role."""

    search: str = ""
    lacking: Role | None = None
    on: date | None = None
    """The day on which nobody holds the role; needed where one is named."""


EVERY_CENTRE = CentresWanted()


def list_centres(
    reach: Reach, wanted: CentresWanted = EVERY_CENTRE, *, start: int = 0, size: int = PAGE
) -> Sequence[OrganisationTold]:
    """A page of the centres within reach, by name."""
    centres = _centres(reach, wanted)[start : start + size]
    return tuple(_organisation_told(centre) for centre in centres)


def count_centres(reach: Reach, wanted: CentresWanted = EVERY_CENTRE) -> int:
    """How many centres are within reach."""
    return _centres(reach, wanted).count()


def _centres(reach: Reach, wanted: CentresWanted) -> QuerySet[Organisation]:
    centres = organisations_within(reach).filter(kind=OrganisationKind.CENTRE)
    if wanted.search:
        centres = centres.filter(Q(name__icontains=wanted.search) | Q(number__istartswith=wanted.search))
    if wanted.lacking is not None and wanted.on is not None:
        centres = centres.filter(~_has(wanted.lacking, wanted.on), closed_at=None)
    return centres


def _has(role: Role, on: date) -> Exists:
    """Whether somebody holds a role at a centre on a day; an external verifier is one who is allocated to it."""
    if role is Role.EXTERNAL_VERIFIER:
        return Exists(Coverage.objects.filter(holding_on(on), organisation=OuterRef("id")))
    return Exists(Appointment.objects.filter(holding_on(on), organisation=OuterRef("id"), role=role))


NEEDED_AT_A_CENTRE = (Role.COORDINATOR, Role.INTERNAL_VERIFIER, Role.EXTERNAL_VERIFIER)
"""The roles without which a centre does not work."""


def count_centres_lacking(reach: Reach, *, on: date) -> dict[Role, int]:
    """In how many centres within reach each needed role is held by nobody: one query."""
    centres = organisations_within(reach).filter(kind=OrganisationKind.CENTRE, closed_at=None).order_by()
    lacking = {role.value: Sum(Case(When(_has(role, on), then=0), default=1)) for role in NEEDED_AT_A_CENTRE}
    counted = centres.aggregate(**lacking)
    return {role: counted[role.value] or 0 for role in NEEDED_AT_A_CENTRE}


def find_organisation_by_number(number: str, reach: Reach) -> OrganisationTold | None:
    """The organisation within reach that has a number."""
    found = organisations_within(reach).filter(number__iexact=number.strip()).first()
    return None if found is None else _organisation_told(found)


def get_organisation(organisation: int, reach: Reach) -> OrganisationTold:
    """An organisation within reach. Raises :class:`NotOnRecord`."""
    found = organisations_within(reach).filter(id=organisation).first()
    if found is None:
        raise NotOnRecord(f"organisation {organisation}")
    return _organisation_told(found)


def get_awarding_body() -> OrganisationTold:
    """The awarding body of this installation. Raises :class:`NotOnRecord` before one is put on record."""
    found = Organisation.objects.filter(kind=OrganisationKind.AWARDING_BODY).order_by("id").first()
    if found is None:
        raise NotOnRecord("awarding body")
    return _organisation_told(found)


def names_of_organisations(organisations: Collection[int]) -> dict[int, str]:
    """The names of organisations by number: one query."""
    return dict(Organisation.objects.filter(id__in=organisations).values_list("id", "name"))


def _organisation_told(organisation: Organisation) -> OrganisationTold:
    return OrganisationTold(
        id=organisation.id,
        kind=OrganisationKind(organisation.kind),
        name=organisation.name,
        number=organisation.number,
        version=organisation.version,
        is_closed=organisation.closed_at is not None,
    )
