"""The public catalogue: qualifications, units, and the standards of each unit at each level."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from touchstone.catalogue.api import (
    FORMS,
    Provenance,
    Published,
    VersionTold,
    latest_specifications,
    search_catalogue,
    standard_on,
    standard_version,
    standards_in_force,
    versions_of,
    write_file,
)
from touchstone.catalogue.specifications import DEFAULT
from touchstone.people.api import NotOnRecord
from touchstone.rules.api import Specification, Unit
from touchstone.web.catalogue_told import (
    clauses_of,
    is_illustration,
    levels_told,
    open_points,
    outcomes_told,
    qualification_cards,
    reference_of,
    specification_of,
    unit_groups,
    uses_of,
    version_rows,
)
from touchstone.web.catalogue_words import PROVENANCES_AT_LENGTH, found_rows, group_title, unit_address
from touchstone.web.listing import columns
from touchstone.web.requests import Request, open_page

MOST_FOUND = 40
Trail = list[tuple[Any, str]]


def _trail(*steps: tuple[Any, str]) -> Trail:
    return [(_("Qualifications"), reverse("catalogue")), *steps]


@open_page
@require_GET
def catalogue(request: Request) -> HttpResponse:
    """The qualifications and units, and what a search through them finds."""
    text = request.GET.get("q", "").strip()[:200]
    if text:
        return render(request, "catalogue/search.html", {"trail": _trail(), **_search(request, text)})
    specification = specification_of(DEFAULT)
    others = [other for other in latest_specifications() if is_illustration(other)]
    context = {
        "specification": specification,
        "cards": qualification_cards(specification),
        "groups": unit_groups(specification),
        "illustrations": [{"title": o.title, "url": reverse("specification", args=[reference_of(o)])} for o in others],
    }
    return render(request, "catalogue/catalogue.html", context)


def _search(request: Request, text: str) -> dict[str, Any]:
    day = timezone.localdate(request.at)
    found = search_catalogue(text, day=day, language=get_language() or "en", limit=MOST_FOUND)
    counted = ngettext("%(count)s result", "%(count)s results", len(found)) % {"count": len(found)}
    return {"text": text, "found": found_rows(found), "counted": counted, "cut": len(found) == MOST_FOUND}


@open_page
@require_GET
def specification(request: Request, name: str) -> HttpResponse:
    """One specification: its qualifications, its units, and what it leaves open."""
    found = specification_of(name)
    context = {
        "specification": found,
        "is_illustration": is_illustration(found),
        "cards": qualification_cards(found),
        "groups": unit_groups(found),
        "open_points": open_points(found, found.units),
        "trail": _trail(),
    }
    return render(request, "catalogue/specification.html", context)


@open_page
@require_GET
def qualification(request: Request, code: str, name: str = DEFAULT) -> HttpResponse:
    """A qualification: how it is made up, clause by clause, and from which units."""
    shelf = specification_of(name)
    found = shelf.find_qualification(code)
    if found is None:
        raise NotOnRecord(f"qualification {code}")
    outcomes = [{"title": o.title, "clauses": clauses_of(shelf, o.rules)} for o in found.outcomes]
    context = {
        "specification": shelf,
        "qualification": found,
        "outcomes": outcomes,
        "groups": unit_groups(shelf, at=found.level),
        "open_points": open_points(shelf, shelf.units),
        "is_illustration": is_illustration(shelf),
        "trail": _trail_of(shelf),
    }
    return render(request, "catalogue/qualification.html", context)


def _trail_of(specification: Specification) -> Trail:
    if not is_illustration(specification):
        return _trail()
    return _trail((specification.title, reverse("specification", args=[reference_of(specification)])))


@open_page
@require_GET
def unit(request: Request, code: str, name: str = DEFAULT) -> HttpResponse:
    """A unit: its levels and values, where it may be used, its standards, and its key-skill signposts."""
    shelf, found = _unit(code, name)
    context = {
        "specification": shelf,
        "unit": found,
        "group": group_title(found.group),
        "levels": levels_told(found, {} if is_illustration(shelf) else _published(request, code)),
        "uses": uses_of(shelf, found),
        "is_illustration": is_illustration(shelf),
        "trail": _trail_of(shelf),
    }
    return render(request, "catalogue/unit.html", context)


def _unit(code: str, name: str = DEFAULT) -> tuple[Specification, Unit]:
    shelf = specification_of(name)
    found = shelf.units_by_code.get(code)
    if found is None:
        raise NotOnRecord(f"unit {code}")
    return shelf, found


def _published(request: Request, code: str) -> dict[int, Published]:
    found = standards_in_force(timezone.localdate(request.at), areas=[code])
    return {told.standard.level: told for told in found}


@open_page
@require_GET
def unit_standards(request: Request, code: str, level: int) -> HttpResponse:
    """The standards of a unit at a level that are in force."""
    shelf, found = _unit(code)
    told = standard_on(code, level, timezone.localdate(request.at))
    versions = versions_of(code, level)
    if told is None and level not in found.values:
        raise NotOnRecord(f"{code} at level {level}")
    if told is None:
        return render(request, "catalogue/no_standards.html", _unit_frame(shelf, found, level))
    return _standards_page(request, told, versions, is_in_force=True)


@open_page
@require_GET
def standards_version(request: Request, code: str, level: int, number: int) -> HttpResponse:
    """One version of a unit's standards, whether in force or not."""
    versions = versions_of(code, level)
    told = standard_version(_numbered(versions, number))
    now = standard_on(code, level, timezone.localdate(request.at))
    return _standards_page(request, told, versions, is_in_force=now is not None and now.id == told.id)


