"""``touchstone check``: does what a candidate holds earn the qualification? For one candidate, or a file of many."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from touchstone.cli.options import ANSWER, AnswerOptions, Code, FileOptions, RulesOptions, Unit
from touchstone.cli.refusals import EARNED, NOT_EARNED, CannotAnswer

if TYPE_CHECKING:
    from pathlib import Path

    from touchstone.cli.data import Data
    from touchstone.rules.api import Conflicts, Plans, ReadingEffect, Verdict


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True, slots=True)
class Extent:
    """How much is said of one candidate."""

    brief: Annotated[
        bool,
        Parameter(
            group=ANSWER,
            negative="",
            show_default=False,
            help="The verdict and its clauses only; of a file, verdicts only.",
        ),
    ] = False
    conflicts: Annotated[
        bool,
        Parameter(
            group=ANSWER,
            negative="",
            show_default=False,
            help="Show which clauses cannot be met together, and every relief.",
        ),
    ] = False


def check(
    qualification: Code = "",
    /,
    *units: Unit,
    extent: Extent | None = None,
    answer: AnswerOptions | None = None,
    many: FileOptions | None = None,
    rules: RulesOptions | None = None,
) -> int:
    """Does what a candidate holds earn the qualification?"""
    extent, answer, options = extent or Extent(), answer or AnswerOptions(), rules or RulesOptions()
    if many is not None and many.file is not None:
        if qualification or extent.conflicts:
            raise CannotAnswer("--file stands alone.", "Leave out the qualification, the units and --conflicts.")
        from touchstone.cli.answering_files import answer_file
        from touchstone.cli.desk import Desk
        from touchstone.cli.rulebook import open_rulebook
        from touchstone.cli.verdicts import Verdicts

        form = answer.form(many=True)
        desk, manner = Desk(open_rulebook(options)), partial(Verdicts, brief=extent.brief)
        return answer_file(many, desk, manner, form=form, output=answer.output, in_columns=True)
    if not qualification:
        raise CannotAnswer("No qualification is named.", "Write its code and the units, as: check 03448 AA@2 BB@1.")
    form = answer.form(many=False)
    found = _answer(qualification, units, options, full=not extent.brief and form != "csv", conflicts=extent.conflicts)
    _write(found, form, answer.output)
    return EARNED if found.verdict.earned else NOT_EARNED


@dataclass(frozen=True, slots=True)
class Answer:
    """All that is said of one candidate; what was not asked for is ``None``."""

    verdict: Verdict
    plans: Plans | None
    effects: tuple[ReadingEffect, ...] | None
    conflicts: Conflicts | None


def _answer(code: str, words: tuple[str, ...], options: RulesOptions, *, full: bool, conflicts: bool) -> Answer:
    from touchstone.cli.rulebook import open_rulebook
    from touchstone.rules import api

    book = open_rulebook(options)
    rules = book.rules_for(code)
    held = book.holdings(words, rules)
    verdict = api.check(rules, held)
    outcome = verdict.problem.outcome_code
    plans = api.plan(rules, held, outcome=outcome) if full and not verdict.earned else None
    effects = api.other_readings(verdict) if full else None
    place = rules.problems.index(verdict.problem)
    found = api.find_conflicts(rules, held, place=place) if conflicts else None
    return Answer(verdict, plans, effects, found)


def _write(answer: Answer, form: str, output: Path | None) -> None:
    if form == "json":
        from touchstone.cli.answers import write_json

        return write_json(_data(answer), output)
    if form == "csv":
        from touchstone.cli.answers import write_rows
        from touchstone.cli.judging import answer_of
        from touchstone.cli.manner import VERDICT_COLUMNS

        return write_rows(VERDICT_COLUMNS, [answer_of("", answer.verdict)], output)
    from touchstone.cli import tables
    from touchstone.cli.answers import console_for

    with console_for(output) as console:
        tables.show_verdict(console, answer.verdict)
        if answer.plans is not None or answer.effects:
            console.print()
        if answer.plans is not None:
            tables.show_next_step(console, answer.plans)
        several = len(answer.verdict.rules.problems) > 1
        tables.show_other_readings(console, answer.effects or (), several=several)
        if answer.conflicts is not None:
            console.print()
            tables.show_conflicts(console, answer.conflicts)
    return None


def _data(answer: Answer) -> Data:
    from touchstone.cli import data

    best = answer.plans.best if answer.plans is not None else None
    found = data.verdict_data(answer.verdict)
    found["nearest"] = None if best is None else data.plan_data(answer.verdict.rules, best)
    found["other_readings"] = None if answer.effects is None else data.readings_data(answer.effects)
    found["conflicts"] = None if answer.conflicts is None else data.conflicts_data(answer.conflicts)
    return found
