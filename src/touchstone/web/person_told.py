"""What a person's page shows, and which acts it offers to the hat that is worn."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from touchstone.ledger.api import Record, history_of
from touchstone.people.api import (
    AppointmentTold,
    GuestLinkTold,
    PersonTold,
    Role,
    SignInTold,
    find_account,
    list_guest_links,
    reach_for,
)
from touchstone.web.listing import cell
from touchstone.web.requests import Request, may
from touchstone.web.telling import history
from touchstone.web.templatetags.touchstone import role_name
from touchstone.web.trails import people_step, trail_to

LINK_STATES = {"open": _lazy("Works"), "withdrawn": _lazy("Withdrawn"), "expired": _lazy("Expired")}


def person_page(request: Request, person: PersonTold) -> dict[str, Any]:
    """The context of a person's page."""
    day = timezone.localdate(request.at)
    held = [one for one in person.appointments if one.holds_on(day)]
    past = [one for one in person.appointments if not one.holds_on(day)]
    is_ours = bool(held) or request.reach.everything
    account = find_account(person.id) if is_ours and _sees_account(request) else None
    links = _links(request, person)
    return {
        "person": person,
        "title": person.name,
        "trail": trail_to(people_step()),
        "state": _state(held),
        "details": _details(request, person, account),
        "held": [_held_row(request, one) for one in held],
        "past": [_past_row(one) for one in past],
        "links": [_link_row(link) for link in links],
        "witness": next((one for one in held if one.role is Role.WITNESS), None),
        "may_send_link": may(request, "notices.send_guest_link"),
        "history": _history(request, person, links),
        "offers": _offers(request, person, account, held),
    }


def _sees_account(request: Request) -> bool:
    return may(request, "people.invite_person") or may(request, "people.admit_organisation")


def _state(held: list[AppointmentTold]) -> str:
    if not held:
        return _("Holds no role now.")
    return "; ".join(
        _("%(role)s at %(place)s") % {"role": role_name(one.role), "place": one.organisation_name} for one in held
    )


def _details(request: Request, person: PersonTold, account: SignInTold | None) -> list[dict[str, Any]]:
    change = {}
    if may(request, "people.change_name") and not person.is_erased:
        change = {"change_url": reverse("change_name", args=[person.id]), "change": _("Change")}
    registered = f"{person.given_names} {person.family_name}".strip()
    rows: list[dict[str, Any]] = [{"key": _("Registered name"), "value": registered, **change}]
    rows += [{"key": _("Known as"), "value": person.known_as}] if person.known_as else []
    return rows + (_account_rows(account) if _sees_account(request) else [])


def _account_rows(account: SignInTold | None) -> list[dict[str, Any]]:
    if account is None:
        return [{"key": _("Signs in with"), "value": _("Has no account")}]
    last = account.last_sign_in
    seen = date_format(timezone.localtime(last), "j F Y, H:i") if last else _("Has not signed in yet")
    value = account.email if account.is_open else _("The account is closed")
    return [{"key": _("Signs in with"), "value": value}, {"key": _("Last signed in"), "value": seen}]


def _held_row(request: Request, held: AppointmentTold) -> list[dict[str, Any]]:
    until = date_format(held.until_day, "j F Y") if held.until_day else _("open")
    row = [
        cell(role_name(held.role)),
        cell(held.organisation_name),
        cell(date_format(held.from_day, "j F Y")),
        cell(until),
    ]
    may_end = may(request, "people.end_appointment") and _is_within(request, "people.end_appointment", held)
    return [*row, cell(_("End this role"), reverse("end_role", args=[held.id])) if may_end else cell("")]


def _is_within(request: Request, act: str, held: AppointmentTold) -> bool:
    return reach_for(act, request.actor).covers(held.organisation)


def _past_row(held: AppointmentTold) -> list[dict[str, Any]]:
    until = date_format(held.until_day, "j F Y") if held.until_day else ""
    return [
        cell(role_name(held.role)),
        cell(held.organisation_name),
        cell(date_format(held.from_day, "j F Y")),
        cell(until),
        cell(held.why_ended),
    ]


def _links(request: Request, person: PersonTold) -> list[GuestLinkTold]:
    if not may(request, "people.issue_guest_link"):
        return []
    return list(list_guest_links(reach_for("people.issue_guest_link", request.actor), person=person.id, at=request.at))


def _link_row(link: GuestLinkTold) -> list[dict[str, Any]]:
    kind = {"open": "well", "expired": "waiting", "withdrawn": "stopped"}[link.state]
    withdraw = cell(_("Withdraw"), reverse("withdraw_link", args=[link.id])) if link.state == "open" else cell("")
    return [
        cell(date_format(timezone.localtime(link.issued_at), "j F Y")),
        cell(date_format(timezone.localtime(link.expires_at), "j F Y")),
        cell(LINK_STATES[link.state], kind=kind),
        withdraw,
    ]


def _history(request: Request, person: PersonTold, links: list[GuestLinkTold]) -> list[dict[str, Any]]:
    if not may(request, "ledger.see_entries"):
        return []
    records = [Record("people.person", str(person.id))]
    records += [Record("people.appointment", str(one.id)) for one in person.appointments]
    records += [Record("people.guest_link", str(link.id)) for link in links]
    reach = reach_for("ledger.see_entries", request.actor)
    return history(history_of(records, reach, size=30), reach, linked=True)


def _offers(
    request: Request, person: PersonTold, account: SignInTold | None, held: list[AppointmentTold]
) -> list[tuple[str, str]]:
    """The further acts, each with its address: only those that this hat may do and that the record allows."""
    if person.is_erased:
        return []
    is_other = person.id != request.actor.person
    asked = [
        ("people.appoint", True, _("Give another role"), "appoint"),
        (
            "people.close_account",
            account is not None and account.is_open and is_other,
            _("Close the account"),
            "close_account",
        ),
        ("people.erase_person", not held and is_other, _("Erase personal values"), "erase_person"),
    ]
    return [(label, reverse(name, args=[person.id])) for act, fits, label, name in asked if fits and may(request, act)]
