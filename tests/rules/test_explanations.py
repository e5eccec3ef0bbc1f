"""Explanations: sentences with what they follow from, as data, as plain text and as Markdown."""

from __future__ import annotations

import pytest

from tests.rules.small import held, rules_of
from touchstone.rules.api import (
    Explanation,
    Step,
    check,
    explain,
    explain_conflicts,
    explain_plans,
    find_conflicts,
    other_readings,
    plan,
)

RULES = """
- {clause: total, says: At least 12 credits count., sum: value, at_least: 12, shows: total, cite: {place: first bullet}}
- {clause: core, says: A counts at level 2., require: {code: A, level: 2}, cite: {place: second, words: unit A}}
- {clause: cap, says: At most one option counts., count: units, over: {group: option}, at_most: 1}
- {clause: one-level, says: Each unit counts at one level., one_level_per_area: {}}
- {clause: after, says: C counts only after B., needs: {unit: {code: C}, held: {code: B}}}
"""
FLOORS = """
- {clause: total, says: At least 12 credits count., sum: value, at_least: 12}
- {clause: core, says: A counts at level 2., require: {code: A, level: 2}}
"""


def explained(rules: str, units: str) -> Explanation:
    compiled = rules_of(rules)
    holdings = held(compiled, units)
    verdict = check(compiled, holdings)
    conflicts, plans = find_conflicts(compiled, holdings), plan(compiled, holdings, best=2)
    return explain(verdict, conflicts=conflicts, plans=plans, readings=other_readings(verdict))


def conflicts_explained(rules: str, units: str) -> list[str]:
    compiled = rules_of(rules)
    found = explain_conflicts(find_conflicts(compiled, held(compiled, units)))
    return [found.headline, *(step.text for step in found.steps)]


def test_an_award_is_explained_clause_by_clause_and_concluded_from_all_of_them() -> None:
    found = explained(RULES, "A@2 B@2 B@1")
    assert found.headline == "Earned: Qualification Q."
    assert found.steps == (
        Step(
            "At least 12 credits count. Counted: 13 credits, from A@2 and B@2.",
            source="leaflet, Structure, first bullet",
            met=True,
        ),
        Step(
            "A counts at level 2. Counted: 1 unit, from A@2.", source="leaflet, Structure, second: “unit A”", met=True
        ),
        Step("At most one option counts. Counted: 1 unit, from B@2.", source="leaflet, Structure", met=True),
        Step("Each unit counts at one level. So it is.", source="leaflet, Structure", met=True),
        Step("C counts only after B. So it is.", source="leaflet, Structure", met=True),
        Step("B@1 is held as well and left out; what is left out does no harm."),
        Step("every clause is met, and the qualification is earned.", (1, 2, 3, 4, 5)),
    )


def test_what_is_not_earned_is_concluded_from_the_clauses_that_are_missed_only() -> None:
    found = explained(RULES, "A@2")
    assert found.headline == "Not yet earned: Qualification Q."
    assert [step.met for step in found.steps[:5]] == [False, True, True, True, True]
    assert found.steps[0].text == "At least 12 credits count. Counted: 7 credits, from A@2. Needed: 5 more credits."
    assert found.steps[5] == Step("the qualification is not yet earned.", (1,))


def test_every_step_follows_from_steps_before_it() -> None:
    for units in ("", "A@2", "A@2 C", "A@2 B@2 C"):
        for number, step in enumerate(explained(RULES, units).steps, 1):
            assert all(0 < earlier < number for earlier in step.because)


def test_plain_text_has_the_headline_and_a_numbered_line_to_each_step() -> None:
    assert explained(FLOORS, "A@2 B@2").as_text() == (
        "Earned: Qualification Q.\n"
        "\n"
        "1. At least 12 credits count. Counted: 13 credits, from A@2 and B@2.\n"
        "2. A counts at level 2. Counted: 1 unit, from A@2.\n"
        "3. Because (1) and (2), therefore every clause is met, and the qualification is earned."
    )


def test_markdown_has_the_headline_in_bold_and_the_sources_in_italics() -> None:
    assert explained(FLOORS, "A@2 B@2").as_markdown() == (
        "**Earned: Qualification Q.**\n"
        "\n"
        "1. At least 12 credits count. Counted: 13 credits, from A@2 and B@2. *(leaflet, Structure)*\n"
        "2. A counts at level 2. Counted: 1 unit, from A@2. *(leaflet, Structure)*\n"
        "3. Because (1) and (2), therefore every clause is met, and the qualification is earned."
    )


