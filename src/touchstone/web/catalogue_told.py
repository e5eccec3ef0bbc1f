"""Specifications and standards as the catalogue's pages show them: rows, cells and clauses with their places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchstone.catalogue.api import Criterion, Outcome, Published, VersionTold, specification_now
from touchstone.catalogue.specifications import DEFAULT
from touchstone.people.api import Impossible
from touchstone.rules.api import Qualification, Rule, Specification, SpecificationRefused, Unit
from touchstone.web.catalogue_words import (
    KINDS,
    PROVENANCES,
    group_title,
    methods_said,
    qualification_address,
    unit_address,
)
from touchstone.web.listing import cell

Row = dict[str, Any]


def specification_of(name: str) -> Specification:
    """A specification as its file now reads; a refusal with what is wrong where the file has mistakes."""
    try:
        return specification_now(name)
    except SpecificationRefused as refused:
        why = _("The file of this specification has mistakes, so it is not shown.")
        raise Impossible(why, str(refused).splitlines()[0]) from None


def is_illustration(specification: Specification) -> bool:
    """Whether a specification is there to show a shape, and not the leaflet's."""
    return specification.name != DEFAULT


def reference_of(specification: Specification) -> str:
    """The name of a specification in addresses."""
    return f"{specification.name}@{specification.version}"


def qualification_cards(specification: Specification) -> list[Row]:
    """The qualifications of a specification as cards."""
    return [
        {
            "title": qualification.title,
            "words": qualification.code,
            "url": qualification_address(reference_of(specification), qualification.code),
            "foot": _least_said(specification, qualification),
        }
        for qualification in specification.qualifications
    ]


def _least_said(specification: Specification, qualification: Qualification) -> str:
    total = next((rule for rule in qualification.rules() if rule.shows == "total"), None)
    least = getattr(total.body, "at_least", None) if total else None
    if least is None:
        return ""
    return _("At least %(least)s %(unit)s") % {"least": least, "unit": specification.value_name}


def levels_of(units: Iterable[Unit]) -> list[int]:
    """Every level at which one of the units exists."""
    return sorted({level for unit in units for level in unit.values})


def unit_groups(specification: Specification, *, at: int | None = None) -> list[Row]:
    """The units by group, each with its value at each level; ``at`` is the level of the qualification."""
    levels = levels_of(specification.units)
    heads = [_level_head(level, at) for level in levels]
    ordered = sorted(specification.units, key=lambda unit: _group_place(specification, unit.group))
    return [
        {
            "title": group_title(group),
            "heads": heads,
            "units": [_unit_row(specification, unit, list(zip(levels, heads, strict=True))) for unit in units],
        }
        for group, units in groupby(ordered, key=lambda unit: unit.group)
    ]


def _group_place(specification: Specification, group: str) -> int:
    return next(place for place, unit in enumerate(specification.units) if unit.group == group)


def _level_head(level: int, at: int | None) -> str:
    return (
        _("Level %(level)s (this one)") % {"level": level} if level == at else _("Level %(level)s") % {"level": level}
    )


def _unit_row(specification: Specification, unit: Unit, levels: Sequence[tuple[int, str]]) -> Row:
    return {
        "name": f"{unit.code} {unit.title}",
        "url": unit_address(reference_of(specification), unit.code),
        "values": [(head, unit.values.get(level, "–")) for level, head in levels],
    }


def clauses_of(specification: Specification, rules: Sequence[Rule]) -> list[Row]:
    """Clauses as they were published: what each says, where it stands, and how else it could be read."""
    return [_clause(specification, rule) for rule in rules]


def _clause(specification: Specification, rule: Rule) -> Row:
    readings = [{"name": each.name.replace("-", " "), "why": each.why, "chosen": each.chosen} for each in rule.readings]
    blocks = getattr(rule.body, "blocks", ())
    return {
        "name": rule.name,
        "says": rule.says,
        "cite": _cited(specification, rule),
        "words": rule.cite.words,
        "valid": str(rule.valid) if rule.valid.start or rule.valid.end else "",
        "readings": readings,
        "blocks": [
            {"title": block.title or block.name, "clauses": clauses_of(specification, block.rules)} for block in blocks
        ],
        "clauses": clauses_of(specification, getattr(rule.body, "rules", ())),
    }


