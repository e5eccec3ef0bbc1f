"""What is true of every specification that Touchstone ships."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache

import pytest

from touchstone.catalogue.specifications import list_specifications, load_specification
from touchstone.rules.api import (
    Citation,
    Holding,
    Qualification,
    RuleSet,
    Specification,
    check,
    compile_rules,
    plan,
    walk_rules,
)
from touchstone.rules.check import Judge, columns_of, judge_for

CANDIDATES = 60

QUALIFICATIONS = [
    (str(shelf), qualification.code)
    for shelf in list_specifications()
    for qualification in load_specification(str(shelf)).qualifications
]
OUTCOMES = [
    (reference, code, outcome.code)
    for reference, code in QUALIFICATIONS
    for outcome in load_specification(reference).get_qualification(code).outcomes
]


@cache
def rules_of(reference: str, code: str) -> RuleSet:
    specification = load_specification(reference)
    assert specification.valid.start is not None
    return compile_rules(specification, code, on=specification.valid.start)


def every_holding(rules: RuleSet) -> list[Holding]:
    units = [unit for unit in rules.specification.units if unit.valid.covers(rules.on)]
    return [Holding(cell) for unit in units for cell in unit.cells]


def candidates(rules: RuleSet) -> Iterator[list[Holding]]:
    """Candidates drawn from everything that can be held, each unit at each level by one route at most."""
    draw = random.Random(1)
    sources = list(rules.problems[0].sources)
    for _ in range(CANDIDATES):
        share = draw.choice((0.2, 0.4, 0.6, 0.8))
        held = {holding.cell: holding for holding in draw.sample(sources, len(sources)) if draw.random() < share}
        yield list(held.values())


def citations(specification: Specification, qualification: Qualification) -> Iterator[Citation]:
    yield qualification.cite
    yield from (unit.cite for unit in specification.units if not unit.imported_from)
    yield from (rule.cite for outcome in qualification.outcomes for rule in walk_rules(outcome.rules))
    yield from (route.cite for route in specification.routes)
    yield from (equivalence.cite for equivalence in specification.equivalences)


@pytest.mark.parametrize(("reference", "code", "outcome"), OUTCOMES)
def test_every_title_is_attainable(reference: str, code: str, outcome: str) -> None:
    rules = rules_of(reference, code)
    assert outcome in check(rules, every_holding(rules)).outcomes


@pytest.mark.parametrize(("reference", "code", "outcome"), OUTCOMES)
def test_from_nothing_there_is_a_plan_for_every_title(reference: str, code: str, outcome: str) -> None:
    rules = rules_of(reference, code)
    best = plan(rules, [], outcome=outcome).best
    assert best is not None
    assert outcome in check(rules, [Holding(cell) for cell in best.new]).outcomes


@pytest.mark.parametrize(("reference", "code"), QUALIFICATIONS)
def test_the_dynamic_programme_and_the_solver_agree(reference: str, code: str) -> None:
    rules = rules_of(reference, code)
    for place in range(len(rules.problems)):
        judge = judge_for(rules, place)
        if judge.programmes is None:
            continue
        solver = Judge(judge.problem, judge.clauses)
        solver.programmes = None
        for holdings in candidates(rules):
            held = columns_of(rules, holdings)
            found, expected = judge.best(held).penalty, solver.best(held).penalty
            assert found == expected, f"they differ on {' '.join(map(str, holdings))}"


@pytest.mark.parametrize(("reference", "code"), QUALIFICATIONS)
def test_every_number_and_clause_is_cited_from_a_document_of_the_file(reference: str, code: str) -> None:
    specification = load_specification(reference)
    documents = {document.key for document in specification.documents}
    cited = {cite.document for cite in citations(specification, specification.get_qualification(code))}
    assert cited <= documents


@pytest.mark.parametrize("reference", [str(shelf) for shelf in list_specifications()])
def test_an_illustration_says_so_in_its_title_and_its_open_points(reference: str) -> None:
    specification = load_specification(reference)
    ours = any(document.publisher == "Touchstone" for document in specification.documents)
    assert ours == ("llustrati" in specification.title)
    assert ours == any("not to be quoted" in point for point in specification.open_points)


@pytest.mark.parametrize(("reference", "code"), QUALIFICATIONS)
def test_every_clause_is_a_sentence(reference: str, code: str) -> None:
    for outcome in load_specification(reference).get_qualification(code).outcomes:
        assert [rule.name for rule in walk_rules(outcome.rules) if not rule.says.endswith(".")] == []
