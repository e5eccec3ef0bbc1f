"""Laws of refusing a specification: what is refused could never be earned, and the proof is least."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from hypothesis import given

from tests.rules.brute import Brute
from tests.rules.generator import SEPARABLE, Sample, Size, samples
from tests.rules.laws import examples
from touchstone.rules.api import SpecificationRefused, refuse_flawed, refuse_unattainable
from touchstone.rules.specification import AnyOf, Block

SMALL = Size(cells=5, held=0, offered=0, clauses=5, least_clauses=2)


def is_attainable(brute: Brute, names: frozenset[str] | None = None) -> bool:
    """Could anybody meet these clauses, whatever they hold? Where nothing held does harm, it is best to hold all."""
    holdings = tuple(dict.fromkeys(way.holding for way in brute.ways))
    if not brute.depends_on_held:
        return brute.is_met(brute.held(holdings), names)
    sizes = range(len(holdings) + 1)
    return any(brute.is_met(brute.held(held), names) for size in sizes for held in combinations(holdings, size))


def every_outcome(sample: Sample) -> Iterator[tuple[str, Brute]]:
    """Each outcome of each qualification, under the chosen readings and with each other reading taken alone."""
    for qualification in sample.specification.qualifications:
        for outcome in qualification.outcomes:
            yield outcome.code, Brute(sample.specification, outcome, sample.on)
            for clause, reading in other_readings_of(sample, qualification.code):
                yield outcome.code, Brute(sample.specification, outcome, sample.on, {clause: reading})


def other_readings_of(sample: Sample, code: str) -> Iterator[tuple[str, str]]:
    for rule in sample.specification.get_qualification(code).rules():
        yield from ((rule.name, reading.name) for reading in rule.readings if not reading.chosen)


@given(samples(SMALL))
@examples(120)
def test_a_specification_is_refused_exactly_when_an_outcome_can_never_be_earned(sample: Sample) -> None:
    never = {code for code, brute in every_outcome(sample) if not is_attainable(brute)}
    assert refused_outcomes(sample) == never


def refused_outcomes(sample: Sample) -> set[str]:
    return {what.split(" can never be earned")[0] for what in refusals(sample)}


def refusals(sample: Sample) -> list[str]:
    try:
        refuse_unattainable(sample.specification, on=sample.on)
    except SpecificationRefused as refused:
        return [mistake.what for mistake in refused.mistakes]
    return []


@given(samples(SMALL))
@examples(100)
def test_the_proofs_are_all_smallest_sets_of_clauses_that_nobody_can_meet(sample: Sample) -> None:
    for qualification in sample.specification.qualifications:
        for outcome in qualification.outcomes:
            brute = Brute(sample.specification, outcome, sample.on)
            expected = {tuple(sorted(conflict)) for conflict in smallest_conflicts(brute)}
            found = [
                what for what in refusals(sample) if what.startswith(f"{outcome.code} can") and ", reading " not in what
            ]
            assert {clauses_named(what, brute) for what in found} == expected
            assert len(found) == len(expected)


def smallest_conflicts(brute: Brute) -> list[frozenset[str]]:
    found: list[frozenset[str]] = []
    for size in range(len(brute.bodies) + 1):
        for names in map(frozenset, combinations(brute.bodies, size)):
            if not any(known <= names for known in found) and not is_attainable(brute, names):
                found.append(names)
    return found


def clauses_named(what: str, brute: Brute) -> tuple[str, ...]:
    return tuple(sorted(name for name in brute.bodies if f"({name})" in what))


@given(samples(SMALL, (*SEPARABLE, "any-of", "any-of", "any-of")))
@examples(60)
def test_an_alternative_is_refused_exactly_when_no_outcome_that_can_be_earned_can_take_it(sample: Sample) -> None:
    expected = set()
    for qualification in sample.specification.qualifications:
        brutes = [Brute(sample.specification, outcome, sample.on) for outcome in qualification.outcomes]
        offered = [(offer, brute) for brute in brutes if is_attainable(brute) for offer in alternatives_of(brute)]
        taken = {(clause, block.name) for (clause, block), brute in offered if can_take(brute, block)}
        offers = {(clause, block.name) for (clause, block), _ in offered}
        expected |= {(clause, name, qualification.code) for clause, name in offers - taken}
    assert {tuple(ALTERNATIVE.findall(what)[0]) for what in flaws(sample) if ALTERNATIVE.match(what)} == expected


ALTERNATIVE = re.compile(r"Alternative (\S+) of clause (\S+) can never be met in (\S+)\.$")


def flaws(sample: Sample) -> list[str]:
    """What is refused on the day itself under the chosen readings, clause first."""
    try:
        refuse_flawed(sample.specification, on=sample.on)
    except SpecificationRefused as refused:
        return [
            ALTERNATIVE.sub(r"Alternative \2 of clause \1 can never be met in \3.", m.what) for m in refused.mistakes
        ]
    return []


def alternatives_of(brute: Brute) -> Iterator[tuple[str, Block]]:
    for name, body in brute.bodies.items():
        for choice in (body, *brute.nested(body)):
            if isinstance(choice, AnyOf):
                yield from ((name, block) for block in choice.blocks)


def can_take(brute: Brute, block: Block) -> bool:
    """Could anybody meet every clause, and this block as well?"""
    name = f"taken {id(block)}"
    brute.bodies[name] = block
    found = is_attainable(brute)
    del brute.bodies[name]
    return found