def test_the_whole_of_what_is_missing_conflicting_and_to_be_done_is_told_in_one_piece() -> None:
    assert explained(FLOORS, "A@1 C").as_text() == (
        "Not yet earned: Qualification Q.\n"
        "\n"
        "1. At least 12 credits count. Counted: 8 credits, from A@1 and C@2. Needed: 4 more credits.\n"
        "2. A counts at level 2. Counted: 0 units. Needed: 1 more unit.\n"
        "3. Because (1) and (2), therefore the qualification is not yet earned.\n"
        "4. What is held does not meet “A counts at level 2”, whichever units are counted.\n"
        "5. What is held does not meet “At least 12 credits count”, whichever units are counted.\n"
        "6. What is missing is 4 credits for “At least 12 credits count” and 1 unit for “A counts at level 2”; "
        "everything else can then be met.\n"
        "7. The best way to finish: A@2 (Unit A); 7 credits in new units.\n"
        "8. Nothing less will do: every way needs 1 unit at least (proved by the dynamic programme)."
    )


def test_clauses_that_can_each_be_met_but_not_together_are_named_together() -> None:
    rules = """
- {clause: core, says: A counts., require: {code: A}}
- {clause: option, says: B counts., require: {code: B}}
- {clause: one, says: One unit counts., count: units, at_most: 1}
"""
    assert conflicts_explained(rules, "A@1 B@1") == [
        "1 smallest set of clauses cannot be met together with what is held.",
        "Each can be met alone, but no choice of what is held meets “A counts” and “B counts” and “One unit counts” "
        "together.",
        "What is missing is 1 unit for “A counts”; everything else can then be met.",
        "Everything else can be met if “One unit counts” gives way by 1 unit.",
        "What is missing is 1 unit for “B counts”; everything else can then be met.",
    ]


def test_a_share_is_told_in_per_cent_and_gives_way_by_no_amount() -> None:
    rules = """
- {clause: share, says: 60 per cent from the core., sum: value, over: {group: core}, share: {percent: 60, of: {}}}
- {clause: option, says: C counts., require: {code: C}}
"""
    found = explained(rules, "A@1 C")
    assert found.steps[0].text == "60 per cent from the core. Counted: 62 %, from A@1."
    assert conflicts_explained(rules, "C") == [
        "1 smallest set of clauses cannot be met together with what is held.",
        "Each can be met alone, but no choice of what is held meets “60 per cent from the core” and “C counts” "
        "together.",
        "What is missing is 1 unit for “C counts”; everything else can then be met.",
        "Everything else can be met if “60 per cent from the core” does not apply.",
    ]


def test_alternatives_are_told_by_name() -> None:
    rules = """
- clause: way
  says: Two ways are taken.
  any_of:
    at_least: 2
    blocks:
      - {name: red, title: Red, rules: [{clause: red, says: Red., require: {tag: red}}]}
      - {name: third, title: Third, rules: [{clause: third, says: C., require: {code: C}}]}
      - {name: first, title: First, rules: [{clause: first, says: A., require: {code: A}}]}
"""
    assert explained(rules, "B@1 C").steps[0].text == "Two ways are taken. Met: red and third."
    assert explained(rules, "C").steps[0].text == (
        "Two ways are taken. Met: third. Not met: red and first; 1 more needed."
    )


def test_another_reading_is_told_with_what_it_would_change_and_why() -> None:
    rules = """
- clause: third
  says: C counts.
  require: {code: C}
  readings:
    - {name: printed, chosen: true, why: It is printed so.}
    - {name: loose, require: {level: 2}, why: Level 2 could be meant.}
"""
    assert explained(rules, "A@2").steps[-1].text == (
        "If clause third were read as “loose”, the qualification would be earned. Level 2 could be meant."
    )
    strict = rules.replace("chosen: true, ", "").replace("name: loose, ", "name: loose, chosen: true, ")
    assert explained(strict, "A@2").steps[-1].text == (
        "If clause third were read as “printed”, nothing would be earned. It is printed so."
    )


def test_plans_are_told_best_first_with_the_proof_at_the_end() -> None:
    rules = rules_of(FLOORS)
    found = explain_plans(plan(rules, held(rules, "A@2"), best=2))
    assert [found.headline, *(step.text for step in found.steps)] == [
        "Qualification Q: take A@1 (Unit A).",
        "The best way to finish: A@1 (Unit A); 5 credits in new units.",
        "Next best (2): B@2 (Unit B); 6 credits in new units.",
        "Nothing less will do: every way needs 1 unit at least (proved by the dynamic programme).",
    ]


@pytest.mark.parametrize(
    ("units", "headline"),
    [
        ("A@2 B@2", "Nothing more is needed: Qualification Q is earned."),
        ("B@2", "Qualification Q: take A@2 (Unit A)."),
    ],
)
def test_the_headline_of_a_plan_is_its_answer(units: str, headline: str) -> None:
    rules = rules_of(FLOORS)
    assert explain_plans(plan(rules, held(rules, units))).headline == headline


def test_where_there_is_no_plan_it_is_said() -> None:
    rules = rules_of(FLOORS)
    found = explain_plans(plan(rules, (), offered=()))
    assert (found.headline, found.steps) == ("No plan with the units on offer earns Qualification Q.", ())


def test_where_there_is_no_conflict_it_is_said() -> None:
    assert conflicts_explained(FLOORS, "A@2 B@2") == ["All clauses can be met together with what is held."]
