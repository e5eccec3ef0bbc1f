"""Laws of looking further: across qualifications, under other readings, and between two specifications."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given

from tests.rules.brute import Brute
from tests.rules.generator import AFTER, BEFORE, Sample, Size, samples
from tests.rules.laws import examples
from touchstone.rules.api import (
    LEAST_VALUE,
    Holding,
    RuleSet,
    Verdict,
    check,
    compare,
    compile_rules,
    other_readings,
    plan,
    reach,
)

READING = Size(cells=6, held=5, offered=5, clauses=6, least_clauses=3)


def rule_sets_of(sample: Sample) -> list[RuleSet]:
    return [compile_rules(sample.specification, q.code, on=sample.on) for q in sample.specification.qualifications]


@given(samples(READING))
@examples(80)
def test_what_is_reached_is_the_verdict_and_the_best_plan_of_each_qualification(sample: Sample) -> None:
    sets = rule_sets_of(sample)
    found = reach(sets, sample.held, objective=LEAST_VALUE, offered=sample.offered)
    assert [each.rules for each in found] == sets
    for each in found:
        assert each.verdict.earned == check(each.rules, sample.held).earned
        best = plan(each.rules, sample.held, objective=LEAST_VALUE, offered=sample.offered).best
        expected = None if each.verdict.earned or best is None else best.new
        assert (each.best.new if each.best else None) == expected


@given(samples(READING))
@examples(150)
def test_a_reading_is_named_exactly_when_what_is_awarded_turns_on_it(sample: Sample) -> None:
    verdict = check(sample.rules, sample.held)
    awarded = verdict.outcomes[:1]
    alternatives = dict.fromkeys(
        (rule.name, reading.name, reading.why)
        for rule in sample.specification.get_qualification(sample.code).rules()
        if rule.valid.covers(sample.on)
        for reading in rule.readings
        if not reading.chosen
    )
    under = {key: awarded_under(sample, key[0], key[1]) for key in alternatives}
    expected = [(*key, bool(other), "".join(other)) for key, other in under.items() if other != awarded]
    found = [(e.clause, e.reading, e.why, e.earned, e.outcome) for e in other_readings(verdict)]
    assert sorted(found) == sorted(expected)


def awarded_under(sample: Sample, clause: str, reading: str) -> tuple[str, ...]:
    """The outcome awarded, by trying everything, with one clause read otherwise; empty for none."""
    outcomes = sample.specification.qualifications[0].outcomes
    brutes = {o.code: Brute(sample.specification, o, sample.on, {clause: reading}) for o in outcomes}
    return tuple([code for code, brute in brutes.items() if brute.is_met(brute.held(sample.held))][:1])


@given(samples(READING))
@examples(80)
def test_a_candidate_changes_exactly_when_something_else_is_awarded(sample: Sample) -> None:
    before = compile_rules(sample.specification, sample.code, on=BEFORE)
    after = compile_rules(sample.specification, sample.code, on=AFTER)
    candidates = [(f"candidate {size}", sample.held[:size]) for size in range(len(sample.held) + 1)]
    expected = {}
    for name, held in candidates:
        awarded = [known_verdict(rules, held).outcomes[:1] for rules in (before, after)]
        if awarded[0] != awarded[1]:
            expected[name] = (*awarded, is_more(sample, awarded[0], awarded[1]))
    found = {
        c.candidate: (c.before.outcomes[:1], c.after.outcomes[:1], c.gains) for c in compare(before, after, candidates)
    }
    assert found == expected
    assert all(change.reasons for change in compare(before, after, candidates))


def is_more(sample: Sample, before: tuple[str, ...], after: tuple[str, ...]) -> bool:
    """Is the outcome awarded afterwards preferred to the one before, or to none?"""
    order = [outcome.code for outcome in sample.specification.qualifications[0].outcomes]
    return (
        [order.index(code) for code in after] < [order.index(code) for code in before]
        if after and before
        else bool(after)
    )


def known_verdict(rules: RuleSet, held: tuple[Holding, ...]) -> Verdict:
    """The verdict on what the specification knows on that day."""
    known = rules.problems[0].sources
    return check(rules, [holding for holding in held if holding in known])


@given(samples(READING))
@examples(60)
def test_units_that_one_side_does_not_have_are_named(sample: Sample) -> None:
    shorter = replace(sample.specification, units=sample.specification.units[:1], equivalences=())
    before, after = sample.rules, compile_rules(shorter, sample.code, on=sample.on)
    for change in compare(before, after, [("candidate", sample.held)]):
        gone = tuple(h for h in sample.held if h.cell.code != shorter.units[0].code)
        assert change.unknown == gone
        assert f"Not known on one side: {', '.join(map(str, gone))}." in change.reasons or not gone
