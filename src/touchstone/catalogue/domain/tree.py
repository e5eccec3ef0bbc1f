"""A scheme book as a tree: area, levels, outcomes, criteria, as the YAML files have it; and the lines it stands for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from touchstone.catalogue.domain.standards import Criterion, Standard


def lines_of_area(area: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """The lines of one area's tree, where the tree is in order."""
    for level, cell in area["levels"].items():
        of = {"area": str(area["area"]), "level": str(level)}
        yield of | {"part": "title", "text": str(area["title"])}
        yield of | {"part": "summary", "text": str(cell["summary"])}
        for outcome in cell["outcomes"]:
            yield of | {"part": "outcome", "code": str(outcome["code"]), "text": str(outcome["title"])}
            for criterion in outcome["criteria"]:
                yield of | {"part": "criterion", "outcome": str(outcome["code"])} | criterion_cells(criterion)
        for signpost in cell.get("key_skills", ()):
            yield of | {"part": "key_skill", "code": str(signpost["component"]), "text": str(signpost["note"])}


def criterion_cells(criterion: Mapping[str, Any]) -> dict[str, str]:
    """The cells of one criterion of the tree."""
    methods = criterion.get("methods", ())
    return {
        "code": str(criterion.get("code", "")),
        "text": str(criterion.get("text", "")),
        "kind": str(criterion.get("kind", "")),
        "occurrences": str(criterion.get("occurrences", 1)),
        "methods": ", ".join(map(str, methods)) if isinstance(methods, list | tuple) else str(methods),
        "simulation": "yes" if criterion.get("simulation", False) in (True, "true", "yes") else "no",
    }


def tree_of(standards: Iterable[Standard]) -> list[dict[str, Any]]:
    """The trees of standards, one to each area and title, in the order of the standards."""
    grouped = groupby(standards, key=lambda standard: (standard.area, standard.title))
    return [
        {"area": area, "title": title, "levels": {standard.level: _cell(standard) for standard in group}}
        for (area, title), group in grouped
    ]


def _cell(standard: Standard) -> dict[str, Any]:
    outcomes = [
        {
            "code": outcome.code,
            "title": outcome.title,
            "criteria": [_criterion(criterion) for criterion in outcome.criteria],
        }
        for outcome in standard.outcomes
    ]
    cell: dict[str, Any] = {"summary": standard.summary, "outcomes": outcomes}
    if standard.signposts:
        cell["key_skills"] = [{"component": each.component, "note": each.note} for each in standard.signposts]
    return cell


def _criterion(criterion: Criterion) -> dict[str, Any]:
    said: dict[str, Any] = {"code": criterion.code, "kind": criterion.kind.value, "text": criterion.text}
    if criterion.occurrences > 1:
        said["occurrences"] = criterion.occurrences
    if criterion.methods:
        said["methods"] = [method.value for method in criterion.methods]
    if criterion.simulation:
        said["simulation"] = True
    return said
