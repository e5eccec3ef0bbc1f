"""One's own page: roles, how one signs in, who looked at one's record, and what one did."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from touchstone.ledger.api import LooksWanted, LookTold, Reach, acts_of, list_looks
from touchstone.people.api import AppointmentTold, find_account, get_person, names_of_organisations
from touchstone.web.listing import cell, columns
from touchstone.web.pages.notices import own_person
from touchstone.web.requests import Request, may, own_page
from touchstone.web.telling import history
from touchstone.web.templatetags.touchstone import role_name


@own_page
@require_GET
def me(request: Request) -> HttpResponse:
    """What Touchstone knows of me, and what I can change of it."""
    number = own_person(request)
    own = Reach(person=number)
    person, account = get_person(number, own), find_account(number)
    looks = list_looks(LooksWanted(owner=number), size=20)
    context = {
        "title": person.name,
        "details": _details(person.given_names, person.family_name, account.email if account else ""),
        "roles": [_role(request, held) for held in person.appointments],
        "role_columns": columns(_("Role"), _("Place"), _("From"), _("Until")),
        "ways": ways_to_sign_in(),
        "looks": _looks(looks),
        "look_columns": columns(_("When"), _("Who"), _("Place")),
        "history": history(acts_of(number, size=20), own, linked=False),
        "may_see_ledger": may(request, "ledger.see_entries"),
    }
    return render(request, "me/me.html", context)


def _details(given: str, family: str, email: str) -> list[dict[str, Any]]:
    return [
        {"key": _("Given names"), "value": given},
        {"key": _("Family name"), "value": family},
        {"key": _("E-mail address"), "value": email},
    ]


def _role(request: Request, held: AppointmentTold) -> list[dict[str, Any]]:
    is_held = held.holds_on(timezone.localdate(request.at))
    until = date_format(held.until_day, "j F Y") if held.until_day else _("open")
    ended = "" if is_held else _("ended")
    return [
        cell(role_name(held.role), hint=ended),
        cell(held.organisation_name),
        cell(date_format(held.from_day, "j F Y")),
        cell(until),
    ]


def ways_to_sign_in() -> list[dict[str, Any]]:
    """The pages on which a person changes how they sign in: only those that this installation has."""
    ways = [
        ("account_email", _("E-mail address"), _("The address that you sign in with")),
        ("account_change_password", _("Password"), _("Change it whenever you like")),
        ("mfa_index", _("Second step"), _("An authenticator app, passkeys and recovery codes")),
        ("usersessions_list", _("Where you are signed in"), _("End a session that is not yours")),
        ("socialaccount_connections", _("Your organisation's sign-in"), _("Accounts elsewhere that open this one")),
    ]
    return [{"title": title, "words": words, "url": url} for name, title, words in ways if (url := _address(name))]


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _looks(looks: tuple[LookTold, ...]) -> list[list[dict[str, Any]]]:
    places = names_of_organisations({look.organisation for look in looks if look.organisation is not None})
    return [
        [
            cell(date_format(timezone.localtime(look.at), "j F Y, H:i")),
            cell(role_name(look.role)),
            cell(places.get(look.organisation or 0, "")),
        ]
        for look in looks
    ]
