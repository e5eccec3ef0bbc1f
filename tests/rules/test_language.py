"""What each kind of clause means: the words on one side, the data on the other."""

from __future__ import annotations

from datetime import date

import pytest

from tests.rules.small import HEAD, UNITS, read, specification_of
from touchstone.rules.api import Cell, Citation
from touchstone.rules.specification import (
    Amount,
    AnyOf,
    Block,
    Body,
    Choose,
    Equivalence,
    Filter,
    Measure,
    Needs,
    OneLevel,
    Place,
    Route,
    Rule,
    Share,
    Slots,
    Validity,
)

CITE = Citation("leaflet", "Structure")


def only(**conditions: object) -> Filter:
    """A filter with sets for its lists."""
    return Filter(**{word: frozenset(c) if isinstance(c, list) else c for word, c in conditions.items()})  # type: ignore[arg-type]  # as written


FILTERS = {
    "{code: A}": only(codes=["A"]),
    "{code: [A, B]}": only(codes=["A", "B"]),
    "{group: option}": only(groups=["option"]),
    "{level: 1}": only(levels=[1]),
    "{level: [1, 2]}": only(levels=[1, 2]),
    "{level: {at_least: 2}}": only(level_at_least=2),
    "{level: {at_most: 1}}": only(level_at_most=1),
    "{tag: red}": only(tags=["red"]),
    "{route: [assessed, equivalent]}": only(routes=["assessed", "equivalent"]),
    "{not: {code: A}}": only(excluded=only(codes=["A"])),
    "{group: core, level: 1, not: {tag: red}}": only(groups=["core"], levels=[1], excluded=only(tags=["red"])),
    "{}": Filter(),
}


@pytest.mark.parametrize("written", FILTERS)
def test_a_filter_is_read_as_it_is_written(written: str) -> None:
    assert body_of(f"count: units, over: {written}, at_least: 1") == Amount(Measure.UNITS, FILTERS[written], at_least=1)


def body_of(written: str) -> Body:
    return rule_of(written).body


def rule_of(written: str) -> Rule:
    specification = specification_of(f"- {{clause: one, says: One., {written}}}")
    return specification.get_qualification("Q").outcomes[0].rules[0]


A, B = only(codes=["A"]), only(codes=["B"])

BODIES: dict[str, Body] = {
    "sum: value, at_least: 5": Amount(Measure.VALUE, at_least=5),
    "count: units, over: {code: A}, at_least: 1, at_most: 2": Amount(Measure.UNITS, A, at_least=1, at_most=2),
    "count: units, at_most: 0": Amount(Measure.UNITS, at_most=0),
    "count: units, at_most: 2, held: true": Amount(Measure.UNITS, at_most=2, held=True),
    "sum: value, over: {code: A}, share: {percent: 60, of: {code: B}}": Amount(Measure.VALUE, A, share=Share(60, B)),
    "count: units, at_least: 2, including: [{sum: value, over: {code: A}, at_least: 3}]": Amount(
        Measure.UNITS, at_least=2, including=(Amount(Measure.VALUE, A, at_least=3),)
    ),
    "require: {code: A}": Amount(Measure.UNITS, A, at_least=1),
    "barred: {code: [A, B]}": Amount(Measure.UNITS, only(codes=["A", "B"]), at_most=1),
    "one_level_per_area: {}": OneLevel(Choose.BEST),
    "one_level_per_area: {choose: best}": OneLevel(Choose.BEST),
    "one_level_per_area: {choose: highest}": OneLevel(Choose.HIGHEST),
    "needs: {unit: {code: A}, held: {code: B}}": Needs(A, B, held=True),
    "needs: {unit: {code: A}, counted: {code: B}}": Needs(A, B, held=False),
    "slots: [{name: first, over: {code: A}, amounts: [{count: units, at_least: 1}, {sum: value, at_most: 9}]}]": Slots(
        (Place("first", A, (Amount(Measure.UNITS, at_least=1), Amount(Measure.VALUE, at_most=9))),)
    ),
}


@pytest.mark.parametrize("written", BODIES)
def test_a_clause_is_read_as_it_is_written(written: str) -> None:
    assert body_of(written) == BODIES[written]


