"""The rows of a file as cases, with every mistake found on the way: for the commands that take a file of candidates."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from touchstone.cli.files.answers import BadRows
from touchstone.cli.files.repeats import Repeats, find_repeated
from touchstone.cli.files.rows import REQUIRED, Wrong
from touchstone.cli.judging import FEW
from touchstone.cli.refusals import CannotAnswer
from touchstone.cli.rulebook import QualificationUnknown
from touchstone.cli.screen import say, say_refused
from touchstone.cli.words import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from touchstone.cli.desk import Desk
    from touchstone.cli.files.repeats import Pair, Repeated
    from touchstone.cli.files.rows import Batch, Row, Source
    from touchstone.cli.files.staging import Staged
    from touchstone.cli.judging import Case
    from touchstone.cli.options import FileOptions
    from touchstone.cli.plain import PlainCases, PlainReader

    Found = TypeVar("Found")

MOST_SAID = 200
"""Mistakes that are said on the screen. The file of bad rows has them all."""


class FileReading:
    """One file being read. After a pass it knows how many rows there were, how many were bad, and what was wrong."""

    def __init__(
        self,
        source: Source,
        desk: Desk,
        *,
        options: FileOptions,
        bad: Path,
        tell: Callable[[float, int], None],
        in_columns: bool = False,
    ) -> None:
        self.source, self.desk, self.skip_bad, self.bad, self.tell = source, desk, options.skip_bad, bad, tell
        self.in_columns = in_columns
        self._begin()

    def _begin(self) -> None:
        self.rows = self.bad_rows = self.mistakes = 0
        self.first_mistakes: list[Wrong] = []
        self.repeats = Repeats()

    def with_repeats(self, attempt: Callable[[Repeated], Found]) -> Found:
        """Attempt the file; if a candidate is in it twice for one qualification, attempt it again, knowing that."""
        found = attempt({})
        suspects = self.repeats.suspects()
        repeated = find_repeated(self._pairs(), suspects) if suspects else {}
        return attempt(repeated) if repeated else found

    def batches(self, repeated: Repeated, *, step: int) -> Iterator[list[Case] | PlainCases]:
        """The cases of the good rows, ``step`` of them at a time, or those of a whole batch in columns.

        Once a row is bad and is not to be skipped, only mistakes are looked for.
        """
        self._begin()
        bad = BadRows(self.bad, self.source.columns)
        done = 0.0
        try:
            for batch in self.source.batches():
                plain = self._plain(batch, repeated)
                if plain is not None and (self.skip_bad or not self.bad_rows):
                    yield plain
                cases = self._cases(batch, repeated, bad) if plain is None else []
                for start in range(0, len(cases), step) if self.skip_bad or not self.bad_rows else ():
                    yield cases[start : start + step]
                    self.tell(done + (batch.part - done) * min(1.0, (start + step) / len(cases)), self.rows)
                done = batch.part
                self.tell(done, self.rows)
        finally:
            bad.close()

    def _plain(self, batch: Batch, repeated: Repeated) -> PlainCases | None:
        """The cases of a large batch that can be judged in columns."""
        if not self.in_columns or len(batch) <= FEW or batch.wrong:
            return None
        from touchstone.cli.plain import texts_of  # loads numpy, numba and pyarrow

        texts = batch.texts or texts_of(batch.rows)
        if any(texts.first <= number <= texts.last for number in repeated):
            return None
        cases = self.reader.read(texts, self.repeats)
        self.rows += len(batch) if cases is not None else 0
        return cases

    @cached_property
    def reader(self) -> PlainReader:
        from touchstone.cli.plain import PlainReader

        return PlainReader(self.desk)

    def _cases(self, batch: Batch, repeated: Repeated, bad: BadRows) -> list[Case]:
        batch.take_apart()
        cases: list[Case] = []
        wrong = list(batch.wrong)
        for row in batch.rows:
            good, mistakes = self.desk.read(row)
            if self._pairs_of(row):
                self.repeats.add(row.candidate, row.qualification)
            if row.number in repeated:
                mistakes.append(_twice(row, *repeated[row.number]))
            if mistakes:
                wrong += mistakes
            else:
                cases += good
        self._count(batch, wrong, bad)
        return cases

    def _count(self, batch: Batch, wrong: list[Wrong], bad: BadRows) -> None:
        wrong.sort(key=lambda one: one.row)
        for one in wrong:
            bad.add(one)
        bad_now = {one.row for one in wrong}
        self.rows += len(batch.rows) + len(bad_now.difference([row.number for row in batch.rows]))
        self.bad_rows += len(bad_now)
        self.mistakes += len(wrong)
        self.first_mistakes += wrong[: MOST_SAID - len(self.first_mistakes)]

    def _pairs(self) -> Iterator[tuple[int, Pair]]:
        for batch in self.source.batches():
            batch.take_apart()
            for row in batch.rows:
                for pair in self._pairs_of(row):
                    yield row.number, pair

    def _pairs_of(self, row: Row) -> list[Pair]:
        try:
            rule_sets = self.desk.rules_of(row) if row.candidate else ()
        except QualificationUnknown:
            return []
        return [(row.candidate, rules.qualification.code) for rules in rule_sets]


def _twice(row: Row, pair: Pair, rows: tuple[int, ...]) -> Wrong:
    candidate, code = pair
    others = ", ".join(str(number) for number in rows[:10] if number != row.number)
    return Wrong(
        row.number, "", f"{candidate} is given {code} in row {others} as well.", "Keep one of them.", row.original
    )


def place_of_bad(options: FileOptions, output: Path | None) -> Path:
    """Where bad rows go: the file named, or NAME.bad.csv beside the answer, or in the current folder."""
    from pathlib import Path

    assert options.file is not None
    name = f"{options.file.stem}.bad.csv"
    bad = options.bad or (output.with_name(name) if output is not None else Path(name))
    places = [place.resolve() for place in (options.file, bad, output) if place is not None]
    if len(set(places)) < len(places):
        raise CannotAnswer("The file of candidates, the answer and the bad rows need three names.", "Change one.")
    return bad


def say_unread(source: Source) -> None:
    """Name the columns that are not read, so that nothing is left out in silence."""
    others = [name for name in source.columns if name.strip().casefold() not in REQUIRED and name != "line"]
    if others:
        say(f"Not read: {counted(len(others), 'column')} ({', '.join(others)}).")


def finish_reading(reading: FileReading, bad: Staged, options: FileOptions) -> bool:
    """Say what was bad, keep the file of bad rows if it was asked for, and say whether there is an answer."""
    if not reading.bad_rows:
        return True
    kept = options.skip_bad or options.bad is not None
    if kept:
        bad.keep()
    rows = f"{counted(reading.bad_rows, 'row')} of {reading.rows:,}"
    if options.skip_bad:
        say(f"{rows} left out: what is wrong with them stands in {bad.target}.")
        return True
    verb = "is" if reading.bad_rows == 1 else "are"
    mend = "Mend them, or judge the others with --skip-bad."
    lines = [f"{rows} {verb} bad in {reading.source.path.name}, so there is no answer. {mend}"]
    lines += [str(one) for one in reading.first_mistakes]
    if reading.mistakes > MOST_SAID:
        more = f"{reading.mistakes - MOST_SAID:,} more mistakes"
        lines.append(f"… {more} stand in {bad.target}." if kept else f"… {more}: --bad FILE writes them all to a file.")
    say_refused(tuple(lines))
    return False
