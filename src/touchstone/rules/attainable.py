"""A specification that contradicts itself, or can never be met, is refused with the proof."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from touchstone.rules.check import Judge, judge_for
from touchstone.rules.compiling import compile_rules
from touchstone.rules.conflicts import find_extremes
from touchstone.rules.finishing import Part, SolverSearch
from touchstone.rules.mistakes import Mistake, SpecificationRefused
from touchstone.rules.problem import All, Any, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from touchstone.rules.compiling import RuleSet
    from touchstone.rules.problem import Clause, Node, Problem
    from touchstone.rules.specification import Specification


def refuse_unattainable(specification: Specification, *, on: date) -> None:
    """Raise :class:`SpecificationRefused` when an outcome cannot be earned even with every unit held, by any reading.

    The proof is a smallest set of clauses that no choice among all the units meets together.
    """
    _refuse(specification, [m for rules in _every_reading(specification, on) for m in _unattainable(rules)])


def refuse_flawed(specification: Specification, *, on: date) -> None:
    """Raise :class:`SpecificationRefused` for what nobody can earn, or an alternative that nobody can take, on any day.

    Tried are the day given and every day on which what is in force changes, under the chosen readings and with each
    other reading taken alone.
    """
    found: dict[Mistake, Mistake] = {}
    for day in _days(specification, on):
        for rules in _every_reading(specification, day):
            when = "" if day == on else f" This is so on {day}."
            for mistake in (*_unattainable(rules), *_untakeable(rules)):
                found.setdefault(mistake, replace(mistake, what=f"{mistake.what}{when}"))
    _refuse(specification, list(found.values()))


def _refuse(specification: Specification, mistakes: list[Mistake]) -> None:
    if mistakes:
        raise SpecificationRefused(str(specification), mistakes)


def _days(specification: Specification, on: date) -> list[date]:
    """The day given, then each day on which what is in force changes."""
    rules = [rule for qualification in specification.qualifications for rule in qualification.rules()]
    dated = [unit.valid for unit in specification.units] + [q.valid for q in specification.qualifications]
    dated += [rule.valid for rule in rules]
    starts = {valid.start for valid in dated if valid.start is not None}
    ends = {valid.end + timedelta(days=1) for valid in dated if valid.end is not None and valid.end < date.max}
    changes = {day for day in starts | ends if specification.valid.covers(day)}
    return [on, *sorted(changes - {on})]


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
            yield Mistake(0, 0, f"{what}{_reading(rules)}.", "Change one of these clauses.")


def _untakeable(rules: RuleSet) -> Iterator[Mistake]:
    """The alternatives that cannot be met in any of the outcomes that offer them."""
    offers: dict[tuple[str, str], bool] = {}
    for place, problem in enumerate(rules.problems):
        if _can_be_met(judge_for(rules, place)):
            for clause, name, inner in _alternatives(problem):
                key = (clause.name, name)
                offers[key] = offers.get(key, False) or _can_be_taken(problem, clause, inner)
    for (clause_name, name), taken in offers.items():
        if not taken:
            what = f"Alternative {name} of clause {clause_name} can never be met in {rules.qualification.code}"
            yield Mistake(0, 0, f"{what}{_reading(rules)}.", "Change it, or take it out.")


def _can_be_taken(problem: Problem, clause: Clause, inner: Node) -> bool:
    """Could anybody meet all clauses, and this part of one of them as well?"""
    others = [other for other in problem.clauses if other is not clause]
    return _can_be_met(Judge(problem, [*others, replace(clause, node=All((clause.node, inner)))]))


def _alternatives(problem: Problem) -> Iterator[tuple[Clause, str, Node]]:
    for clause in problem.clauses:
        choices = [node for node in walk(clause.node) if isinstance(node, Any)]
        for choice in choices:
            yield from ((clause, name, inner) for name, inner in zip(choice.names, choice.nodes, strict=True))


def _reading(rules: RuleSet) -> str:
    readings = ", ".join(f"{clause} as {reading}" for clause, reading in rules.readings.items())
    return f", reading {readings}" if readings else ""


def _can_be_met(judge: Judge) -> bool:
    """Could anybody meet these clauses? With every unit held, or else with the right units held and no others."""
    columns = range(len(judge.problem.columns))
    if judge.is_met(frozenset(columns)):
        return True
    nothing: frozenset[int] = frozenset()
    return SolverSearch(judge, nothing, dict.fromkeys(columns, 1)).best(Part(nothing, nothing)) is not None
