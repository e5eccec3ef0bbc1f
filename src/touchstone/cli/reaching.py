"""``touchstone reach``: what is earned across a catalogue, and how far each other award is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from touchstone.cli.options import RULES, AnswerOptions, FileOptions, RulesOptions, Unit
from touchstone.cli.refusals import EARNED, CannotAnswer

if TYPE_CHECKING:
    from pathlib import Path

    from touchstone.cli.reached import Found


def reach(
    *units: Unit,
    catalogue: Annotated[
        bool, Parameter(group=RULES, negative="", show_default=False, help="Look at every specification at hand.")
    ] = False,
    answer: AnswerOptions | None = None,
    many: FileOptions | None = None,
    rules: RulesOptions | None = None,
) -> int:
    """What is earned, and how far each other award is."""
    from touchstone.cli.rulebook import open_rulebook

    answer, book = answer or AnswerOptions(), open_rulebook(rules or RulesOptions())
    if many is not None and many.file is not None:
        if units or catalogue:
            raise CannotAnswer("--file stands alone.", "Leave out the units and --catalogue.")
        from touchstone.cli.answering_files import answer_file
        from touchstone.cli.desk import Desk
        from touchstone.cli.reached import Reaches

        return answer_file(many, Desk(book), Reaches, form=answer.form(many=True), output=answer.output)
    form = answer.form(many=False)
    from touchstone.cli.reached import reach_all, reach_catalogue
    from touchstone.cli.screen import say

    held = book.holdings(units)
    found = reach_catalogue(book, held) if catalogue else reach_all(book, held)
    _write(found, form, answer.output)
    say(*book.notes, *found.notes)
    return EARNED


def _write(found: Found, form: str, output: Path | None) -> None:
    if form == "json":
        from touchstone.cli import answers, data

        return answers.write_json(
            {
                "format": data.FORMAT,
                "held": [str(holding) for holding in found.held],
                "reached": [data.reached_data(one) for one in found.reached],
            },
            output,
        )
    if form == "csv":
        from touchstone.cli.answers import write_rows
        from touchstone.cli.reached import REACH_COLUMNS, reach_row

        return write_rows(REACH_COLUMNS, [reach_row("", one) for one in found.reached], output)
    from touchstone.cli import tables
    from touchstone.cli.answers import console_for

    with console_for(output) as console:
        tables.show_reached(console, found.reached)
    return None
