"""The same candidates under two specifications, versions or readings: who changes, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from touchstone.rules.check import Verdict, check

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from touchstone.rules.compiling import RuleSet
    from touchstone.rules.problem import Holding


@dataclass(frozen=True, slots=True)
class Change:
    """A candidate whose verdict differs: both verdicts, and the clauses and units that make the difference.

    ``unknown`` are units held that one of the two specifications does not have; they count for nothing there.
    """

    candidate: str
    before: Verdict
    after: Verdict
    unknown: tuple[Holding, ...]

    @property
    def gains(self) -> bool:
        return self.after.earned

    @property
    def reasons(self) -> tuple[str, ...]:
        """The clauses missed on the losing side, each with its figures there, in a sentence."""
        losing = self.before if self.gains else self.after
        side = "Before" if self.gains else "After"
        reasons = [
            f"{side}: {finding.says} It has {finding.have}"
            + (f" of {finding.need}" if finding.need is not None else f" where {finding.limit} is the most")
            + (f" under the reading “{finding.reading}”." if finding.reading else ".")
            for finding in losing.findings
            if not finding.met
        ]
        if self.unknown:
            reasons.append(f"Not known on one side: {', '.join(map(str, self.unknown))}.")
        return tuple(reasons)


def compare(before: RuleSet, after: RuleSet, candidates: Iterable[tuple[str, Iterable[Holding]]]) -> Iterator[Change]:
    """The candidates whose verdict differs between two rule sets, as they come."""
    for candidate, holdings in candidates:
        held = tuple(holdings)
        one, other = check(before, _known(before, held)), check(after, _known(after, held))
        if one.earned != other.earned:
            unknown = tuple(h for h in held if not (_knows(before, h) and _knows(after, h)))
            yield Change(candidate, one, other, unknown)


def _knows(rules: RuleSet, holding: Holding) -> bool:
    return holding in rules.problems[0].sources


def _known(rules: RuleSet, held: tuple[Holding, ...]) -> tuple[Holding, ...]:
    return tuple(holding for holding in held if _knows(rules, holding))
