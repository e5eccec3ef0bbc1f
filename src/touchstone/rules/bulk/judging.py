"""Many candidates against many qualifications of one specification: bits in, verdicts and figures out, all exact."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from touchstone.rules.bulk.areas import Answers, Tables, scratch_for, tables_of
from touchstone.rules.bulk.planes import decide, planes_of, program_of
from touchstone.rules.bulk.rows import judge_rows
from touchstone.rules.bulk.tokens import Words, bits_of, encode_texts, words_of
from touchstone.rules.check import Verdict, check_columns, judge_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from touchstone.rules.bulk.circuits import Program
    from touchstone.rules.compiling import RuleSet
    from touchstone.rules.problem import Holding

NO_FIGURE = -1


@dataclass(frozen=True, slots=True)
class Figures:
    """Answers in columns, one row to a candidate: earned, counted total, value at the level, and the clauses missing.

    ``at_level`` is :data:`NO_FIGURE` where the specification shows none. ``missing`` numbers into ``names``: sets of
    clause names, each written with spaces between. ``outcome`` numbers the outcome that the figures speak of.
    """

    earned: NDArray[np.bool_]
    total: NDArray[np.int32]
    at_level: NDArray[np.int32]
    missing: NDArray[np.int32]
    names: tuple[str, ...]
    outcome: NDArray[np.int16]


class BulkJudge:
    """The qualifications of one specification made ready for millions of candidates.

    All rule sets must be of one specification and one day, so that they share their columns.
    """

    def __init__(self, rule_sets: Sequence[RuleSet]) -> None:
        if len({(id(rules.specification), rules.on) for rules in rule_sets}) != 1:
            raise ValueError("Rule sets that are judged together must be of one specification and one day.")
        self.rule_sets = tuple(rule_sets)
        self.problem = self.rule_sets[0].problems[0]
        self.width = -(-len(self.problem.columns) // 64)
        self._words: Words | None = None
        self._programs: dict[tuple[int, int], Program | None] = {}
        self._tables: dict[tuple[int, int], tuple[Tables, ...] | None] = {}

    def encode(
        self, text: NDArray[np.uint8], offsets: NDArray[np.int64]
    ) -> tuple[NDArray[np.uint64], NDArray[np.bool_]]:
        """Rows of bits for texts of units in UTF-8, and which texts are doubtful and want :func:`parse_holdings`.

        Text ``i`` is ``text[offsets[i]:offsets[i + 1]]``; shapes are (bytes,) and (texts + 1,); rows are
        (texts, :attr:`width`).
        """
        if self._words is None:
            self._words = words_of(self.problem)
        bits = np.zeros((offsets.size - 1, self.width), dtype=np.uint64)
        doubtful = np.zeros(offsets.size - 1, dtype=np.bool_)
        encode_texts(self._words, text, offsets, (bits, doubtful))
        return bits, doubtful

    def encode_one(self, holdings: Iterable[Holding]) -> NDArray[np.uint64]:
        """The row of bits of one candidate's holdings, which the specification must know."""
        return bits_of([column for holding in holdings for column in self.problem.sources[holding]], self.width)

    def encode_many(self, candidates: Iterable[Iterable[Holding]]) -> NDArray[np.uint64]:
        """Rows of bits of many candidates' holdings, which the specification must know."""
        masks, size = self._masks, self.width * 8
        rows, count = bytearray(), 0
        for holdings in candidates:
            mask, count = 0, count + 1
            for holding in holdings:
                mask |= masks[holding]
            rows += mask.to_bytes(size, "little")
        words = np.frombuffer(bytes(rows), dtype="<u8").astype(np.uint64)
        return words.reshape(count, self.width)

    @cached_property
    def _masks(self) -> dict[Holding, int]:
        """The bits of each holding as one whole number."""
        return {holding: sum(1 << column for column in columns) for holding, columns in self.problem.sources.items()}

    def is_compiled(self, place: int) -> bool:
        """Does the kernel decide every outcome of the rule set at ``place``, without single checks?"""
        return all(
            self._tables_of(place, outcome) is not None for outcome in range(len(self.rule_sets[place].problems))
        )

    def planes(self, bits: NDArray[np.uint64]) -> NDArray[np.uint64]:
        """The rows turned into planes, to be asked about several qualifications."""
        return planes_of(bits)

    def earned(
        self, place: int, bits: NDArray[np.uint64], planes: NDArray[np.uint64] | None = None
    ) -> NDArray[np.bool_]:
        """Whether each row earns the rule set at ``place``; shape (rows,).

        ``planes`` are those of the same rows, when they have been made already.
        """
        if planes is None:
            planes = planes_of(bits)
        earned = np.zeros(len(bits), dtype=np.bool_)
        for outcome in range(len(self.rule_sets[place].problems)):
            accepted, undecided = self._decide(place, outcome, planes, len(bits))
            earned |= accepted
            rows = np.flatnonzero(undecided & ~earned)
            if rows.size:
                earned[rows] = self._earned(place, outcome, bits[rows])
        return earned

    def undecided(self, place: int, bits: NDArray[np.uint64], planes: NDArray[np.uint64] | None = None) -> int:
        """How many rows the circuits of the rule set at ``place`` leave to the exact kernel."""
        planes = planes_of(bits) if planes is None else planes
        outcomes = range(len(self.rule_sets[place].problems))
        return sum(int(self._decide(place, outcome, planes, len(bits))[1].sum()) for outcome in outcomes)

    def _decide(
        self, place: int, outcome: int, planes: NDArray[np.uint64], rows: int
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """(accepted, undecided) by the circuit of an outcome; all undecided where it has none."""
        key = (place, outcome)
        if key not in self._programs:
            self._programs[key] = program_of(judge_for(self.rule_sets[place], outcome))
        program = self._programs[key]
        if program is None:
            return np.zeros(rows, dtype=np.bool_), np.ones(rows, dtype=np.bool_)
        return decide(program, planes, rows)

    def _earned(self, place: int, outcome: int, bits: NDArray[np.uint64]) -> NDArray[np.bool_]:
        tables = self._tables_of(place, outcome)
        if tables is None:
            judge = judge_for(self.rule_sets[place], outcome)
            return _each_distinct(bits, judge.is_met)
        met = np.zeros(len(bits), dtype=np.bool_)
        for branch in tables:
            answers = _room(len(bits))
            judge_rows(branch, bits, answers, (scratch_for(branch), False))
            met |= answers.penalty == 0
        return met

    def figures(self, place: int, bits: NDArray[np.uint64]) -> Figures:
        """The verdict of each row with its figures, as :func:`check` gives them for one candidate."""
        if not self.is_compiled(place):
            return self._figures_one_by_one(place, bits)
        rules = self.rule_sets[place]
        best = _room(len(bits))
        best.penalty[:] = np.iinfo(np.int64).max
        outcome = np.zeros(len(bits), dtype=np.int16)
        for number in range(len(rules.problems)):
            found = self._best_branch(place, number, bits)
            # An earlier outcome that is met is kept; among outcomes that are not met, the later of equals is nearer.
            better = (found.penalty < best.penalty) | ((found.penalty == best.penalty) & (best.penalty > 0))
            _take(best, found, better)
            outcome[better] = number
        missing, names = _missing_sets(rules, outcome, best.missing)
        return Figures(best.penalty == 0, best.total, best.at_level, missing, names, outcome)

    def _best_branch(self, place: int, outcome: int, bits: NDArray[np.uint64]) -> Answers:
        tables = self._tables_of(place, outcome)
        assert tables is not None
        best = _room(len(bits))
        for number, branch in enumerate(tables):
            found = best if number == 0 else _room(len(bits))
            judge_rows(branch, bits, found, (scratch_for(branch), True))
            if number:
                less = found.penalty < best.penalty
                _take(best, found, less | ((found.penalty == best.penalty) & (found.total > best.total)))
        return best

    def _figures_one_by_one(self, place: int, bits: NDArray[np.uint64]) -> Figures:
        rules = self.rule_sets[place]
        rows, inverse = np.unique(bits, axis=0, return_inverse=True)
        verdicts = [check_columns(rules, columns_in(row)) for row in rows]
        names = tuple(dict.fromkeys(" ".join(verdict.missing) for verdict in verdicts))
        figures = Figures(
            earned=np.array([verdict.earned for verdict in verdicts], dtype=np.bool_),
            total=np.array([verdict.total for verdict in verdicts], dtype=np.int32),
            at_level=np.array([_shown(verdict) for verdict in verdicts], dtype=np.int32),
            missing=np.array([names.index(" ".join(verdict.missing)) for verdict in verdicts], dtype=np.int32),
            names=names,
            outcome=np.array([rules.problems.index(verdict.problem) for verdict in verdicts], dtype=np.int16),
        )
        each = inverse.reshape(-1)
        return Figures(
            figures.earned[each],
            figures.total[each],
            figures.at_level[each],
            figures.missing[each],
            names,
            figures.outcome[each],
        )

    def _tables_of(self, place: int, outcome: int) -> tuple[Tables, ...] | None:
        key = (place, outcome)
        if key not in self._tables:
            self._tables[key] = tables_of(judge_for(self.rule_sets[place], outcome))
        return self._tables[key]


def columns_in(row: NDArray[np.uint64]) -> frozenset[int]:
    """The columns whose bits are set in one row."""
    return frozenset(
        word * 64 + place for word, bits in enumerate(row.tolist()) for place in range(64) if bits >> place & 1
    )


def _shown(verdict: Verdict) -> int:
    return NO_FIGURE if verdict.at_level is None else verdict.at_level


def _missing_sets(
    rules: RuleSet, outcome: NDArray[np.int16], missing: NDArray[np.uint64]
) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """Each row's set of missing clauses as a number, and the sets by that number."""
    number = np.zeros(len(missing), dtype=np.int32)
    names: list[str] = []
    for place in range(len(rules.problems)):
        rows = np.flatnonzero(outcome == place)
        sets, inverse = np.unique(missing[rows], return_inverse=True)
        number[rows] = len(names) + inverse
        names += [_names(rules, place, int(clauses)) for clauses in sets]
    return number, tuple(names)


def _names(rules: RuleSet, outcome: int, missing: int) -> str:
    clauses = rules.problems[outcome].clauses
    return " ".join(clause.name for number, clause in enumerate(clauses) if missing >> number & 1)


def _room(rows: int) -> Answers:
    return Answers(
        np.zeros(rows, dtype=np.int64),
        np.zeros(rows, dtype=np.int32),
        np.full(rows, NO_FIGURE, dtype=np.int32),
        np.zeros(rows, dtype=np.uint64),
    )


def _take(best: Answers, found: Answers, better: NDArray[np.bool_]) -> None:
    best.penalty[better] = found.penalty[better]
    best.total[better] = found.total[better]
    best.at_level[better] = found.at_level[better]
    best.missing[better] = found.missing[better]


def _each_distinct(bits: NDArray[np.uint64], is_met: Callable[[frozenset[int]], bool]) -> NDArray[np.bool_]:
    rows, inverse = np.unique(bits, axis=0, return_inverse=True)
    met = np.array([is_met(columns_in(row)) for row in rows], dtype=np.bool_)
    return met[inverse.reshape(-1)] if len(bits) else np.zeros(0, dtype=np.bool_)
