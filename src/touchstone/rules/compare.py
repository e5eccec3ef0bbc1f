"""The same candidates under two specifications, versions or readings: who changes, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from touchstone.rules.check import Verdict, check, differs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from touchstone.rules.compiling import RuleSet
    from touchstone.rules.evaluate import Finding
    from touchstone.rules.problem import Holding


@dataclass(frozen=True, slots=True)
class Change:
    """A candidate to whom something else is awarded: both verdicts, and the clauses and units that make the difference.

    ``unknown`` are units held that one of the two specifications does not have; they count for nothing there.
    """

    candidate: str
    before: Verdict
    after: Verdict
    unknown: tuple[Holding, ...]

    @property
    def gains(self) -> bool:
        """Is more awarded afterwards? Of two outcomes the one that its rule set prefers is more."""
        if self.before.earned != self.after.earned:
            return self.after.earned
        order = [problem.outcome_code for problem in self.after.rules.problems]
        before, after = self.before.outcomes[0], self.after.outcomes[0]
        return before not in order or order.index(after) < order.index(before)

    @property
    def reasons(self) -> tuple[str, ...]:
        """The clauses missed on the losing side, each with its figures there, in a sentence; or the two outcomes."""
        reasons = [self._missed(finding) for finding in self._losing.findings if not finding.met]
        if self.before.earned and self.after.earned:
            reasons = [f"Before: {self.before.problem.title}. After: {self.after.problem.title}."]
        if self.unknown:
            reasons.append(f"Not known on one side: {', '.join(map(str, self.unknown))}.")
        return tuple(reasons)

    @property
    def _losing(self) -> Verdict:
        return self.before if self.gains else self.after

    def _missed(self, finding: Finding) -> str:
        side = "Before" if self.gains else "After"
        below = finding.need is not None and finding.have < finding.need
        bound = f" of {finding.need}" if below else f" where {finding.limit} is the most"
        reading = f" under the reading “{finding.reading}”" if finding.reading else ""
        return f"{side}: {finding.says} It has {finding.have}{bound}{reading}."


def compare(before: RuleSet, after: RuleSet, candidates: Iterable[tuple[str, Iterable[Holding]]]) -> Iterator[Change]:
    """The candidates to whom the two rule sets award something else, as they come."""
    for candidate, holdings in candidates:
        held = tuple(holdings)
        one, other = check(before, _known(before, held)), check(after, _known(after, held))
        if differs(one, other):
            unknown = tuple(h for h in held if not (_knows(before, h) and _knows(after, h)))
            yield Change(candidate, one, other, unknown)


def _knows(rules: RuleSet, holding: Holding) -> bool:
    return holding in rules.problems[0].sources


def _known(rules: RuleSet, held: tuple[Holding, ...]) -> tuple[Holding, ...]:
    return tuple(holding for holding in held if _knows(rules, holding))
