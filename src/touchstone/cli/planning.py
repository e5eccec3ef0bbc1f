"""``touchstone plan``: the least that is still to be done. For one candidate, or a file of many."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Group, Parameter, validators

from touchstone.cli.options import AnswerOptions, Code, FileOptions, RulesOptions, Unit
from touchstone.cli.refusals import EARNED, NOT_EARNED, CannotAnswer

if TYPE_CHECKING:
    from touchstone.cli.rulebook import Rulebook
    from touchstone.rules.api import Plans, Reserve

AIM = Group("What to aim for")


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True, slots=True)
class Aim:
    """What a plan is to be best at, and what it may take."""

    best: Annotated[
        int, Parameter(group=AIM, validator=validators.Number(gte=1, lte=1000), help="How many plans, best first.")
    ] = 1
    least: Annotated[
        Literal["units", "value", "cost", "evidence", "dislike"],
        Parameter(group=AIM, help="What there should be least of."),
    ] = "units"
    weights: Annotated[
        Path | None, Parameter(group=AIM, help="The cost, evidence or dislike of each unit: a CSV file unit,weight.")
    ] = None
    otherwise: Annotated[
        int | None,
        Parameter(group=AIM, validator=validators.Number(gte=0), help="The weight of the units that have none."),
    ] = None
    prefer: Annotated[str | None, Parameter(group=AIM, help="Likings from 0 to 10 instead, as “EE@2=5 FF@2=3”.")] = None
    without: Annotated[
        tuple[str, ...],
        Parameter(group=AIM, negative="", show_default=False, help="Units not to be taken, as EE@2; EE for any level."),
    ] = ()
    offer: Annotated[
        str | None, Parameter(group=AIM, help="Take these units only: “EE@2 FF@2”, or a .csv (unit) or .txt file.")
    ] = None
    outcome: Annotated[str | None, Parameter(group=AIM, help="One outcome of a qualification that has several.")] = None
    reserve: Annotated[
        bool,
        Parameter(group=AIM, negative="", show_default=False, help="Show a plan that survives the loss of any unit."),
    ] = False


def plan(
    qualification: Code = "",
    /,
    *units: Unit,
    aim: Aim | None = None,
    answer: AnswerOptions | None = None,
    many: FileOptions | None = None,
    rules: RulesOptions | None = None,
) -> int:
    """The least that is still to be done."""
    from touchstone.cli.plans import Planned
    from touchstone.cli.rulebook import open_rulebook

    aim, answer = aim or Aim(), answer or AnswerOptions()
    book = open_rulebook(rules or RulesOptions())
    if many is not None and many.file is not None:
        if qualification or aim.reserve:
            raise CannotAnswer("--file stands alone.", "Leave out the qualification, the units and --reserve.")
        from touchstone.cli.answering_files import answer_file
        from touchstone.cli.desk import Desk

        form = answer.form(many=True)
        return answer_file(many, Desk(book), lambda: Planned(aim), form=form, output=answer.output)
    if not qualification:
        raise CannotAnswer("No qualification is named.", "Write its code and the units, as: plan 03448 AA@2 BB@1.")
    return _plan_one(book, aim, (qualification, *units), answer)


def _plan_one(book: Rulebook, aim: Aim, words: tuple[str, ...], answer: AnswerOptions) -> int:
    from touchstone.cli.plans import plans_for, reserve_for

    form = answer.form(many=False)
    rule_set = book.rules_for(words[0])
    held = book.holdings(words[1:], rule_set)
    plans = plans_for(aim, rule_set, held)
    reserve = reserve_for(aim, rule_set, held) if aim.reserve else None
    _write(plans, (aim.reserve, reserve), form, answer.output)
    return EARNED if plans.best is not None else NOT_EARNED


def _write(plans: Plans, wanted: tuple[bool, Reserve | None], form: str, output: Path | None) -> None:
    with_reserve, reserve = wanted
    if form == "json":
        from touchstone.cli import answers, data

        found = data.plans_data(plans)
        found["reserve"] = None if reserve is None else data.reserve_data(plans.rules, reserve)
        return answers.write_json(found, output)
    if form == "csv":
        from touchstone.cli.answers import write_rows
        from touchstone.cli.plans import PLAN_COLUMNS, plan_rows

        return write_rows(PLAN_COLUMNS, plan_rows("", plans), output)
    from touchstone.cli import tables
    from touchstone.cli.answers import console_for

    with console_for(output) as console:
        tables.show_plans(console, plans, reserve=reserve, with_reserve=with_reserve)
    return None
