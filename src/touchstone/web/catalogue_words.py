"""The words of the catalogue's pages: provenances, kinds, methods, groups; and the address of what a search found."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from touchstone.catalogue.api import CriterionKind, Differs, Found, FoundKind, Method, Provenance
from touchstone.catalogue.specifications import DEFAULT

PROVENANCES = {
    Provenance.ILLUSTRATIVE: lazy("Illustrative"),
    Provenance.LICENSED: lazy("Under licence"),
    Provenance.OWN: lazy("The awarding body’s own"),
}
PROVENANCES_AT_LENGTH = {
    Provenance.ILLUSTRATIVE: lazy(
        "Illustrative: our own words, to show how standards look. They are not the scheme book of any awarding body, "
        "and nobody may be assessed on them."
    ),
    Provenance.LICENSED: lazy("The words of a scheme book, used under a licence."),
    Provenance.OWN: lazy("The awarding body’s own words."),
}
KINDS = {
    CriterionKind.PERFORMANCE: lazy("What you must do"),
    CriterionKind.KNOWLEDGE: lazy("What you must know and understand"),
    CriterionKind.SCOPE: lazy("What must be covered"),
    CriterionKind.EVIDENCE: lazy("What the evidence must be"),
}
METHODS = {
    Method.OBSERVATION: lazy("observation"),
    Method.WORK_PRODUCT: lazy("work product"),
    Method.ORAL_QUESTIONS: lazy("oral questions"),
    Method.WRITTEN_QUESTIONS: lazy("written questions"),
    Method.PROFESSIONAL_DISCUSSION: lazy("professional discussion"),
    Method.EXPERT_WITNESS_TESTIMONY: lazy("expert witness testimony"),
    Method.WITNESS_TESTIMONY: lazy("witness testimony"),
    Method.PERSONAL_STATEMENT: lazy("personal statement"),
    Method.PRIOR_LEARNING: lazy("prior learning"),
    Method.ASSIGNMENT: lazy("assignment"),
    Method.KEY_SKILLS_EVIDENCE: lazy("key skills evidence"),
}
GROUPS = {
    "mandatory": lazy("Mandatory units"),
    "optional": lazy("Optional units"),
    "restricted": lazy("Restricted optional units"),
}
DIFFERS = {
    Differs.ADDED: (lazy("Added"), "well"),
    Differs.REMOVED: (lazy("Removed"), "stopped"),
    Differs.CHANGED: (lazy("Changed"), "info"),
}
FOUND = {
    FoundKind.QUALIFICATION: lazy("Qualification"),
    FoundKind.UNIT: lazy("Unit"),
    FoundKind.STANDARD: lazy("Standards"),
    FoundKind.GUIDE_PAGE: lazy("Guide"),
    FoundKind.TERM: lazy("Glossary"),
}


def group_title(group: str) -> Any:
    """A group of units in words; what no words are known for, as the specification names it."""
    return GROUPS.get(group) or group.replace("-", " ").replace("_", " ").capitalize()


def methods_said(methods: tuple[Method, ...], *, simulation: bool) -> str:
    """By which methods a criterion can be shown."""
    said = ", ".join(str(METHODS[method]) for method in methods) or _("any method")
    return f"{said}; {_('simulation is allowed')}" if simulation else said


def found_address(found: Found) -> str:
    """The page of what a search found."""
    if found.kind is FoundKind.GUIDE_PAGE:
        return reverse("guide_page", args=[found.key])
    if found.kind is FoundKind.TERM:
        return f"{reverse('glossary')}#{found.key}"
    if found.kind is FoundKind.STANDARD:
        return reverse("unit_standards", args=[found.key, found.level])
    if found.kind is FoundKind.UNIT:
        return unit_address(found.specification, found.key)
    return qualification_address(found.specification, found.key)


def found_title(found: Found) -> str:
    """The words of the link to what a search found."""
    if found.kind is FoundKind.STANDARD:
        return _("%(code)s %(title)s, level %(level)s") % {
            "code": found.key,
            "title": found.title,
            "level": found.level,
        }
    if found.kind in {FoundKind.UNIT, FoundKind.QUALIFICATION}:
        return f"{found.key} {found.title}"
    return found.title


def found_rows(found: tuple[Found, ...]) -> list[dict[str, Any]]:
    """What a search found, as ``catalogue/found.html`` shows it."""
    return [
        {
            "title": found_title(each),
            "url": found_address(each),
            "kind": FOUND[each.kind],
            "excerpt": each.excerpt,
            "illustrative": bool(each.specification) and each.specification != DEFAULT,
        }
        for each in found
    ]


def qualification_address(specification: str, code: str) -> str:
    """The page of a qualification; those of the leaflet have the short address."""
    if specification.partition("@")[0] == DEFAULT:
        return reverse("qualification", args=[code])
    return reverse("specification_qualification", args=[specification, code])


def unit_address(specification: str, code: str) -> str:
    """The page of a unit; those of the leaflet have the short address."""
    if specification.partition("@")[0] == DEFAULT:
        return reverse("unit", args=[code])
    return reverse("specification_unit", args=[specification, code])
