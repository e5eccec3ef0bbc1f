"""Many candidates from memory: exact audits a second on one core, and how far the memory would let them go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bench.measure import Line, judged, print_table, time_all
from bench.one import rule_sets
from bench.population import CODES, rows_of_bits, texts
from touchstone.rules.api import Holding, check
from touchstone.rules.bulk import BulkJudge
from touchstone.rules.problem import Problem

if TYPE_CHECKING:
    from numpy.typing import NDArray

ROWS = 1 << 22
CHECKED = 2_000


def holdings_in(problem: Problem, row: NDArray[np.uint64]) -> tuple[Holding, ...]:
    bits = [int(word) for word in row]
    return tuple(c.holding for c in problem.columns if bits[c.index // 64] >> (c.index % 64) & 1)


def verdict_lines(judge: BulkJudge, rows: NDArray[np.uint64]) -> list[Line]:
    """Verdicts only, by circuits, with the exact kernel for whoever a circuit leaves undecided."""
    planes = judge.planes(rows)
    turning = time_all(lambda: judge.planes(rows), rounds=3)
    lines = [Line("rows of bits turned into planes", f"{ROWS / turning / 1e6:,.0f} M/s")]
    whole = 0.0
    for place, code in enumerate(CODES):
        judge.earned(place, rows, planes)
        seconds = time_all(lambda place=place: judge.earned(place, rows, planes))  # type: ignore[misc]  # bound now
        whole += seconds
        lines.append(judged(f"{code}, verdicts from planes", ROWS / seconds / 1e6, 3, "M/s", least=True))
    undecided = [judge.undecided(place, rows, planes) for place in range(len(CODES))]
    shares = ", ".join(f"{1e4 * count / ROWS:.1f}" for count in undecided)
    lines.append(Line("left undecided by the circuits, per 10,000", shares))
    lines.append(judged("all five, verdicts from planes", 5 * ROWS / whole / 1e6, 100, "M/s", least=True))
    lines.append(
        judged(
            "all five, verdicts from rows, turning included", 5 * ROWS / (whole + turning) / 1e6, 3, "M/s", least=True
        )
    )
    return [*lines, *bandwidth_lines(planes, whole / 5)]


def bandwidth_lines(planes: NDArray[np.uint64], seconds: float) -> list[Line]:
    """The limit that memory sets: every plane read once, at the speed of a plain sum over the same bytes."""
    reading = time_all(planes.sum)
    speed = planes.nbytes / reading
    limit = ROWS / reading
    return [
        Line("memory read by one core", f"{speed / 1e9:,.1f} GB/s"),
        Line("limit if every plane is read once", f"{limit / 1e6:,.0f} M/s", f"{limit * seconds / ROWS:,.1f} × ours"),
    ]


def figure_lines(judge: BulkJudge, rows: NDArray[np.uint64]) -> list[Line]:
    """Totals, values at the level and missing clauses too, by the compiled dynamic programme alone."""
    lines, whole, some = [], 0.0, rows[: ROWS // 8]
    for place, code in enumerate(CODES):
        judge.figures(place, some[:10])
        seconds = time_all(lambda place=place: judge.figures(place, some), rounds=3)  # type: ignore[misc]  # bound now
        whole += seconds
        lines.append(Line(f"{code}, with totals and missing clauses", f"{len(some) / seconds / 1e6:,.2f} M/s"))
    return [
        *lines,
        judged("all five, with totals and missing clauses", 5 * len(some) / whole / 1e6, 3, "M/s", least=True),
    ]


def proof_lines(judge: BulkJudge, rows: NDArray[np.uint64]) -> list[Line]:
    """Answers that differ from those of a single check, over candidates drawn from the same rows."""
    chosen = rows[:: ROWS // CHECKED][:CHECKED]
    wrong = 0
    for place, rules in enumerate(judge.rule_sets):
        earned, figures = judge.earned(place, chosen), judge.figures(place, chosen)
        for number, row in enumerate(chosen):
            verdict = check(rules, holdings_in(judge.problem, row))
            single = (verdict.earned, verdict.earned, verdict.total, verdict.at_level, " ".join(verdict.missing))
            wrong += single != (
                earned[number],
                figures.earned[number],
                figures.total[number],
                figures.at_level[number],
                figures.names[figures.missing[number]],
            )
    return [judged(f"answers that differ from single checks, of {5 * CHECKED:,}", wrong, 0, "")]


def text_lines(judge: BulkJudge) -> list[Line]:
    """Units as text turned into bits."""
    written = [text.encode() for text in texts(200_000)]
    buffer = np.frombuffer(b"".join(written), dtype=np.uint8)
    offsets = np.cumsum([0, *map(len, written)]).astype(np.int64)
    judge.encode(buffer, offsets[:2])
    seconds = time_all(lambda: judge.encode(buffer, offsets))
    return [
        Line(
            "texts of units read",
            f"{len(written) / seconds / 1e6:,.2f} M/s",
            f"{buffer.nbytes / seconds / 1e6:,.0f} MB/s",
        )
    ]


def main() -> None:
    judge, rows = BulkJudge(rule_sets()), rows_of_bits(ROWS)
    print_table(f"Many candidates from memory, one core, {ROWS:,} rows", verdict_lines(judge, rows))
    print_table("Many candidates with figures", figure_lines(judge, rows))
    print_table("Proof", [*proof_lines(judge, rows), *text_lines(judge)])
