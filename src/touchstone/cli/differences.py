"""What differs between two specifications: units, values, qualifications, clauses, readings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from touchstone.cli.data import FORMAT, Data, specification_data
from touchstone.cli.words import counted
from touchstone.rules.api import walk_rules

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rich.console import Console

    from touchstone.rules.api import Qualification, Specification, Unit


ClauseKey = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs: what it belongs to (as “unit AA”), how it was and how it is; ``None`` if it is absent."""

    what: str
    which: str
    before: str | None
    after: str | None


def differences(before: Specification, after: Specification) -> list[Difference]:
    """Everything that differs, units first, in the order of the specifications."""
    return [*_units(before, after), *_qualifications(before, after)]


def _units(before: Specification, after: Specification) -> Iterator[Difference]:
    ones, others = before.units_by_code, after.units_by_code
    for code in dict.fromkeys((*ones, *others)):
        one, other = ones.get(code), others.get(code)
        what = f"unit {code}"
        if one is None or other is None:
            yield Difference(what, "", _described(one), _described(other))
            continue
        for (which, was), (_, now) in zip(_facts(one), _facts(other), strict=True):
            if was != now:
                yield Difference(what, which, was, now)


def _facts(unit: Unit) -> tuple[tuple[str, str], ...]:
    return (
        ("title", unit.title),
        ("group", unit.group),
        ("values", _values(unit)),
        ("tags", ", ".join(sorted(unit.tags))),
        ("valid", str(unit.valid)),
    )


def _described(unit: Unit | None) -> str | None:
    return None if unit is None else f"{unit.title} ({_values(unit)})"


def _values(unit: Unit) -> str:
    return ", ".join(f"{value} at level {level}" for level, value in sorted(unit.values.items()))


def _qualifications(before: Specification, after: Specification) -> Iterator[Difference]:
    ones = {qualification.code: qualification for qualification in before.qualifications}
    others = {qualification.code: qualification for qualification in after.qualifications}
    for code in dict.fromkeys((*ones, *others)):
        one, other = ones.get(code), others.get(code)
        if one is None or other is None:
            titles = [None if found is None else found.title for found in (one, other)]
            yield Difference(f"qualification {code}", "", *titles)
            continue
        if one.title != other.title:
            yield Difference(f"qualification {code}", "title", one.title, other.title)
        if one.valid != other.valid:
            yield Difference(f"qualification {code}", "valid", str(one.valid), str(other.valid))
        yield from _clauses(_rules(one), _rules(other))


def _rules(qualification: Qualification) -> dict[ClauseKey, Any]:
    """Each clause by its outcome, its name and its turn: an amended clause has a turn for each time in force."""
    found: dict[ClauseKey, Any] = {}
    for outcome in qualification.outcomes:
        for rule in walk_rules(outcome.rules):
            turn = sum(1 for code, name, _ in found if (code, name) == (outcome.code, rule.name))
            found[outcome.code, rule.name, turn] = rule
    return found


def _clauses(before: Mapping[ClauseKey, Any], after: Mapping[ClauseKey, Any]) -> Iterator[Difference]:
    for key in dict.fromkeys((*before, *after)):
        one, other = before.get(key), after.get(key)
        what = f"clause {key[1]} of {key[0]}"
        if one is None or other is None:
            yield Difference(what, "", one and one.says, other and other.says)
            continue
        if one.says != other.says:
            yield Difference(what, "words", one.says, other.says)
        elif one.body != other.body:
            yield Difference(what, "what it asks for", "as before", "changed, in the same words")
        if one.valid != other.valid:
            yield Difference(what, "valid", str(one.valid), str(other.valid))
        if str(one.cite) != str(other.cite):
            yield Difference(what, "source", str(one.cite), str(other.cite))
        yield from _readings(what, one, other)


def _readings(what: str, before: Any, after: Any) -> Iterator[Difference]:
    ones = {reading.name: reading for reading in before.readings}
    others = {reading.name: reading for reading in after.readings}
    for name in dict.fromkeys((*ones, *others)):
        one, other = ones.get(name), others.get(name)
        if one is None or other is None:
            yield Difference(what, f"reading {name}", one and one.why, other and other.why)
        elif one.body != other.body:
            yield Difference(what, f"reading {name}", "as before", "asks for something else")
    chosen = [next((r.name for r in found.values() if r.chosen), None) for found in (ones, others)]
    if chosen[0] != chosen[1]:
        yield Difference(what, "reading chosen", *chosen)


def differences_data(before: Specification, after: Specification, found: list[Difference]) -> Data:
    """The differences as data."""
    return {
        "format": FORMAT,
        "before": specification_data(before),
        "after": specification_data(after),
        "differences": [
            {"what": one.what, "which": one.which or None, "before": one.before, "after": one.after} for one in found
        ],
    }


def show_differences(console: Console, before: Specification, after: Specification, found: list[Difference]) -> None:
    """How many differences, then each: how it was and how it is."""
    from rich.text import Text

    from touchstone.cli.tables import BAD, GOOD, LOUD, plain_table, say

    count = counted(len(found), "difference") if found else "No difference"
    say(console, (count, LOUD), f" between {before} and {after}")
    if not found:
        return
    console.print()
    table = plain_table("", "", "")
    table.show_header = False
    for one in found:
        what = f"{one.what}, {one.which}" if one.which else one.what
        if one.before is None or one.after is None:
            mark = Text("new", GOOD) if one.before is None else Text("gone", BAD)
            table.add_row(what, mark, Text(one.after or one.before or ""))
        else:
            table.add_row(what, "was", Text(one.before))
            table.add_row("", "now", Text(one.after))
    console.print(table)
