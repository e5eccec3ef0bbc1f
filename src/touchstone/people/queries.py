"""What is asked of people: who is there, who holds which role where, and who a link belongs to."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Prefetch, Q, QuerySet

from touchstone.ledger.api import Reach
from touchstone.people.domain import Hat, OrganisationKind, Role, words_of
from touchstone.people.models import (
    Account,
    Appointment,
    Coverage,
    GuestLink,
    Invitation,
    NameWord,
    Organisation,
    Person,
)

PAGE = 25


class NotOnRecord(LookupError):
    """There is no such record within reach: it does not exist, or it is another centre's."""


@dataclass(frozen=True, slots=True)
class OrganisationTold:
    """An organisation as the pages show it."""

    id: int
    kind: OrganisationKind
    name: str
    number: str
    version: int
    is_closed: bool


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


@dataclass(frozen=True, slots=True)
class PersonTold:
    """A person as the pages show them."""

    id: int
    name: str
    given_names: str
    family_name: str
    known_as: str
    email: str
    version: int
    appointments: tuple[AppointmentTold, ...]
    is_erased: bool


@dataclass(frozen=True, slots=True)
class InvitationTold:
    """An invitation as the pages show it."""

    id: int
    organisation: int
    organisation_name: str
    role: Role
    name: str
    email: str
    invited_at: datetime
    expires_at: datetime
    state: str
    """open, accepted, withdrawn or expired"""


@dataclass(frozen=True, slots=True)
class GuestLinkTold:
    """A guest's link as the pages show it; the link itself is not kept."""

    id: int
    person: int
    person_name: str
    organisation: int
    issued_at: datetime
    expires_at: datetime
    state: str


def hash_of(token: str) -> str:
    """What is kept of a secret link."""
    return hashlib.sha256(token.encode()).hexdigest()


def hats_of(person: int, on: date) -> tuple[Hat, ...]:
    """The roles that a person holds on a day, staff roles first: two queries."""
    appointments = (
        Appointment.objects.filter(_holding_on(on), person=person)
        .select_related("organisation")
        .prefetch_related(Prefetch("coverages", queryset=Coverage.objects.filter(_holding_on(on))))
    )
    hats = [
        Hat(
            appointment=held.id,
            person=person,
            role=Role(held.role),
            organisation=held.organisation_id,
            organisation_name=held.organisation.name,
            covers=frozenset(coverage.organisation_id for coverage in held.coverages.all()),
        )
        for held in appointments
    ]
    order = list(reversed(Role))
    return tuple(sorted(hats, key=lambda hat: (order.index(hat.role), hat.organisation_name, hat.appointment)))


def _holding_on(on: date) -> Q:
    return Q(from_day__lte=on) & (Q(until_day=None) | Q(until_day__gte=on))


def organisations_within(reach: Reach) -> QuerySet[Organisation]:
    """The organisations within reach."""
    organisations = Organisation.objects.order_by("name", "id")
    return organisations if reach.everything else organisations.filter(id__in=reach.organisations)


def list_centres(reach: Reach, *, search: str = "", start: int = 0, size: int = PAGE) -> Sequence[OrganisationTold]:
    """A page of the centres within reach, by name."""
    centres = _centres(reach, search)[start : start + size]
    return tuple(_organisation_told(centre) for centre in centres)


def count_centres(reach: Reach, *, search: str = "") -> int:
    """How many centres are within reach."""
    return _centres(reach, search).count()


def _centres(reach: Reach, search: str) -> QuerySet[Organisation]:
    centres = organisations_within(reach).filter(kind=OrganisationKind.CENTRE)
    return centres.filter(Q(name__icontains=search) | Q(number__startswith=search)) if search else centres


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


def names_of_people(people: Collection[int]) -> dict[int, str]:
    """The names of persons by number: one query. A person out of reach has no entry."""
    return {person.id: str(person.name) for person in Person.objects.filter(id__in=people)}


def _organisation_told(organisation: Organisation) -> OrganisationTold:
    return OrganisationTold(
        id=organisation.id,
        kind=OrganisationKind(organisation.kind),
        name=organisation.name,
        number=organisation.number,
        version=organisation.version,
        is_closed=organisation.closed_at is not None,
    )


def people_within(reach: Reach) -> QuerySet[Person]:
    """The persons who hold or held a role at an organisation within reach, and the person who asks."""
    people = Person.objects.order_by("family_name", "given_names", "id")
    if reach.everything:
        return people
    here = Appointment.objects.filter(organisation__in=reach.organisations).values("person")
    return people.filter(Q(id__in=here) | Q(id=reach.person))


