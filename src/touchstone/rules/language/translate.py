"""From the parts of a specification file to the specification they mean, with every mistake of meaning collected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from touchstone.rules.language.clauses import Clauses
from touchstone.rules.mistakes import nearest
from touchstone.rules.specification import (
    ASSESSED,
    EQUIVALENT,
    Cell,
    Document,
    Equivalence,
    Outcome,
    Qualification,
    Route,
    Specification,
    Unit,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from touchstone.rules.language import schema
    from touchstone.rules.language.reader import Path

    Resolve = Callable[[str, str | None], Specification]
    Report = Callable[[Path, str, str], None]


def translate(part: schema.SpecificationPart, *, resolve: Resolve | None, report: Report) -> Specification:
    """The specification that a well-shaped file means; mistakes of meaning go to ``report``."""
    return _Translator(part, resolve, report).specification()


class _Translator:
    def __init__(self, part: schema.SpecificationPart, resolve: Resolve | None, report: Report) -> None:
        self.part, self.resolve, self.report = part, resolve, report
        self.clauses = Clauses(part.documents.keys(), report)
        self.cite = self.clauses.merge(part.cite, None)

    def specification(self) -> Specification:
        part = self.part
        units = (*self._own_units(), *self._imported_units())
        self._check_codes(units)
        self.clauses.know(units, {ASSESSED, EQUIVALENT, *(route.route for route in part.routes)})
        return Specification(
            name=part.specification,
            version=part.version,
            title=part.title,
            awarding_body=part.awarding_body,
            value_name=part.value.name,
            value_short=part.value.short,
            documents=tuple(Document(key, **dict(document)) for key, document in part.documents.items()),
            units=units,
            qualifications=tuple(self._qualification(q, i) for i, q in enumerate(part.qualifications)),
            routes=tuple(self._route(route, i) for i, route in enumerate(part.routes)),
            equivalences=tuple(self._equivalence(e, i, units) for i, e in enumerate(part.equivalences)),
            valid=self.clauses.validity(part.valid, ("valid",)),
            open_points=tuple(part.open_points),
        )

    def _own_units(self) -> Iterable[Unit]:
        table = self.clauses.merge(self.part.units.cite, self.cite)
        for position, part in enumerate(self.part.units.list):
            path: Path = ("units", "list", position)
            yield Unit(
                code=part.code,
                title=part.title,
                group=part.group,
                values=self._values(part, path),
                cite=self.clauses.citation(part.cite, table, path, place=f"row {part.code}"),
                tags=frozenset(part.tags),
                valid=self.clauses.validity(part.valid, path),
                open_points=tuple(part.open_points),
            )

    def _values(self, part: schema.UnitPart, path: Path) -> dict[int, int]:
        single = part.level is not None and part.value is not None
        if single == bool(part.values) or (part.level is None) != (part.value is None):
            mend = "Give either “values: {level: value, …}” or “level:” and “value:”."
            self.report(path, f"Unit {part.code} needs its values, once.", mend)
        if part.values:
            return dict(sorted(part.values.items()))
        return {part.level: part.value} if part.level is not None and part.value is not None else {0: 0}

    def _imported_units(self) -> Iterable[Unit]:
        for position, part in enumerate(self.part.imports):
            path: Path = ("imports", position)
            if self.resolve is None:
                self.report(path, f"{part.specification} cannot be looked up here.", "Load the file from a catalogue.")
                continue
            try:
                other = self.resolve(part.specification, part.version)
            except LookupError as error:
                self.report((*path, "specification"), str(error.args[0]), "Name a specification of the catalogue.")
                continue
            yield from self._imported_from(other, part, path)

    def _imported_from(self, other: Specification, part: schema.ImportPart, path: Path) -> Iterable[Unit]:
        for position, code in enumerate(part.codes):
            unit = other.units_by_code.get(code)
            if unit is None:
                mend = nearest(code, list(other.units_by_code)) or f"It has: {', '.join(other.units_by_code)}."
                self.report((*path, "codes", position), f"{other} has no unit {code}.", mend)
                continue
            tags = frozenset(part.tags)
            yield Unit(unit.code, unit.title, part.group, unit.values, unit.cite, tags, unit.valid, str(other))

    def _check_codes(self, units: tuple[Unit, ...]) -> None:
        seen: set[str] = set()
        own = len(self.part.units.list)
        for position, unit in enumerate(units):
            if unit.code in seen:
                path: Path = ("units", "list", position, "code") if position < own else ("imports",)
                self.report(path, f"Unit {unit.code} is listed twice.", "Keep one of them.")
            seen.add(unit.code)

    def _qualification(self, part: schema.QualificationPart, position: int) -> Qualification:
        path: Path = ("qualifications", position)
        inherited = self.clauses.merge(part.cite, self.cite)
        if any(q.code == part.code for q in self.part.qualifications[:position]):
            self.report((*path, "code"), f"Qualification {part.code} is given twice.", "Keep one of them.")
        if part.outcomes:
            if len({outcome.code for outcome in part.outcomes}) < len(part.outcomes):
                self.report((*path, "outcomes"), "Two outcomes have one code.", "Give each outcome its own code.")
            outcomes = tuple(
                Outcome(o.code, o.title, o.level, self._rules(o.rules, inherited, (*path, "outcomes", i, "rules")))
                for i, o in enumerate(part.outcomes)
            )
        else:
            rules = self._rules(part.rules, inherited, (*path, "rules"))
            outcomes = (Outcome(part.code, part.title, part.level, rules),)
        cite = self.clauses.citation(part.cite, self.cite, path)
        valid = self.clauses.validity(part.valid, path)
        return Qualification(part.code, part.title, part.level, outcomes, cite, valid)

    def _rules(self, parts: list[schema.RulePart], inherited: Any, path: Path) -> tuple[Any, ...]:
        if not parts:
            self.report(path, "There are no rules.", "Write at least one clause, or every candidate earns this.")
        return self.clauses.rules(parts, inherited, path)

    def _route(self, part: schema.RoutePart, position: int) -> Route:
        path: Path = ("routes", position)
        cite = self.clauses.citation(part.cite, self.cite, path)
        over = self.clauses.filter(part.over, (*path, "over"))
        if part.route in (ASSESSED, EQUIVALENT):
            what = f"Units are held as {part.route} without a route of that name."
            self.report((*path, "route"), what, "Give the route another name.")
        return Route(part.route, over, part.value == "full", cite)

    def _equivalence(self, part: schema.EquivalencePart, position: int, units: tuple[Unit, ...]) -> Equivalence:
        path: Path = ("equivalences", position)
        known = {cell for unit in units for cell in unit.cells}
        held = Cell(part.held.code, part.held.level)
        if held in known:
            self.report((*path, "held"), f"{held} is a unit of this specification.", "It counts as itself already.")
        for place, target in enumerate(part.counts_as):
            if Cell(target.code, target.level) not in known:
                mend = nearest(target.code, [unit.code for unit in units]) or "Name a unit at one of its levels."
                self.report((*path, "counts_as", place), f"There is no {target.code}@{target.level}.", mend)
        targets = tuple(Cell(target.code, target.level) for target in part.counts_as)
        if len(set(targets)) < len(targets):
            self.report((*path, "counts_as"), f"{held} counts as one unit twice.", "Keep one of them.")
        return Equivalence(held, part.held.title, targets, self.clauses.citation(part.cite, self.cite, path))
