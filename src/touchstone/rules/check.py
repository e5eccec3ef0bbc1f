"""Does what a candidate holds earn the qualification? The exact verdict, with a finding to each clause."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from touchstone.rules.dynamic import Programme, held_penalty
from touchstone.rules.evaluate import Finding, Selection, evaluate
from touchstone.rules.mistakes import Mistake, UnitsRefused
from touchstone.rules.problem import outranked
from touchstone.rules.separable import find_branches

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from touchstone.rules.compiling import RuleSet
    from touchstone.rules.problem import Clause, Column, Holding, Problem
    from touchstone.rules.specification import Cell

DYNAMIC, SOLVER = "dynamic programme", "HiGHS"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a qualification is earned, by which units, and what each clause has to say.

    ``counted`` are the units counted, ``left_out`` those held that are not needed or may not count; neither order nor
    surplus does harm. When nothing is earned the findings speak of the nearest outcome: the selection that is short of
    the fewest units, then of the least value. ``total`` is the value of the counted units, ``at_level`` that of the
    clause which the specification shows as the value at the level (``None`` where it has no such clause).
    """

    rules: RuleSet
    problem: Problem
    earned: bool
    counted: tuple[Holding, ...]
    left_out: tuple[Holding, ...]
    findings: tuple[Finding, ...]
    total: int
    at_level: int | None
    outcomes: tuple[str, ...]
    method: str
    selection: Selection

    @property
    def qualification(self) -> str:
        return self.problem.qualification.code

    @property
    def held(self) -> tuple[Holding, ...]:
        """Everything held, counted or not."""
        return tuple(dict.fromkeys((*self.counted, *self.left_out)))

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of the clauses that are not met, in the order of the specification."""
        return tuple(finding.clause for finding in self.findings if not finding.met)

    def where(self, cell: Cell) -> tuple[str, ...]:
        """The clauses that a counted unit counts for."""
        return tuple(finding.clause for finding in self.findings if cell in finding.counted)


@dataclass(frozen=True, slots=True)
class Found:
    """The best selection under some clauses: its penalty (0 when all are met), and how it was found."""

    penalty: int
    selection: Selection
    method: str


class Judge:
    """Some clauses of a problem, made ready to judge many candidates."""

    def __init__(self, problem: Problem, clauses: Sequence[Clause]) -> None:
        self.problem, self.clauses = problem, tuple(clauses)
        branches = find_branches(problem, self.clauses)
        self.programmes = tuple(Programme(branch) for branch in branches) if branches is not None else None
        self.ranked = bool(outranked(self.clauses, range(len(problem.columns))))

    def best(self, held: frozenset[int]) -> Found:
        """The best selection from the columns held: least penalty, then largest total."""
        if self.programmes is None:
            return self._solve(held)
        # In order, so that equals are chosen between alike whatever the order in which units were named.
        usable = sorted(held - outranked(self.clauses, held) if self.ranked else held)
        found = None
        for programme in self.programmes:
            best = programme.best(usable)
            penalty = best.penalty
            if programme.branch.held:
                penalty += held_penalty(programme.branch.held, held)
            rank = (-penalty, best.total)
            if found is None or rank > found[0]:
                found = (rank, best.counted)
        assert found is not None
        return Found(-found[0][0], Selection(found[1], held), DYNAMIC)

    def is_met(self, held: frozenset[int]) -> bool:
        """Can every clause be met from the columns held?"""
        if self.programmes is not None:
            return self.best(held).penalty == 0
        return self._solved(held, soft=False) is not None

    def _solve(self, held: frozenset[int]) -> Found:
        found = self._solved(held, soft=False)
        if found is not None:
            return found
        nearest = self._solved(held, soft=True)
        assert nearest is not None, "a soft model always has a solution"
        return nearest

    def _solved(self, held: frozenset[int], *, soft: bool) -> Found | None:
        from touchstone.rules.exact import Encoding, Model, Slack  # a separable check never loads the solver

        model = Model()
        encoding = Encoding(model, self.problem, held, {}, Slack.FLOORS if soft else Slack.NONE)
        encoding.encode(self.clauses)
        if not soft:
            for column, variable in encoding.counted.items():
                model.costs[variable] = -self.problem.columns[column].value
        solution = model.solve()
        if solution is None:
            return None
        values = solution[0]
        counted, standing = encoding.selection(values)
        penalty = round(sum(c * v for c, v in zip(model.costs, values, strict=True))) if soft else 0
        return Found(max(penalty, 1) if soft else 0, Selection(counted, held, standing), SOLVER)


def judge_for(rules: RuleSet, place: int = 0, dropped: frozenset[str] = frozenset()) -> Judge:
    """The judge of one outcome's clauses, less those dropped; made once to a rule set."""
    key = (place, dropped)
    judge = rules.made_ready.get(key)
    if judge is None:
        problem = rules.problems[place]
        judge = rules.made_ready[key] = Judge(problem, problem.without(dropped))
    assert isinstance(judge, Judge)
    return judge


