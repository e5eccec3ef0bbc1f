"""A specification that contradicts itself, or can never be met, is refused with the proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

from touchstone.rules.check import judge_for
from touchstone.rules.compiling import compile_rules
from touchstone.rules.conflicts import find_extremes
from touchstone.rules.finishing import Part, SolverSearch
from touchstone.rules.mistakes import Mistake, SpecificationRefused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from touchstone.rules.check import Judge
    from touchstone.rules.compiling import RuleSet
    from touchstone.rules.specification import Specification


def refuse_unattainable(specification: Specification, *, on: date) -> None:
    """Raise :class:`SpecificationRefused` when an outcome cannot be earned even with every unit held, by any reading.

    The proof is a smallest set of clauses that no choice among all the units meets together.
    """
    mistakes = [mistake for rules in _every_reading(specification, on) for mistake in _unattainable(rules)]
    if mistakes:
        raise SpecificationRefused(str(specification), mistakes)


def _every_reading(specification: Specification, on: date) -> Iterator[RuleSet]:
    """Each qualification under its chosen readings, and with each other reading taken alone."""
    for qualification in specification.qualifications:
        if not qualification.valid.covers(on):
            continue
        rules = compile_rules(specification, qualification.code, on=on)
        yield rules
        for clause, reading in rules.alternatives:
            yield compile_rules(specification, qualification.code, on=on, readings={clause: reading})


def _unattainable(rules: RuleSet) -> Iterator[Mistake]:
    for place, problem in enumerate(rules.problems):
        names = tuple(clause.name for clause in problem.clauses)
        everything = frozenset(names)

        def can_be_met(kept: frozenset[str], *, place: int = place, everything: frozenset[str] = everything) -> bool:
            return _can_be_met(judge_for(rules, place, everything - kept))

        if can_be_met(everything):
            continue
        says = {clause.name: clause.says for clause in problem.clauses}
        for conflict in find_extremes(names, can_be_met)[1]:
            clauses = " and ".join(f"“{says[name]}” ({name})" for name in names if name in conflict)
            what = f"{problem.outcome_code} can never be earned: no choice among all the units meets {clauses}"
            reading = ", ".join(f"{clause} as {reading}" for clause, reading in rules.readings.items())
            yield Mistake(0, 0, what + (f", reading {reading}." if reading else "."), "Change one of these clauses.")


def _can_be_met(judge: Judge) -> bool:
    """Could anybody meet these clauses? With every unit held, or else with the right units held and no others."""
    columns = range(len(judge.problem.columns))
    if judge.is_met(frozenset(columns)):
        return True
    nothing: frozenset[int] = frozenset()
    return SolverSearch(judge, nothing, dict.fromkeys(columns, 1)).best(Part(nothing, nothing)) is not None
