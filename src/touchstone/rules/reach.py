"""What is already earned across a catalogue, how far each other award is, and what another reading would change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from touchstone.rules.check import Verdict, check, differs
from touchstone.rules.objectives import FEWEST_UNITS, Objective
from touchstone.rules.plan import Plan, plan

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from touchstone.rules.compiling import RuleSet
    from touchstone.rules.problem import Holding
    from touchstone.rules.specification import Cell


@dataclass(frozen=True, slots=True)
class Reached:
    """One qualification for one candidate: the verdict, and the best plan when it is not yet earned.

    ``best`` is ``None`` when it is earned, and when no offered units could ever finish it.
    """

    rules: RuleSet
    verdict: Verdict
    best: Plan | None


@dataclass(frozen=True, slots=True)
class ReadingEffect:
    """A reading that is not in force and under which something else would be awarded: ``outcome``, or nothing."""

    clause: str
    reading: str
    why: str
    earned: bool
    outcome: str


def reach(
    rule_sets: Iterable[RuleSet],
    holdings: Iterable[Holding],
    *,
    objective: Objective = FEWEST_UNITS,
    excluded: Collection[Cell] = (),
    offered: Collection[Cell] | None = None,
) -> tuple[Reached, ...]:
    """What is earned and the proved distance to each other qualification, in the order of the rule sets."""
    held = tuple(holdings)
    found = []
    for rules in rule_sets:
        verdict = check(rules, held)
        best = None
        if not verdict.earned:
            best = plan(rules, held, objective=objective, excluded=excluded, offered=offered).best
        found.append(Reached(rules, verdict, best))
    return tuple(found)


def other_readings(verdict: Verdict) -> tuple[ReadingEffect, ...]:
    """The readings, each taken alone, under which the verdict would change."""
    rules = verdict.rules
    held = verdict.held
    effects = []
    for clause, reading in rules.alternatives:
        other = rules.under(clause, reading)
        found = check(other, held)
        if differs(verdict, found):
            outcome = found.outcomes[0] if found.earned else ""
            effects.append(ReadingEffect(clause, reading, rules.why(clause, reading), found.earned, outcome))
    return tuple(effects)
