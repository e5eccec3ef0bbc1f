"""Who can sign in, for the demonstration's list of its people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from touchstone.people.domain import Role, words_of
from touchstone.people.models import Appointment, NameWord
from touchstone.people.queries.persons import beginning_with
from touchstone.people.queries.roles import holding_on


@dataclass(frozen=True, slots=True)
class AccountTold:
    """An account that is open, as one of the roles that its owner holds shows it."""

    account: int
    appointment: int
    person_name: str
    role: Role
    organisation_name: str


def list_accounts(role: Role, *, search: str = "", on: date, size: int = 8) -> Sequence[AccountTold]:
    """The first accounts whose owners hold a role on a day, found by the beginnings of name words. Needs full reach.

    One query for any number.
    """
    held = _with_account(role, search, on).select_related("person__account", "organisation")
    return tuple(
        AccountTold(
            account=appointment.person.account.id,
            appointment=appointment.id,
            person_name=str(appointment.person.name),
            role=role,
            organisation_name=appointment.organisation.name,
        )
        for appointment in held.order_by("id")[:size]
    )


def _with_account(role: Role, search: str, on: date) -> QuerySet[Appointment]:
    held = Appointment.objects.filter(holding_on(on), role=role, person__account__is_active=True)
    for word in words_of(search):
        held = held.filter(person__in=NameWord.objects.filter(beginning_with(word)).values("person"))
    return held
