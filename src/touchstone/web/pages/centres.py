"""Centres: the list, a centre's page, and what the awarding body does about them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from touchstone.ledger.api import Record
from touchstone.people.api import (
    CENTRE_STAFF,
    CentresWanted,
    EditedMeanwhile,
    NotOnRecord,
    OrganisationKind,
    OrganisationTold,
    Role,
    admit_organisation,
    close_organisation,
    count_by_role_of,
    count_centres,
    cover_centre,
    end_coverage,
    get_coverage,
    get_organisation,
    list_centres,
    list_coverages,
    list_in_office,
    names_of_people,
    reach_for,
    rename_organisation,
)
from touchstone.web.centre_told import centre_page
from touchstone.web.confirming import Question, ask
from touchstone.web.conflicts import chosen_texts, show_conflict
from touchstone.web.doing import do, do_or_show
from touchstone.web.forms.centres import AdmitCentre, Allocate, CentreFilters, CentreName
from touchstone.web.forms.people import Reason
from touchstone.web.listing import Rows, cell, columns, csv_export, list_context
from touchstone.web.pages.person_acts import GET_OR_POST
from touchstone.web.requests import Request, may, page
from touchstone.web.trails import centres_step, trail_to

SEE = "people.see_organisations"


def address_of(centre: int) -> str:
    """The address of a centre's page."""
    return reverse("centre", args=[centre])


def get_centre(request: Request, act: str, number: int) -> OrganisationTold:
    """The centre that an act or a look is about, where the hat that is worn reaches it."""
    found = get_organisation(number, reach_for(act, request.actor))
    if found.kind is not OrganisationKind.CENTRE:
        raise NotOnRecord(f"centre {number}")
    return found


@page(SEE)
@require_GET
def centres(request: Request) -> HttpResponse:
    """The centres within reach, by name; who works at one centre only comes straight to its page."""
    reach = reach_for(SEE, request.actor)
    if not reach.everything and len(reach.organisations) == 1:
        return redirect("centre", *reach.organisations)
    filters = CentreFilters(request.GET)
    rows = _rows(request, filters)
    context = list_context(request, rows, filters=filters, export="centres_export")
    counted = ngettext("%(count)s centre", "%(count)s centres", len(rows)) % {"count": len(rows)}
    shown = _table(request, context["page"])
    return render(request, "centres/centres.html", {**context, "counted": counted, **shown, **_actions(request)})


def _actions(request: Request) -> dict[str, Any]:
    words = _("Centres that are allocated to you stand here.")
    if not may(request, "people.admit_organisation"):
        return {"empty": {"title": _("No centre is yours to see"), "words": words}}
    admit = {"action": _("Put a centre on record"), "action_url": reverse("admit_centre")}
    return {**admit, "empty": {"title": _("No centre is on record yet"), "words": "", **admit}}


def _rows(request: Request, filters: CentreFilters) -> Rows[OrganisationTold]:
    reach, chosen = reach_for(SEE, request.actor), filters.chosen
    lacking = Role(chosen["lacks"]) if "lacks" in chosen else None
    wanted = CentresWanted(chosen.get("q", ""), lacking, timezone.localdate(request.at))
    return Rows(
        lambda: count_centres(reach, wanted),
        lambda start, size: list_centres(reach, wanted, start=start, size=size),
    )


def _table(request: Request, shown: Any) -> dict[str, Any]:
    day, ids = timezone.localdate(request.at), [centre.id for centre in shown]
    counted = count_by_role_of(ids, day)
    verifiers: dict[int, list[str]] = {}
    for coverage in list_coverages(organisations=ids, on=day):
        verifiers.setdefault(coverage.organisation, []).append(coverage.person_name)
    candidates, staff = _("Candidates"), _("Staff")
    return {
        "columns": columns(_("Centre"), candidates, staff, _("External verifier"), numeric=[candidates, staff]),
        "rows": [_row(centre, counted.get(centre.id, {}), verifiers.get(centre.id, [])) for centre in shown],
    }


def _row(centre: OrganisationTold, counted: dict[Role, int], verifiers: list[str]) -> list[dict[str, Any]]:
    hint = _("%(number)s, closed") % {"number": centre.number} if centre.is_closed else centre.number
    verified = cell(", ".join(verifiers)) if verifiers else cell(_("None allocated"), kind="late")
    return [
        cell(centre.name, address_of(centre.id), hint=hint),
        cell(counted.get(Role.CANDIDATE, 0)),
        cell(sum(people for role, people in counted.items() if role in CENTRE_STAFF)),
        cell("") if centre.is_closed else verified,
    ]


@page(SEE)
@require_GET
def export(request: Request) -> StreamingHttpResponse:
    """The list as a CSV file."""
    rows = _rows(request, CentreFilters(request.GET))
    heading = [_("Number"), _("Centre"), _("State")]
    return csv_export("centres.csv", heading, rows.read, row=_exported)


def _exported(centre: OrganisationTold) -> list[str]:
    return [centre.number, centre.name, _("closed") if centre.is_closed else _("open")]


@page(SEE)
@require_GET
def centre(request: Request, number: int) -> HttpResponse:
    """A centre: its people by role, its external verifiers, and what happened."""
    return render(request, "centres/centre.html", centre_page(request, get_centre(request, SEE, number)))


