"""``touchstone standards``: put the standards of units on record, as shipped or from a file, and write them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from touchstone.cli.application import entered, now, operator
from touchstone.cli.options import today
from touchstone.cli.refusals import CannotAnswer
from touchstone.cli.screen import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from touchstone.catalogue.api import Planned, Problem

IN_FORCE, REFUSED = 0, 1


def load() -> int:
    """Put the shipped, illustrative standards on record."""
    with entered():
        from touchstone.catalogue.api import load_shipped_standards

        made = load_shipped_standards(by=operator(), at=now())
    say(f"{made} versions were published." if made else "The shipped standards were in force already.")
    return 0


def export(
    file: Annotated[Path, Parameter(show_default=False, help="Where to write them: .csv, .xlsx or .yaml.")],
    /,
    *,
    on: Annotated[date | None, Parameter(help="The day whose standards are in force (default: today).")] = None,
) -> int:
    """Write the standards that are in force to a file that can be imported again."""
    form = {".csv": "csv", ".xlsx": "xlsx", ".yaml": "yaml", ".yml": "yaml"}.get(file.suffix.lower())
    if form is None:
        raise CannotAnswer(f"{file.name} cannot be written.", "Give it one of the endings .csv, .xlsx, .yaml.")
    with entered():
        from touchstone.catalogue.api import standards_in_force, write_file

        found = [told.standard for told in standards_in_force(on or today())]
        file.write_bytes(write_file(form, found))
    say(f"{len(found)} standards were written to {file}.")
    return 0


def import_file(
    file: Annotated[Path, Parameter(show_default=False, help="The file: .csv, .xlsx or .yaml.")],
    /,
    *,
    source: Annotated[str, Parameter(help="From where the words are taken, as it will be cited.")],
    provenance: Annotated[Literal["licensed", "own"], Parameter(help="Whose words they are.")] = "licensed",
    from_day: Annotated[date | None, Parameter(help="The day from which they hold (default: today).")] = None,
    publish: Annotated[
        bool, Parameter(negative="", show_default=False, help="Publish them; without it, only say what would happen.")
    ] = False,
) -> int:
    """Say what publishing a file of standards would change, and publish it: all of it, or nothing."""
    content = file.read_bytes()
    with entered():
        from touchstone.ledger.api import FULL_REACH, reaching
        from touchstone.people.api import Impossible

        try:
            with reaching(FULL_REACH):
                return _import(file.name, content, source, provenance, from_day=from_day or today(), publish=publish)
        except Impossible as refused:
            raise CannotAnswer(refused.why, refused.mend) from None


def _import(name: str, content: bytes, citation: str, provenance: str, *, from_day: date, publish: bool) -> int:
    from touchstone.catalogue import api

    by = operator()
    whose = api.Provenance(provenance)
    taken = api.take_standards_file(name, content, source=api.Source(whose, citation), by=by, at=now())
    told = api.get_standards_file(taken)
    if told.state == "reading":
        say("The file is large: a worker reads it. What it holds is then shown under “Standards” on the web.")
        return IN_FORCE
    if told.problems:
        _say_problems(told.problems)
        api.set_standards_file_aside(taken, by=by, at=now())
        return REFUSED
    planned = api.plan_publication(api.book_in(taken).standards, whose, from_day)
    _say_plan(planned)
    if not publish:
        api.set_standards_file_aside(taken, by=by, at=now())
        say("Nothing was published: --publish does that.")
        return IN_FORCE
    made = api.publish_standards(taken, from_day=from_day, plan=api.plan_mark(planned, from_day), by=by, at=now())
    say(f"{made} versions were published, in force from {from_day.isoformat()}.")
    return IN_FORCE


def _say_problems(problems: Sequence[Problem]) -> None:
    say(f"The file is refused: {len(problems)} problems.")
    for problem in problems:
        say(f"  row {problem.row}, {problem.column}: {problem.what} {problem.mend}".rstrip())


def _say_plan(planned: Sequence[Planned]) -> None:
    for each in planned:
        area, level = each.standard.cell
        if each.is_new:
            say(f"  {area}@{level}: version {each.number}, {_told_change(each)}")
    same = sum(not each.is_new for each in planned)
    say(f"{len(planned) - same} new versions, {same} as they are in force already.")


def _told_change(planned: Planned) -> str:
    if planned.in_force is None:
        return "the first"
    count = len(planned.differences)
    return f"{count} differences from the one in force" if count else "the same words from another source"
