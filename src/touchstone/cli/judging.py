"""Many candidates judged. This is the one place between the rows of a file and the rules that judge them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from touchstone.rules.api import check

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from touchstone.rules.api import Holding, RuleSet, Verdict
    from touchstone.rules.bulk import BulkJudge

FEW = 500
"""Cases that are checked one by one, rather than load what judges many at once."""


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
    if len(batch) <= FEW:
        return [answer_of(case.candidate, check(case.rules, case.holdings)) for case in batch]
    places: dict[RuleSet, list[int]] = {}
    for place, case in enumerate(batch):
        places.setdefault(case.rules, []).append(place)
    answers: list[Answer | None] = [None] * len(batch)
    for rules, some in places.items():
        for place, answer in zip(some, _judged(rules, [batch[place] for place in some]), strict=True):
            answers[place] = answer
    return [answer for answer in answers if answer is not None]


def _judged(rules: RuleSet, cases: Sequence[Case]) -> Iterator[Answer]:
    """The answers of cases that ask one qualification, judged together."""
    from touchstone.rules.bulk import NO_FIGURE

    judge = _judge_of(rules)
    found = judge.figures(0, judge.encode_many([case.holdings for case in cases]))
    code, outcomes = rules.qualification.code, [problem.outcome_code for problem in rules.problems]
    columns = (found.earned, found.total, found.at_level, found.missing, found.outcome)
    for case, row in zip(cases, zip(*(column.tolist() for column in columns), strict=True), strict=True):
        earned, total, at_level, missing, outcome = row
        shown = None if at_level == NO_FIGURE else at_level
        awarded = outcomes[outcome] if earned else ""
        yield Answer(case.candidate, code, earned, total, shown, found.names[missing], awarded)


@lru_cache(maxsize=64)
def _judge_of(rules: RuleSet) -> BulkJudge:
    from touchstone.rules.bulk import BulkJudge

    return BulkJudge([rules])


def answer_of(candidate: str, verdict: Verdict) -> Answer:
    """A verdict as the row of an answer."""
    figures = (verdict.earned, verdict.total, verdict.at_level, " ".join(verdict.missing))
    return Answer(candidate, verdict.qualification, *figures, verdict.problem.outcome_code if verdict.earned else "")