def _cited(specification: Specification, rule: Rule) -> str:
    document = next((each for each in specification.documents if each.key == rule.cite.document), None)
    name = document.reference or document.title if document else rule.cite.document
    return ", ".join(part for part in (name, rule.cite.heading, rule.cite.place) if part)


def uses_of(specification: Specification, unit: Unit) -> list[Row]:
    """For each qualification, the clauses that speak of a unit, and at which of its levels."""
    return [
        {
            "title": f"{qualification.code} {qualification.title}",
            "url": qualification_address(reference_of(specification), qualification.code),
            "clauses": _speaking_of(qualification, unit),
        }
        for qualification in specification.qualifications
    ]


def _speaking_of(qualification: Qualification, unit: Unit) -> list[Row]:
    found: dict[str, Row] = {}
    for rule in qualification.rules():
        over = getattr(rule.body, "over", None)
        levels = [level for level in sorted(unit.values) if over is not None and over.matches(unit, level, "assessed")]
        if levels and rule.says not in found:
            found[rule.says] = {"says": rule.says, "levels": ", ".join(map(str, levels))}
    return list(found.values())


def open_points(specification: Specification, units: Iterable[Unit]) -> list[str]:
    """What the source leaves open, of the whole and of the units."""
    return [*specification.open_points, *(f"{unit.code}: {point}" for unit in units for point in unit.open_points)]


def outcomes_told(outcomes: Sequence[Outcome]) -> list[Row]:
    """Outcomes with their criteria by kind."""
    return [{"code": outcome.code, "title": outcome.title, "kinds": _by_kind(outcome.criteria)} for outcome in outcomes]


def _by_kind(criteria: Sequence[Criterion]) -> list[Row]:
    found = {kind: [each for each in criteria if each.kind is kind] for kind in KINDS}
    return [
        {"title": KINDS[kind], "criteria": [_criterion(each) for each in held]} for kind, held in found.items() if held
    ]


def _criterion(criterion: Criterion) -> Row:
    times = ngettext("%(count)s time", "%(count)s times", criterion.occurrences) % {"count": criterion.occurrences}
    return {
        "code": criterion.code,
        "text": criterion.text,
        "times": times,
        "methods": methods_said(criterion.methods, simulation=criterion.simulation),
    }


def levels_told(unit: Unit, published: Mapping[int, Published]) -> list[Row]:
    """A unit's levels: the value of each, what its standards ask in a sentence, and where they are."""
    return [_level_told(unit, level, published.get(level)) for level in sorted(set(unit.values) | set(published))]


def _level_told(unit: Unit, level: int, told: Published | None) -> Row:
    row: Row = {"level": level, "value": unit.values.get(level, "")}
    if told is None:
        return row
    criteria = told.standard.criteria
    return row | {
        "summary": told.standard.summary,
        "url": reverse("unit_standards", args=[unit.code, level]),
        "outcomes": [outcome.title for outcome in told.standard.outcomes],
        "count": ngettext("%(count)s criterion", "%(count)s criteria", len(criteria)) % {"count": len(criteria)},
        "provenance": PROVENANCES[told.provenance],
        "signposts": told.standard.signposts,
    }


def version_rows(versions: Sequence[VersionTold]) -> list[list[Row]]:
    """Versions as rows of a table: number, from when to when, whose words, and from where they are taken."""
    return [
        [
            cell(version.number, reverse("standards_version", args=[version.area, version.level, version.number])),
            cell(f"{version.from_day:%d.%m.%Y}"),
            cell(f"{version.until_day:%d.%m.%Y}" if version.until_day else "–"),
            cell(PROVENANCES[version.provenance]),
            cell(version.source),
        ]
        for version in versions
    ]
