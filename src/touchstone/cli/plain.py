"""Batches judged in columns: where every row of a batch is plain, none of them is ever taken apart.

A batch is plain when its texts are what most files hold: candidates without odd characters, qualifications of the
specification in use, units that the specification knows. Any other batch is read row by row, which finds every mistake;
so this way of reading never has to name one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from touchstone.cli.desk import LONGEST_NAME
from touchstone.cli.files.rows import Texts
from touchstone.cli.rulebook import QualificationUnknown
from touchstone.rules.api import UnitsRefused, parse_holdings
from touchstone.rules.bulk import NO_FIGURE, BulkJudge

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from touchstone.cli.desk import Desk
    from touchstone.cli.files.repeats import Repeats
    from touchstone.cli.files.rows import Row

# Begins with a letter or digit, holds nothing that CSV puts in quotes and no space at its end.
_PLAIN_NAME = r'^[\pL\pN]([^"\\,\pC]*[^"\\,\pC\pZ])?$'


@dataclass(frozen=True, eq=False)
class PlainCases:
    """The cases of a plain batch in columns: case ``i`` is candidate ``row[i]`` for rule set ``rule[i]``."""

    candidates: Any
    judge: BulkJudge
    bits: NDArray[np.uint64]
    row: NDArray[np.int64]
    rule: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.row)

    @cached_property
    def earned(self) -> NDArray[np.bool_]:
        """Whether each case is earned."""
        earned = np.zeros(len(self), dtype=np.bool_)
        planes = self.judge.planes(self.bits)
        for place in np.unique(self.rule):
            cases = np.flatnonzero(self.rule == place)
            earned[cases] = self.judge.earned(int(place), self.bits, planes)[self.row[cases]]
        return earned

    @cached_property
    def figures(self) -> Mapping[str, Any]:
        """Earned, counted total, value at the level, missing clauses and outcome of each case, as Arrow arrays."""
        parts = [self._figures_of(int(place)) for place in np.unique(self.rule)]
        order = np.argsort(np.concatenate([cases for cases, _ in parts]), kind="stable")
        joined = {name: pa.concat_arrays([figures[name] for _, figures in parts]) for name in parts[0][1]}
        return {name: column.take(pa.array(order)) for name, column in joined.items()}

    def _figures_of(self, place: int) -> tuple[NDArray[np.int64], dict[str, Any]]:
        cases = np.flatnonzero(self.rule == place)
        found = self.judge.figures(place, self.bits[self.row[cases]])
        codes = [problem.outcome_code for problem in self.judge.rule_sets[place].problems]
        outcomes = pa.array([*codes, ""]).take(pa.array(np.where(found.earned, found.outcome, len(codes))))
        return cases, {
            "earned": pa.array(found.earned),
            "counted_total": pa.array(found.total.astype(np.int64)),
            "counted_at_level": pa.array(found.at_level.astype(np.int64), mask=found.at_level == NO_FIGURE),
            "missing": pa.array(found.names).take(pa.array(found.missing)),
            "outcome": outcomes,
        }

    def table(self, names: list[str]) -> Any:
        """The named columns of the answers, as an Arrow table."""
        codes = pa.array([rules.qualification.code for rules in self.judge.rule_sets])
        columns: dict[str, Any] = {
            "candidate": self.candidates.take(pa.array(self.row)),
            "qualification": codes.take(pa.array(self.rule)),
        }
        if "missing" in names:
            columns |= self.figures
        else:
            columns["earned"] = pa.array(self.earned)
        return pa.table({name: columns[name] for name in names})


def texts_of(rows: Sequence[Row]) -> Texts:
    """The texts of rows that were read one by one."""
    columns = zip(*((row.candidate, row.qualification, row.units) for row in rows), strict=True)
    candidate, qualification, units = (pa.array(column, pa.string()) for column in columns)
    return Texts(candidate, qualification, units, rows[0].number, rows[-1].number)


class PlainReader:
    """Reads batches whose rows are all plain, for one desk."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.judge: BulkJudge | None = None
        self.places: dict[str, tuple[int, ...]] = {}

    def read(self, texts: Texts, repeats: Repeats) -> PlainCases | None:
        """The cases of a batch, remembered among those met; ``None`` when a row of it is not plain."""
        candidates = _plain_names(texts.candidate)
        asked = self._asked(texts.qualification) if candidates is not None else None
        bits = self._bits(texts.units) if asked is not None else None
        if candidates is None or asked is None or bits is None:
            return None
        codes, number = asked
        numbers = np.array([repeats.number(code) for code in codes], dtype=np.int16)
        repeats.add_many(candidates.to_pylist(), numbers[number])
        row, rule = _cases([self.places[code] for code in codes], number)
        return PlainCases(candidates, self._judge(), bits, row, rule)

    def _judge(self) -> BulkJudge:
        if self.judge is None:
            self.judge = BulkJudge(self.desk.every)
            numbers = {rules.qualification.code: place for place, rules in enumerate(self.desk.every)}
            self.places = {"": tuple(numbers.values()), **{code: (place,) for code, place in numbers.items()}}
        return self.judge

    def _asked(self, qualifications: Any) -> tuple[list[str], NDArray[np.int64]] | None:
        """The codes that occur, and which of them each row asks; ``None`` when one is not of the rule sets in use."""
        self._judge()
        encoded = pc.fill_null(qualifications, "").dictionary_encode()
        codes = [code.strip() for code in encoded.dictionary.to_pylist()]
        try:
            known = all(not code or self.desk.book.rules_for(code, typed=False) in self.desk.every for code in codes)
        except QualificationUnknown:
            return None
        return (codes, encoded.indices.to_numpy()) if known else None

    def _bits(self, units: Any) -> NDArray[np.uint64] | None:
        """The units of each row as bits; ``None`` when those of one cannot be understood."""
        judge = self._judge()
        filled = pc.fill_null(units, "").cast(pa.large_string())
        _, offsets, data = filled.buffers()
        offset, rows = filled.offset, len(filled)
        text = np.frombuffer(data, dtype=np.uint8) if data is not None else np.zeros(0, dtype=np.uint8)
        bits, doubtful = judge.encode(text, np.frombuffer(offsets, dtype=np.int64)[offset : offset + rows + 1])
        for row in np.flatnonzero(doubtful):
            one = self._bits_of_one(judge, filled[int(row)].as_py())
            if one is None:
                return None
            bits[row] = one
        return bits

    def _bits_of_one(self, judge: BulkJudge, units: str) -> NDArray[np.uint64] | None:
        try:
            holdings = parse_holdings(self.desk.book.specification, units)
        except UnitsRefused:
            return None
        in_force = all(holding in judge.problem.sources for holding in holdings)
        return judge.encode_one(holdings) if in_force else None


def _plain_names(candidates: Any) -> Any:
    """The candidates, if all are plain."""
    if candidates.null_count or not len(candidates):
        return None
    plain = pc.match_substring_regex(candidates, _PLAIN_NAME)
    fits = pc.less_equal(pc.utf8_length(candidates), LONGEST_NAME)
    return candidates if pc.all(pc.and_(plain, fits)).as_py() else None


def _cases(places: list[tuple[int, ...]], number: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(row, rule set) of each case, in the order of the rows and, within a row, of the rule sets."""
    counts = np.array([len(some) for some in places], dtype=np.int64)
    each = counts[number]
    row = np.repeat(np.arange(len(number)), each)
    first = np.cumsum(each) - each
    within = np.arange(len(row)) - first[row]
    starts = np.cumsum(counts) - counts
    flat = np.array([place for some in places for place in some], dtype=np.int64)
    return row, flat[starts[number][row] + within]
