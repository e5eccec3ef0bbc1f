"""Verdicts: what counts, what is left out, what counts for which clause, and which title is awarded."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest

from tests.rules.small import HEAD, ON, UNITS, held, read, rules_of
from touchstone.catalogue.specifications import load_specification
from touchstone.rules.api import Cell, Holding, RuleSet, Verdict, check, compile_rules, parse_holdings

RULES = """
- {clause: total, says: At least 9 credits count., sum: value, at_least: 9, shows: total}
- {clause: core, says: A counts., require: {code: A}}
- {clause: second, says: At least 3 credits at level 2., sum: value, over: {level: 2}, at_least: 3, shows: at-level}
- {clause: cap, says: At most one option counts., count: units, over: {group: option}, at_most: 1}
- {clause: one-level, says: Each unit counts once., one_level_per_area: {}}
"""


def verdict_of(rules: str, units: str, *, more: str = "") -> Verdict:
    compiled = rules_of(rules, more=more)
    return check(compiled, held(compiled, units))


def test_a_unit_counts_for_every_clause_that_looks_at_it() -> None:
    verdict = verdict_of(RULES, "A@1 B@2")
    assert verdict.earned
    assert verdict.where(Cell("A", 1)) == ("total", "core")
    assert verdict.where(Cell("B", 2)) == ("total", "second", "cap")
    assert verdict.where(Cell("C", 2)) == ()


def test_what_is_not_needed_or_may_not_count_is_left_out_and_does_no_harm() -> None:
    verdict = verdict_of(RULES, "C A@2 B@2 A@1 B@1")
    assert [str(holding) for holding in verdict.counted] == ["A@2", "B@2"]
    assert [str(holding) for holding in verdict.left_out] == ["A@1", "B@1", "C@2"]
    assert set(verdict.held) == {*verdict.counted, *verdict.left_out}


def test_the_total_and_the_value_at_the_level_are_of_what_counts() -> None:
    verdict = verdict_of(RULES, "A@2 B@2 C")
    assert (verdict.total, verdict.at_level) == (13, 13)
    assert verdict_of(RULES.replace("shows: at-level", "shows: total"), "A@2 B@2").at_level is None


def test_the_value_at_the_level_is_a_value_where_the_clause_asks_for_a_share() -> None:
    shared = RULES.replace("at_least: 3, shows", "share: {percent: 60, of: {}}, shows")
    verdict = verdict_of(shared, "A@1 B@2")
    finding = next(finding for finding in verdict.findings if finding.clause == "second")
    assert (verdict.at_level, finding.have, finding.need, finding.measure) == (6, 54, 60, "percent")


def test_the_missing_clauses_are_named_in_the_order_of_the_specification() -> None:
    assert verdict_of(RULES, "").missing == ("total", "core", "second")
    assert verdict_of(RULES, "B@1").missing == ("total", "core", "second")
    assert verdict_of(RULES, "A@1").missing == ("total", "second")


def test_a_finding_has_the_figures_that_decide_it() -> None:
    total, core, second, cap, one_level = verdict_of(RULES, "A@2 B@1").findings
    assert (total.have, total.need, total.limit, total.short, total.met) == (11, 9, None, 0, True)
    assert (core.have, core.need, str(core.measure)) == (1, 1, "units")
    assert (second.have, second.counted) == (7, (Cell("A", 2),))
    assert (cap.have, cap.need, cap.limit) == (1, None, 1)
    assert (one_level.met, one_level.measure, one_level.counted) == (True, "conflicts", ())


@pytest.mark.parametrize("held_first", ["A@1 A@2 B@1 C", "C B@1 A@2 A@1", "B@1 C A@1 A@2"])
def test_the_order_in_which_units_are_named_makes_no_difference(held_first: str) -> None:
    equals = "- {clause: two, says: Two units count., count: units, at_least: 2, at_most: 2}"
    verdict = verdict_of(equals, held_first)
    assert [str(holding) for holding in verdict.counted] == [
        str(h) for h in verdict_of(equals, "A@1 A@2 B@1 C").counted
    ]


def test_which_of_equal_units_counts_does_not_turn_on_their_order() -> None:
    leaflet = load_specification()
    rules = compile_rules(leaflet, "03447", on=ON)
    units = [f"{code}@3" for code in ("I", "N", "V7")]
    counted = {check(rules, parse_holdings(leaflet, order)).counted for order in permutations(units)}
    assert len(counted) == 1


def test_a_holding_that_could_count_as_two_units_counts_as_one_and_is_not_left_out() -> None:
    more = (
        "equivalences: [{held: {code: X, level: 9, title: X}, counts_as: [{code: A, level: 1}, {code: C, level: 2}]}]\n"
    )
    one = "- {clause: one, says: One of A or C., require: {code: [A, C]}}"
    verdict = verdict_of(one, "X", more=more)
    assert (verdict.counted, verdict.left_out) == ((Holding(Cell("X", 9)),), ())
    both = "- {clause: two, says: Both., count: units, over: {code: [A, C]}, at_least: 2}"
    assert not verdict_of(both, "X", more=more).earned
    assert verdict_of(both, "X C", more=more).earned


def test_a_unit_that_is_exempt_counts_as_a_unit_and_earns_no_value() -> None:
    more = "routes: [{route: exempt, over: {code: A}, value: none}]\n"
    verdict = verdict_of(RULES, "A@1:exempt B@2", more=more)
    assert (verdict.total, verdict.missing) == (6, ("total",))


def test_places_of_two_clauses_may_have_one_name() -> None:
    slots = """
