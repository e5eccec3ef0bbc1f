"""A scheme book as lines: the one table that the CSV, XLSX and YAML files of standards all hold, and its validation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from touchstone.catalogue.domain.standards import (
    Book,
    Criterion,
    CriterionKind,
    Method,
    Outcome,
    Problem,
    Signpost,
    Standard,
    in_book_order,
    tidy,
)

COLUMNS = ("area", "level", "part", "outcome", "code", "text", "kind", "occurrences", "methods", "simulation")
"""The columns of a file of standards, in order (docs/reference/standards-files.md)."""

PARTS = ("title", "summary", "outcome", "criterion", "key_skill")
LONGEST_TEXT = 2_000
MOST_LINES = 50_000
MOST_PROBLEMS = 500
AREA = re.compile(r"[A-Za-z][A-Za-z0-9]{0,11}")
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.()/-]{0,19}")
COMPONENT = re.compile(r"(C|N|IT|WO|LP|PS)[1-5]\.\d[ab]?")
FORMULA = ("=", "+", "-", "@")
YES, NO = {"yes", "true", "1"}, {"", "no", "false", "0"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file: its number there, and its cells by column."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return tidy(self.cells.get(column, ""))


@dataclass(slots=True)
class _Cell:
    """The lines of one area at one level, as they gather."""

    first: int
    title: str = ""
    summary: str = ""
    outcomes: dict[str, str] = field(default_factory=dict)
    outcome_lines: dict[str, int] = field(default_factory=dict)
    criteria: list[tuple[int, str, Criterion]] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)
    signposts: dict[str, str] = field(default_factory=dict)


class _Reading:
    """Lines that become standards, and what is wrong with them."""

    def __init__(self) -> None:
        self.cells: dict[tuple[str, int], _Cell] = {}
        self.problems: list[Problem] = []

    def wrong(self, line: int, column: str, what: str, mend: str = "") -> None:
        """Note one problem."""
        self.problems.append(Problem(line, column, what, mend))

    def take(self, line: Line) -> None:
        """Read one line."""
        key, part = self._key(line), line["part"]
        if part not in PARTS:
            self.wrong(
                line.number, "part", f"“{part[:40]}” is no part of standards.", f"Use one of: {', '.join(PARTS)}."
            )
            return
        text = self._text(line)
        if key is None or text is None:
            return
        cell = self.cells.setdefault(key, _Cell(line.number))
        if part == "criterion":
            self._criterion(line, cell, text)
        elif part == "key_skill":
            self._signpost(line, cell, text)
        elif part == "outcome":
            self._outcome(line, cell, text)
        else:
            self._once(line, cell, text)

    def _key(self, line: Line) -> tuple[str, int] | None:
        area, level = line["area"], line["level"]
        if not AREA.fullmatch(area):
            mend = "Write the code of the area of competence, such as CC or V10."
            self.wrong(
                line.number, "area", f"“{area[:40]}” is no code of an area." if area else "The area is missing.", mend
            )
        if not (level.isascii() and level.isdecimal() and 1 <= int(level[:4]) <= 8):
            what = f"“{level[:40]}” is no level." if level else "The level is missing."
            self.wrong(line.number, "level", what, "Write a whole number from 1 to 8.")
            return None
        return (area, int(level)) if AREA.fullmatch(area) else None

    def _text(self, line: Line) -> str | None:
        text = line["text"]
        if not text:
            self.wrong(line.number, "text", "The text is missing.", "Write it, or take the line out.")
        elif len(text) > LONGEST_TEXT:
            what = f"The text has {len(text):,} characters; at most {LONGEST_TEXT:,} are taken."
            self.wrong(line.number, "text", what, "Shorten it, or divide it.")
        elif text.startswith(FORMULA):
            what = f"The text begins with “{text[0]}”, which a spreadsheet would take for a formula."
            self.wrong(line.number, "text", what, "Begin with a letter or a figure.")
        elif not text.isprintable():
            self.wrong(line.number, "text", "The text holds characters that cannot be printed.", "Type it again.")
        else:
            return text
        return None

    def _once(self, line: Line, cell: _Cell, text: str) -> None:
        part = line["part"]
        if getattr(cell, part):
            self.wrong(line.number, "part", f"This area and level has a {part} already.", "Take one of the two out.")
        setattr(cell, part, text)

    def _outcome(self, line: Line, cell: _Cell, text: str) -> None:
        code = self._code(line, "code")
        if code in cell.outcomes:
            self.wrong(line.number, "code", f"Outcome {code} stands twice.", "Give one of the two another code.")
        elif code:
            cell.outcomes[code] = text
            cell.outcome_lines[code] = line.number

    def _code(self, line: Line, column: str) -> str:
        code = line[column]
        if CODE.fullmatch(code):
            return code
        what = f"“{code[:40]}” is no code." if code else "The code is missing."
        self.wrong(line.number, column, what, "Use letters, figures and dots, such as 1.2; at most 20.")
        return ""

    def _criterion(self, line: Line, cell: _Cell, text: str) -> None:
        code, outcome = self._code(line, "code"), self._code(line, "outcome")
        kind, methods = self._kind(line), self._methods(line)
        occurrences, simulation = self._occurrences(line), self._simulation(line)
        if code in cell.codes:
            self.wrong(line.number, "code", f"Criterion {code} stands twice.", "Give one of the two another code.")
        elif code and outcome and kind is not None:
            cell.codes.add(code)
            cell.criteria.append((line.number, outcome, Criterion(code, kind, text, occurrences, methods, simulation)))

    def _kind(self, line: Line) -> CriterionKind | None:
        kinds = ", ".join(CriterionKind)
        kind = line["kind"]
        if kind in tuple(CriterionKind):
            return CriterionKind(kind)
        what = f"“{kind[:40]}” is no kind of criterion." if kind else "The kind is missing."
        self.wrong(line.number, "kind", what, f"Use one of: {kinds}.")
        return None

    def _occurrences(self, line: Line) -> int:
        text = line["occurrences"] or "1"
        if text.isascii() and text.isdecimal() and 1 <= int(text[:6]) <= 99:
            return int(text)
        self.wrong(line.number, "occurrences", f"“{text[:40]}” is no number of times.", "Write a number from 1 to 99.")
        return 1

    def _methods(self, line: Line) -> tuple[Method, ...]:
        names = [name for part in line["methods"].replace(";", ",").split(",") if (name := part.strip())]
        unknown = [name for name in names if name not in tuple(Method)]
        for name in unknown:
            mend = "Say yes in the column simulation." if name == "simulation" else f"Use: {', '.join(Method)}."
            self.wrong(line.number, "methods", f"“{name[:40]}” is no method.", mend)
        if len(set(names)) < len(names):
            self.wrong(line.number, "methods", "A method stands twice.", "Name each method once.")
        return tuple(Method(name) for name in dict.fromkeys(names) if name not in unknown)

    def _simulation(self, line: Line) -> bool:
        text = line["simulation"].casefold()
        if text not in YES | NO:
            self.wrong(line.number, "simulation", f"“{text[:40]}” is neither yes nor no.", "Write yes or no.")
        return text in YES

    def _signpost(self, line: Line, cell: _Cell, text: str) -> None:
        component = line["code"]
        if not COMPONENT.fullmatch(component):
            mend = "Write it as C2.1a, N1.2, IT3.1, WO2.2, LP1.1 or PS3.3."
            self.wrong(line.number, "code", f"“{component[:40]}” is no component of a key skill.", mend)
        elif component in cell.signposts:
            self.wrong(line.number, "code", f"{component} stands twice.", "Take one of the two out.")
        else:
            cell.signposts[component] = text

    def book(self) -> Book:
        """The standards, where nothing is wrong with a cell; and every problem, in the order of the lines."""
        standards = [self._standard(cell) for cell in in_book_order(list(self.cells))]
        problems = sorted(self.problems, key=lambda problem: problem.row)
        return Book(tuple(standards), tuple(problems))

    def _standard(self, key: tuple[str, int]) -> Standard:
        cell = self.cells[key]
        by_outcome: dict[str, list[Criterion]] = {code: [] for code in cell.outcomes}
        for number, outcome, criterion in cell.criteria:
            if outcome in by_outcome:
                by_outcome[outcome].append(criterion)
            else:
                mend = f"Add a line with the part outcome and the code {outcome}, or correct the code."
                self.wrong(number, "outcome", f"{key[0]} level {key[1]} has no outcome {outcome}.", mend)
        self._lacks(key, cell, by_outcome)
        outcomes = tuple(Outcome(code, title, tuple(by_outcome[code])) for code, title in cell.outcomes.items())
        signposts = tuple(Signpost(component, note) for component, note in cell.signposts.items())
        return Standard(*key, cell.title, cell.summary, outcomes, signposts)

    def _lacks(self, key: tuple[str, int], cell: _Cell, by_outcome: Mapping[str, list[Criterion]]) -> None:
        name = f"{key[0]} level {key[1]}"
        for part in ("title", "summary"):
            if not getattr(cell, part):
                self.wrong(cell.first, "part", f"{name} has no {part}.", f"Add a line with the part {part}.")
        if not cell.outcomes:
            self.wrong(cell.first, "part", f"{name} has no outcome.", "Add a line with the part outcome.")
        for code, criteria in by_outcome.items():
            if not criteria:
                line = cell.outcome_lines[code]
                self.wrong(
                    line, "code", f"Outcome {code} of {name} has no criterion.", "Add one, or take the outcome out."
                )


def read_lines(lines: Iterable[Line]) -> Book:
    """The standards that lines hold. Every line is read, whatever is wrong with the others."""
    reading = _Reading()
    count = 0
    for line in lines:
        count += 1
        if count > MOST_LINES:
            reading.wrong(
                line.number, "", f"The file has more than {MOST_LINES:,} lines.", "Divide it into several files."
            )
            break
        reading.take(line)
    if count == 0:
        reading.wrong(1, "", "The file holds no standards.", "Add lines below the names of the columns.")
    return reading.book()


def write_lines(standards: Iterable[Standard]) -> Iterator[dict[str, str]]:
    """The lines that :func:`read_lines` reads back as the same standards."""
    for standard in standards:
        of = {"area": standard.area, "level": str(standard.level)}
        yield of | {"part": "title", "text": standard.title}
        yield of | {"part": "summary", "text": standard.summary}
        for outcome in standard.outcomes:
            yield of | {"part": "outcome", "code": outcome.code, "text": outcome.title}
            for criterion in outcome.criteria:
                yield of | {"part": "criterion", "outcome": outcome.code} | _criterion_cells(criterion)
        for signpost in standard.signposts:
            yield of | {"part": "key_skill", "code": signpost.component, "text": signpost.note}


def _criterion_cells(criterion: Criterion) -> dict[str, str]:
    return {
        "code": criterion.code,
        "text": criterion.text,
        "kind": criterion.kind.value,
        "occurrences": str(criterion.occurrences),
        "methods": ", ".join(criterion.methods),
        "simulation": "yes" if criterion.simulation else "no",
    }
