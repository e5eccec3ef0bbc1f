"""Laws of explanations by conflict: each is smallest, none is left out, and each relief is just enough."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from hypothesis import given

from tests.rules.brute import Brute, Short
from tests.rules.generator import Sample, Size, samples
from tests.rules.laws import examples
from touchstone.rules.api import Conflicts, Relaxation, check, compile_rules, find_conflicts
from touchstone.rules.specification import Amount, Body

STUCK = Size(cells=7, held=6, offered=0, clauses=6, least_clauses=3)

Names = frozenset[str]


def conflicts_of(sample: Sample, place: int = 0) -> Conflicts:
    return find_conflicts(sample.rules, sample.held, place=place)


def meetable_sets(brute: Brute, held: int) -> dict[Names, bool]:
    """Each set of clauses, and whether what is held can meet it."""
    names = tuple(brute.bodies)
    sets = [frozenset(chosen) for size in range(len(names) + 1) for chosen in combinations(names, size)]
    return {chosen: brute.is_met(held, chosen) for chosen in sets}


def smallest(sets: list[Names]) -> set[Names]:
    return {one for one in sets if not any(other < one for other in sets)}


@given(samples(STUCK))
@examples(120)
def test_the_conflicts_are_all_smallest_sets_of_clauses_that_cannot_be_met_together(sample: Sample) -> None:
    for place, brute in enumerate(sample.brutes):
        sets = meetable_sets(brute, brute.held(sample.held))
        found = conflicts_of(sample, place).minimal
        assert {frozenset(conflict) for conflict in found} == smallest([s for s, met in sets.items() if not met])
        assert len(set(found)) == len(found)


@given(samples(STUCK))
@examples(120)
def test_the_reliefs_are_all_smallest_sets_of_clauses_without_which_the_rest_can_be_met(sample: Sample) -> None:
    for place, brute in enumerate(sample.brutes):
        everything = frozenset(brute.bodies)
        sets = meetable_sets(brute, brute.held(sample.held))
        found = [frozenset(relief.dropped) for relief in conflicts_of(sample, place).relaxations]
        expected = smallest([everything - kept for kept, met in sets.items() if met]) - {frozenset()}
        assert set(found) == expected
        assert len(expected) == len(found)


@given(samples(STUCK))
@examples(60)
def test_dropping_any_one_clause_of_a_conflict_makes_the_others_of_it_possible(sample: Sample) -> None:
    brute = sample.brutes[0]
    held = brute.held(sample.held)
    for conflict in conflicts_of(sample).minimal:
        assert not brute.is_met(held, conflict)
        for name in conflict:
            assert brute.is_met(held, set(conflict) - {name})


@given(samples(STUCK))
@examples(60)
def test_there_is_a_conflict_and_a_relief_exactly_when_the_award_is_not_earned(sample: Sample) -> None:
    for place, problem in enumerate(sample.rules.problems):
        found = conflicts_of(sample, place)
        earned = problem.outcome_code in check(sample.rules, sample.held).outcomes
        assert (bool(found.minimal), bool(found.relaxations)) == (not earned, not earned)


@given(samples(STUCK))
@examples(150)
def test_what_a_relief_asks_for_is_the_least_that_makes_the_award_possible(sample: Sample) -> None:
    brute = sample.brutes[0]
    for relief in measurable(sample):
        units = sum(s.short for s in relief.shortfalls if s.measure == "units")
        value = sum(s.short for s in relief.shortfalls if s.measure == "value")
        assert Short(units, value) == brute.least_relief(brute.held(sample.held), frozenset(relief.dropped))


@given(samples(STUCK))
@examples(100)
def test_clauses_that_give_way_by_exactly_their_shortfalls_are_met_and_by_one_less_are_not(sample: Sample) -> None:
    for relief in measurable(sample):
        by_name = {shortfall.clause: shortfall.short for shortfall in relief.shortfalls}
        assert set(by_name) == set(relief.dropped)
        assert is_earned_when_eased(sample, by_name)
        if len(by_name) == 1:
            assert not is_earned_when_eased(sample, {name: short - 1 for name, short in by_name.items()})


def measurable(sample: Sample) -> Iterator[Relaxation]:
    """The reliefs that drop plain amounts only: of those, “so much less” and “so much more” have one meaning."""
    bodies = sample.brutes[0].bodies
    for relief in conflicts_of(sample).relaxations:
        if all(is_plain(bodies[name]) for name in relief.dropped):
            yield relief


def is_plain(body: Body) -> bool:
    return isinstance(body, Amount) and not (body.including or body.share)


def is_earned_when_eased(sample: Sample, by_name: dict[str, int]) -> bool:
    """Is the first outcome earned once floors fall, and ceilings rise, by so much?"""
    bodies = sample.brutes[0].bodies
    qualification = sample.specification.qualifications[0]
    rules = tuple(
        replace(rule, body=eased(bodies[rule.name], by_name[rule.name]), readings=()) if rule.name in by_name else rule
        for rule in qualification.outcomes[0].rules
        if rule.valid.covers(sample.on)
    )
    changed = replace(qualification, outcomes=(replace(qualification.outcomes[0], rules=rules),))
    specification = replace(sample.specification, qualifications=(changed,))
    return check(compile_rules(specification, sample.code, on=sample.on), sample.held).earned


def eased(body: Body, by: int) -> Amount:
    assert isinstance(body, Amount)
    at_least = body.at_least - by if body.at_least is not None else None
    return replace(body, at_least=at_least, at_most=body.at_most + by if body.at_most is not None else None)
