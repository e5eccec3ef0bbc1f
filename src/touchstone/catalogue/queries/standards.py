"""The standards that are in force on a day, and every version there has been."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from django.db.models import Max, Prefetch, QuerySet

from touchstone.catalogue.domain.lines import Line, read_lines
from touchstone.catalogue.domain.standards import (
    Book,
    Criterion,
    CriterionKind,
    Method,
    Outcome,
    Planned,
    Provenance,
    Published,
    Signpost,
    Standard,
    VersionTold,
    area_order,
    content_hash,
    differences,
    in_book_order,
)
from touchstone.catalogue.domain.tree import lines_of_area
from touchstone.catalogue.models import Criterion as CriterionRow
from touchstone.catalogue.models import Outcome as OutcomeRow
from touchstone.catalogue.models import Signpost as SignpostRow
from touchstone.catalogue.models import StandardVersion
from touchstone.catalogue.queries.shipped import load_yaml, seen_anew
from touchstone.people.api import NotOnRecord

Cell = tuple[str, int]


def standard_on(area: str, level: int, day: date) -> Published | None:
    """The standards of an area at a level that are in force on a day; None where there are none. Five queries."""
    versions = StandardVersion.objects.filter(area=area, level=level, from_day__lte=day)
    return _first(_whole(versions.order_by("-from_day", "-number")[:1]))


def standard_version(version: int) -> Published:
    """One published version, whether in force or not. Raises ``NotOnRecord``."""
    found = _first(_whole(StandardVersion.objects.filter(id=version)))
    if found is None:
        raise NotOnRecord(f"standards version {version}")
    return found


def standards_in_force(day: date, *, areas: Iterable[str] | None = None) -> tuple[Published, ...]:
    """Every cell's standards that are in force on a day, in the order of the book."""
    ids = [row.id for row in _in_force(day).values()]
    versions = StandardVersion.objects.filter(id__in=ids)
    if areas is not None:
        versions = versions.filter(area__in=list(areas))
    found = {told.standard.cell: told for told in _told(_whole(versions))}
    return tuple(found[cell] for cell in in_book_order(list(found)))


def levels_with_standards(day: date) -> Mapping[str, Mapping[int, VersionTold]]:
    """For each area, the version in force at each of its levels on a day. One query."""
    found: dict[str, dict[int, VersionTold]] = {}
    for (area, level), row in sorted(_in_force(day).items()):
        found.setdefault(area, {})[level] = _listed(row)
    return found


def versions_of(area: str, level: int) -> tuple[VersionTold, ...]:
    """Every version of a cell's standards, the latest first. One query."""
    rows = StandardVersion.objects.filter(area=area, level=level).order_by("-from_day", "-number").defer("words")
    return _with_ends([_listed(row) for row in rows])


def count_versions(area: str = "") -> int:
    """How many versions there are, of one area or of all."""
    return _versions(area).count()


def list_versions(area: str = "", *, start: int = 0, size: int = 25) -> tuple[VersionTold, ...]:
    """A page of all versions, by area, level and the latest first. One query."""
    rows = _versions(area).order_by("area", "level", "-from_day", "-number").defer("words")[start : start + size]
    return tuple(_listed(row) for row in rows)


def areas_with_versions() -> tuple[str, ...]:
    """The areas that have standards, as people expect them in order."""
    return tuple(sorted(StandardVersion.objects.values_list("area", flat=True).distinct(), key=area_order))


def plan_publication(standards: Sequence[Standard], provenance: Provenance, day: date) -> tuple[Planned, ...]:
    """What publishing would do to each cell from a day on: a new version, or nothing where the same words hold."""
    cells = {standard.cell for standard in standards}
    in_force = {told.standard.cell: told for told in standards_in_force(day, areas={area for area, _ in cells})}
    numbers = latest_numbers(cells)
    return tuple(_planned(standard, provenance, in_force, numbers) for standard in standards)


