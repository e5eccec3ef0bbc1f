"""Laws of the check: it says what trying everything says, by whichever method the answer is found."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from tests.rules.brute import NOTHING, Short, bodies_in
from tests.rules.generator import SEPARABLE, Sample, samples
from tests.rules.laws import examples
from touchstone.rules.api import Verdict, check
from touchstone.rules.check import SOLVER, Judge, columns_of, judge_for
from touchstone.rules.dynamic import UNIT_WEIGHT
from touchstone.rules.specification import Amount, Choose, OneLevel


def penalty_of(short: Short) -> int:
    return short.units * UNIT_WEIGHT + short.value


def has_share(sample: Sample) -> bool:
    return any(isinstance(body, Amount) and body.share for body in bodies_in(sample.clauses))


def figures_of(verdict: Verdict) -> tuple[object, ...]:
    figures = [(finding.clause, finding.have, finding.met) for finding in verdict.findings]
    return verdict.earned, verdict.outcomes, verdict.problem.outcome_code, verdict.total, figures


@given(samples())
@examples(250)
def test_an_award_is_earned_exactly_when_some_units_held_meet_every_clause(sample: Sample) -> None:
    verdict = check(sample.rules, sample.held)
    outcomes = sample.specification.qualifications[0].outcomes
    met = [o.code for o, brute in zip(outcomes, sample.brutes, strict=True) if brute.is_met(brute.held(sample.held))]
    assert (verdict.earned, list(verdict.outcomes)) == (bool(met), met)


@given(samples())
@examples(120)
def test_each_finding_is_what_the_clause_says_of_the_units_counted(sample: Sample) -> None:
    verdict = check(sample.rules, sample.held)
    brute = sample.brutes[verdict.rules.problems.index(verdict.problem)]
    counted = brute.counted(verdict.problem, verdict.selection.counted)
    held = brute.held(sample.held)
    assert brute.is_possible(counted)
    for finding in verdict.findings:
        assert finding.met == (brute.missed(finding.clause, counted, held) == NOTHING)
        body = brute.bodies[finding.clause]
        if isinstance(body, Amount) and not (body.including or body.share):
            assert finding.have == brute.have(body, counted, held)


@given(samples())
@examples(120)
def test_what_is_held_is_counted_or_left_out_and_never_both(sample: Sample) -> None:
    verdict = check(sample.rules, sample.held)
    assert sorted((*verdict.counted, *verdict.left_out)) == sorted(sample.held)


@given(samples())
@examples(150)
def test_what_is_not_earned_is_short_of_the_fewest_units_and_then_of_the_least_value(sample: Sample) -> None:
    if has_share(sample):
        return
    held = columns_of(sample.rules, sample.held)
    found = [judge_for(sample.rules, place).best(held).penalty for place in range(len(sample.brutes))]
    assert found == [penalty_of(brute.nearest(brute.held(sample.held))) for brute in sample.brutes]


@given(samples())
@examples(100)
def test_the_findings_speak_of_the_first_outcome_met_or_else_of_the_nearest(sample: Sample) -> None:
    """Of outcomes that are equally near the later one, which asks for less, is spoken of."""
    if has_share(sample):
        return
    shorts = [penalty_of(brute.nearest(brute.held(sample.held))) for brute in sample.brutes]
    met = [place for place, short in enumerate(shorts) if not short]
    nearest = [place for place, short in enumerate(shorts) if short == min(shorts)]
    found = check(sample.rules, sample.held)
    assert sample.rules.problems[met[0] if met else nearest[-1]].outcome_code == found.problem.outcome_code


@given(samples(kinds=(*SEPARABLE, "share")))
@examples(150)
def test_the_dynamic_programme_and_the_solver_find_the_same_penalty(sample: Sample) -> None:
    judge = judge_for(sample.rules)
    solver = Judge(judge.problem, judge.clauses)
    solver.programmes = None
    held = columns_of(sample.rules, sample.held)
    assert judge.best(held).penalty == solver.best(held).penalty
    assert judge.is_met(held) == solver.is_met(held)


@given(samples())
@examples(120)
def test_the_units_that_earn_an_award_are_of_the_largest_value_where_a_floor_is_on_all_value(sample: Sample) -> None:
    """The dynamic programme makes its first floor as large as can be: that is all value where such a floor stands
    alone. Elsewhere (say, with a floor on optional units only) the units counted may be worth less than others."""
    rules = sample.rules
    held = columns_of(rules, sample.held)
    found = judge_for(rules).best(held)
    if found.penalty or not (found.method == SOLVER or makes_all_value_largest(sample)):
        return
    brute = sample.brutes[0]
    total = sum(rules.problems[0].columns[i].value for i in found.selection.counted)
    assert total == brute.largest_total(brute.held(sample.held))


def makes_all_value_largest(sample: Sample) -> bool:
    programmes = judge_for(sample.rules).programmes or ()
    columns = sample.rules.problems[0].columns
    return all(
        programme.free is not None and all(programme.free.weights.get(c.index, 0) == c.value for c in columns)
        for programme in programmes
    )


@given(samples(), st.randoms(use_true_random=False))
@examples(80)
def test_the_order_of_what_is_held_does_not_matter(sample: Sample, chance: Random) -> None:
    shuffled = list(sample.held)
    chance.shuffle(shuffled)
    one, other = check(sample.rules, sample.held), check(sample.rules, shuffled)
    assert (figures_of(one), one.counted, one.left_out) == (figures_of(other), other.counted, other.left_out)


@given(samples(), st.integers(0, 99))
@examples(120)
def test_one_more_unit_never_loses_an_award_unless_what_is_held_can_disqualify(sample: Sample, which: int) -> None:
    """Two clauses let a unit that is merely held take an award away, by design: a ceiling on what is held, and an area
    that counts at the highest level held. Every other clause is on what is counted, which nobody is made to count."""
    have = {holding.cell for holding in sample.held}
    more = [holding for holding in sample.rules.problems[0].sources if holding.cell not in have]
    if can_disqualify(sample) or not more:
        return
    verdict = check(sample.rules, (*sample.held, more[which % len(more)]))
    assert set(verdict.outcomes) >= set(check(sample.rules, sample.held).outcomes)


def can_disqualify(sample: Sample) -> bool:
    bodies = list(bodies_in(sample.clauses))
    ceilings = any(isinstance(body, Amount) and body.held and body.at_most is not None for body in bodies)
    return ceilings or any(isinstance(body, OneLevel) and body.choose is Choose.HIGHEST for body in bodies)