def test_alternatives_and_clauses_under_one_name_hold_clauses_of_their_own() -> None:
    inner = Rule("x", "X.", Amount(Measure.UNITS, A, at_least=1), CITE)
    rules = "[{clause: x, says: X., require: {code: A}}]"
    blocks = f"[{{name: a, title: First, rules: {rules}}}, {{name: b, title: Second, rules: {rules}}}]"
    both = (Block("a", "First", (inner,)), Block("b", "Second", (inner,)))
    assert body_of(f"any_of: {{blocks: {blocks}}}") == AnyOf(1, both)
    assert body_of(f"any_of: {{at_least: 2, blocks: {blocks}}}") == AnyOf(2, both)
    assert body_of(f"all_of: {rules}") == Block("", "", (inner,))


def test_a_clause_keeps_its_days_its_show_and_its_place() -> None:
    rule = rule_of(
        "require: {code: A}, shows: total, valid: {from: 2020-01-01, to: 2020-12-31}, cite: {place: bullet, words: A}"
    )
    assert (rule.shows, rule.valid) == ("total", Validity(date(2020, 1, 1), date(2020, 12, 31)))
    assert rule.cite == Citation("leaflet", "Structure", "bullet", "A")


def test_routes_and_equivalences_are_read_as_they_are_written() -> None:
    specification = specification_of(
        "- {clause: one, says: One., require: {code: A}}",
        more="""\
routes:
  - {route: rpl}
  - {route: exempt, over: {code: A}, value: none, cite: {heading: Exemptions}}
equivalences:
  - {held: {code: X, level: 3, title: Old}, counts_as: [{code: A, level: 1}, {code: C, level: 2}]}
""",
    )
    assert specification.routes == (
        Route("rpl", Filter(), earns_value=True, cite=CITE),
        Route("exempt", A, earns_value=False, cite=Citation("leaflet", "Exemptions")),
    )
    assert specification.equivalences == (Equivalence(Cell("X", 3), "Old", (Cell("A", 1), Cell("C", 2)), CITE),)


def test_units_are_read_with_their_values_by_level_and_cited_by_their_row() -> None:
    specification = specification_of("- {clause: one, says: One., require: {code: A}}")
    assert {unit.code: dict(unit.values) for unit in specification.units} == {
        "A": {1: 5, 2: 7},
        "B": {1: 4, 2: 6},
        "C": {2: 3},
    }
    assert [str(unit.cite) for unit in specification.units] == [f"leaflet, Structure, row {code}" for code in "ABC"]
    assert [str(cell) for cell in specification.cells] == ["A@1", "A@2", "B@1", "B@2", "C@2"]


def test_imported_units_keep_their_values_and_citation_and_take_group_and_tags() -> None:
    specification = specification_of(
        "- {clause: one, says: One., require: {group: theirs, tag: far}}",
        more="imports: [{specification: neighbour, codes: [P], group: theirs, tags: [far]}]\n",
    )
    imported = specification.units_by_code["P"]
    assert (imported.group, imported.tags, dict(imported.values)) == ("theirs", frozenset({"far"}), {1: 3, 2: 7})
    assert (imported.imported_from, imported.cite.document) == ("neighbour 1", "other")


CITED = (
    HEAD.replace("Structure}", "Structure, place: table}")
    + UNITS
    + """\
qualifications:
  - code: Q
    title: Qualification Q
    cite: {place: page 3}
    rules:
      - {clause: same, says: S., require: {code: A}}
      - {clause: words, says: S., require: {code: A}, cite: {words: unit A}}
      - {clause: heading, says: S., require: {code: A}, cite: {heading: Elsewhere}}
      - clause: outer
        says: S.
        cite: {heading: Elsewhere, place: note, words: as follows}
        all_of: [{clause: inner, says: S., require: {code: A}}]
"""
)


def test_a_citation_takes_what_it_leaves_out_from_around_it_but_no_place_of_another_heading() -> None:
    qualification = read(CITED).get_qualification("Q")
    assert {rule.name: str(rule.cite) for rule in qualification.rules()} == {
        "same": "leaflet, Structure, page 3",
        "words": "leaflet, Structure, page 3: “unit A”",
        "heading": "leaflet, Elsewhere",
        "outer": "leaflet, Elsewhere, note: “as follows”",
        "inner": "leaflet, Elsewhere, note: “as follows”",
    }
