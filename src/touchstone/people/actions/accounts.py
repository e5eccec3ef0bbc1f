"""What people sign in with: opened, changed, closed."""

from __future__ import annotations

from datetime import datetime

from touchstone.ledger.api import Actor, Personal, Record, act, record
from touchstone.people.actions.refusing import Impossible
from touchstone.people.domain import (
    AccountClosed,
    AccountOpened,
    AccountSecurityChanged,
    LanguageChosen,
    permit,
    require,
)
from touchstone.people.models import Account


@act
def open_account(person: int, *, email: str, password: str | None, by: Actor, at: datetime) -> int:
    """Give a person an account at set-up; answers its id. People are otherwise invited."""
    require(permit("people.open_account", by))
    return make_account(person, email, password, at).id


def make_account(person: int, email: str, password: str | None, at: datetime) -> Account:
    account = Account(person_id=person, email=email.lower(), opened_at=at)
    account.set_password(password)
    account.save()
    record(
        AccountOpened(
            record=Record("people.account", str(account.id)),
            after={"person": person, "email": Personal(account.email, person)},
        )
    )
    return account


@act
def note_security_change(account: int, *, what: str, by: Actor, at: datetime) -> None:
    """Record that something by which a person signs in was changed (``what`` names it, never its value)."""
    require(permit("people.change_account_security", by, person=by.person))
    record(
        AccountSecurityChanged(
            record=Record("people.account", str(account)), after={"changed": what, "person": by.person}
        )
    )


@act
def choose_language(language: str, *, by: Actor, at: datetime) -> None:
    """Remember the language in which a person reads, for every later sign-in; the same again changes nothing."""
    require(permit("people.choose_language", by, person=by.person))
    account = Account.objects.filter(person=by.person, is_active=True).first()
    if account is None or account.language == language:
        return
    Account.objects.filter(id=account.id).update(language=language)
    record(
        LanguageChosen(
            record=Record("people.account", str(account.id)),
            before={"language": account.language},
            after={"language": language},
        )
    )


@act
def close_account(person: int, *, why: str, by: Actor, at: datetime) -> None:
    """Close a person's account: nobody signs in with it any more."""
    require(permit("people.close_account", by, person=person))
    account = Account.objects.select_for_update().filter(person=person, is_active=True).first()
    if account is None:
        raise Impossible("This person has no open account.")
    if person == by.person:
        raise Impossible("You cannot close your own account.", "Ask another administrator.")
    Account.objects.filter(id=account.id).update(is_active=False)
    record(
        AccountClosed(
            record=Record("people.account", str(account.id)),
            before={"open": True},
            after={"open": False, "why": Personal(why, person)},
        )
    )
