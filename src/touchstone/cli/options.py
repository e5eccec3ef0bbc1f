"""The options that several commands share, and what the words typed for them mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Group, Parameter

from touchstone.cli.refusals import CannotAnswer

RULES = Group("Which rules")
ANSWER = Group("The answer")
MANY = Group("A file of candidates")

Code = Annotated[str, Parameter(show_default=False, help="The code of the qualification, as 03448.")]
Unit = Annotated[str, Parameter(help="The units held, as AA@2 BB@1 CC@2.")]
Output = Annotated[
    Path | None, Parameter(group=ANSWER, help="Write the answer to this file; its ending says in which form.")
]


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True, slots=True)
class FileOptions:
    """A file of candidates, and what is done with its bad rows."""

    file: Annotated[
        Path | None, Parameter(group=MANY, help="A file of candidates: .csv, .xlsx, .jsonl or .parquet.")
    ] = None
    sheet: Annotated[str | None, Parameter(group=MANY, help="The sheet of an .xlsx file, if it has several.")] = None
    skip_bad: Annotated[
        bool,
        Parameter(
            group=MANY, negative="", show_default=False, help="Take the good rows; write the bad ones to a file."
        ),
    ] = False
    bad: Annotated[
        Path | None, Parameter(group=MANY, help="Where the bad rows are written (default: NAME.bad.csv).")
    ] = None


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True, slots=True)
class RulesOptions:
    """Which specification, on which day, under which readings."""

    spec: Annotated[
        str | None,
        Parameter(group=RULES, help="A specification, NAME or NAME@VERSION, or a .yaml file of your own."),
    ] = None
    folder: Annotated[Path | None, Parameter(group=RULES, help="A folder with specifications of your own.")] = None
    on: Annotated[
        date | None, Parameter(group=RULES, help="The day whose rules are in force, as 2026-03-01 (default: today).")
    ] = None
    reading: Annotated[
        tuple[str, ...],
        Parameter(group=RULES, negative="", show_default=False, help="Read a clause otherwise: clause=reading."),
    ] = ()

    @property
    def day(self) -> date:
        """The day asked for, or today."""
        return self.on or today()


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerOptions:
    """In which form to answer, and where."""

    format: Annotated[
        Literal["table", "json", "csv"] | None, Parameter(group=ANSWER, help="How to answer (default: table).")
    ] = None
    output: Output = None

    def form(self, *, many: bool) -> str:
        """The form of the answer; a file of candidates may also be answered as JSON Lines or Parquet."""
        known = ("table", "json", "csv")
        return form_of_answer(self.format, self.output, known=(*known, "jsonl", "parquet") if many else known)


def today() -> date:
    """The only place where the clock is read."""
    return datetime.now().astimezone().date()


def readings_of(words: tuple[str, ...]) -> dict[str, str]:
    """``clause=reading`` words as a mapping; refuses a word that is not of that form, and a clause given twice."""
    found: dict[str, str] = {}
    for word in words:
        clause, equals, reading = (part.strip() for part in word.partition("="))
        if not (clause and equals and reading):
            raise CannotAnswer(f"“{word}” is not a reading.", "Write clause=reading, as total=any-level.")
        if found.setdefault(clause, reading) != reading:
            raise CannotAnswer(f"Clause {clause} is given two readings, {found[clause]} and {reading}.", "Keep one.")
    return found


FORMS = {".csv": "csv", ".json": "json", ".jsonl": "jsonl", ".parquet": "parquet", ".md": "markdown", ".txt": "table"}
"""The form of an answer by the ending of the file it is written to."""


def form_of_answer(chosen: str | None, output: Path | None, *, known: tuple[str, ...]) -> str:
    """The form in which to answer: the one chosen, or that of the output file's ending, or a table.

    Refuses an ending that the command does not write, and a chosen form that contradicts the ending.
    """
    if output is None:
        return chosen or known[0]
    form = FORMS.get(output.suffix.lower())
    if form == "table" and "text" in known:
        form = "text"
    if form is None or form not in known:
        endings = ", ".join(ending for ending, form in FORMS.items() if form in (*known, "table"))
        raise CannotAnswer(
            f"{output.name} cannot be written by this command.", f"Give it one of the endings {endings}."
        )
    if chosen is not None and form not in (chosen, f"{chosen}l"):
        raise CannotAnswer(f"--format {chosen} contradicts --output {output.name}.", "Leave one of them out.")
    return form
