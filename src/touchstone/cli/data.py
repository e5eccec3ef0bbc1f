"""Answers as plain data for machines. The fields are described in ``docs/reference/file-formats.md`` and are stable.

A field may be added; none is renamed or changes its meaning without a new number in ``format``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from touchstone.rules.api import (
        Cell,
        Citation,
        Conflicts,
        Finding,
        Holding,
        Plan,
        Plans,
        Reached,
        ReadingEffect,
        Reserve,
        RuleSet,
        Specification,
        Verdict,
    )

FORMAT = 1
"""The number of this form of answer."""

Data = dict[str, Any]


def verdict_data(verdict: Verdict, *, candidate: str | None = None) -> Data:
    """The whole verdict: every finding, the units counted and where, those left out, and the readings in force."""
    problem = verdict.problem
    return {
        "format": FORMAT,
        "candidate": candidate,
        **qualification_data(verdict.rules),
        "earned": verdict.earned,
        "outcome": {"code": problem.outcome_code, "title": problem.title, "level": problem.level},
        "outcomes_met": list(verdict.outcomes),
        "counted_total": verdict.total,
        "counted_at_level": verdict.at_level,
        "missing": list(verdict.missing),
        "findings": [finding_data(finding) for finding in verdict.findings],
        "units_counted": counted_data(verdict),
        "units_left_out": [_held_data(verdict.rules.specification, held) for held in verdict.left_out],
        "readings": problem.readings,
        "method": verdict.method,
    }


def qualification_data(rules: RuleSet) -> Data:
    """Which qualification, of which specification and version, on which day."""
    qualification = rules.qualification
    return {
        "qualification": qualification.code,
        "title": qualification.title,
        "level": qualification.level,
        "specification": specification_data(rules.specification),
        "on": rules.on.isoformat(),
    }


def specification_data(specification: Specification) -> Data:
    """Which specification, at which version, of which awarding body."""
    return {
        "name": specification.name,
        "version": specification.version,
        "title": specification.title,
        "awarding_body": specification.awarding_body,
        "value_name": specification.value_name,
    }


def finding_data(finding: Finding) -> Data:
    """What one clause has to say."""
    return {
        "clause": finding.clause,
        "says": finding.says,
        "met": finding.met,
        "have": finding.have,
        "need": finding.need,
        "limit": finding.limit,
        "short": finding.short,
        "measure": str(finding.measure),
        "counted": [str(cell) for cell in finding.counted],
        "reading": finding.reading or None,
        "parts": [part_data(name, tally) for name, tally in finding.tally.parts],
        "source": citation_data(finding.cite),
    }


def part_data(name: str, tally: Any) -> Data:
    """One part of a clause that has several: an alternative, a slot, or an amount inside another."""
    return {
        "name": name,
        "met": tally.met,
        "have": tally.have,
        "need": tally.need,
        "limit": tally.limit,
        "short": tally.short,
        "measure": str(tally.measure),
        "parts": [part_data(inner, found) for inner, found in tally.parts],
    }


def citation_data(cite: Citation) -> Data:
    """Where a clause stands in its source."""
    return {"document": cite.document, "heading": cite.heading, "place": cite.place, "words": cite.words}


def counted_data(verdict: Verdict) -> list[Data]:
    """The units counted: as which unit, for how much, and for which clauses."""
    problem, specification = verdict.problem, verdict.rules.specification
    found = []
    for index in verdict.selection.counted:
        column = problem.columns[index]
        places = verdict.selection.placed.get(index, ())
        found.append(
            {
                **_held_data(specification, column.holding),
                "counts_as": str(column.cell),
                "value": column.value,
                "counts_for": list(verdict.where(column.cell)),
                "places": list(places),
            }
        )
    return found


def _held_data(specification: Specification, holding: Holding) -> Data:
    return {
        "unit": str(holding.cell),
        "code": holding.cell.code,
        "level": holding.cell.level,
        "route": holding.route,
        "title": title_of(specification, holding.cell),
    }


def title_of(specification: Specification, cell: Cell) -> str:
    """The title of a unit, or of the held unit of an equivalence."""
    unit = specification.units_by_code.get(cell.code)
    if unit is not None:
        return unit.title
    return next((e.title for e in specification.equivalences if e.held == cell), "")


def plan_data(rules: RuleSet, plan: Plan) -> Data:
    """One way to finish."""
    return {
        "new_units": [_new_data(rules.specification, cell) for cell in plan.new],
        "count": len(plan.new),
        "price": plan.price,
        "new_value": plan.new_value,
        "outcome": plan.verdict.problem.outcome_code,
    }


def plans_data(plans: Plans) -> Data:
    """The best plans in order, with the proof that none is better."""
    proof = plans.proof
    return {
        "format": FORMAT,
        **qualification_data(plans.rules),
        "held": [str(holding) for holding in plans.held],
        "objective": plans.objective.name,
        "possible": plans.best is not None,
        "plans": [plan_data(plans.rules, plan) for plan in plans.plans],
        "proof": None if proof is None else {"method": proof.method, "bound": proof.bound, "states": proof.states},
    }


def reserve_data(rules: RuleSet, reserve: Reserve) -> Data:
    """A plan that survives the loss of any one of its replaceable units."""
    return {
        "outcome": reserve.outcome,
        "new_units": [_new_data(rules.specification, cell) for cell in reserve.new],
        "count": len(reserve.new),
        "price": reserve.price,
        "indispensable": [str(cell) for cell in reserve.indispensable],
        "survives_loss_of": [str(cell) for cell in reserve.without],
        "proof": {"method": reserve.proof.method, "bound": reserve.proof.bound, "states": reserve.proof.states},
    }


def _new_data(specification: Specification, cell: Cell) -> Data:
    unit = specification.units_by_code[cell.code]
    return {"unit": str(cell), "title": unit.title, "value": unit.values[cell.level]}


def conflicts_data(conflicts: Conflicts) -> Data:
    """All smallest sets of clauses that cannot be met together, and all smallest reliefs."""
    return {
        "outcome": conflicts.problem.outcome_code,
        "minimal": [list(names) for names in conflicts.minimal],
        "relaxations": [
            {
                "dropped": list(relaxation.dropped),
                "shortfalls": [
                    {"clause": s.clause, "short": s.short, "measure": s.measure} for s in relaxation.shortfalls
                ],
            }
            for relaxation in conflicts.relaxations
        ],
    }


def readings_data(effects: Iterable[ReadingEffect]) -> list[Data]:
    """The other readings under which the verdict would change."""
    return [
        {"clause": e.clause, "reading": e.reading, "why": e.why, "earned": e.earned, "outcome": e.outcome or None}
        for e in effects
    ]


def reached_data(reached: Reached) -> Data:
    """One qualification within reach: the verdict, and the nearest way to it when it is not earned."""
    verdict, best = reached.verdict, reached.best
    return {
        **qualification_data(reached.rules),
        "earned": verdict.earned,
        "counted_total": verdict.total,
        "counted_at_level": verdict.at_level,
        "missing": list(verdict.missing),
        "nearest": None if best is None else plan_data(reached.rules, best),
    }