def _numbered(versions: tuple[VersionTold, ...], number: int) -> int:
    found = next((version.id for version in versions if version.number == number), None)
    if found is None:
        raise NotOnRecord(f"version {number}")
    return found


def _unit_frame(shelf: Specification, found: Unit, level: int) -> dict[str, Any]:
    steps = (f"{found.code} {found.title}", unit_address(DEFAULT, found.code))
    return {
        "unit": found,
        "level": level,
        "value": found.values.get(level),
        "specification": shelf,
        "others": [other for other in sorted(found.values) if other != level],
        "trail": _trail(steps),
    }


def _standards_page(
    request: Request, told: Published, versions: tuple[VersionTold, ...], *, is_in_force: bool
) -> HttpResponse:
    standard = told.standard
    shelf = specification_of(DEFAULT)
    unit = shelf.units_by_code.get(standard.area)
    frame = _unit_frame(shelf, unit, standard.level) if unit else {"trail": _trail(), "level": standard.level}
    place = [standard.area, standard.level, told.number]
    context = {
        "told": told,
        "standard": standard,
        "outcomes": outcomes_told(standard.outcomes),
        "is_in_force": is_in_force,
        "is_illustrative": told.provenance is Provenance.ILLUSTRATIVE,
        "provenance": PROVENANCES_AT_LENGTH[told.provenance],
        "downloads": [(form.upper(), reverse("standards_download", args=[*place, form])) for form in FORMS],
        "version_columns": columns(_("Version"), _("From"), _("Until"), _("Whose words"), _("Source")),
        "version_rows": version_rows(versions),
        **frame,
    }
    return render(request, "catalogue/standards.html", context)


@open_page
@require_GET
def standards_download(_request: Request, code: str, level: int, *, number: int, form: str) -> HttpResponse:
    """One version of a unit's standards as a file that can be read in again."""
    told = standard_version(_numbered(versions_of(code, level), number))
    name = f"{code}-level-{level}-{told.provenance.value}-version-{number}"
    return _file(write_file(_known(form), [told.standard]), name, form)


@open_page
@require_GET
def all_standards(request: Request, form: str) -> HttpResponse:
    """All standards that are in force, as one file that can be read in again."""
    day = timezone.localdate(request.at)
    found = [told.standard for told in standards_in_force(day)]
    if not found:
        raise NotOnRecord("standards in force")
    return _file(write_file(_known(form), found), f"standards-{day}", form)


def _known(form: str) -> str:
    if form not in FORMS:
        raise NotOnRecord(f"standards as {form}")
    return form


def _file(content: bytes, name: str, form: str) -> HttpResponse:
    disposition = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return HttpResponse(content, content_type=FORMS[form], headers=disposition)
