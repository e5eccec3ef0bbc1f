"""``touchstone compare``: who changes under another specification or reading, and why."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

from cyclopts import Group, Parameter

from touchstone.cli.options import AnswerOptions, Code, FileOptions, RulesOptions, Unit
from touchstone.cli.refusals import CannotAnswer

if TYPE_CHECKING:
    from pathlib import Path

    from touchstone.cli.changes import Sides

OTHER = Group("Compared with")


def compare(
    qualification: Code = "",
    /,
    *units: Unit,
    with_: Annotated[
        str | None, Parameter(name="--with", group=OTHER, help="Another specification: NAME, NAME@VERSION or a file.")
    ] = None,
    with_reading: Annotated[
        tuple[str, ...],
        Parameter(group=OTHER, negative="", show_default=False, help="Another reading: clause=reading."),
    ] = (),
    answer: AnswerOptions | None = None,
    many: FileOptions | None = None,
    rules: RulesOptions | None = None,
) -> int:
    """Who changes under another specification or reading, and why."""
    answer, sides = answer or AnswerOptions(), _sides(rules or RulesOptions(), with_, with_reading)
    if many is not None and many.file is not None:
        if qualification:
            raise CannotAnswer("--file stands alone.", "Leave out the qualification and the units.")
        from touchstone.cli.answering_files import answer_file
        from touchstone.cli.changes import Changes
        from touchstone.cli.desk import Desk

        form = answer.form(many=True)
        desk = Desk(sides.before, beside=sides.after)
        return answer_file(many, desk, lambda: Changes(sides), form=form, output=answer.output)
    if not qualification:
        raise CannotAnswer("No qualification is named.", "Write its code and the units, as: compare 03448 AA@2 BB@1.")
    form = answer.form(many=False)
    return _compare_one(sides, qualification, units, form=form, output=answer.output)


def _sides(options: RulesOptions, other: str | None, reading: tuple[str, ...]) -> Sides:
    """Both rulebooks: another specification keeps the readings, and another reading the specification."""
    if other is None and not reading:
        mend = "Add --with SPECIFICATION or --with-reading clause=reading."
        raise CannotAnswer("Nothing is named to compare with.", mend)
    from touchstone.cli.changes import Sides
    from touchstone.cli.rulebook import open_rulebook

    after = replace(options, spec=other or options.spec, reading=reading or options.reading)
    return Sides(open_rulebook(options), open_rulebook(after))


def _compare_one(sides: Sides, code: str, words: tuple[str, ...], *, form: str, output: Path | None) -> int:
    from touchstone.cli.changes import CHANGE_COLUMNS, both_verdicts, change_data, change_row, show_change
    from touchstone.cli.judging import Case
    from touchstone.cli.rulebook import read_units

    before, after = sides.before.rules_for(code), sides.after.rules_for(code)
    held = read_units([before.specification, after.specification], " ".join(words))
    found = both_verdicts(Case("", before, held), after)
    if form == "json":
        from touchstone.cli.answers import write_json

        write_json(change_data(found), output)
    elif form == "csv":
        from touchstone.cli.answers import write_rows

        write_rows(CHANGE_COLUMNS, [change_row(found)], output)
    else:
        from touchstone.cli.answers import console_for

        with console_for(output) as console:
            show_change(console, found)
    return 0
