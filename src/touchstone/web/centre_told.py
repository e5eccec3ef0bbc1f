"""What a centre's page shows, and which acts it offers to the hat that is worn."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchstone.archive.api import FilesWanted, count_files
from touchstone.ledger.api import Record, history_of
from touchstone.people.api import (
    HELD_AT,
    NEEDED_AT_A_CENTRE,
    CoverageTold,
    OrganisationKind,
    OrganisationTold,
    Role,
    count_by_role,
    list_coverages,
    reach_for,
)
from touchstone.web.requests import Request, may
from touchstone.web.telling import history
from touchstone.web.templatetags.touchstone import role_name
from touchstone.web.trails import centres_step, trail_to

ROLES = [role for role in Role if HELD_AT[role] is OrganisationKind.CENTRE]


def centre_page(request: Request, centre: OrganisationTold) -> dict[str, Any]:
    """The context of a centre's page."""
    day = timezone.localdate(request.at)
    counted = count_by_role(centre.id, day)
    coverages = list_coverages(organisations=[centre.id], on=day)
    missing = [] if centre.is_closed else _missing(counted, coverages)
    return {
        "centre": centre,
        "title": centre.name,
        "trail": trail_to(centres_step()),
        "caption": _("Centre %(number)s") % {"number": centre.number},
        "state": _state(centre, missing),
        "people": [_people_row(centre, role, counted.get(role, 0)) for role in ROLES],
        "documents": _documents(request, centre),
        "coverages": [_coverage_row(request, coverage) for coverage in coverages],
        "may_allocate": may(request, "people.cover_centre") and not centre.is_closed,
        "offers": [] if centre.is_closed else _offers(request, centre),
        "history": _history(request, centre),
    }


def _missing(counted: dict[Role, int], coverages: Any) -> list[Role]:
    there = {role for role, people in counted.items() if people}
    if coverages:
        there.add(Role.EXTERNAL_VERIFIER)
    return [role for role in NEEDED_AT_A_CENTRE if role not in there]


def _state(centre: OrganisationTold, missing: list[Role]) -> str:
    if centre.is_closed:
        return _("This centre is closed. Its records stay.")
    if not missing:
        return _("Every role that a centre needs is held.")
    roles = ", ".join(str(role_name(role)).lower() for role in missing)
    return _("Nobody is here yet as: %(roles)s.") % {"roles": roles}


def _people_row(centre: OrganisationTold, role: Role, people: int) -> dict[str, Any]:
    asked = urlencode({"role": role.value, "centre": centre.number})
    url = f"{reverse('people')}?{asked}" if people else ""
    return {"key": role_name(role), "value": str(people), "url": url}


def _coverage_row(request: Request, coverage: CoverageTold) -> dict[str, Any]:
    row: dict[str, Any] = {
        "key": coverage.person_name,
        "value": _("since %(day)s") % {"day": date_format(coverage.from_day, "j F Y")},
    }
    if may(request, "people.end_coverage"):
        row |= {"change_url": reverse("end_allocation", args=[coverage.id]), "change": _("End the allocation")}
    return row


def _offers(request: Request, centre: OrganisationTold) -> list[tuple[str, str]]:
    invite = f"{reverse('invite')}?{urlencode({'role': Role.COORDINATOR.value, 'centre': centre.number})}"
    asked = [
        ("notices.invite_by_mail", _("Invite a person to this centre"), invite),
        ("people.rename_organisation", _("Change the name"), reverse("rename_centre", args=[centre.id])),
        ("people.close_organisation", _("Close the centre"), reverse("close_centre", args=[centre.id])),
    ]
    return [(label, url) for act, label, url in asked if may(request, act)]


def _documents(request: Request, centre: OrganisationTold) -> str:
    """How many documents of the centre are in force, in words; nothing where they are not to be seen."""
    reach = reach_for("archive.see_files", request.actor)
    if not may(request, "archive.see_files") or not reach.covers(centre.id):
        return ""
    count = count_files(reach, FilesWanted(organisation=centre.id))
    return ngettext("%(count)s document in force", "%(count)s documents in force", count) % {"count": count}


def _history(request: Request, centre: OrganisationTold) -> list[dict[str, Any]]:
    if not may(request, "ledger.see_entries"):
        return []
    reach = reach_for("ledger.see_entries", request.actor)
    return history(history_of(Record("people.organisation", str(centre.id)), reach, size=20), reach, linked=True)
