"""Who is there, and by which names they are found."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from touchstone.ledger.api import Reach
from touchstone.people.domain import Role, words_of
from touchstone.people.models import Account, Appointment, NameWord, Person
from touchstone.people.queries.missing import PAGE, NotOnRecord
from touchstone.people.queries.roles import AppointmentTold, appointment_told, holding_on


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


def people_within(reach: Reach) -> QuerySet[Person]:
    """The persons who hold or held a role within reach, those entered there, and the person who asks."""
    people = Person.objects.order_by("family_name", "given_names", "id")
    if reach.everything:
        return people
    here = Appointment.objects.filter(organisation__in=reach.organisations).values("person")
    return people.filter(Q(id__in=here) | Q(entered_by__in=reach.organisations) | Q(id=reach.person))


def names_of_people(people: Collection[int], reach: Reach) -> dict[int, str]:
    """The names of persons by number: one query. A person out of reach has no entry."""
    return {person.id: str(person.name) for person in people_within(reach).filter(id__in=people).order_by()}


@dataclass(frozen=True, slots=True)
class SignInTold:
    """What a person signs in with, as the pages show it."""

    id: int
    email: str
    is_open: bool
    opened_at: datetime
    last_sign_in: datetime | None


def find_account(person: int) -> SignInTold | None:
    """The account of a person, whom the asker has found within reach."""
    found = Account.objects.filter(person=person).first()
    if found is None:
        return None
    return SignInTold(found.id, found.email, found.is_active, found.opened_at, found.last_login)


@dataclass(frozen=True, slots=True)
class PeopleWanted:
    """Which people a list shows: those with a word of their name, in a role, at an organisation."""

    search: str = ""
    role: Role | None = None
    organisation: int | None = None
    ending_by: date | None = None
    """Only those with a role that ends by this day."""


def list_people(
    reach: Reach, wanted: PeopleWanted, *, on: date, start: int = 0, size: int = PAGE
) -> Sequence[PersonTold]:
    """A page of the people within reach who hold a role on a day, by family name: three queries for any number."""
    found = _wanted(reach, wanted, on)[start : start + size]
    return tuple(_person_told(person, reach) for person in _with_roles(found))


def count_people(reach: Reach, wanted: PeopleWanted, *, on: date) -> int:
    """How many people within reach hold a role on a day."""
    if words_of(wanted.search):
        return _wanted(reach, wanted, on).count()
    return _held(reach, wanted, on).values("person").distinct().count()


def _held(reach: Reach, wanted: PeopleWanted, on: date) -> QuerySet[Appointment]:
    """The roles for which people are on a list, whatever their names."""
    held = Appointment.objects.filter(holding_on(on))
    if not reach.everything:
        held = held.filter(organisation__in=reach.organisations)
    if wanted.organisation is not None:
        held = held.filter(organisation=wanted.organisation)
    if wanted.role is not None:
        held = held.filter(role=wanted.role)
    if wanted.ending_by is not None:
        held = held.filter(until_day__lte=wanted.ending_by)
    return held


def _wanted(reach: Reach, wanted: PeopleWanted, on: date) -> QuerySet[Person]:
    held, words = _held(reach, wanted, on), words_of(wanted.search)
    if words or (reach.everything and wanted == PeopleWanted()):
        # Few people are left by a name, and a page of everybody is read in the order of their names: each is looked up.
        people = Person.objects.filter(Exists(held.filter(person=OuterRef("id"))))
    else:
        people = Person.objects.filter(id__in=held.values("person"))
    for word in words:
        people = people.filter(id__in=NameWord.objects.filter(beginning_with(word)).values("person"))
    return people.order_by("family_name", "given_names", "id")


def beginning_with(word: str) -> Q:
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
            appointment_told(held)
            for held in person.appointments.all()
            if reach.covers(held.organisation_id) or person.id == reach.person
        ),
        is_erased=person.erased_at is not None,
    )


def get_person(person: int, reach: Reach) -> PersonTold:
    """A person within reach, with the roles within reach. Raises :class:`NotOnRecord`."""
    found = next(iter(_with_roles(people_within(reach).filter(id=person))), None)
    if found is None:
        raise NotOnRecord(f"person {person}")
    return _person_told(found, reach)


def person_of_account(account: int) -> int | None:
    """The person who signs in with an account that is open."""
    return Account.objects.filter(id=account, is_active=True).values_list("person_id", flat=True).first()


def has_account(email: str) -> bool:
    """Whether somebody signs in with that address."""
    return Account.objects.filter(email__iexact=email).exists()
