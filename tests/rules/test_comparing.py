"""Who changes between two rule sets, and why, by example."""

from __future__ import annotations

from datetime import date

from tests.rules.small import UNITS, held, rules_of
from touchstone.rules.api import compare, reach

ONE = "- {clause: some, says: Enough counts., sum: value, at_least: 5}"
MORE = ONE.replace("at_least: 5", "at_least: 9")


def test_a_candidate_who_loses_is_told_what_is_missed_afterwards() -> None:
    before, after = rules_of(ONE), rules_of(MORE)
    (change,) = compare(before, after, [("first", held(before, "A@1")), ("second", held(before, "A@2 B@1"))])
    assert (change.candidate, change.gains) == ("first", False)
    assert change.reasons == ("After: Enough counts. It has 5 of 9.",)


def test_a_candidate_who_gains_is_told_what_was_missed_before() -> None:
    before, after = rules_of(MORE), rules_of(ONE)
    (change,) = compare(before, after, [("first", held(before, "A@1"))])
    assert (change.gains, change.reasons) == (True, ("Before: Enough counts. It has 5 of 9.",))


def test_too_much_is_told_as_too_much_where_a_clause_has_both_bounds() -> None:
    bounds = "- {clause: held, says: One or two are held., count: units, at_least: 1, at_most: 2, held: true}"
    before, after = rules_of(ONE), rules_of(bounds)
    (change,) = compare(before, after, [("first", held(before, "A@1 B@1 C"))])
    assert change.reasons == ("After: One or two are held. It has 3 where 2 is the most.",)


def test_a_reading_is_named_with_the_clause_that_it_decides() -> None:
    read = f"{ONE[:-1]}, readings: [{{name: plain, chosen: true, why: P.}}, {{name: much, at_least: 50, why: M.}}]}}"
    before, after = rules_of(read), rules_of(read, readings={"some": "much"})
    (change,) = compare(before, after, [("first", held(before, "A@1"))])
    assert change.reasons == ("After: Enough counts. It has 5 of 50 under the reading “much”.",)


def test_units_that_one_side_does_not_know_are_named_and_count_for_nothing_there() -> None:
    later = UNITS.replace("value: 3}", "value: 3, valid: {to: 2019-12-31}}")
    before = rules_of(MORE, units=later, on=date(2019, 6, 1))
    after = rules_of(MORE, units=later, on=date(2020, 6, 1))
    (change,) = compare(before, after, [("first", held(before, "B@2 C"))])
    assert [str(holding) for holding in change.unknown] == ["C@2"]
    assert change.reasons == ("After: Enough counts. It has 6 of 9.", "Not known on one side: C@2.")


def test_what_is_reached_says_what_is_earned_and_how_far_the_rest_is() -> None:
    sets = [rules_of(ONE), rules_of(MORE)]
    some, much = reach(sets, held(sets[0], "A@2"))
    assert (some.verdict.earned, some.best) == (True, None)
    assert much.verdict.missing == ("some",)
    assert much.best is not None
    assert [str(cell) for cell in much.best.new] == ["C@2"]
