"""A specification in which something can never be met, today or on another day, is refused with the proof."""

from __future__ import annotations

from datetime import date

import pytest

from touchstone.catalogue.specifications import list_specifications, load_specification
from touchstone.rules.api import SpecificationRefused, read_specification, refuse_flawed

HEAD = """\
touchstone: 1
specification: flawed
version: "1"
title: Flawed
awarding_body: None
value: {name: credits, short: cr}
documents: {text: {title: Text}}
cite: {document: text, heading: Rules}
units:
  list:
    - {code: A, title: First, group: core, level: 2, value: 3}
    - {code: B, title: Second, group: core, level: 2, value: 2}
qualifications:
  - code: Q
    title: Qualification
    rules:
"""


def refusal(rules: str) -> list[str]:
    """What is said of a specification with these rules."""
    with pytest.raises(SpecificationRefused) as refused:
        refuse_flawed(read_specification(HEAD + rules, name="flawed"), on=date(2026, 1, 1))
    return [mistake.what for mistake in refused.value.mistakes]


def test_a_minimum_that_all_units_together_do_not_reach_is_refused() -> None:
    assert refusal("      - {clause: total, says: Six credits., sum: value, at_least: 6}\n") == [
        "Q can never be earned: no choice among all the units meets “Six credits.” (total)."
    ]


def test_a_minimum_that_comes_into_force_later_is_tried_on_its_day() -> None:
    rules = """\
      - {clause: total, says: Five credits., sum: value, at_least: 5, valid: {to: 2029-12-31}}
      - {clause: total, says: Six credits., sum: value, at_least: 6, valid: {from: 2030-01-01}}
"""
    assert refusal(rules) == [
        "Q can never be earned: no choice among all the units meets “Six credits.” (total). This is so on 2030-01-01."
    ]


def test_an_alternative_that_nobody_can_take_is_refused() -> None:
    rules = """\
      - clause: way
        says: One way or the other.
        any_of:
          blocks:
            - {name: easy, title: Easy, rules: [{clause: one, says: One unit., count: units, at_least: 1}]}
            - {name: hard, title: Hard, rules: [{clause: three, says: Three units., count: units, at_least: 3}]}
"""
    assert refusal(rules) == ["Alternative hard of clause way can never be met in Q."]


def test_two_clauses_that_contradict_each_other_are_both_named() -> None:
    rules = """\
      - {clause: least, says: Two units., count: units, at_least: 2}
      - {clause: most, says: One at most., count: units, at_most: 1}
"""
    assert refusal(rules) == [
        "Q can never be earned: no choice among all the units meets “Two units.” (least) and “One at most.” (most)."
    ]


@pytest.mark.parametrize("shelf", [str(shelf) for shelf in list_specifications()])
def test_no_shipped_specification_is_flawed(shelf: str) -> None:
    specification = load_specification(shelf)
    refuse_flawed(specification, on=specification.valid.start or date(2026, 1, 1))
    assert specification.qualifications
