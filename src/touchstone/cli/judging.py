"""Many candidates judged. This is the one place between the rows of a file and the rules that judge them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from touchstone.rules.api import check

if TYPE_CHECKING:
    from collections.abc import Sequence

    from touchstone.rules.api import Holding, RuleSet, Verdict


class Case(NamedTuple):
    """One candidate and one qualification, read and found to be good."""

    candidate: str
    rules: RuleSet
    holdings: tuple[Holding, ...]


class Answer(NamedTuple):
    """The row of an answer: what a verdict comes to.

    ``missing`` are the clauses not met, separated by spaces; ``outcome`` is the code of what is awarded, empty when
    nothing is.
    """

    candidate: str
    qualification: str
    earned: bool
    counted_total: int
    counted_at_level: int | None
    missing: str
    outcome: str


def judge_rows(batch: Sequence[Case]) -> list[Answer]:
    """One answer to each case, in order."""
    return [answer_of(case.candidate, check(case.rules, case.holdings)) for case in batch]


def answer_of(candidate: str, verdict: Verdict) -> Answer:
    """A verdict as the row of an answer."""
    figures = (verdict.earned, verdict.total, verdict.at_level, " ".join(verdict.missing))
    return Answer(candidate, verdict.qualification, *figures, verdict.problem.outcome_code if verdict.earned else "")
