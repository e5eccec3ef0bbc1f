"""Invitations: who was asked to take which role, and what became of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_GET

from touchstone.ledger.api import Record, note_look
from touchstone.notices.api import invite_again, invite_by_mail
from touchstone.people.api import (
    HELD_AT,
    InvitationsWanted,
    InvitationTold,
    OrganisationKind,
    Role,
    count_invitations,
    get_invitation,
    get_organisation,
    list_invitations,
    reach_for,
    withdraw_invitation,
)
from touchstone.policy.api import value_on
from touchstone.web.doing import do, do_or_show
from touchstone.web.forms.people import InvitationFilters, Invite
from touchstone.web.letters import invitation_letter, link_to
from touchstone.web.listing import Rows, cell, columns, csv_export, list_context
from touchstone.web.pages.person_acts import GET_OR_POST, own_organisation
from touchstone.web.requests import Request, page
from touchstone.web.templatetags.touchstone import role_name
from touchstone.web.trails import invitations_step, people_step, trail_to

SEE = "people.invite_person"
STATES = {
    "open": (_lazy("Waiting for an answer"), "waiting"),
    "accepted": (_lazy("Accepted"), "well"),
    "withdrawn": (_lazy("Withdrawn"), "stopped"),
    "expired": (_lazy("Expired"), "late"),
}


@page(SEE)
@require_GET
def invitations(request: Request) -> HttpResponse:
    """The invitations within reach, the newest first."""
    filters = InvitationFilters(request.GET)
    rows = _rows(request, filters)
    context = list_context(request, rows, filters=filters, export="invitations_export")
    invite = {"action": _("Invite a person"), "action_url": reverse("invite")}
    counted = ngettext("%(count)s invitation", "%(count)s invitations", len(rows)) % {"count": len(rows)}
    return render(
        request,
        "people/invitations.html",
        {
            **context,
            **invite,
            "counted": counted,
            "trail": trail_to(people_step()),
            "columns": columns(_("Name"), _("Role"), _("State"), _("Good until"), _("What you can do")),
            "rows": [_row(invitation) for invitation in context["page"]],
            "empty": {
                "title": _("Nobody has been invited yet"),
                "words": _("Whoever is invited gets a link by e-mail and chooses how to sign in."),
                **invite,
            },
        },
    )


def _rows(request: Request, filters: InvitationFilters) -> Rows[InvitationTold]:
    reach = reach_for(SEE, request.actor)
    wanted = InvitationsWanted(filters.chosen.get("state", ""), filters.chosen.get("q", ""))
    return Rows(
        lambda: count_invitations(reach, wanted, at=request.at),
        lambda start, size: list_invitations(reach, wanted, at=request.at, start=start, size=size),
    )


def _row(told: InvitationTold) -> list[dict[str, Any]]:
    state, kind = STATES[told.state]
    can_withdraw = told.state in ("open", "expired")
    return [
        cell(told.name.strip() or _("(erased)"), hint=told.email),
        cell(role_name(told.role), hint=told.organisation_name),
        cell(state, kind=kind),
        cell(date_format(timezone.localtime(told.expires_at), "j F Y")),
        cell(_("Send again or withdraw"), reverse("invitation_acts", args=[told.id])) if can_withdraw else cell(""),
    ]


@page(SEE)
@require_GET
def export(request: Request) -> StreamingHttpResponse:
    """The list as a CSV file. Taking it away is a look at everybody in it."""
    rows = _rows(request, InvitationFilters(request.GET))
    note_look(Record("people.invitations", "csv"), by=request.actor, at=request.at, why="export")
    heading = [_("Name"), _("E-mail address"), _("Role"), _("Place"), _("State"), _("Invited"), _("Good until")]
    return csv_export("invitations.csv", heading, lambda start, size: rows.read(start, size), row=_exported)


def _exported(told: InvitationTold) -> list[object]:
    days = [timezone.localdate(moment).isoformat() for moment in (told.invited_at, told.expires_at)]
    return [told.name, told.email, role_name(told.role), told.organisation_name, STATES[told.state][0], *days]


@page("notices.invite_by_mail")
@GET_OR_POST
def invite(request: Request) -> HttpResponse:
    """Invite a person to a role; they get a link by e-mail."""
    reach = reach_for("notices.invite_by_mail", request.actor)
    own = get_organisation(own_organisation(request), request.reach)
    roles = [role for role in Role if role is not Role.WITNESS]
    allowed = [role for role in roles if reach.everything or HELD_AT[role] is OrganisationKind.CENTRE]
    initial = {"language": get_language(), "role": request.GET.get("role"), "number": request.GET.get("centre")}
    given = {name: value for name, value in initial.items() if value}
    form = Invite(
        request.POST if request.method == "POST" else None, own=own, reach=reach, roles=allowed, initial=given
    )
    answer = request.method == "POST" and do_or_show(
        request,
        form,
        lambda: _send(request, form),
        then=lambda _done: reverse("invitations"),
        said=_("The invitation is on its way."),
    )
    return answer or render(
        request,
        "people/invite.html",
        {"form": form, "own": own, "days": valid_days(request), "trail": trail_to(people_step(), invitations_step())},
    )


def _send(request: Request, form: Invite) -> object:
    role, place, days = Role(form.cleaned_data["role"]), form.organisation, valid_days(request)
    letter = invitation_letter(
        str(form.name), role, place=place.name, days=days, language=form.cleaned_data["language"]
    )
    return invite_by_mail(
        form.name,
        form.cleaned_data["email"],
        role,
        organisation=place.id,
        valid_days=days,
        letter=letter,
        link=link_to("invitation"),
        by=request.actor,
        at=request.at,
    )


def valid_days(request: Request) -> int:
    """How many days an invitation is good for."""
    return int(value_on("invitation_validity_days", timezone.localdate(request.at)))


@page("people.withdraw_invitation")
@GET_OR_POST
def acts(request: Request, number: int) -> HttpResponse:
    """Send an invitation again, or withdraw it: its link stops working either way."""
    told = get_invitation(number, reach_for(SEE, request.actor), at=request.at)
    if request.method == "POST" and request.POST.get("act") == "again":
        return _again(request, told)
    if request.method == "POST":
        return do(
            request,
            lambda: withdraw_invitation(number, by=request.actor, at=request.at),
            then=lambda _done: reverse("invitations"),
            said=_("The invitation was withdrawn."),
        )
    trail = trail_to(people_step(), invitations_step())
    return render(request, "people/invitation.html", {"told": told, "state": STATES[told.state][0], "trail": trail})


def _again(request: Request, told: InvitationTold) -> HttpResponse:
    days = valid_days(request)
    language = get_language() or "en-gb"
    letter = invitation_letter(told.name, told.role, place=told.organisation_name, days=days, language=language)
    return do(
        request,
        lambda: invite_again(
            told.id, valid_days=days, letter=letter, link=link_to("invitation"), by=request.actor, at=request.at
        ),
        then=lambda _done: reverse("invitations"),
        said=_("A new link is on its way. The old one has stopped working."),
    )