@dataclass(frozen=True, slots=True)
class PeopleWanted:
    """Which people a list shows: those with a word of their name, in a role, at an organisation."""

    search: str = ""
    role: Role | None = None
    organisation: int | None = None


def list_people(
    reach: Reach, wanted: PeopleWanted, *, on: date, start: int = 0, size: int = PAGE
) -> Sequence[PersonTold]:
    """A page of the people within reach who hold a role on a day, by family name: three queries for any number."""
    found = _wanted(reach, wanted, on)[start : start + size]
    return tuple(_person_told(person, reach) for person in _with_roles(found))


def count_people(reach: Reach, wanted: PeopleWanted, *, on: date) -> int:
    """How many people within reach hold a role on a day."""
    return _wanted(reach, wanted, on).count()


def count_by_role(organisation: int, on: date) -> dict[Role, int]:
    """How many people hold each role at an organisation on a day: one query."""
    counted = (
        Appointment.objects.filter(_holding_on(on), organisation=organisation)
        .values_list("role")
        .annotate(people=Count("person", distinct=True))
    )
    return {Role(role): people for role, people in counted}


def _wanted(reach: Reach, wanted: PeopleWanted, on: date) -> QuerySet[Person]:
    held = Appointment.objects.filter(_holding_on(on))
    if not reach.everything:
        held = held.filter(organisation__in=reach.organisations)
    if wanted.organisation is not None:
        held = held.filter(organisation=wanted.organisation)
    if wanted.role is not None:
        held = held.filter(role=wanted.role)
    people = Person.objects.filter(id__in=held.values("person"))
    for word in words_of(wanted.search):
        people = people.filter(id__in=NameWord.objects.filter(_beginning_with(word)).values("person"))
    return people.order_by("family_name", "given_names", "id")


def _beginning_with(word: str) -> Q:
    """Words that begin so, as a range: the index answers it on every database."""
    return Q(word__gte=word) & Q(word__lt=word[:-1] + chr(ord(word[-1]) + 1))


def _with_roles(people: QuerySet[Person]) -> Iterable[Person]:
    appointments = Appointment.objects.select_related("organisation").order_by("from_day", "id")
    return people.select_related("account").prefetch_related(Prefetch("appointments", queryset=appointments))


def _person_told(person: Person, reach: Reach) -> PersonTold:
    account = getattr(person, "account", None)
    return PersonTold(
        id=person.id,
        name=str(person.name),
        given_names=person.given_names,
        family_name=person.family_name,
        known_as=person.known_as,
        email=account.email if account is not None else "",
        version=person.version,
        appointments=tuple(
            _appointment_told(held)
            for held in person.appointments.all()
            if reach.covers(held.organisation_id) or person.id == reach.person
        ),
        is_erased=person.erased_at is not None,
    )


def _appointment_told(held: Appointment) -> AppointmentTold:
    return AppointmentTold(
        id=held.id,
        person=held.person_id,
        role=Role(held.role),
        organisation=held.organisation_id,
        organisation_name=held.organisation.name,
        from_day=held.from_day,
        until_day=held.until_day,
        why_ended=held.why_ended,
    )


def get_person(person: int, reach: Reach) -> PersonTold:
    """A person within reach, with the roles within reach. Raises :class:`NotOnRecord`."""
    found = next(iter(_with_roles(people_within(reach).filter(id=person))), None)
    if found is None:
        raise NotOnRecord(f"person {person}")
    return _person_told(found, reach)


def get_appointment(appointment: int, reach: Reach) -> AppointmentTold:
    """An appointment at an organisation within reach. Raises :class:`NotOnRecord`."""
    found = Appointment.objects.select_related("organisation").filter(id=appointment).first()
    if found is None or not reach.covers(found.organisation_id):
        raise NotOnRecord(f"appointment {appointment}")
    return _appointment_told(found)


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


def list_coverages(*, organisation: int | None = None, person: int | None = None, on: date) -> Sequence[CoverageTold]:
    """Who is allocated to which centre on a day: of one centre, or of one external verifier, or all."""
    found = Coverage.objects.filter(_holding_on(on)).select_related("appointment__person", "organisation")
    if organisation is not None:
        found = found.filter(organisation=organisation)
    if person is not None:
        found = found.filter(appointment__person=person)
    return tuple(
        CoverageTold(
            id=coverage.id,
            appointment=coverage.appointment_id,
            person=coverage.appointment.person_id,
            person_name=str(coverage.appointment.person.name),
            organisation=coverage.organisation_id,
            organisation_name=coverage.organisation.name,
            from_day=coverage.from_day,
            until_day=coverage.until_day,
        )
        for coverage in found.order_by("organisation__name", "id")
    )


