"""Small words of which answers are made."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from touchstone.rules.api import Finding, Specification, Verdict


def counted(count: int, one: str, many: str = "") -> str:
    """“1 row”, “3 rows”, “1,000 rows”."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def units(count: int, one: str = "unit") -> str:
    """“1 unit”, “3 units”; “1 more unit”."""
    return counted(count, one)


def listed(words: Sequence[str]) -> str:
    """“A”, “A and B”, “A, B and C”."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def amount(specification: Specification, count: int, measure: str) -> str:
    """So many units, or so much value in the specification's own name for it."""
    if measure == "value":
        return f"{count} {specification.value_short}"
    if measure == "percent":
        return f"{count} %"
    return units(count) if measure == "units" else str(count)


def clauses_not_met(verdict: Verdict) -> str:
    """Which clauses are not met and by how much, in one sentence."""
    missed = [finding for finding in verdict.findings if not finding.met]
    described = listed([f"{finding.clause} ({_by(verdict, finding)})" for finding in missed])
    return (
        f"{len(missed)} of {len(verdict.findings)} clauses {'is' if len(missed) == 1 else 'are'} not met: {described}."
    )


def _by(verdict: Verdict, finding: Finding) -> str:
    how_much = amount(verdict.rules.specification, finding.short, str(finding.measure))
    if finding.need is not None and finding.have < finding.need:
        return f"{how_much} short"
    return f"{how_much} too many"
