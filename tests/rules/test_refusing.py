"""A specification that nobody can meet is refused with the smallest proof."""

from __future__ import annotations

from datetime import date

import pytest

from tests.rules.small import ON, specification_of
from touchstone.rules.api import Specification, SpecificationRefused, refuse_flawed, refuse_unattainable

ONE = "- {clause: one, says: One unit counts., count: units, at_least: 1}"


def refusals(specification: Specification, on: date = ON) -> list[str]:
    """What is said of a specification that is refused; nothing of one that is not."""
    try:
        refuse_unattainable(specification, on=on)
    except SpecificationRefused as refused:
        return [mistake.what for mistake in refused.mistakes]
    return []


def test_what_somebody_can_earn_is_not_refused() -> None:
    assert refusals(specification_of(ONE)) == []


def test_clauses_that_contradict_each_other_are_named_and_no_others() -> None:
    specification = specification_of(f"""{ONE}
- {{clause: much, says: At least 10 credits., sum: value, at_least: 10}}
- {{clause: few, says: At most one unit., count: units, at_most: 1}}
""")
    assert refusals(specification) == [
        "Q can never be earned: no choice among all the units meets “At least 10 credits.” (much) and "
        "“At most one unit.” (few)."
    ]


def test_a_clause_that_contradicts_itself_is_named_alone() -> None:
    specification = specification_of(f"{ONE}\n- {{clause: third, says: C at level 1., require: {{code: C, level: 1}}}}")
    assert refusals(specification) == [
        "Q can never be earned: no choice among all the units meets “C at level 1.” (third)."
    ]


def test_a_reading_under_which_nobody_can_earn_it_is_named() -> None:
    specification = specification_of("""
- clause: much
  says: So much counts.
  sum: value
  at_least: 5
  readings: [{name: some, chosen: true, why: W.}, {name: more, at_least: 500, why: W.}]
""")
    assert refusals(specification) == [
        "Q can never be earned: no choice among all the units meets “So much counts.” (much), reading much as more."
    ]


def test_what_disqualifies_when_everything_is_held_is_no_contradiction() -> None:
    specification = specification_of(
        f"{ONE}\n- {{clause: few, says: Nobody holds two., count: units, at_most: 1, held: true}}"
    )
    assert refusals(specification) == []


def test_a_contradiction_is_one_on_the_days_on_which_both_clauses_are_in_force() -> None:
    specification = specification_of("""
- {clause: much, says: At least 10 credits., sum: value, at_least: 10, valid: {to: 2020-12-31}}
- {clause: few, says: At most one unit., count: units, at_most: 1, valid: {from: 2020-01-01}}
""")
    assert len(refusals(specification, date(2020, 6, 1))) == 1
    assert refusals(specification, date(2019, 6, 1)) == []
    assert refusals(specification, date(2021, 6, 1)) == []
    with pytest.raises(SpecificationRefused, match="This is so on 2020-01-01"):
        refuse_flawed(specification, on=date(2019, 6, 1))


def test_an_alternative_that_nobody_can_take_is_named() -> None:
    specification = specification_of("""
- clause: either
  says: Either.
  any_of:
    blocks:
      - {name: open, title: Open, rules: [{clause: a, says: A., require: {code: A}}]}
      - {name: shut, title: Shut, rules: [{clause: c, says: C., require: {code: C, level: 1}}]}
""")
    with pytest.raises(SpecificationRefused) as refused:
        refuse_flawed(specification, on=ON)
    assert [m.what for m in refused.value.mistakes] == ["Alternative shut of clause either can never be met in Q."]