def _planned(
    standard: Standard, provenance: Provenance, in_force: Mapping[Cell, Published], numbers: Mapping[Cell, int]
) -> Planned:
    now = in_force.get(standard.cell)
    if now is not None and now.content_hash == content_hash(standard, provenance):
        return Planned(standard, now.number, now.id)
    number = numbers.get(standard.cell, 0) + 1
    differing = differences(now.standard, standard) if now is not None else ()
    return Planned(standard, number, now.id if now else None, differing, is_new=True)


def latest_numbers(cells: Iterable[Cell]) -> dict[Cell, int]:
    """The highest version number of each cell that has one. One query."""
    rows = StandardVersion.objects.filter(area__in={area for area, _ in cells})
    latest = rows.values("area", "level").annotate(latest=Max("number"))
    return {(row["area"], row["level"]): row["latest"] for row in latest}


@seen_anew("standards/illustrative")
def _illustrative(folder: Path) -> Book:
    lines = [
        line for file in sorted(folder.glob("*.yaml")) for line in lines_of_area(load_yaml(file.read_text("utf-8")))
    ]
    return read_lines(Line(number, cells) for number, cells in enumerate(lines, 1))


def shipped_standards() -> tuple[Standard, ...]:
    """The illustrative standards that come with the application."""
    return _illustrative().standards


def _versions(area: str) -> QuerySet[StandardVersion]:
    return StandardVersion.objects.filter(area=area) if area else StandardVersion.objects.all()


def _in_force(day: date) -> dict[Cell, StandardVersion]:
    rows = StandardVersion.objects.filter(from_day__lte=day).order_by("from_day", "number").defer("words", "summary")
    return {(row.area, row.level): row for row in rows}


def _whole(versions: QuerySet[StandardVersion]) -> QuerySet[StandardVersion]:
    criteria = Prefetch("criteria", CriterionRow.objects.order_by("place"))
    return versions.defer("words").prefetch_related(
        Prefetch("outcomes", OutcomeRow.objects.order_by("place").prefetch_related(criteria)),
        Prefetch("signposts", SignpostRow.objects.order_by("place")),
    )


def _first(versions: QuerySet[StandardVersion]) -> Published | None:
    return next(iter(_told(versions)), None)


def _told(versions: QuerySet[StandardVersion]) -> list[Published]:
    rows = list(versions)
    ends = _ends([(row.area, row.level) for row in rows]) if rows else {}
    return [_published(row, ends.get(row.id)) for row in rows]


def _ends(cells: Sequence[Cell]) -> dict[int, date]:
    """For each version of the cells that another follows, the last day on which it was in force."""
    rows = StandardVersion.objects.filter(area__in={area for area, _ in cells}, level__in={level for _, level in cells})
    listed = [_listed(row) for row in rows.order_by("area", "level", "-from_day", "-number").defer("words")]
    return {told.id: told.until_day for told in _with_ends(listed) if told.until_day is not None}


def _with_ends(listed: Sequence[VersionTold]) -> tuple[VersionTold, ...]:
    """Versions, each cell's latest first, with the day on which each was followed by the next."""
    followed = zip(listed, [None, *listed], strict=False)
    return tuple(
        replace(told, until_day=later.from_day - timedelta(days=1))
        if later is not None and (later.area, later.level) == (told.area, told.level)
        else told
        for told, later in followed
    )


def _listed(row: StandardVersion) -> VersionTold:
    provenance = Provenance(row.provenance)
    return VersionTold(row.id, row.area, row.level, row.number, row.title, provenance, row.source, row.from_day)


def _published(row: StandardVersion, until: date | None) -> Published:
    outcomes = tuple(
        Outcome(outcome.code, outcome.title, tuple(_criterion(criterion) for criterion in outcome.criteria.all()))
        for outcome in row.outcomes.all()
    )
    signposts = tuple(Signpost(signpost.component, signpost.note) for signpost in row.signposts.all())
    standard = Standard(row.area, row.level, row.title, row.summary, outcomes, signposts)
    return Published(
        row.id, row.number, Provenance(row.provenance), row.source, row.from_day, row.content_hash, standard, until
    )


def _criterion(row: CriterionRow) -> Criterion:
    methods = tuple(Method(name) for name in row.methods)
    return Criterion(row.code, CriterionKind(row.kind), row.text, row.occurrences, methods, row.simulation, row.id)
