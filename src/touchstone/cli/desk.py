"""Where a row of a file becomes a case: its qualification is looked up and its units are read, or it is bad."""

from __future__ import annotations

from typing import TYPE_CHECKING

from touchstone.cli.files.rows import Row, Wrong
from touchstone.cli.judging import Case
from touchstone.cli.rulebook import QualificationUnknown, read_units
from touchstone.rules.api import UnitsRefused

if TYPE_CHECKING:
    from touchstone.cli.rulebook import Rulebook
    from touchstone.rules.api import Holding, RuleSet, Specification

LONGEST_NAME = 200
MOST_REMEMBERED = 100_000


class Desk:
    """Reads rows against a rulebook, remembering the words that it has read before.

    With ``beside`` the rows are to be judged by a second rulebook as well: a qualification must be in both, and a unit
    in either.
    """

    def __init__(self, book: Rulebook, *, beside: Rulebook | None = None) -> None:
        self.book, self.beside = book, beside
        self.every = tuple(rules for rules in book.all_rules() if beside is None or beside.has(rules))
        self._words: dict[Specification, dict[str, Holding]] = {}

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader of the answers should know."""
        return (*self.book.notes, *(self.beside.notes if self.beside is not None else ()))

    def rules_of(self, row: Row) -> tuple[RuleSet, ...]:
        """The rule sets that a row asks for: that of its qualification, or every one of the specification in use.

        Raises :class:`QualificationUnknown`.
        """
        if not row.qualification:
            return self.every
        if self.beside is not None:
            self.beside.rules_for(row.qualification, typed=False)
        return (self.book.rules_for(row.qualification, typed=False),)

    def read(self, row: Row) -> tuple[list[Case], list[Wrong]]:
        """The cases of a row, or everything that is wrong with it."""
        wrong = self._wrong_candidate(row)
        rule_sets: tuple[RuleSet, ...] = ()
        try:
            rule_sets = self.rules_of(row)
        except QualificationUnknown as unknown:
            wrong.append(Wrong(row.number, "qualification", unknown.what, unknown.mend, row.original))
        specification = rule_sets[0].specification if rule_sets else self.book.specification
        try:
            holdings = self._holdings(specification, row.units)
            for rules in rule_sets[:1] if self.beside is None else ():
                wrong += self._not_in_force(row, rules, holdings)
        except UnitsRefused as refused:
            said = dict.fromkeys((mistake.what, mistake.mend) for mistake in refused.mistakes)
            return [], wrong + [Wrong(row.number, "units", what, mend, row.original) for what, mend in said]
        return ([] if wrong else [Case(row.candidate, rules, holdings) for rules in rule_sets]), wrong

    def _wrong_candidate(self, row: Row) -> list[Wrong]:
        candidate = row.candidate
        if not candidate:
            what, mend = "The candidate is empty.", "Write the candidate's number or name."
        elif not candidate.isprintable():
            what, mend = "The candidate has a character that cannot be printed.", "Write it anew."
        elif len(candidate) > LONGEST_NAME:
            what, mend = f"The candidate is longer than {LONGEST_NAME} characters.", "Write a number or a name."
        else:
            return []
        return [Wrong(row.number, "candidate", what, mend, row.original)]

    def _holdings(self, specification: Specification, units: str) -> tuple[Holding, ...]:
        """The units of a row; words read before are not read again. Raises ``UnitsRefused`` with every mistake."""
        known = self._words.setdefault(specification, {})
        words = units.replace(",", " ").replace(";", " ").split()
        try:
            found = tuple([known[word] for word in words])
        except KeyError:
            found = self._parsed(specification, units)
            if len(known) < MOST_REMEMBERED:
                known.update(zip(words, found, strict=True))
            return found
        if len({holding.cell for holding in found}) < len(found):
            return self._parsed(specification, units)
        return found

    def _parsed(self, specification: Specification, units: str) -> tuple[Holding, ...]:
        others = [self.beside.specification] if self.beside is not None else []
        return read_units([specification, *others], units)

    def _not_in_force(self, row: Row, rules: RuleSet, holdings: tuple[Holding, ...]) -> list[Wrong]:
        sources = rules.problems[0].sources
        return [
            Wrong(
                row.number,
                "units",
                f"{holding} is not in force on {rules.on}.",
                "Give a day on which it was with --on.",
                row.original,
            )
            for holding in holdings
            if holding not in sources
        ]
