"""Laws of the planner: every plan is confirmed, none is cheaper, none holds a useless unit, and none is left out."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from tests.rules.brute import subsets
from tests.rules.generator import SEPARABLE, Sample, Size, samples
from tests.rules.laws import examples
from touchstone.rules.api import (
    FEWEST_UNITS,
    LEAST_VALUE,
    Cell,
    Holding,
    Objective,
    Plan,
    check,
    evaluate,
    least_cost,
    least_evidence,
    plan,
    preferred,
)
from touchstone.rules.check import columns_of, judge_for
from touchstone.rules.finishing import Finisher, SolverSearch, Way
from touchstone.rules.plan import prices_of

FINISHING = Size(cells=7, held=3, offered=6, clauses=5, least_clauses=3)
EVERY = 1_000
"""More plans than any sample has."""


def objectives_for(sample: Sample) -> list[Objective]:
    """One objective of each kind, with weights that differ from cell to cell."""
    cells = sample.specification.cells
    weights = {cell: 7 * place % 5 for place, cell in enumerate(cells) if place % 3}
    return [
        FEWEST_UNITS,
        LEAST_VALUE,
        least_cost(weights, otherwise=2),
        least_evidence(weights, otherwise=0),
        preferred(weights, per_unit=6),
        Objective("units and value", per_unit=3, per_value=1),
    ]


def price_of(sample: Sample, objective: Objective, new: frozenset[Cell]) -> tuple[int, int]:
    """The price of a set of new units, and its tie-break."""
    units = sample.specification.units_by_code
    values = {cell: units[cell.code].values[cell.level] for cell in new}
    price = sum(objective.price(cell, value) for cell, value in values.items())
    return price, sum(objective.tie_break(value) for value in values.values())


def earns(sample: Sample) -> Callable[[frozenset[Cell]], bool]:
    """Do these new units, with what is held, earn an outcome, by trying everything?"""
    brutes = sample.brutes

    def found(new: frozenset[Cell]) -> bool:
        holdings = (*sample.held, *map(Holding, new))
        return any(brute.is_met(brute.held(holdings)) for brute in brutes)

    return found


def least_sets(sample: Sample) -> list[frozenset[Cell]]:
    """Every set of cells on offer that earns, and of which no part earns."""
    earned = earns(sample)
    found: list[frozenset[Cell]] = []
    for new in subsets(sample.offered):
        if not any(known <= new for known in found) and earned(new):
            found.append(new)
    return found


def plans_of(sample: Sample, objective: Objective, best: int) -> tuple[Plan, ...]:
    return plan(sample.rules, sample.held, objective=objective, best=best, offered=sample.offered).plans


@given(samples(FINISHING))
@examples(150)
def test_the_plans_are_every_least_set_of_new_units_cheapest_first(sample: Sample) -> None:
    least = least_sets(sample)
    for objective in objectives_for(sample):
        plans = [frozenset(found.new) for found in plans_of(sample, objective, EVERY)]
        assert sorted(map(sorted, plans)) == sorted(map(sorted, least))
        prices = [price_of(sample, objective, new) for new in plans]
        assert prices == sorted(prices)


@given(samples(FINISHING))
@examples(100)
def test_no_cheaper_set_of_new_units_earns_than_the_first_plan(sample: Sample) -> None:
    least = least_sets(sample)
    for objective in objectives_for(sample):
        found = plan(sample.rules, sample.held, objective=objective, offered=sample.offered)
        prices = [price_of(sample, objective, new) for new in least]
        assert ([found.best.price, found.proof.bound] if found.best and found.proof else []) == (
            [min(prices)[0]] * 2 if prices else []
        )


@given(samples(FINISHING), st.integers(1, 4))
@examples(80)
def test_the_best_few_plans_are_the_first_of_all_plans(sample: Sample, count: int) -> None:
    for objective in objectives_for(sample):
        every, few = plans_of(sample, objective, EVERY), plans_of(sample, objective, count)
        prices = [price_of(sample, objective, frozenset(found.new)) for found in every]
        assert [price_of(sample, objective, frozenset(found.new)) for found in few] == prices[:count]
        assert len({found.new for found in few}) == len(few)


@given(samples(FINISHING))
@examples(100)
def test_every_plan_is_accepted_by_the_checker_and_confirmed_by_the_evaluator(sample: Sample) -> None:
    for found in plans_of(sample, FEWEST_UNITS, EVERY):
        verdict = check(sample.rules, (*sample.held, *map(Holding, found.new)))
        assert verdict.earned
        assert all(finding.met for finding in evaluate(verdict.problem, verdict.selection))
        assert found.new_value == price_of(sample, LEAST_VALUE, frozenset(found.new))[0]


@given(samples(FINISHING))
@examples(100)
def test_no_plan_has_a_unit_without_which_the_award_would_still_be_earned(sample: Sample) -> None:
    for found in plans_of(sample, LEAST_VALUE, EVERY):
        for unit in found.new:
            rest = [Holding(cell) for cell in found.new if cell != unit]
            assert not check(sample.rules, (*sample.held, *rest)).earned


@given(samples(FINISHING))
@examples(80)
def test_what_is_excluded_is_never_taken_and_what_is_offered_bounds_the_plan(sample: Sample) -> None:
    excluded = sample.offered[::2]
    found = plan(sample.rules, sample.held, best=EVERY, excluded=excluded, offered=sample.offered)
    same = plan(sample.rules, sample.held, best=EVERY, offered=sample.offered[1::2])
    assert [each.new for each in found.plans] == [each.new for each in same.plans]
    taken = {cell for each in found.plans for cell in each.new}
    assert taken <= set(sample.offered) - set(excluded)


@given(samples(FINISHING))
@examples(80)
def test_what_is_already_earned_needs_nothing_new(sample: Sample) -> None:
    found = plans_of(sample, FEWEST_UNITS, 3)
    if check(sample.rules, sample.held).earned:
        assert [each.new for each in found] == [()]
    else:
        assert () not in [each.new for each in found]


@given(samples(FINISHING))
@examples(60)
def test_a_plan_for_one_outcome_earns_that_outcome(sample: Sample) -> None:
    for code in [problem.outcome_code for problem in sample.rules.problems]:
        for found in plan(sample.rules, sample.held, best=3, offered=sample.offered, outcome=code).plans:
            assert code in found.verdict.outcomes


@given(samples(FINISHING, SEPARABLE))
@examples(100)
def test_the_tables_and_the_solver_find_the_same_ways_at_the_same_costs(sample: Sample) -> None:
    rules = sample.rules
    held = columns_of(rules, sample.held)
    judge = judge_for(rules)
    for objective in objectives_for(sample)[:3]:
        costs = prices_of(rules, held, objective=objective, excluded=(), offered=sample.offered).costs
        tables, solver = Finisher(judge, held, costs), Finisher(judge, held, costs)
        solver.searches = [SolverSearch(judge, held, costs)]
        assert sorted(way_of(way) for way in tables.ways()) == sorted(way_of(way) for way in solver.ways())


def way_of(way: Way) -> tuple[int, list[int]]:
    return way.cost, sorted(way.new)
