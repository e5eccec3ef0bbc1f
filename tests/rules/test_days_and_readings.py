"""What is in force on a day, and how a clause is read."""

from __future__ import annotations

from datetime import date

import pytest

from tests.rules.small import ON, UNITS, held, rules_of, specification_of
from touchstone.rules.api import check, compile_rules, other_readings
from touchstone.rules.specification import Amount, Cell, Filter, Measure

CHANGING = """
- clause: enough
  says: At least 5 credits count.
  sum: value
  at_least: 5
  valid: {to: 2019-12-31}
- clause: enough
  says: At least 9 credits count.
  sum: value
  at_least: 9
  valid: {from: 2020-01-01, to: 2020-12-31}
- clause: later
  says: C counts.
  require: {code: C}
  valid: {from: 2020-07-01}
"""


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(1900, 1, 1), ["At least 5 credits count."]),
        (date(2019, 12, 31), ["At least 5 credits count."]),
        (date(2020, 1, 1), ["At least 9 credits count."]),
        (date(2020, 6, 30), ["At least 9 credits count."]),
        (date(2020, 7, 1), ["At least 9 credits count.", "C counts."]),
        (date(2020, 12, 31), ["At least 9 credits count.", "C counts."]),
        (date(2021, 1, 1), ["C counts."]),
    ],
)
def test_the_version_of_a_clause_that_is_in_force_on_the_day_applies(day: date, said: list[str]) -> None:
    rules = rules_of(CHANGING, on=day)
    assert [finding.says for finding in check(rules, ()).findings] == said


def test_the_same_units_earn_before_a_clause_changes_and_not_after() -> None:
    before, after = rules_of(CHANGING, on=date(2019, 6, 1)), rules_of(CHANGING, on=date(2020, 6, 1))
    assert check(before, held(before, "A@1")).earned
    assert check(after, held(after, "A@1")).missing == ("enough",)


def test_a_clause_inside_an_alternative_is_in_force_on_its_days_only() -> None:
    rules = """
- clause: either
  says: One of two.
  any_of:
    blocks:
      - name: first
        title: First
        rules:
          - {clause: a, says: A counts., require: {code: A}}
          - {clause: c, says: C counts., require: {code: C}, valid: {from: 2020-01-01}}
      - {name: second, title: Second, rules: [{clause: b, says: B counts., require: {code: B}}]}
"""
    before, after = rules_of(rules, on=date(2019, 6, 1)), rules_of(rules, on=date(2020, 6, 1))
    assert check(before, held(before, "A@1")).earned
    assert not check(after, held(after, "A@1")).earned
    assert check(after, held(after, "A@1 C")).earned


def test_a_unit_that_is_not_in_force_cannot_be_held() -> None:
    units = UNITS.replace("value: 3}", "value: 3, valid: {from: 2020-01-01}}")
    rules = "- {clause: any, says: One counts., count: units, at_least: 1}"
    cells = [{column.cell for column in rules_of(rules, units=units, on=day).problems[0].columns} for day in DAYS]
    assert [Cell("C", 2) in found for found in cells] == [False, True]


DAYS = (date(2019, 12, 31), date(2020, 1, 1))

READ = """
- clause: optional
  says: At least 6 credits of optional units count.
  sum: value
  over: {group: option}
  at_least: 6
  readings:
    - {name: as-printed, chosen: true, why: It is printed so.}
    - {name: less, at_least: 4, why: The figure could be a slip.}
    - {name: any, over: {group: [core, option]}, why: “Optional” is not bold.}
    - {name: one-unit, require: {code: C}, why: The sentence could mean the unit.}
"""


def test_a_reading_changes_only_the_words_that_it_gives() -> None:
    rule = specification_of(READ).get_qualification("Q").outcomes[0].rules[0]
    option, both = Filter(groups=frozenset({"option"})), Filter(groups=frozenset({"core", "option"}))
    assert [reading.body for reading in rule.readings] == [
        Amount(Measure.VALUE, option, at_least=6),
        Amount(Measure.VALUE, option, at_least=4),
        Amount(Measure.VALUE, both, at_least=6),
        Amount(Measure.UNITS, Filter(codes=frozenset({"C"})), at_least=1),
    ]
    assert rule.body == rule.readings[0].body


