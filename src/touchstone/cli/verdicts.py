"""The manner of ``touchstone check`` with a file: a verdict to each case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from touchstone.cli.data import verdict_data
from touchstone.cli.judging import judge_rows
from touchstone.cli.manner import VERDICT_COLUMNS
from touchstone.cli.words import counted
from touchstone.rules.api import check

if TYPE_CHECKING:
    from collections.abc import Sequence

    from touchstone.cli.data import Data
    from touchstone.cli.judging import Case
    from touchstone.cli.manner import Cell
    from touchstone.cli.plain import PlainCases


class Verdicts:
    """Verdicts, and how many of them are “earned”."""

    step = 16_384

    def __init__(self, *, brief: bool = False) -> None:
        self.columns = VERDICT_COLUMNS[:3] if brief else VERDICT_COLUMNS
        self.answers = self.earned = 0

    def rows(self, batch: Sequence[Case]) -> list[tuple[Cell, ...]]:
        """A row to each verdict."""
        answers = judge_rows(batch)
        self.answers += len(answers)
        self.earned += sum(answer.earned for answer in answers)
        return [answer[: len(self.columns)] for answer in answers]

    def count(self, batch: PlainCases) -> None:
        """Count the verdicts of a batch in columns."""
        self.answers += len(batch)
        self.earned += int(batch.earned.sum())

    def data(self, case: Case) -> Data:
        """Everything that a verdict says."""
        return verdict_data(check(case.rules, case.holdings), candidate=case.candidate)

    def headline(self) -> str:
        """How many are earned."""
        return f"{self.earned:,} earned, {self.answers - self.earned:,} not earned of {counted(self.answers, 'answer')}"
