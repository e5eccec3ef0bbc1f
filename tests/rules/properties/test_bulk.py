"""Laws of many checks at once: every row is answered as one candidate is, and no circuit answers wrongly."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from random import Random

import numpy as np
import pytest
from hypothesis import given
from numpy.typing import NDArray

from tests.rules.generator import SEPARABLE, Sample, Size, samples
from tests.rules.laws import TIMES, examples
from touchstone.catalogue.specifications import Shelf, list_specifications, load_specification
from touchstone.rules.api import RuleSet, compile_rules
from touchstone.rules.bulk import BulkJudge, Figures
from touchstone.rules.bulk.judging import NO_FIGURE, columns_in
from touchstone.rules.bulk.planes import decide, planes_of, program_of
from touchstone.rules.bulk.tokens import bits_of
from touchstone.rules.check import check_columns, judge_for

MANY = Size(cells=8, held=0, offered=0, clauses=5, least_clauses=2)
ON = date(2020, 6, 1)
LEVELS = ("03447", "03448", "03449", "03450", "03451")


def rule_sets_of(sample: Sample) -> list[RuleSet]:
    return [compile_rules(sample.specification, q.code, on=sample.on) for q in sample.specification.qualifications]


def every_row(rules: RuleSet, most: int) -> NDArray[np.uint64]:
    """Every set of columns held; or, where there are too many, an even pick of them."""
    columns = len(rules.problems[0].columns)
    step = max(1, (1 << columns) // most) | 1
    sets = [[i for i in range(columns) if mask >> i & 1] for mask in range(0, 1 << columns, step)]
    return np.array([bits_of(held, max(1, -(-columns // 64))) for held in sets], dtype=np.uint64)


def row_of(figures: Figures, row: int) -> tuple[object, ...]:
    named = figures.names[figures.missing[row]]
    return (
        bool(figures.earned[row]),
        int(figures.total[row]),
        int(figures.at_level[row]),
        named,
        int(figures.outcome[row]),
    )


def checked(rules: RuleSet, held: frozenset[int]) -> tuple[object, ...]:
    verdict = check_columns(rules, held)
    at_level = NO_FIGURE if verdict.at_level is None else verdict.at_level
    place = rules.problems.index(verdict.problem)
    return verdict.earned, verdict.total, at_level, " ".join(verdict.missing), place


def assert_earned_as_checked(sample: Sample, most: int) -> None:
    sets = rule_sets_of(sample)
    judge, rows = BulkJudge(sets), every_row(sets[0], most)
    for place, rules in enumerate(sets):
        expected = [check_columns(rules, columns_in(row)).earned for row in rows]
        assert judge.earned(place, rows).tolist() == expected


@given(samples(MANY))
@examples(60)
def test_every_row_is_earned_exactly_when_one_check_says_so(sample: Sample) -> None:
    assert_earned_as_checked(sample, most=32)


@given(samples(MANY, SEPARABLE))
@examples(60)
def test_every_row_is_earned_exactly_when_one_check_says_so_where_the_kernels_decide(sample: Sample) -> None:
    assert_earned_as_checked(sample, most=256)


@given(samples(MANY))
@examples(40)
def test_every_row_has_the_figures_of_one_check_whoever_decides(sample: Sample) -> None:
    assert_figures_as_checked(sample, most=32)


@given(samples(MANY, SEPARABLE))
@examples(60)
def test_every_row_has_the_figures_of_one_check_where_the_kernels_decide(sample: Sample) -> None:
    assert_figures_as_checked(sample, most=256)


def assert_figures_as_checked(sample: Sample, most: int) -> None:
    sets = rule_sets_of(sample)
    judge, rows = BulkJudge(sets), every_row(sets[0], most)
    for place, rules in enumerate(sets):
        figures = judge.figures(place, rows)
        assert [row_of(figures, i) for i in range(len(rows))] == [checked(rules, columns_in(row)) for row in rows]


@given(samples(MANY, SEPARABLE))
@examples(120)
def test_the_circuit_never_accepts_what_is_not_earned_and_never_refuses_what_is(sample: Sample) -> None:
    rules = sample.rules
    rows = every_row(rules, most=512)
    for place in range(len(rules.problems)):
        judge = judge_for(rules, place)
        program = program_of(judge)
        if program is not None:
            accepted, undecided = decide(program, planes_of(rows), len(rows))
            met = np.array([judge.is_met(columns_in(row)) for row in rows], dtype=np.bool_)
            assert not (accepted & ~met).any()
            assert not (met & ~accepted & ~undecided).any()


@lru_cache(maxsize=1)
def leaflet_judge() -> BulkJudge:
    leaflet = load_specification()
    return BulkJudge([compile_rules(leaflet, code, on=ON) for code in LEVELS])


def candidates(density: float, count: int) -> NDArray[np.uint64]:
    """Rows in which each unit at a level is held with one probability, the same ones at every run."""
    chance = Random(f"{density} {count}")
    columns = len(leaflet_judge().problem.columns)
    held = [[i for i in range(columns) if chance.random() < density] for _ in range(count)]
    return np.array([bits_of(row, leaflet_judge().width) for row in held], dtype=np.uint64)


@pytest.mark.parametrize("density", [0.03, 0.08, 0.15, 0.3, 0.6, 0.95])
@pytest.mark.parametrize("place", range(len(LEVELS)), ids=LEVELS)
def test_the_five_awards_of_the_leaflet_are_judged_in_bulk_as_one_by_one(place: int, density: float) -> None:
    judge, rows = leaflet_judge(), candidates(density, 150 * TIMES)
    figures = judge.figures(place, rows)
    expected = [checked(judge.rule_sets[place], columns_in(row)) for row in rows]
    assert [row_of(figures, i) for i in range(len(rows))] == expected
    assert judge.earned(place, rows).tolist() == [earned for earned, *_ in expected]


@pytest.mark.parametrize("shelf", list_specifications(), ids=str)
def test_every_shipped_qualification_is_judged_in_bulk_as_one_by_one(shelf: Shelf) -> None:
    specification = load_specification(str(shelf))
    on = specification.valid.start or ON
    sets = [compile_rules(specification, qualification.code, on=on) for qualification in specification.qualifications]
    judge, chance = BulkJudge(sets), Random(str(shelf))
    columns = range(len(judge.problem.columns))
    held = [
        [i for i in columns if chance.random() < density] for density in (0.1, 0.4, 0.7, 0.9) for _ in range(8 * TIMES)
    ]
    rows = np.array([bits_of(row, judge.width) for row in held], dtype=np.uint64)
    for place, rules in enumerate(sets):
        figures = judge.figures(place, rows)
        expected = [checked(rules, frozenset(row)) for row in held]
        assert [row_of(figures, i) for i in range(len(rows))] == expected
        assert judge.earned(place, rows).tolist() == [earned for earned, *_ in expected]


@pytest.mark.parametrize("place", range(len(LEVELS)), ids=LEVELS)
def test_the_leaflet_circuits_leave_few_undecided_and_the_kernel_decides_the_rest(place: int) -> None:
    judge, rows = leaflet_judge(), candidates(0.2, 20_000)
    outcome = judge_for(judge.rule_sets[place])
    program = program_of(outcome)
    assert program is not None
    accepted, undecided = decide(program, planes_of(rows), len(rows))
    assert undecided.mean() < 0.01
    assert judge.is_compiled(place)
    assert (judge.earned(place, rows) == accepted)[~undecided].all()


@pytest.mark.parametrize("count", [0, 1, 63, 64, 65, 16_384, 16_385])
def test_any_number_of_rows_is_judged(count: int) -> None:
    judge, rows = leaflet_judge(), candidates(0.3, 100)
    many = rows[np.arange(count) % len(rows)]
    expected = judge.earned(0, rows)[np.arange(count) % len(rows)]
    assert judge.earned(0, many).tolist() == expected.tolist()
    assert judge.figures(0, many).earned.tolist() == expected.tolist()


@given(samples(MANY))
@examples(20)
def test_no_rows_are_judged_as_none(sample: Sample) -> None:
    judge = BulkJudge([sample.rules])
    none = np.zeros((0, judge.width), dtype=np.uint64)
    assert judge.earned(0, none).tolist() == []
    assert judge.figures(0, none).earned.tolist() == []