@pytest.mark.parametrize(
    ("reading", "earned"), [(None, False), ("as-printed", False), ("less", True), ("any", True), ("one-unit", False)]
)
def test_a_clause_is_read_as_asked_and_as_chosen_where_nothing_is_asked(reading: str | None, earned: bool) -> None:
    rules = rules_of(READ, readings={"optional": reading} if reading else None)
    verdict = check(rules, held(rules, "A@1 B@1"))
    assert verdict.earned == earned
    assert [finding.reading for finding in verdict.findings] == [reading or "as-printed"]


def test_the_readings_that_would_change_the_verdict_are_named_with_their_reason() -> None:
    rules = rules_of(READ)
    found = other_readings(check(rules, held(rules, "A@1 B@1")))
    assert [(effect.clause, effect.reading, effect.why, effect.earned, effect.outcome) for effect in found] == [
        ("optional", "less", "The figure could be a slip.", True, "Q"),
        ("optional", "any", "“Optional” is not bold.", True, "Q"),
    ]


def test_the_chosen_reading_is_another_reading_where_another_one_is_in_force() -> None:
    rules = rules_of(READ, readings={"optional": "less"})
    found = other_readings(check(rules, held(rules, "A@1 B@1")))
    assert [(effect.reading, effect.earned) for effect in found] == [("as-printed", False), ("one-unit", False)]


VERSIONS = """
- clause: optional
  says: One of A.
  require: {code: A}
  valid: {to: 2019-12-31}
  readings: [{name: old, chosen: true, why: Old.}, {name: older, require: {code: B}, why: Older.}]
- clause: optional
  says: One of B.
  require: {code: B}
  valid: {from: 2020-01-01}
  readings: [{name: new, chosen: true, why: New.}, {name: newer, require: {code: C}, why: Newer.}]
"""


@pytest.mark.parametrize(("day", "expected"), [(DAYS[0], [("older", "Older.")]), (DAYS[1], [("newer", "Newer.")])])
def test_each_version_of_a_clause_has_readings_of_its_own(day: date, expected: list[tuple[str, str]]) -> None:
    rules = rules_of(VERSIONS, on=day)
    verdict = check(rules, held(rules, "A@1 C" if day == DAYS[1] else "B@1"))
    assert [(effect.reading, effect.why) for effect in other_readings(verdict)] == expected


SAME_NAME = """
- {clause: outer, says: A counts., require: {code: A}, readings: [
    {name: plain, chosen: true, why: P.}, {name: wide, require: {group: core}, why: W.}]}
- clause: both
  says: Two more.
  all_of:
    - {clause: outer, says: B counts., require: {code: B}, readings: [
        {name: strict, chosen: true, why: S.}, {name: loose, require: {group: option}, why: L.}]}
"""


def test_two_clauses_of_one_name_at_different_depths_may_have_different_readings() -> None:
    rules = rules_of(SAME_NAME)
    verdict = check(rules, held(rules, "A@1 C"))
    assert [(effect.clause, effect.reading) for effect in other_readings(verdict)] == [("outer", "loose")]


def test_an_unknown_qualification_is_named_with_those_that_there_are() -> None:
    with pytest.raises(KeyError, match=r"small 1 has no qualification R\. It has: Q\."):
        compile_rules(specification_of(READ), "R", on=ON)


def test_an_unknown_clause_is_named_with_those_that_there_are() -> None:
    with pytest.raises(KeyError, match=r"Q has no clause called option\. It has: optional\."):
        rules_of(READ, readings={"option": "less"})


def test_an_unknown_reading_is_named_with_those_that_there_are() -> None:
    with pytest.raises(KeyError, match=r"no reading called more\. It has: as-printed, less, any, one-unit"):
        rules_of(READ, readings={"optional": "more"})


def test_an_unknown_reading_is_refused_on_days_on_which_its_clause_is_not_in_force_too() -> None:
    later = READ.replace("  sum: value", "  valid: {from: 2030-01-01}\n  sum: value")
    with pytest.raises(KeyError, match="has no reading called more"):
        rules_of(later, readings={"optional": "more"})
    assert check(rules_of(later, readings={"optional": "less"}), ()).findings == ()


def test_a_reading_of_a_clause_that_has_one_only_is_refused() -> None:
    with pytest.raises(KeyError, match=r"Clause later of Q has one reading only; other is not known\."):
        rules_of(CHANGING, readings={"later": "other"})
