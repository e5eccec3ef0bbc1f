"""Explanations: facts and conclusions as data, then as plain English that a candidate understands, or as Markdown.

The form is that of a derivation: each step is a sentence with the steps it follows from, “because … and …, therefore
…”.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from touchstone.rules.problem import Exclusive, Implies, Linear

if TYPE_CHECKING:
    from collections.abc import Iterable

    from touchstone.rules.check import Verdict
    from touchstone.rules.conflicts import Conflicts, Relaxation
    from touchstone.rules.evaluate import Finding
    from touchstone.rules.plan import Plans
    from touchstone.rules.problem import Node
    from touchstone.rules.reach import ReadingEffect
    from touchstone.rules.specification import Cell, Specification


@dataclass(frozen=True, slots=True)
class Step:
    """One sentence: a fact with its source, or a conclusion from earlier steps (their numbers, from 1)."""

    text: str
    because: tuple[int, ...] = ()
    source: str = ""
    met: bool | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """A headline that answers the question, and the steps that lead to it, the last of which is the conclusion."""

    headline: str
    steps: tuple[Step, ...]

    def as_text(self) -> str:
        """Plain text, one numbered step to a line."""
        return "\n".join([self.headline, "", *self._lines(sources=False)])

    def as_markdown(self) -> str:
        """Markdown: the headline in bold, numbered steps with their sources in italics."""
        return "\n".join([f"**{self.headline}**", "", *self._lines(sources=True)])

    def _lines(self, *, sources: bool) -> Iterable[str]:
        for number, step in enumerate(self.steps, 1):
            source = f" *({step.source})*" if sources and step.source else ""
            yield f"{number}. {_because(step.because)}{step.text}{source}"


def _because(steps: tuple[int, ...]) -> str:
    if not steps:
        return ""
    numbers = _listed([f"({number})" for number in steps])
    return f"Because {numbers}, therefore "


def explain(
    verdict: Verdict,
    *,
    conflicts: Conflicts | None = None,
    plans: Plans | None = None,
    readings: Iterable[ReadingEffect] = (),
) -> Explanation:
    """Why the qualification is earned or not: a step to each clause, then what follows from them.

    ``conflicts`` adds which clauses stand in each other's way, ``plans`` the best way to finish, and ``readings`` what
    another reading of the text would change.
    """
    steps = [_clause_step(verdict, finding) for finding in verdict.findings]
    deciding = tuple(n for n, step in enumerate(steps, 1) if step.met or not verdict.earned)
    unmet = tuple(n for n in deciding if not steps[n - 1].met)
    title = verdict.problem.title
    if verdict.earned:
        headline = f"Earned: {title}."
        conclusion = Step("every clause is met, and the qualification is earned.", deciding)
        steps += [*_left_out(verdict), conclusion]
    else:
        headline = f"Not yet earned: {title}."
        steps.append(Step("the qualification is not yet earned.", unmet))
        steps += _conflict_steps(conflicts) if conflicts else []
        steps += _plan_steps(plans) if plans else []
    return Explanation(headline, (*steps, *(_reading_step(verdict, effect) for effect in readings)))


def explain_plans(plans: Plans) -> Explanation:
    """What each plan asks for, why it is enough, and why nothing less would do."""
    title = plans.rules.problems[0].title if len(plans.rules.problems) == 1 else plans.rules.qualification.title
    if plans.best is None:
        return Explanation(f"No plan with the units on offer earns {title}.", ())
    if not plans.best.new:
        return Explanation(f"Nothing more is needed: {title} is earned.", ())
    headline = f"{title}: take {_units_of(plans, plans.best.new)}."
    return Explanation(headline, tuple(_plan_steps(plans)))


def explain_conflicts(conflicts: Conflicts) -> Explanation:
    """Which clauses cannot be met together with what is held, and what relief would be enough."""
    if not conflicts.minimal:
        return Explanation("All clauses can be met together with what is held.", ())
    count = len(conflicts.minimal)
    headline = f"{count} smallest set{'s' if count > 1 else ''} of clauses cannot be met together with what is held."
    return Explanation(headline, tuple(_conflict_steps(conflicts)))


def _clause_step(verdict: Verdict, finding: Finding) -> Step:
    return Step(f"{finding.says} {_figures(verdict, finding)}", source=str(finding.cite), met=finding.met)


def _figures(verdict: Verdict, finding: Finding) -> str:
    """What there is and what is lacking, in a sentence."""
    if _is_exclusive(verdict, finding):
        return "So it is." if finding.met else "Two levels of one area would have to count."
    counted = _cells(finding.counted)
    if finding.measure == "blocks":
        return _blocks(finding)
    if finding.need is None and finding.limit is None:
        return "This does not arise."
    specification = verdict.problem.specification
    amount = _amount(specification, finding.have, finding.measure)
    listed = f", from {counted}" if counted and len(finding.counted) <= 12 else ""
    has = f"Counted: {amount}{listed}."
    if finding.met:
        return has
    return f"{has} {_lacking(verdict, finding)}"


def _lacking(verdict: Verdict, finding: Finding) -> str:
    """What a clause that is not met needs more of, or has too much of."""
    if finding.need is None or finding.have >= finding.need:
        return f"That is {finding.short} too many."
    if finding.measure == "percent":
        return f"Needed: {finding.need} %."
    short = finding.need - finding.have
    value = verdict.problem.specification.value_name
    what = ("unit" if short == 1 else "units") if finding.measure == "units" else value
    return f"Needed: {short} more {what}."


def _is_exclusive(verdict: Verdict, finding: Finding) -> bool:
    node = next(clause.node for clause in verdict.problem.clauses if clause.name == finding.clause)
    return isinstance(node, Exclusive) or (isinstance(node, Implies) and finding.need is None)


def _blocks(finding: Finding) -> str:
    met = [name for name, part in finding.tally.parts if part.met]
    unmet = [name for name, part in finding.tally.parts if not part.met]
    said = f"Met: {_listed(met) or 'none'}."
    return said if finding.met else f"{said} Not met: {_listed(unmet)}; {finding.short} more needed."


def _left_out(verdict: Verdict) -> list[Step]:
    if not verdict.left_out:
        return []
    names = _listed([str(holding) for holding in verdict.left_out])
    verb = "is" if len(verdict.left_out) == 1 else "are"
    return [Step(f"{names} {verb} held as well and left out; what is left out does no harm.")]


def _conflict_steps(conflicts: Conflicts) -> list[Step]:
    says = {clause.name: clause.says.rstrip(".") for clause in conflicts.problem.clauses}
    steps = []
    for conflict in conflicts.minimal:
        named = " and ".join(f"“{says[name]}”" for name in conflict)
        if len(conflict) == 1:
            steps.append(Step(f"What is held does not meet {named}, whichever units are counted."))
        else:
            steps.append(Step(f"Each can be met alone, but no choice of what is held meets {named} together."))
    steps += [Step(_relief(conflicts, relaxation)) for relaxation in conflicts.relaxations]
    return steps


def _relief(conflicts: Conflicts, relaxation: Relaxation) -> str:
    nodes = {clause.name: clause.node for clause in conflicts.problem.clauses}
    says = {clause.name: f"“{clause.says.rstrip('.')}”" for clause in conflicts.problem.clauses}
    if relaxation.shortfalls and all(_is_floor(nodes[name]) for name in relaxation.dropped):
        missing = [f"{_gives_way(conflicts, relaxation, name)} for {says[name]}" for name in relaxation.dropped]
        return f"What is missing is {_listed(missing)}; everything else can then be met."
    amounts = {name: _gives_way(conflicts, relaxation, name) for name in relaxation.dropped}
    eased = [f"{says[n]} {f'gives way by {amount}' if amount else 'does not apply'}" for n, amount in amounts.items()]
    return f"Everything else can be met if {_listed(eased)}."


def _is_floor(node: Node) -> bool:
    """Does the clause only ask for so much, so that what it misses is missing?"""
    return isinstance(node, Linear) and node.ratio is None and node.at_most is None


def _gives_way(conflicts: Conflicts, relaxation: Relaxation, name: str) -> str:
    """By how much one clause must give way; empty where that is no amount of units or value."""
    specification = conflicts.problem.specification
    return _listed([_amount(specification, s.short, s.measure) for s in relaxation.shortfalls if s.clause == name])


def _plan_steps(plans: Plans) -> list[Step]:
    steps = []
    for place, plan in enumerate(plans.plans):
        lead = "The best way to finish" if place == 0 else f"Next best ({place + 1})"
        value = _amount(plans.rules.specification, plan.new_value, "value")
        steps.append(Step(f"{lead}: {_units_of(plans, plan.new)}; {value} in new units."))
    if plans.proof is not None and plans.best is not None and plans.best.new:
        bound = plans.proof.bound
        least = _units(bound) if plans.objective.name == "fewest units" else f"{bound} ({plans.objective.name})"
        proved = f"proved by the {_method(plans.proof.method)}"
        steps.append(Step(f"Nothing less will do: every way needs {least} at least ({proved})."))
    return steps


def _method(method: str) -> str:
    return method if method.startswith("dynamic") else f"exact solver {method}"


def _reading_step(verdict: Verdict, effect: ReadingEffect) -> Step:
    awarded = effect.outcome if len(verdict.rules.problems) > 1 else "the qualification"
    what = f"{awarded} would be earned" if effect.earned else "nothing would be earned"
    return Step(f"If clause {effect.clause} were read as “{effect.reading}”, {what}. {effect.why}")


def _units_of(plans: Plans, cells: tuple[Cell, ...]) -> str:
    units = plans.rules.specification.units_by_code
    return _listed([f"{cell} ({units[cell.code].title})" for cell in cells])


def _cells(cells: tuple[Cell, ...]) -> str:
    return _listed([str(cell) for cell in cells])


def _units(count: int) -> str:
    return "1 unit" if count == 1 else f"{count} units"


def _amount(specification: Specification, count: int, measure: str) -> str:
    words = {"units": _units(count), "percent": f"{count} %"}
    return words.get(measure, f"{count} {specification.value_name}")


def _listed(words: list[str]) -> str:
    """“A”, “A and B”, “A, B and C”."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""
