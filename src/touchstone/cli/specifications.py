"""``touchstone spec``: list, show and validate specifications, and say what differs between two."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from touchstone.cli.options import ANSWER, RULES, Output, form_of_answer, today
from touchstone.cli.refusals import BAD_INPUT, CannotAnswer

if TYPE_CHECKING:
    from touchstone.rules.api import Specification

Folder = Annotated[Path | None, Parameter(group=RULES, help="A folder with specifications of your own.")]
Day = Annotated[date | None, Parameter(group=RULES, help="The day whose rules are in force (default: today).")]
TableOrJson = Annotated[
    Literal["table", "json"] | None, Parameter(group=ANSWER, help="How to answer (default: table).")
]


def list_all(*, folder: Folder = None, format: TableOrJson = None, output: Output = None) -> int:
    """The specifications at hand."""
    from touchstone.cli import answers
    from touchstone.cli import specification_data as data
    from touchstone.cli.rulebook import load_shelf, shelves_in

    form = form_of_answer(format, output, known=("table", "json"))
    found = [(shelf, load_shelf(shelf, folder=folder, on=today())) for shelf in shelves_in(folder)]
    if form == "json":
        answers.write_json([data.summary_data(one) for _, one in found], output)
        return 0
    from touchstone.cli import specification_tables as tables

    with answers.console_for(output) as console:
        tables.show_list(console, [one for _, one in found])
    return 0


def show(
    reference: Annotated[str | None, Parameter(show_default=False)] = None,
    /,
    *,
    unit: Annotated[str | None, Parameter(help="Show this unit only.")] = None,
    folder: Folder = None,
    on: Day = None,
    format: Annotated[
        Literal["table", "json", "csv"] | None,
        Parameter(group=ANSWER, help="How to answer (default: table); csv has the units."),
    ] = None,
    output: Output = None,
) -> int:
    """The units and clauses of a specification, with their sources.

    Parameters
    ----------
    reference
        NAME, NAME@VERSION, a .yaml file, or the code of a qualification (default: that of the leaflet).
    """
    from touchstone.cli import answers
    from touchstone.cli import specification_data as data

    form = form_of_answer(format, output, known=("table", "json", "csv"))
    specification, code = _find(reference, folder=folder, on=on or today())
    if unit is not None:
        _check_unit(specification, unit)
    if form == "json":
        answers.write_json(data.shown_data(specification, unit=unit, code=code), output)
        return 0
    if form == "csv":
        answers.write_rows(data.UNIT_COLUMNS, data.unit_rows(specification, unit=unit), output)
        return 0
    from touchstone.cli import specification_tables as tables

    with answers.console_for(output) as console:
        if unit is not None:
            tables.show_unit(console, specification, specification.units_by_code[unit])
        elif code is not None:
            tables.show_qualification(console, specification.get_qualification(code), whys=True)
        else:
            tables.show_specification(console, specification)
    return 0


def validate(
    *files: Path,
    on: Day = None,
    format: TableOrJson = None,
    output: Output = None,
) -> int:
    """Is a specification file well-formed, and can it be met?

    Parameters
    ----------
    files
        Specification files of your own, .yaml.
    """
    if not files:
        raise CannotAnswer("No file is named.", "Write its name, as: spec validate own.1.yaml.")
    from touchstone.cli import answers, validation

    form = form_of_answer(format, output, known=("table", "json"))
    found = [validation.validated(file, on=on or today()) for file in files]
    if form == "json":
        answers.write_json([validation.validated_data(one) for one in found], output)
    else:
        with answers.console_for(output) as console:
            validation.show_validated(console, found)
    return 0 if all(one.specification is not None for one in found) else BAD_INPUT


def diff(
    before: str,
    after: str,
    /,
    *,
    folder: Folder = None,
    on: Day = None,
    format: TableOrJson = None,
    output: Output = None,
) -> int:
    """What differs between two specifications.

    Parameters
    ----------
    before
        NAME, NAME@VERSION or a .yaml file.
    after
        NAME, NAME@VERSION or a .yaml file.
    """
    from touchstone.cli import answers, differences
    from touchstone.cli.rulebook import open_specification

    form = form_of_answer(format, output, known=("table", "json"))
    one, other = (open_specification(name, folder=folder, on=on or today()) for name in (before, after))
    found = differences.differences(one, other)
    if form == "json":
        answers.write_json(differences.differences_data(one, other, found), output)
    else:
        with answers.console_for(output) as console:
            differences.show_differences(console, one, other, found)
    return 1 if found else 0


def _find(reference: str | None, *, folder: Path | None, on: date) -> tuple[Specification, str | None]:
    """The specification that a reference means, and the code of the qualification if it means one."""
    from touchstone.cli.rulebook import Rulebook, is_path, open_specification, shelves_in

    if reference is not None and not is_path(reference):
        names = {shelf.name for shelf in shelves_in(folder)}
        if reference.partition("@")[0] not in names:
            default = open_specification(None, folder=folder, on=on)
            book = Rulebook(default, on=on, readings={}, named=False, folder=folder)
            if (rules := book.find(reference)) is not None:
                return rules.specification, reference
    return open_specification(reference, folder=folder, on=on), None


def _check_unit(specification: Specification, code: str) -> None:
    if code not in specification.units_by_code:
        from touchstone.rules.api import nearest

        mend = nearest(code, list(specification.units_by_code)) or "“touchstone spec show” lists the units."
        raise CannotAnswer(f"There is no unit {code} in {specification}.", mend)
