"""Laws of the plan with a reserve: it survives every loss that a plan can survive, and none does so more cheaply."""

from __future__ import annotations

from hypothesis import given

from tests.rules.brute import subsets
from tests.rules.generator import Sample, Size, samples
from tests.rules.laws import examples
from tests.rules.properties.test_planning import objectives_for, price_of
from touchstone.rules.api import FEWEST_UNITS, Cell, Holding, Objective, Reserve, check, plan_reserve

SPARE = Size(cells=7, held=3, offered=5, clauses=4, least_clauses=2)

Earning = dict[frozenset[Cell], bool]


def reserve_of(sample: Sample, objective: Objective = FEWEST_UNITS) -> Reserve | None:
    return plan_reserve(sample.rules, sample.held, objective=objective, offered=sample.offered)


def earning_of(sample: Sample, place: int) -> Earning:
    """Each set of the cells on offer, and whether it earns one outcome with what is held."""
    brute = sample.brutes[place]
    return {new: brute.is_met(brute.held((*sample.held, *map(Holding, new)))) for new in subsets(sample.offered)}


def indispensable(earning: Earning, offered: tuple[Cell, ...]) -> set[Cell]:
    """The cells without which nothing on offer earns."""
    return {cell for cell in offered if not any(earned for new, earned in earning.items() if cell not in new)}


def surviving(earning: Earning, offered: tuple[Cell, ...]) -> list[frozenset[Cell]]:
    """The sets that earn, and still earn without any one of their cells that can be replaced."""
    alone = indispensable(earning, offered)
    return [new for new, earned in earning.items() if earned and all(earning[new - {cell}] for cell in new - alone)]


@given(samples(SPARE))
@examples(100)
def test_no_set_of_new_units_that_survives_every_loss_is_cheaper_than_the_reserve(sample: Sample) -> None:
    earnings = [earning_of(sample, place) for place in range(len(sample.brutes))]
    sets = [new for earning in earnings for new in surviving(earning, sample.offered)]
    for objective in objectives_for(sample):
        found = reserve_of(sample, objective)
        prices = [price_of(sample, objective, new) for new in sets]
        cost = [price_of(sample, objective, frozenset(found.new))] if found else []
        assert cost == sorted(prices)[:1]
        assert found is None or found.price == cost[0][0]


@given(samples(SPARE))
@examples(80)
def test_a_reserve_is_earned_with_all_its_units_and_without_each_that_can_be_replaced(sample: Sample) -> None:
    found = reserve_of(sample)
    if found is None:
        return
    place = [problem.outcome_code for problem in sample.rules.problems].index(found.outcome)
    new = frozenset(found.new)
    assert set(found.indispensable) == indispensable(earning_of(sample, place), sample.offered) & new
    assert set(found.without) == new - set(found.indispensable)
    assert found.outcome in found.verdict.outcomes
    for cell, verdict in found.without.items():
        assert found.outcome in verdict.outcomes
        assert verdict.held == check(sample.rules, (*sample.held, *map(Holding, new - {cell}))).held


@given(samples(SPARE))
@examples(50)
def test_what_needs_no_plan_needs_no_reserve(sample: Sample) -> None:
    found = reserve_of(sample)
    earned = any(earning_of(sample, place)[frozenset()] for place in range(len(sample.brutes)))
    assert (found is not None and found.new == ()) == earned


@given(samples(SPARE))
@examples(50)
def test_a_reserve_for_one_outcome_is_a_reserve_for_that_outcome(sample: Sample) -> None:
    for place, problem in enumerate(sample.rules.problems):
        found = plan_reserve(sample.rules, sample.held, offered=sample.offered, outcome=problem.outcome_code)
        sets = surviving(earning_of(sample, place), sample.offered)
        assert (found.outcome if found else None) == (problem.outcome_code if sets else None)
