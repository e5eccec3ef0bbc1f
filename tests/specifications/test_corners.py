"""Corners of the language where a verdict or a message once went wrong, each as the smallest file that shows it."""

from __future__ import annotations

from datetime import date

import pytest

from touchstone.rules.api import (
    RuleSet,
    SpecificationRefused,
    Verdict,
    check,
    compile_rules,
    parse_holdings,
    plan,
    read_specification,
)

HEAD = """
touchstone: 1
specification: corner
version: "1"
title: Corner
awarding_body: None
value: {name: credits, short: cr}
documents: {corner: {title: Corner}}
cite: {document: corner, heading: Rules}
units:
  list:
    - {code: A, title: A, group: first, level: 1, value: 10}
    - {code: B, title: B, group: first, level: 1, value: 10, tags: [marked]}
    - {code: C, title: C, group: second, values: {1: 10, 2: 20}, tags: [marked]}
"""


def rules_for(*clauses: str) -> RuleSet:
    listed = "\n".join(f"      - {{says: Said., {clause}}}" for clause in clauses)
    text = f"{HEAD}qualifications:\n  - code: Q\n    title: Q\n    rules:\n{listed}\n"
    return compile_rules(read_specification(text, name="corner"), "Q", on=date(2026, 1, 1))


def verdict_on(units: str, *clauses: str) -> Verdict:
    rules = rules_for(*clauses)
    return check(rules, parse_holdings(rules.specification, units))


def refusal_of(*clauses: str) -> str:
    with pytest.raises(SpecificationRefused) as refused:
        rules_for(*clauses)
    return str(refused.value)


@pytest.mark.parametrize("word", ["held", "counted"])
def test_a_required_unit_whose_condition_is_not_met_does_not_earn(word: str) -> None:
    needs = f"clause: needs, needs: {{unit: {{code: A}}, {word}: {{code: B}}}}"
    verdict = verdict_on("A", "clause: a, require: {code: A}", needs)
    assert (verdict.earned, len(verdict.missing)) == (False, 1)


def test_two_required_units_that_bar_one_another_do_not_earn() -> None:
    clauses = ("clause: a, require: {code: A}", "clause: b, require: {code: B}", "clause: c, barred: {code: [A, B]}")
    verdict = verdict_on("A B", *clauses)
    assert (verdict.earned, len(verdict.counted), len(verdict.missing)) == (False, 1, 1)


def test_an_alternative_that_contradicts_itself_is_not_met() -> None:
    cap = "{clause: cap, says: Said., sum: value, at_most: 5}"
    block = f"{{name: one, title: One, rules: [{{clause: a, says: Said., require: {{code: A}}}}, {cap}]}}"
    other = "{name: two, title: Two, rules: [{clause: b, says: Said., require: {code: B}}]}"
    clause = f"clause: way, any_of: {{blocks: [{block}, {other}]}}"
    assert verdict_on("A", clause).missing == ("way",)
    assert verdict_on("B", clause).earned


def test_what_is_included_is_looked_for_inside_the_amount_only() -> None:
    inside = "including: [{count: units, over: {tag: marked}, at_least: 1}]"
    clause = f"clause: first, count: units, over: {{group: first}}, at_least: 1, {inside}"
    assert not verdict_on("A C@1", clause).earned
    assert verdict_on("B", clause).earned


def test_a_plan_from_nothing_needs_no_unit_to_be_held() -> None:
    rules = rules_for("clause: a, require: {code: A}", "clause: s, count: units, share: {percent: 50, of: {code: A}}")
    best = plan(rules, []).best
    assert best is not None
    assert [str(cell) for cell in best.new] == ["A@1"]


def test_sums_too_large_for_the_dynamic_programme_are_left_to_the_solver() -> None:
    units = "\n".join(f"    - {{code: U{i}, title: U, group: big, level: 1, value: 1000000}}" for i in range(20))
    rules = """
qualifications:
  - code: Q
    title: Q
    rules:
      - {clause: total, says: Said., sum: value, at_least: 100}
      - {clause: big, says: Said., sum: value, over: {group: big}, at_least: 100}
      - {clause: other, says: Said., count: units, over: {code: [A, B]}, at_least: 1}
"""
    specification = read_specification(HEAD + units + rules, name="corner")
    compiled = compile_rules(specification, "Q", on=date(2026, 1, 1))
    held = " ".join(f"U{i}" for i in range(20))
    assert check(compiled, parse_holdings(specification, held)).missing == ("other",)


def test_the_highest_level_cannot_depend_on_an_alternative() -> None:
    blocks = "[{name: one, title: One, rules: [{clause: h, says: Said., one_level_per_area: {choose: highest}}]}, \
{name: two, title: Two, rules: [{clause: a, says: Said., require: {code: A}}]}]"
    assert "does not go into an alternative" in refusal_of(f"clause: way, any_of: {{blocks: {blocks}}}")


def test_versions_of_a_clause_may_not_share_a_day() -> None:
    first = "clause: a, require: {code: A}, valid: {to: 2026-06-30}"
    assert "Clause a is given twice." in refusal_of(first, "clause: a, require: {code: B}, valid: {from: 2026-06-30}")
    rules_for(first, "clause: a, require: {code: B}, valid: {from: 2026-07-01}")


def test_two_slots_may_not_share_a_name() -> None:
    slot = "{name: one, over: {code: A}, amounts: [{count: units, at_least: 1}]}"
    assert "Two slots have one name." in refusal_of(f"clause: places, slots: [{slot}, {slot}]")


def test_a_clause_with_one_reading_has_no_other() -> None:
    specification = rules_for("clause: a, require: {code: A}").specification
    with pytest.raises(KeyError, match="one reading only"):
        compile_rules(specification, "Q", on=date(2026, 1, 1), readings={"a": "other"})


def test_a_parameter_ends_before_the_full_stop() -> None:
    text = f"""{HEAD}
qualifications:
  - code: Q
    title: Q
    rules:
      - {{clause: a, says: Counted at level $level., require: {{code: C, level: $level}}}}
    outcomes:
      - {{code: Q1, title: Q, with: {{level: 2}}}}
"""
    rule = next(read_specification(text, name="corner").get_qualification("Q").rules())
    assert rule.says == "Counted at level 2."