def columns_of(rules: RuleSet, holdings: Iterable[Holding]) -> frozenset[int]:
    """The columns that these holdings can count as; raises :class:`UnitsRefused` for what is not known."""
    sources, known = rules.problems[0].sources, tuple(holdings)
    try:
        return frozenset([column for holding in known for column in sources[holding]])
    except KeyError:
        unknown = [holding for holding in dict.fromkeys(known) if holding not in sources]
        what = [f"{holding} is not a unit of {rules.specification} in force on {rules.on}." for holding in unknown]
        raise UnitsRefused([Mistake(0, 0, each, "Use the units that “spec show” lists.") for each in what]) from None


def check(rules: RuleSet, holdings: Iterable[Holding]) -> Verdict:
    """The exact verdict for one candidate.

    ``holdings`` are the units held, in any order. The first outcome that is met is the one awarded, and ``outcomes``
    names all that are. Raises :class:`UnitsRefused` for a unit that the specification does not have.
    """
    return check_columns(rules, columns_of(rules, holdings))


def check_columns(rules: RuleSet, held: frozenset[int]) -> Verdict:
    """The exact verdict for a set of columns held."""
    judged = [judge_for(rules, place).best(held) for place in range(len(rules.problems))]
    met = [place for place, found in enumerate(judged) if found.penalty == 0]
    best = met[0] if met else min(range(len(judged)), key=lambda place: (judged[place].penalty, -place))
    outcomes = tuple([rules.problems[place].outcome_code for place in met])
    return _verdict(rules, rules.problems[best], judged[best], outcomes)


def _verdict(rules: RuleSet, problem: Problem, found: Found, outcomes: tuple[str, ...]) -> Verdict:
    selection = found.selection
    findings = evaluate(problem, selection)
    earned = all([finding.met for finding in findings])
    assert earned == (found.penalty == 0), f"{found.method} and the evaluator disagree on {problem.outcome_code}"
    columns = problem.columns
    counted = tuple([columns[i].holding for i in selection.counted])
    held, chosen = dict.fromkeys([columns[i].holding for i in sorted(selection.held)]), set(counted)
    at_level = [
        _value_of(finding, columns)
        for clause, finding in zip(problem.clauses, findings, strict=True)
        if clause.shows == "at-level"
    ]
    return Verdict(
        rules=rules,
        problem=problem,
        earned=earned,
        counted=counted,
        left_out=tuple([holding for holding in held if holding not in chosen]),
        findings=findings,
        total=sum([columns[i].value for i in selection.counted]),
        at_level=at_level[0] if at_level else None,
        outcomes=outcomes,
        method=found.method,
        selection=selection,
    )


def _value_of(finding: Finding, columns: Sequence[Column]) -> int:
    """The value that a clause counts, whatever it asks of it."""
    return finding.have if finding.measure == "value" else sum([columns[i].value for i in finding.tally.counted])


def differs(one: Verdict, other: Verdict) -> bool:
    """Do two verdicts award something else: one nothing, or, where there are several outcomes, another of them?"""
    several = len(one.rules.problems) > 1 or len(other.rules.problems) > 1
    return one.earned != other.earned or (several and one.outcomes[:1] != other.outcomes[:1])
