"""The standards of one area of competence at one level: outcomes, criteria, signposts; when two differ, and in what."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from touchstone.ledger.domain import Fact


class Provenance(StrEnum):
    """Whose words the standards are."""

    ILLUSTRATIVE = "illustrative"
    """Our own words, to show how standards look; published by no awarding body."""
    LICENSED = "licensed"
    """The words of a scheme book, used under a licence."""
    OWN = "own"
    """The awarding body's own words."""


class CriterionKind(StrEnum):
    """What a criterion asks for."""

    PERFORMANCE = "performance"
    KNOWLEDGE = "knowledge"
    SCOPE = "scope"
    EVIDENCE = "evidence"


class Method(StrEnum):
    """How a criterion can be shown. Simulation is no method here: a criterion allows it or does not."""

    OBSERVATION = "observation"
    WORK_PRODUCT = "work_product"
    ORAL_QUESTIONS = "oral_questions"
    WRITTEN_QUESTIONS = "written_questions"
    PROFESSIONAL_DISCUSSION = "professional_discussion"
    EXPERT_WITNESS_TESTIMONY = "expert_witness_testimony"
    WITNESS_TESTIMONY = "witness_testimony"
    PERSONAL_STATEMENT = "personal_statement"
    PRIOR_LEARNING = "prior_learning"
    ASSIGNMENT = "assignment"
    KEY_SKILLS_EVIDENCE = "key_skills_evidence"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that is asked for; without ``methods``, every method will do."""

    code: str
    kind: CriterionKind
    text: str
    occurrences: int = 1
    methods: tuple[Method, ...] = ()
    simulation: bool = False
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What somebody competent brings about, with the criteria by which that is seen."""

    code: str
    title: str
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Signpost:
    """An opportunity to show a key skill while working towards the unit; never an achievement."""

    component: str
    note: str


@dataclass(frozen=True, slots=True)
class Standard:
    """The standards of one area of competence at one level, whoever published them and whenever."""

    area: str
    level: int
    title: str
    summary: str
    outcomes: tuple[Outcome, ...]
    signposts: tuple[Signpost, ...] = ()

    @property
    def cell(self) -> tuple[str, int]:
        """The area and the level: what the standards are of."""
        return self.area, self.level

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """Every criterion, in order."""
        return tuple(criterion for outcome in self.outcomes for criterion in outcome.criteria)

    def lines(self) -> Iterator[tuple[str, str]]:
        """Every statement with a name for its place, in order: what two versions are compared by."""
        yield "title", self.title
        yield "summary", self.summary
        for outcome in self.outcomes:
            yield f"outcome {outcome.code}", outcome.title
            for criterion in outcome.criteria:
                yield f"criterion {criterion.code}", _said(criterion)
        for signpost in self.signposts:
            yield f"key skill {signpost.component}", signpost.note


def _said(criterion: Criterion) -> str:
    asked = [criterion.kind.value]
    if criterion.occurrences > 1:
        asked.append(f"{criterion.occurrences} times")
    if criterion.methods:
        asked.append("by " + ", ".join(method.value.replace("_", " ") for method in criterion.methods))
    if criterion.simulation:
        asked.append("simulation allowed")
    return f"{criterion.text} ({'; '.join(asked)})"


def content_hash(standard: Standard, provenance: Provenance) -> str:
    """The SHA-256 of all that the standards say and of whose words they are; the same words have the same hash."""
    said = {
        "area": standard.area,
        "level": standard.level,
        "provenance": provenance.value,
        "title": standard.title,
        "summary": standard.summary,
        "outcomes": [_outcome_as_data(outcome) for outcome in standard.outcomes],
        "signposts": [[signpost.component, signpost.note] for signpost in standard.signposts],
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _outcome_as_data(outcome: Outcome) -> list[object]:
    criteria = [
        [c.code, c.kind.value, c.text, c.occurrences, [m.value for m in c.methods], c.simulation]
        for c in outcome.criteria
    ]
    return [outcome.code, outcome.title, criteria]


class Differs(StrEnum):
    """How a statement of new standards stands to the version in force."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One statement that differs between two versions."""

    place: str
    how: Differs
    before: str = ""
    after: str = ""


def differences(old: Standard, new: Standard) -> tuple[Difference, ...]:
    """What ``new`` says that ``old`` does not, and the other way round, in the order of ``new``; what is gone, last."""
    before, after = dict(old.lines()), dict(new.lines())
    changed = [
        Difference(place, Differs.CHANGED if place in before else Differs.ADDED, before.get(place, ""), said)
        for place, said in after.items()
        if before.get(place) != said
    ]
    gone = [Difference(place, Differs.REMOVED, said) for place, said in before.items() if place not in after]
    if not changed and not gone and list(before) != list(after):
        return (Difference("order", Differs.CHANGED, ", ".join(before), ", ".join(after)),)
    return (*changed, *gone)


def tidy(text: str) -> str:
    """A text as it is kept: composed characters, one blank between words, nothing around it."""
    return " ".join(unicodedata.normalize("NFC", text).split())


@dataclass(frozen=True, slots=True)
class Published:
    """One published version of the standards of a cell. It never changes; a later version stands beside it."""

    id: int
    number: int
    provenance: Provenance
    source: str
    from_day: date
    content_hash: str
    standard: Standard
    until_day: date | None = None
    """The last day on which it was in force; None while no later version follows."""


@dataclass(frozen=True, slots=True)
class VersionTold:
    """A version as a list shows it."""

    id: int
    area: str
    level: int
    number: int
    title: str
    provenance: Provenance
    source: str
    from_day: date
    until_day: date | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a file of standards: where, what, and what mends it."""

    row: int
    column: str
    what: str
    mend: str = ""

    def as_data(self) -> list[object]:
        """The problem as it is kept."""
        return [self.row, self.column, self.what, self.mend]


@dataclass(frozen=True, slots=True)
class Book:
    """What a file of standards holds: the standards that were understood, and everything that is wrong with it."""

    standards: tuple[Standard, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Planned:
    """What publishing a file would do to one cell: a new version, with what differs, or nothing."""

    standard: Standard
    number: int
    """The number that the version would have, or has where nothing changes."""
    in_force: int | None
    """The version in force on the day; None where there is none."""
    differences: tuple[Difference, ...] = ()
    is_new: bool = False


def in_book_order(cells: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Cells by area as people expect (V2 before V10), then by level."""
    return sorted(cells, key=lambda cell: (*area_order(cell[0]), cell[1]))


def area_order(code: str) -> tuple[str, int, str]:
    """The key that sorts area codes as people expect: letters, then the number after them."""
    letters = code.rstrip("0123456789")
    digits = code[len(letters) :]
    return letters, int(digits) if digits else -1, code


class StandardPublished(Fact):
    """A version of the standards of one area at one level was published."""


class StandardsFileTaken(Fact):
    """A file of standards was taken in, to be read and looked at before anything is published."""


class StandardsFileSetAside(Fact):
    """A file of standards was set aside: nothing of it was published."""


class StandardsFilePublished(Fact):
    """What a file of standards holds was published from a day on."""
