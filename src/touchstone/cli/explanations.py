"""Explanations as text, Markdown or data: one, or one after another for the cases of a file."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from touchstone.cli.data import FORMAT, qualification_data
from touchstone.cli.files.answers import JsonAnswers
from touchstone.rules.api import check, explain, find_conflicts, other_readings, plan

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from touchstone.cli.data import Data
    from touchstone.cli.files.answers import Answers
    from touchstone.cli.judging import Case
    from touchstone.cli.plain import PlainCases
    from touchstone.rules.api import Explanation, Verdict


def explained(case: Case) -> tuple[Verdict, Explanation]:
    """The verdict and why: the clauses, what stands in whose way, the nearest way, and what another reading changes."""
    verdict = check(case.rules, case.holdings)
    effects = other_readings(verdict)
    if verdict.earned:
        return verdict, explain(verdict, readings=effects)
    place = case.rules.problems.index(verdict.problem)
    conflicts = find_conflicts(case.rules, case.holdings, place=place)
    plans = plan(case.rules, case.holdings, outcome=verdict.problem.outcome_code)
    return verdict, explain(verdict, conflicts=conflicts, plans=plans, readings=effects)


def show(console: Console, explanation: Explanation) -> None:
    """The headline, then the steps, wrapped under their numbers."""
    from rich.table import Table
    from rich.text import Text

    from touchstone.cli.tables import BAD, LOUD

    console.print(Text(explanation.headline, LOUD))
    console.print()
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(justify="right")
    table.add_column(overflow="fold")
    for line, step in zip(explanation.as_text().splitlines()[2:], explanation.steps, strict=True):
        number, _, words = line.partition(" ")
        table.add_row(number, Text(words, BAD if step.met is False else ""))
    console.print(table)


def explanation_data(case: Case, verdict: Verdict, explanation: Explanation) -> Data:
    """An explanation as data: the headline, and the steps with what they follow from."""
    return {
        "format": FORMAT,
        "candidate": case.candidate or None,
        **qualification_data(case.rules),
        "earned": verdict.earned,
        "headline": explanation.headline,
        "steps": [
            {"text": step.text, "because": list(step.because), "source": step.source or None, "met": step.met}
            for step in explanation.steps
        ],
    }


def explanations(path: Path, form: str) -> Answers:
    """Where the explanations of a file's cases go."""
    if form in ("json", "jsonl"):
        return JsonAnswers(path, lambda case: explanation_data(case, *explained(case)), lines=form == "jsonl")
    return WrittenExplanations(path, markdown=form == "markdown")


class WrittenExplanations:
    """Explanations as text or Markdown, one after another, each under its candidate."""

    def __init__(self, path: Path, *, markdown: bool) -> None:
        self.file = path.open("w", encoding="utf-8", newline="")
        self.markdown, self.written = markdown, 0

    def add(self, batch: list[Case] | PlainCases) -> None:
        """Explain each case; explanations are never made in columns."""
        assert isinstance(batch, list)
        for case in batch:
            explanation = explained(case)[1]
            self.file.write("\n" if self.written else "")
            heading = f"{case.candidate}, {case.rules.qualification.code}"
            self.file.write(f"## {escape(heading, quote=False)}\n\n" if self.markdown else f"{heading}\n")
            self.file.write(f"{explanation.as_markdown() if self.markdown else explanation.as_text()}\n")
            self.written += 1

    def close(self) -> None:
        """Nothing follows the last explanation."""
        self.file.close()