@page("people.admit_organisation")
@GET_OR_POST
def admit(request: Request) -> HttpResponse:
    """Put a centre on record."""
    form = AdmitCentre(request.POST if request.method == "POST" else None)
    answer = request.method == "POST" and do_or_show(
        request,
        form,
        lambda: admit_organisation(OrganisationKind.CENTRE, **form.cleaned_data, by=request.actor, at=request.at),
        then=address_of,
        said=_("The centre is on record. Invite its co-ordinator next."),
    )
    return answer or render(request, "centres/admit.html", {"form": form, "trail": trail_to(centres_step())})


@page("people.rename_organisation")
@GET_OR_POST
def rename(request: Request, number: int) -> HttpResponse:
    """Change a centre's name; where somebody else did so meanwhile, choose between both texts."""
    told = get_centre(request, "people.rename_organisation", number)
    if request.method != "POST":
        form = CentreName(initial={"name": told.name, "version": told.version})
        return _name_form(request, told, form)
    form = CentreName(chosen_texts(request.POST, ("name",)))
    try:
        answer = do_or_show(
            request,
            form,
            lambda: rename_organisation(number, **form.cleaned_data, by=request.actor, at=request.at),
            then=lambda _done: address_of(number),
            said=_("The name was changed."),
        )
    except EditedMeanwhile as meanwhile:
        return _name_conflict(request, told, form, meanwhile)
    return answer or _name_form(request, told, form)


def _name_form(request: Request, told: OrganisationTold, form: CentreName) -> HttpResponse:
    return render(request, "centres/rename.html", {"centre": told, "form": form, "trail": trail_from(told)})


def trail_from(told: OrganisationTold) -> list[tuple[str, str]]:
    """The way to a page about a centre."""
    return trail_to(centres_step(), (told.name, address_of(told.id)))


def _name_conflict(
    request: Request, told: OrganisationTold, form: CentreName, meanwhile: EditedMeanwhile
) -> HttpResponse:
    if meanwhile.current["name"] == form.cleaned_data["name"]:
        messages.info(request, _("Somebody else has saved the same name already."))
        return redirect("centre", told.id)
    return show_conflict(
        request,
        meanwhile,
        {"name": form.cleaned_data["name"]},
        labels={"name": form.fields["name"].label},
        title=_("The name of centre %(number)s") % {"number": told.number},
        record=Record("people.organisation", str(told.id)),
        cancel_url=address_of(told.id),
    )


@page("people.close_organisation")
@GET_OR_POST
def close(request: Request, number: int) -> HttpResponse:
    """Ask before a centre is closed, and why."""
    told = get_centre(request, "people.close_organisation", number)
    counted = count_by_role_of([number], timezone.localdate(request.at)).get(number, {})
    form = Reason(request.POST if request.method == "POST" else None)
    answer = request.method == "POST" and do_or_show(
        request,
        form,
        lambda: close_organisation(number, why=form.cleaned_data["why"], by=request.actor, at=request.at),
        then=lambda _done: address_of(number),
        said=_("The centre was closed."),
    )
    roles = sum(counted.values())
    question = Question(
        title=_("Close %(name)s?") % {"name": told.name},
        words=ngettext(
            "%(count)s role that is held there ends at once, with every external verifier's allocation. This cannot be"
            " undone. The centre's records stay.",
            "%(count)s roles that are held there end at once, with every external verifier's allocation. This cannot be"
            " undone. The centre's records stay.",
            roles,
        )
        % {"count": roles},
        submit=_("Close the centre"),
        cancel_url=address_of(number),
    )
    return answer or ask(request, question, form)


@page("people.cover_centre")
@GET_OR_POST
def allocate(request: Request, number: int) -> HttpResponse:
    """Allocate an external verifier to a centre."""
    told = get_centre(request, "people.cover_centre", number)
    held = list_in_office(Role.EXTERNAL_VERIFIER, timezone.localdate(request.at))
    names = names_of_people([one.person for one in held], request.reach)
    verifiers = [(one.id, names[one.person]) for one in held]
    form = Allocate(request.POST if request.method == "POST" else None, verifiers=verifiers)
    answer = request.method == "POST" and do_or_show(
        request,
        form,
        lambda: cover_centre(int(form.cleaned_data["appointment"]), centre=number, by=request.actor, at=request.at),
        then=lambda _done: address_of(number),
        said=_("The external verifier was allocated."),
    )
    context = {"centre": told, "form": form, "verifiers": verifiers, "trail": trail_from(told)}
    return answer or render(request, "centres/allocate.html", context)


@page("people.end_coverage")
@GET_OR_POST
def end_allocation(request: Request, number: int) -> HttpResponse:
    """Ask before an external verifier's allocation to a centre is ended."""
    coverage = get_coverage(number, reach_for("people.end_coverage", request.actor), on=timezone.localdate(request.at))
    if request.method == "POST":
        return do(
            request,
            lambda: end_coverage(number, by=request.actor, at=request.at),
            then=lambda _done: address_of(coverage.organisation),
            said=_("The allocation has ended."),
        )
    said = {"name": coverage.person_name, "place": coverage.organisation_name}
    question = Question(
        title=_("End the allocation of %(name)s?") % said,
        words=_("%(name)s no longer sees %(place)s, from now on. They can be allocated again at any time.") % said,
        submit=_("End the allocation"),
        cancel_url=address_of(coverage.organisation),
        gentle=True,
    )
    return ask(request, question)
