"""Many candidates at once, by example: shapes in which a quick judgement goes wrong easily."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.rules.small import ON, UNITS, held, rules_of, specification_of
from touchstone.rules.api import Holding, RuleSet, UnitsRefused, check, compile_rules, parse_holdings
from touchstone.rules.bulk import BulkJudge

CAPPED = """
- {clause: total, says: At least 9 credits count., sum: value, at_least: 9}
- {clause: optional, says: B counts., require: {code: B}}
- {clause: cap, says: At most one option counts., count: units, over: {group: option}, at_most: 1}
- {clause: one-level, says: Each unit counts once., one_level_per_area: {}}
"""
DEAR = UNITS.replace("level: 2, value: 3", "level: 2, value: 9")


def every_candidate(rules: RuleSet) -> list[tuple[Holding, ...]]:
    known = tuple(rules.problems[0].sources)
    return [chosen for size in range(len(known) + 1) for chosen in combinations(known, size)]


def rows_of(judge: BulkJudge, candidates: list[tuple[Holding, ...]]) -> NDArray[np.uint64]:
    return np.array([judge.encode_one(candidate) for candidate in candidates], dtype=np.uint64)


def assert_judged_as_checked(rules: RuleSet) -> None:
    judge, candidates = BulkJudge([rules]), every_candidate(rules)
    rows = rows_of(judge, candidates)
    verdicts = [check(rules, candidate) for candidate in candidates]
    figures = judge.figures(0, rows)
    assert judge.earned(0, rows).tolist() == [verdict.earned for verdict in verdicts]
    assert [figures.names[number] for number in figures.missing] == [" ".join(v.missing) for v in verdicts]
    assert figures.total.tolist() == [verdict.total for verdict in verdicts]
    assert figures.at_level.tolist() == [-1 if v.at_level is None else v.at_level for v in verdicts]


def test_a_required_unit_under_a_full_ceiling_is_not_taken_as_counted() -> None:
    rules = rules_of(CAPPED, units=DEAR)
    assert not check(rules, held(rules, "B@1 C")).earned
    assert_judged_as_checked(rules)


def test_a_unit_that_could_fill_a_ceiling_at_one_level_may_count_at_another() -> None:
    assert_judged_as_checked(
        rules_of("""
- {clause: total, says: At least 12 credits count., sum: value, at_least: 12}
- {clause: cap, says: At most one unit at level 2., count: units, over: {level: 2}, at_most: 1}
- {clause: one-level, says: Each unit counts once., one_level_per_area: {}}
""")
    )


def test_two_levels_of_one_unit_cannot_both_be_required_of_one_choice() -> None:
    assert_judged_as_checked(
        rules_of("""
- {clause: first, says: A at level 1., require: {code: A, level: 1}}
- {clause: second, says: A at level 2., require: {code: A, level: 2}}
- {clause: one-level, says: Each unit counts once., one_level_per_area: {}}
""")
    )


def test_requirements_of_several_units_in_one_clause_are_each_looked_at() -> None:
    assert_judged_as_checked(
        rules_of("""
- {clause: total, says: At least 1 credit counts., sum: value, at_least: 1, shows: total}
- clause: both
  says: A and B count.
  all_of:
    - {clause: a, says: A counts., require: {code: A}}
    - {clause: b, says: B counts., require: {code: B}}
- {clause: one-level, says: Each unit counts once., one_level_per_area: {}}
""")
    )


def test_a_missing_prerequisite_is_laid_at_the_door_of_its_own_clause() -> None:
    assert_judged_as_checked(
        rules_of("""
- {clause: total, says: At least 5 credits count., sum: value, at_least: 5, shows: total}
- {clause: core, says: A counts., require: {code: A}}
- {clause: first, says: A needs B., needs: {unit: {code: A}, held: {code: B}}}
""")
    )


def test_a_requirement_that_one_unit_can_never_meet_breaks_nothing() -> None:
    assert_judged_as_checked(
        rules_of("""