- clause: first
  says: Options in their place.
  slots: [{name: place, over: {group: option}, amounts: [{count: units, at_least: 1}]}]
- clause: second
  says: Level 1 in its place.
  slots: [{name: place, over: {level: 1}, amounts: [{count: units, at_least: 1}]}]
"""
    verdict = verdict_of(slots, "A@1 B@1 C")
    assert verdict.earned
    assert {place for places in verdict.selection.placed.values() for place in places} == {"place"}
    assert not verdict_of(slots, "C").earned


TITLES = (
    HEAD
    + UNITS
    + """\
qualifications:
  - code: Q
    title: Qualification Q
    rules:
      - {clause: total, says: At least $total credits count., sum: value, at_least: $total}
    outcomes:
      - {code: HIGH, title: High, level: 3, with: {total: 15}}
      - {code: MIDDLE, title: Middle, level: 2, with: {total: 12}, rules: [
          {clause: core, says: A counts., require: {code: A}}]}
      - {code: LOW, title: Low, level: 1, with: {total: 8}}
"""
)


def titles() -> RuleSet:
    return compile_rules(read(TITLES), "Q", on=ON)


@pytest.mark.parametrize(
    ("units", "awarded", "met"),
    [
        ("A@2 B@2 C", "HIGH", ("HIGH", "MIDDLE", "LOW")),
        ("A@2 B@2", "MIDDLE", ("MIDDLE", "LOW")),
        ("B@1 B@2 C", "LOW", ("LOW",)),
        ("A@1 C", "LOW", ("LOW",)),
    ],
)
def test_the_first_title_that_is_met_is_awarded_and_every_one_is_named(
    units: str, awarded: str, met: tuple[str, ...]
) -> None:
    verdict = check(titles(), held(titles(), units))
    assert (verdict.earned, verdict.problem.outcome_code, verdict.outcomes) == (True, awarded, met)


def test_where_no_title_is_met_the_findings_speak_of_the_nearest() -> None:
    verdict = check(titles(), held(titles(), "A@1"))
    assert (verdict.earned, verdict.problem.outcome_code, verdict.outcomes) == (False, "LOW", ())
    assert [(finding.have, finding.need, finding.short) for finding in verdict.findings] == [(5, 8, 3)]


def test_the_title_and_its_level_are_a_result() -> None:
    verdict = check(titles(), held(titles(), "A@2 B@2"))
    assert (verdict.problem.title, verdict.problem.level, verdict.qualification) == ("Middle", 2, "Q")


def test_with_no_unit_in_force_nothing_can_be_earned_and_nothing_breaks() -> None:
    units = UNITS.replace("group: core,", "group: core, valid: {from: 2030-01-01},")
    gone = units.replace("group: option,", "group: option, valid: {from: 2030-01-01},")
    verdict = check(rules_of(RULES, units=gone, on=date(2020, 1, 1)), ())
    assert verdict.missing == ("total", "core", "second")
