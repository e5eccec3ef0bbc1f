"""One candidate: check, plan, ten best, all minimal conflicts, and the reserve, beside CP-SAT and HiGHS."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from bench.measure import Line, Times, judged, print_table, time_each
from bench.peers import UNIT_WEIGHT, Question, by_cp_sat, by_highs, nearest_by_cp_sat
from bench.population import CODES, candidates
from touchstone.catalogue.specifications import load_specification
from touchstone.rules.api import RuleSet, check, compile_rules, find_conflicts, plan, plan_reserve

if TYPE_CHECKING:
    from collections.abc import Callable

    from touchstone.rules.api import Holding

Candidate = tuple["Holding", ...]


def rule_sets() -> list[RuleSet]:
    specification = load_specification()
    return [compile_rules(specification, code, on=date(2026, 11, 24)) for code in CODES]


def per_level(count: int, ask: Callable[[RuleSet, int, Candidate], object], *, rounds: int = 1) -> Times:
    """The times of a question over the candidates of every level, after a warm-up."""
    seconds: list[float] = []
    for level, rules in enumerate(rule_sets(), 1):
        people = candidates(count, level=level)
        question: Callable[[object], object] = partial(ask, rules, level)
        time_each(question, people[:20])
        seconds += time_each(question, people, rounds=rounds).seconds
    return Times(tuple(sorted(seconds)))


def check_lines() -> list[Line]:
    """The verdict with its counted units and findings, and the peers: the same answer, and yes or no only."""
    ours = per_level(1_000, lambda rules, _, held: check(rules, held))
    same = per_level(200, lambda _, level, held: nearest_by_cp_sat(_question(level, held)))
    cp_sat = per_level(200, lambda _, level, held: by_cp_sat(_question(level, held)))
    highs = per_level(200, lambda _, level, held: by_highs(_question(level, held)))
    return [
        judged("check, p50 of 5,000", ours.median * 1e6, 60, "µs"),
        judged("check, p99", ours.at(0.99) * 1e6, 250, "µs"),
        judged("quicker than CP-SAT with the same answer (medians)", same.median / ours.median, 12, "×", least=True),
        Line("CP-SAT, the same answer, p50 / p99", _pair(same, 1e6, "µs"), "peer"),
        Line("CP-SAT, yes or no, p50 / p99", _pair(cp_sat, 1e6, "µs"), _times(cp_sat, ours)),
        Line("HiGHS, yes or no, p50 / p99", _pair(highs, 1e6, "µs"), _times(highs, ours)),
        judged("answers that differ, of 1,000 by each peer", _differing_checks(), 0, ""),
    ]


def _differing_checks() -> int:
    """Candidates whom a peer judges otherwise, or to whom CP-SAT gives another total or another lack."""
    wrong = 0
    for level, rules in enumerate(rule_sets(), 1):
        for held in candidates(200, level=level):
            verdict, question = check(rules, held), _question(level, held)
            lack = sum(f.short * (UNIT_WEIGHT if f.measure == "units" else 1) for f in verdict.findings)
            wrong += nearest_by_cp_sat(question)[:2] != (lack, verdict.total)
            wrong += (by_cp_sat(question) is not None) != verdict.earned
            wrong += (by_highs(question) is not None) != verdict.earned
    return wrong


def _question(level: int, held: Candidate) -> Question:
    return Question(level, [holding.cell for holding in held])


def _times(peer: Times, ours: Times) -> str:
    return f"peer, {peer.median / ours.median:.1f} × ours"


def _pair(times: Times, scale: float, unit: str) -> str:
    return f"{times.median * scale:,.1f} / {times.at(0.99) * scale:,.1f} {unit}"


def plan_lines() -> list[Line]:
    """The fewest new units, proved; the peers find one answer of that size."""
    cells = load_specification().cells
    wrong = 0
    for level, rules in enumerate(rule_sets(), 1):
        for held in candidates(30, level=level):
            have = {holding.cell for holding in held}
            best = plan(rules, held).best
            ours = len(best.new) if best is not None else None
            question, new = Question(level, cells), [cell for cell in cells if cell not in have]
            wrong += by_cp_sat(question, new) != ours or by_highs(question, new) != ours
    one = per_level(60, lambda rules, _, held: plan(rules, held))
    ten = per_level(40, lambda rules, _, held: plan(rules, held, best=10))
    conflicts = per_level(100, lambda rules, _, held: find_conflicts(rules, held))

    def fresh(held: Candidate) -> list[object]:
        have = {holding.cell for holding in held}
        return [cell for cell in cells if cell not in have]

    cp_sat = per_level(20, lambda _, n, held: by_cp_sat(Question(n, cells), fresh(held)))  # type: ignore[arg-type]
    highs = per_level(20, lambda _, n, held: by_highs(Question(n, cells), fresh(held)))  # type: ignore[arg-type]
    return [
        judged("plan, fewest units, p50 of 300", one.median * 1e3, 1, "ms"),
        judged("plan, fewest units, p99", one.at(0.99) * 1e3, 5, "ms"),
        judged("ten best plans, p99 of 200", ten.at(0.99) * 1e3, 30, "ms"),
        judged("all minimal conflicts and reliefs, p99 of 500", conflicts.at(0.99) * 1e3, 10, "ms"),
        Line("CP-SAT, one answer, p50 / p99", _pair(cp_sat, 1e3, "ms"), "peer"),
        Line("HiGHS, one answer, p50 / p99", _pair(highs, 1e3, "ms"), "peer"),
        judged("plans whose size differs, of 150 by each peer", wrong, 0, ""),
    ]


def reserve_lines() -> list[Line]:
    """The plan that survives the loss of any one of its units, from nothing; no figure is asked for."""
    lines = []
    for rules in rule_sets():
        times = time_each(lambda _, rules=rules: plan_reserve(rules, ()), range(1))  # type: ignore[misc]  # bound now
        lines.append(Line(f"reserve from nothing, {rules.qualification.code}", f"{times.median:,.2f} s"))
    return lines


def main() -> None:
    print_table("One candidate: check", check_lines())
    print_table("One candidate: plan", plan_lines())
    print_table("One candidate: reserve", reserve_lines())