- {clause: total, says: At least 3 credits count., sum: value, at_least: 3, shows: total}
- {clause: cap, says: At most one unit counts., count: units, at_most: 1}
- clause: either
  says: Two levels of A, or B.
  any_of:
    blocks:
      - {name: never, title: Never, rules: [{clause: a, says: A., count: units, over: {code: A}, at_least: 2}]}
      - {name: plain, title: Plain, rules: [{clause: b, says: B., require: {code: B}}]}
- {clause: one-level, says: Each unit counts once., one_level_per_area: {}}
""")
    )


@pytest.mark.parametrize(
    "shown",
    [
        "sum: value, over: {level: 2}, at_most: 6",
        "sum: value, over: {level: 2}, at_least: 3, held: true",
        "count: units, over: {level: 2}, at_least: 1",
        "sum: value, over: {level: 2}, share: {percent: 40, of: {}}",
        "sum: value, over: {level: 2}, at_least: 3, including: [{count: units, at_least: 1}]",
    ],
)
def test_the_value_at_the_level_is_that_of_one_check_whatever_the_clause_asks(shown: str) -> None:
    assert_judged_as_checked(
        rules_of(f"""
- {{clause: total, says: At least 3 credits count., sum: value, at_least: 3, shows: total}}
- {{clause: at-level, says: At the level., {shown}, shows: at-level}}
- {{clause: one-level, says: Each unit counts once., one_level_per_area: {{}}}}
""")
    )


def test_of_equal_totals_the_one_with_more_at_the_level_is_reported() -> None:
    units = """\
units:
  list:
    - {code: A, title: Unit A, group: core, level: 2, value: 3}
    - {code: B, title: Unit B, group: option, level: 1, value: 5}
    - {code: C, title: Unit C, group: option, level: 2, value: 5}
"""
    rules = rules_of(
        """
- {clause: total, says: At least 5 credits count., sum: value, at_least: 5, shows: total}
- {clause: at-level, says: At least 3 at level 2., sum: value, over: {level: 2}, at_least: 3, shows: at-level}
- {clause: cap, says: At most one option., count: units, over: {group: option}, at_most: 1}
""",
        units=units,
    )
    assert check(rules, held(rules, "A B C")).at_level == 8
    assert_judged_as_checked(rules)


def test_a_code_that_is_held_at_more_levels_than_are_in_force_is_doubtful_without_one() -> None:
    units = UNITS.replace("value: 3}", "value: 3, valid: {from: 2030-01-01}}")
    more = "equivalences: [{held: {code: D, level: 2, title: Old D}, counts_as: [{code: C, level: 2}]}]\n"
    one_level = units.replace("{code: B,", "{code: D, title: Unit D, group: core, level: 1, value: 1}\n    - {code: B,")
    rules = rules_of("- {clause: any, says: One., count: units, at_least: 1}", units=one_level, more=more)
    with pytest.raises(UnitsRefused, match="D is given without a level"):
        parse_holdings(rules.specification, "D")
    text = np.frombuffer(b"DD@1", dtype=np.uint8)
    assert BulkJudge([rules]).encode(text, np.array([0, 1, 4]))[1].tolist() == [True, False]


def test_rule_sets_of_two_days_or_specifications_are_not_judged_together() -> None:
    one = "- {clause: any, says: One., count: units, at_least: 1}"
    specification = specification_of(one)
    first = compile_rules(specification, "Q", on=ON)
    later = compile_rules(specification, "Q", on=ON.replace(year=2021))
    with pytest.raises(ValueError, match="must be of one specification and one day"):
        BulkJudge([first, later])
    with pytest.raises(ValueError, match="must be of one specification and one day"):
        BulkJudge([first, rules_of(one)])


def test_a_specification_without_units_in_force_is_judged_as_checked() -> None:
    gone = UNITS.replace("group: core,", "group: core, valid: {from: 2030-01-01},")
    gone = gone.replace("group: option,", "group: option, valid: {from: 2030-01-01},")
    assert_judged_as_checked(rules_of(CAPPED, units=gone))
