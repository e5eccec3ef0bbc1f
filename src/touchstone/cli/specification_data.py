"""Specifications as plain data for machines. The fields are described in ``docs/reference/file-formats.md``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from touchstone.cli.data import FORMAT, Data, citation_data, specification_data
from touchstone.cli.manner import Column
from touchstone.rules.api import walk_rules

if TYPE_CHECKING:
    from touchstone.cli.manner import Cell
    from touchstone.rules.api import Qualification, Specification, Unit

UNIT_COLUMNS: tuple[Column, ...] = (
    Column("unit", "text", "unit"),
    Column("level", "number", "level"),
    Column("value", "number", "value"),
    Column("group", "text", "group"),
    Column("title", "text", "title"),
)
"""The columns of a units table: one row to each level of a unit."""


def summary_data(specification: Specification) -> Data:
    """What is on a shelf."""
    return {
        **specification_data(specification),
        "valid": valid_data(specification),
        "units": len(specification.units),
        "qualifications": [{"code": q.code, "title": q.title, "level": q.level} for q in specification.qualifications],
    }


def valid_data(dated: Any) -> Data:
    """From when to when something is in force; ``null`` where that end is open."""
    start, end = dated.valid.start, dated.valid.end
    return {"from": start and start.isoformat(), "to": end and end.isoformat()}


def shown_data(specification: Specification, *, unit: str | None, code: str | None) -> Data:
    """A specification, or one unit or qualification of it."""
    summary = {"format": FORMAT, **summary_data(specification), "open_points": list(specification.open_points)}
    units = [one for one in specification.units if unit in (None, one.code)]
    qualifications = [one for one in specification.qualifications if code in (None, one.code)]
    summary["units"] = [unit_data(one) for one in units] if code is None else []
    summary["qualifications"] = [qualification_data(one) for one in qualifications] if unit is None else []
    summary["routes"] = [
        {"name": route.name, "earns_value": route.earns_value, "source": citation_data(route.cite)}
        for route in specification.routes
    ]
    summary["equivalences"] = [
        {
            "held": str(one.held),
            "title": one.title,
            "counts_as": [str(cell) for cell in one.counts_as],
            "source": citation_data(one.cite),
        }
        for one in specification.equivalences
    ]
    return summary


def unit_data(unit: Unit) -> Data:
    """One unit."""
    return {
        "code": unit.code,
        "title": unit.title,
        "group": unit.group,
        "values": {str(level): value for level, value in sorted(unit.values.items())},
        "tags": sorted(unit.tags),
        "valid": valid_data(unit),
        "imported_from": unit.imported_from or None,
        "open_points": list(unit.open_points),
        "source": citation_data(unit.cite),
    }


def qualification_data(qualification: Qualification) -> Data:
    """One qualification with its outcomes and clauses; nested clauses follow their parent."""
    return {
        "code": qualification.code,
        "title": qualification.title,
        "level": qualification.level,
        "valid": valid_data(qualification),
        "outcomes": [
            {
                "code": outcome.code,
                "title": outcome.title,
                "level": outcome.level,
                "clauses": [clause_data(rule) for rule in walk_rules(outcome.rules)],
            }
            for outcome in qualification.outcomes
        ],
        "source": citation_data(qualification.cite),
    }


def clause_data(rule: Any) -> Data:
    """One clause with its readings."""
    return {
        "clause": rule.name,
        "says": rule.says,
        "valid": valid_data(rule),
        "readings": [{"name": r.name, "chosen": r.chosen, "why": r.why} for r in rule.readings],
        "source": citation_data(rule.cite),
    }


def unit_rows(specification: Specification, *, unit: str | None) -> list[tuple[Cell, ...]]:
    """The units table: one row to each level of a unit."""
    return [
        (one.code, level, value, one.group, one.title)
        for one in specification.units
        if unit in (None, one.code)
        for level, value in sorted(one.values.items())
    ]
