"""Specifications as tables for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from touchstone.cli.tables import LOUD, QUIET, plain_table, say
from touchstone.cli.words import counted
from touchstone.rules.api import walk_rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from touchstone.rules.api import Qualification, Specification, Unit


def show_list(console: Console, found: Sequence[Specification]) -> None:
    """The specifications at hand, and the codes of their qualifications."""
    say(console, (counted(len(found), "specification"), LOUD))
    console.print()
    table = plain_table("specification", "")
    for one in found:
        codes = ", ".join(qualification.code for qualification in one.qualifications)
        words = Text.assemble(one.title, "\n", (f"{counted(len(one.units), 'unit')}; {codes}; {one.valid}", QUIET))
        table.add_row(f"{one.name}@{one.version}", words)
    console.print(table)


def show_specification(console: Console, specification: Specification) -> None:
    """Title, units, qualifications with their clauses, and what the source leaves open."""
    say(console, (specification.title, LOUD))
    say(console, f"{specification.name}@{specification.version}, {specification.awarding_body}; {specification.valid}")
    for document in specification.documents:
        known = (document.reference, document.publisher, str(document.year or ""))
        say(console, (f"{document.key}: {document.title} ({', '.join(part for part in known if part)})", QUIET))
    console.print()
    console.print(units_table(specification))
    if specification.routes or specification.equivalences:
        console.print()
        _show_other_ways(console, specification)
    for qualification in specification.qualifications:
        console.print()
        show_qualification(console, qualification, whys=False)
    _show_open_points(console, specification.open_points)


def units_table(specification: Specification) -> Table:
    """A line to each unit, with its value at each level."""
    levels = sorted({level for unit in specification.units for level in unit.values})
    heads = tuple(f"{level}" for level in levels)
    table = plain_table("unit", *heads, "group", "title", right=heads)
    for unit in specification.units:
        values = (str(unit.values.get(level, "")) for level in levels)
        table.add_row(unit.code, *values, unit.group, unit.title)
    return table


def show_qualification(console: Console, qualification: Qualification, *, whys: bool) -> None:
    """A qualification's clauses with their sources and readings; ``whys`` says why each reading could be meant."""
    say(console, (f"{qualification.code} {qualification.title}", LOUD))
    for outcome in qualification.outcomes:
        if len(qualification.outcomes) > 1:
            say(console, f"outcome {outcome.code}: {outcome.title}")
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(no_wrap=True)
        table.add_column(overflow="fold")
        for rule in walk_rules(outcome.rules):
            table.add_row(rule.name, _clause_text(rule, whys=whys))
        console.print(table)


def _clause_text(rule: Any, *, whys: bool) -> Text:
    text = Text.assemble(rule.says, "\n", (str(rule.cite), QUIET))
    if rule.valid.start or rule.valid.end:
        text.append(f"\nin force {rule.valid}")
    if whys:
        for reading in rule.readings:
            chosen = " (chosen)" if reading.chosen else ""
            text.append("\n").append(f"{reading.name}{chosen}: ").append(reading.why, QUIET)
    elif rule.readings:
        names = [f"{reading.name} (chosen)" if reading.chosen else reading.name for reading in rule.readings]
        text.append("\n").append(f"readings: {', '.join(names)}")
    return text


def _show_other_ways(console: Console, specification: Specification) -> None:
    """Other routes than assessment, and units that are credited for others."""
    for route in specification.routes:
        worth = "with its value" if route.earns_value else "without value"
        say(console, f"route {route.name}: a unit counts {worth} ", (str(route.cite), QUIET))
    for equivalence in specification.equivalences:
        units = " or ".join(str(cell) for cell in equivalence.counts_as)
        say(console, f"{equivalence.held} {equivalence.title} counts as {units} ", (str(equivalence.cite), QUIET))


def show_unit(console: Console, specification: Specification, unit: Unit) -> None:
    """Everything that a specification says of one unit."""
    say(console, (f"{unit.code} {unit.title}", LOUD))
    values = [f"{value} at level {level}" for level, value in sorted(unit.values.items())]
    say(console, f"{specification.value_name}: {', '.join(values)}")
    say(console, f"group: {unit.group}")
    if unit.tags:
        say(console, f"tags: {', '.join(sorted(unit.tags))}")
    if unit.imported_from:
        say(console, f"imported from {unit.imported_from}")
    if unit.valid.start or unit.valid.end:
        say(console, f"valid {unit.valid}")
    say(console, (str(unit.cite), QUIET))
    _show_open_points(console, unit.open_points)


def _show_open_points(console: Console, points: Sequence[str]) -> None:
    if points:
        console.print()
        say(console, ("What the source leaves open", LOUD))
    for point in points:
        say(console, f"- {point}")
