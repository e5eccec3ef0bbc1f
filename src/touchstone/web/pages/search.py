"""The search through everything that the reader may see; strangers find the catalogue and the guide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from touchstone.catalogue.api import Found, search_catalogue
from touchstone.ledger.api import find_entry
from touchstone.people.api import CentresWanted, PeopleWanted, PersonTold, list_centres, list_people, reach_for
from touchstone.web.catalogue_words import FOUND, found_address, found_title
from touchstone.web.requests import Request, may, open_page
from touchstone.web.telling import act_said
from touchstone.web.templatetags.touchstone import role_name

SHOWN = 8
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Section:
    """What was found of one kind, and where there is more of it."""

    title: str
    found: list[dict[str, Any]]
    more: str = ""
    more_url: str = ""


@open_page
@require_GET
def search(request: Request) -> HttpResponse:
    """What fits the text, kind by kind, within the reader's reach."""
    text = " ".join(request.GET.get("q", "")[:LONGEST].replace("\0", "").split())
    asked = (_people, _centres, _entry, _catalogue) if text else ()
    sections = [section for ask in asked if (section := ask(request, text)) is not None]
    return render(request, "search/search.html", {"search_text": text, "sections": sections})


def _people(request: Request, text: str) -> Section | None:
    if not may(request, "people.see_people"):
        return None
    reach, day = reach_for("people.see_people", request.actor), timezone.localdate(request.at)
    found = list_people(reach, PeopleWanted(search=text), on=day, size=SHOWN + 1)
    rows = [
        {"title": person.name, "url": reverse("person", args=[person.id]), "words": _roles(person, day)}
        for person in found[:SHOWN]
    ]
    return _section(_("People"), rows, more=len(found) > SHOWN, name="people", text=text)


def _roles(person: PersonTold, day: Any) -> str:
    held = [one for one in person.appointments if one.holds_on(day)]
    return "; ".join(f"{role_name(one.role)}, {one.organisation_name}" for one in held)


def _centres(request: Request, text: str) -> Section | None:
    if not may(request, "people.see_organisations"):
        return None
    reach = reach_for("people.see_organisations", request.actor)
    found = list_centres(reach, CentresWanted(search=text), size=SHOWN + 1)
    rows = [
        {"title": centre.name, "url": reverse("centre", args=[centre.id]), "words": centre.number}
        for centre in found[:SHOWN]
    ]
    return _section(_("Centres"), rows, more=len(found) > SHOWN, name="centres", text=text)


def _section(title: str, rows: list[dict[str, Any]], *, more: bool, name: str, text: str) -> Section | None:
    if not rows:
        return None
    address = f"{reverse(name)}?{urlencode({'q': text})}" if more else ""
    return Section(title, rows, _("See them all"), address)


def _entry(request: Request, text: str) -> Section | None:
    if not (text.isascii() and text.isdigit() and len(text) <= 18 and may(request, "ledger.see_entries")):
        return None
    found = find_entry(int(text), reach_for("ledger.see_entries", request.actor))
    if found is None:
        return None
    row = {"title": _("Entry %(number)s") % {"number": text}, "words": act_said(found)}
    return Section(_("Ledger"), [{**row, "url": reverse("ledger_entry", args=[found.number])}])


def _catalogue(request: Request, text: str) -> Section | None:
    language = (get_language() or "en")[:2]
    found = search_catalogue(text, day=timezone.localdate(request.at), language=language, limit=20)
    rows = [{"title": found_title(one), "url": found_address(one), "words": _told(one)} for one in found]
    return Section(_("Qualifications, units and the guide"), rows) if rows else None


def _told(found: Found) -> str:
    kind = str(FOUND[found.kind])
    return f"{kind}: {found.excerpt}" if found.excerpt else kind