def invitations_within(reach: Reach) -> QuerySet[Invitation]:
    """The invitations to organisations within reach, the newest first."""
    invitations = Invitation.objects.select_related("organisation").order_by("-invited_at", "-id")
    return invitations if reach.everything else invitations.filter(organisation__in=reach.organisations)


def list_invitations(reach: Reach, *, at: datetime, start: int = 0, size: int = PAGE) -> Sequence[InvitationTold]:
    """A page of the invitations within reach, the newest first."""
    return tuple(invitation_told(invitation, at) for invitation in invitations_within(reach)[start : start + size])


def count_invitations(reach: Reach) -> int:
    """How many invitations are within reach."""
    return invitations_within(reach).count()


def get_invitation(invitation: int, reach: Reach, *, at: datetime) -> InvitationTold:
    """An invitation within reach. Raises :class:`NotOnRecord`."""
    found = invitations_within(reach).filter(id=invitation).first()
    if found is None:
        raise NotOnRecord(f"invitation {invitation}")
    return invitation_told(found, at)


def find_invitation_by_token(token: str, *, at: datetime) -> InvitationTold | None:
    """The invitation that a link belongs to, in whatever state. Needs full reach."""
    found = Invitation.objects.select_related("organisation").filter(token_hash=hash_of(token)).first()
    return None if found is None else invitation_told(found, at)


def invitation_told(invitation: Invitation, at: datetime) -> InvitationTold:
    """An invitation as the pages show it at a moment."""
    return InvitationTold(
        id=invitation.id,
        organisation=invitation.organisation_id,
        organisation_name=invitation.organisation.name,
        role=Role(invitation.role),
        name=f"{invitation.given_names} {invitation.family_name}",
        email=invitation.email,
        invited_at=invitation.invited_at,
        expires_at=invitation.expires_at,
        state=_state_of(invitation, at),
    )


def _state_of(invitation: Invitation, at: datetime) -> str:
    if invitation.accepted_at is not None:
        return "accepted"
    if invitation.withdrawn_at is not None:
        return "withdrawn"
    return "open" if at < invitation.expires_at else "expired"


def list_guest_links(reach: Reach, *, person: int, at: datetime) -> Sequence[GuestLinkTold]:
    """The links issued to a guest within reach, the newest first."""
    links = GuestLink.objects.select_related("person").filter(person=person).order_by("-issued_at", "-id")
    return tuple(_link_told(link, at) for link in links if reach.covers(link.organisation_id))


def get_guest_link(link: int, reach: Reach, *, at: datetime) -> GuestLinkTold:
    """A guest's link within reach. Raises :class:`NotOnRecord`."""
    found = GuestLink.objects.select_related("person").filter(id=link).first()
    if found is None or not reach.covers(found.organisation_id):
        raise NotOnRecord(f"guest link {link}")
    return _link_told(found, at)


def find_guest_by_token(token: str, *, at: datetime) -> tuple[GuestLinkTold, Hat | None]:
    """The link and the hat of the guest it belongs to; no hat where the link is no longer good. Needs full reach.

    Raises :class:`NotOnRecord` where no link is so.
    """
    found = (
        GuestLink.objects.select_related("person", "appointment__organisation")
        .filter(token_hash=hash_of(token))
        .first()
    )
    if found is None:
        raise NotOnRecord("guest link")
    told = _link_told(found, at)
    held = found.appointment
    is_good = told.state == "open" and (held.until_day is None or held.until_day >= at.date())
    hat = Hat(held.id, held.person_id, Role(held.role), held.organisation_id, held.organisation.name)
    return told, hat if is_good else None


def _link_told(link: GuestLink, at: datetime) -> GuestLinkTold:
    state = "withdrawn" if link.withdrawn_at else "open" if at < link.expires_at else "expired"
    return GuestLinkTold(
        id=link.id,
        person=link.person_id,
        person_name=str(link.person.name),
        organisation=link.organisation_id,
        issued_at=link.issued_at,
        expires_at=link.expires_at,
        state=state,
    )


def person_of_account(account: int) -> int | None:
    """The person who signs in with an account that is open."""
    return Account.objects.filter(id=account, is_active=True).values_list("person_id", flat=True).first()


def has_account(email: str) -> bool:
    """Whether somebody signs in with that address."""
    return Account.objects.filter(email__iexact=email).exists()
