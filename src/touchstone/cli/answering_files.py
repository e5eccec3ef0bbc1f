"""A file of candidates, answered: read in batches, and answered if every row is good or the bad are set aside."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from touchstone.cli.files import open_source
from touchstone.cli.files.answers import CsvAnswers, JsonAnswers, ParquetAnswers
from touchstone.cli.files.staging import staged
from touchstone.cli.reading_files import FileReading, finish_reading, place_of_bad, say_unread
from touchstone.cli.refusals import BAD_INPUT
from touchstone.cli.screen import progress, say
from touchstone.cli.table_of_answers import TableOfAnswers

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from touchstone.cli.desk import Desk
    from touchstone.cli.files.answers import Answers
    from touchstone.cli.files.repeats import Repeated
    from touchstone.cli.manner import Manner
    from touchstone.cli.options import FileOptions


def answer_file(
    options: FileOptions,
    desk: Desk,
    manner: Callable[[], Manner],
    *,
    form: str,
    output: Path | None,
    in_columns: bool = False,
) -> int:
    """Answer every row of a file: 0 when every row was judged or the bad ones set aside, 2 when a row is bad.

    ``manner`` is made anew for each pass over the file. ``in_columns`` says that the answers are verdicts, which can be
    made of whole columns where the file and the form of the answer have them.
    """

    def make(path: Path) -> Answers:
        if form == "csv":
            return CsvAnswers(path, manner())
        if form == "parquet":
            return ParquetAnswers(path, manner())
        return TableOfAnswers(manner()) if form == "table" else JsonAnswers(path, manner().data, lines=form == "jsonl")

    in_columns = in_columns and form in ("csv", "parquet", "table")
    return answer_with(make, options, desk, output=output, step=manner().step, in_columns=in_columns)


def answer_with(
    make: Callable[[Path], Answers],
    options: FileOptions,
    desk: Desk,
    *,
    output: Path | None,
    step: int,
    in_columns: bool = False,
) -> int:
    """Answer every row of a file, ``step`` cases at a time, into what ``make`` makes of a path."""
    assert options.file is not None
    bad = place_of_bad(options, output)
    source = open_source(options.file, sheet=options.sheet)
    say_unread(source)
    with staged(output) as answer, staged(bad) as bad_rows, progress(source.path.name) as tell:
        reading = FileReading(source, desk, options=options, bad=bad_rows.path, tell=tell, in_columns=in_columns)
        answers = reading.with_repeats(lambda repeated: _answered(reading, repeated, make(answer.path), step=step))
        good = finish_reading(reading, bad_rows, options)
        if good and not isinstance(answers, TableOfAnswers):
            answer.keep()
    say(*desk.notes)
    if good and isinstance(answers, TableOfAnswers):
        answers.show(output)
    return 0 if good else BAD_INPUT


def _answered(reading: FileReading, repeated: Repeated, answers: Answers, *, step: int) -> Answers:
    with closing(answers):
        for cases in reading.batches(repeated, step=step):
            answers.add(cases)
    return answers
