"""The people of a centre: the list, a person's page, and what is done about them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from touchstone.ledger.api import Reach, Record, note_look
from touchstone.people.api import (
    PeopleWanted,
    PersonTold,
    Role,
    count_people,
    find_organisation_by_number,
    get_person,
    list_people,
    reach_for,
)
from touchstone.policy.api import value_on
from touchstone.web.forms.people import PeopleFilters
from touchstone.web.listing import Rows, cell, columns, csv_export, list_context
from touchstone.web.person_told import person_page
from touchstone.web.requests import Request, may, page
from touchstone.web.templatetags.touchstone import role_name

SEE = "people.see_people"


@page(SEE)
@require_GET
def people(request: Request) -> HttpResponse:
    """The people within reach who hold a role, by family name."""
    reach, filters = reach_for(SEE, request.actor), _filters(request)
    rows = _rows(request, reach, filters)
    day = timezone.localdate(request.at)
    context = list_context(request, rows, filters=filters, export="people_export")
    return render(
        request,
        "people/people.html",
        {
            **context,
            "counted": ngettext("%(count)s person", "%(count)s people", len(rows)) % {"count": len(rows)},
            "columns": columns(_("Name"), _("Role"), _("Place")),
            "rows": [_row(person, day) for person in context["page"]],
            **_actions(request),
        },
    )


def _actions(request: Request) -> dict[str, Any]:
    invites = may(request, "notices.invite_by_mail")
    invite = {"action": _("Invite a person"), "action_url": reverse("invite")} if invites else {}
    return {
        **invite,
        "may_see_invitations": may(request, "people.invite_person"),
        "may_add_witness": may(request, "notices.enter_witness"),
        "empty": {
            "title": _("Nobody is here yet"),
            "words": _("People appear when they accept an invitation."),
            **invite,
        },
    }


def _filters(request: Request) -> PeopleFilters:
    reach = reach_for(SEE, request.actor)
    return PeopleFilters(request.GET, several=reach.everything or len(reach.organisations) > 1)


def _rows(request: Request, reach: Reach, filters: PeopleFilters) -> Rows[PersonTold]:
    day, wanted = timezone.localdate(request.at), _wanted(request, reach, filters)
    return Rows(
        lambda: count_people(reach, wanted, on=day),
        lambda start, size: list_people(reach, wanted, on=day, start=start, size=size),
    )


def _wanted(request: Request, reach: Reach, filters: PeopleFilters) -> PeopleWanted:
    chosen, day = filters.chosen, timezone.localdate(request.at)
    centre = find_organisation_by_number(chosen["centre"], reach) if "centre" in chosen else None
    ends_soon = day + timedelta(days=soon(request)) if "ending" in chosen else None
    return PeopleWanted(
        search=chosen.get("q", ""),
        role=Role(chosen["role"]) if "role" in chosen else None,
        # A number that no organisation within reach has finds nobody.
        organisation=(centre.id if centre else 0) if "centre" in chosen else None,
        ending_by=ends_soon,
    )


def soon(request: Request) -> int:
    """How many days ahead the end of something is worth saying: the longest warning that the policy has."""
    return max(value_on("lapse_warning_days", timezone.localdate(request.at)), default=0)


def _row(person: PersonTold, day: Any) -> list[dict[str, Any]]:
    held = [one for one in person.appointments if one.holds_on(day)]
    roles = ", ".join(dict.fromkeys(str(role_name(one.role)) for one in held))
    places = ", ".join(dict.fromkeys(one.organisation_name for one in held))
    ends = [one.until_day for one in held if one.until_day is not None]
    hint = _("until %(day)s") % {"day": f"{min(ends):%d.%m.%Y}"} if ends else ""
    return [cell(person.name, reverse("person", args=[person.id])), cell(roles, hint=hint), cell(places)]


@page(SEE)
@require_GET
def export(request: Request) -> StreamingHttpResponse:
    """The list as a CSV file. Taking it away is a look at everybody in it."""
    reach = reach_for(SEE, request.actor)
    wanted, day = _wanted(request, reach, _filters(request)), timezone.localdate(request.at)
    note_look(Record("people.list", "csv"), by=request.actor, at=request.at, why="export")
    heading = [_("Given names"), _("Family name"), _("Known as"), _("Roles"), _("Places")]
    return csv_export(
        "people.csv",
        heading,
        lambda start, size: list_people(reach, wanted, on=day, start=start, size=size),
        row=lambda person: _exported(person, day),
    )


def _exported(person: PersonTold, day: Any) -> list[str]:
    held = [one for one in person.appointments if one.holds_on(day)]
    roles = "; ".join(str(role_name(one.role)) for one in held)
    return [
        person.given_names,
        person.family_name,
        person.known_as,
        roles,
        "; ".join(one.organisation_name for one in held),
    ]


@page(SEE)
@require_GET
def person(request: Request, number: int) -> HttpResponse:
    """A person: their roles, how they sign in, and what happened. Another's page is noted in the access log."""
    found = get_person(number, reach_for(SEE, request.actor))
    if found.id != request.actor.person:
        note_look(Record("people.person", str(found.id)), by=request.actor, at=request.at, owner=found.id)
    return render(request, "people/person.html", person_page(request, found))


def back_to(number: int) -> str:
    """The address of a person's page."""
    return reverse("person", args=[number])
