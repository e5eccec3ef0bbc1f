"""Which rules a question is about: the specification in use, the day, the readings, and the qualification asked for."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from touchstone.catalogue.specifications import (
    DEFAULT,
    SpecificationUnknown,
    find_shelf,
    list_specifications,
    load_file,
    load_specification,
)
from touchstone.cli.options import readings_of
from touchstone.cli.refusals import CannotAnswer
from touchstone.rules.api import (
    Mistake,
    UnitsRefused,
    compile_rules,
    nearest,
    parse_holdings,
    refuse_flawed,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from touchstone.catalogue.specifications import Shelf
    from touchstone.cli.options import RulesOptions
    from touchstone.rules.api import Cell, Holding, Qualification, RuleSet, Specification


class QualificationUnknown(CannotAnswer):
    """No specification at hand has a qualification with this code."""


class Rulebook:
    """The specification in use on a day, under some readings; it gives the rule set of a qualification by its code.

    ``named`` says that a specification was asked for. When none was, a code that the default specification lacks is
    looked for in every other one at hand. ``notes`` are what a reader of the answer should know about the readings.
    """

    def __init__(
        self, specification: Specification, *, on: date, readings: Mapping[str, str], named: bool, folder: Path | None
    ) -> None:
        self.specification, self.on, self.readings = specification, on, dict(readings)
        self.named, self.folder = named, folder
        self.notes: dict[str, None] = {}
        self._rules: dict[str, RuleSet] = {}
        self._refused: dict[str, QualificationUnknown] = {}

    def rules_for(self, code: str, *, typed: bool = True) -> RuleSet:
        """The rule set of a qualification. ``typed`` says that it was named, so every reading must fit it.

        Raises :class:`CannotAnswer` for an unknown code, one that is not in force, or a reading that it does not have.
        """
        if code in self._refused:
            raise self._refused[code]
        if code not in self._rules:
            try:
                self._rules[code] = self._compiled(code, typed=typed)
            except QualificationUnknown as refused:
                self._refused[code] = refused
                raise
        return self._rules[code]

    def find(self, code: str) -> RuleSet | None:
        """The rule set of a qualification, or ``None`` when none has this code."""
        try:
            return self.rules_for(code)
        except QualificationUnknown:
            return None

    def all_rules(self) -> tuple[RuleSet, ...]:
        """The rule sets of every qualification of the specification that is in force on the day."""
        codes = [q.code for q in self.specification.qualifications if q.valid.covers(self.on)]
        self._check_readings_fit_one()
        return tuple(self.rules_for(code, typed=False) for code in codes)

    def has(self, rules: RuleSet) -> bool:
        """Is this qualification in the specification in use? If not, it is noted that it is left aside."""
        code = rules.qualification.code
        found = self.specification.find_qualification(code)
        if found is not None and found.valid.covers(self.on):
            return True
        self.notes[f"{code} is not in {self.specification} and is left aside."] = None
        return False

    def holdings(self, words: Iterable[str], rules: RuleSet | None = None) -> tuple[Holding, ...]:
        """The units that were typed. Raises ``UnitsRefused`` with every mistake."""
        return read_units([rules.specification if rules is not None else self.specification], " ".join(words))

    def _compiled(self, code: str, *, typed: bool) -> RuleSet:
        specification = self._having(code)
        qualification = specification.get_qualification(code)
        if not qualification.valid.covers(self.on):
            what = f"{code} is not in force on {self.on}: it is valid {qualification.valid}."
            raise QualificationUnknown(what, "Give a day within that time with --on.")
        fitting = self._fitting(qualification, typed=typed)
        return compile_rules(specification, code, on=self.on, readings=fitting)

    def _having(self, code: str) -> Specification:
        """The one specification that has this code: the one in use, or when none was named the only other."""
        if self.specification.find_qualification(code) is not None:
            return self.specification
        others = () if self.named else self._others_having(code)
        if len(others) == 1:
            return others[0]
        if others:
            found = ", ".join(f"{other.name}@{other.version}" for other in others)
            raise QualificationUnknown(f"{code} is in several specifications: {found}.", "Name one with --spec.")
        known = [qualification.code for qualification in self.specification.qualifications]
        mend = nearest(code, known) or f"It has: {', '.join(known)}."
        raise QualificationUnknown(f"There is no qualification {code} in {self.specification}.", mend)

    def _others_having(self, code: str) -> tuple[Specification, ...]:
        found = {}
        for shelf in list_specifications(self.folder):
            if shelf.name == self.specification.name or code not in shelf.file.read_text(encoding="utf-8"):
                continue
            other = load_shelf(shelf, folder=self.folder, on=self.on)
            if other.find_qualification(code) is not None and other.valid.covers(self.on):
                found[other.name] = other
        return tuple(found.values())

    def _fitting(self, qualification: Qualification, *, typed: bool) -> dict[str, str]:
        """The readings that this qualification has; of one that was typed, all must fit."""
        known = readings_in(qualification)
        fitting = {}
        for clause, reading in self.readings.items():
            if reading in known.get(clause, ()):
                fitting[clause] = reading
            elif typed:
                raise CannotAnswer(*_no_such_reading(qualification.code, clause, reading, known))
            else:
                self.notes[f"{qualification.code} has no reading {clause}={reading}; it is read as chosen."] = None
        return fitting

    def _check_readings_fit_one(self) -> None:
        """A reading that no qualification has is a slip of the pen."""
        for clause, reading in self.readings.items():
            known: dict[str, tuple[str, ...]] = {}
            for qualification in self.specification.qualifications:
                for name, readings in readings_in(qualification).items():
                    known[name] = tuple(dict.fromkeys((*known.get(name, ()), *readings)))
            if reading not in known.get(clause, ()):
                raise CannotAnswer(*_no_such_reading(str(self.specification), clause, reading, known))


def read_units(specifications: Sequence[Specification], text: str) -> tuple[Holding, ...]:
    """The units that a text names, each known to one of the specifications at least.

    Raises ``UnitsRefused`` with every mistake, in the words of the first specification.
    """
    first, *others = specifications
    try:
        return parse_holdings(first, text)
    except UnitsRefused:
        if not others:
            raise
    found: dict[Cell, Holding] = {}
    mistakes: list[Mistake] = []
    for word in text.replace(",", " ").replace(";", " ").split():
        try:
            (holding,) = _read_by_any(specifications, word)
        except UnitsRefused as refused:
            mistakes += refused.mistakes
            continue
        if holding.cell in found:
            mistakes.append(Mistake(0, 0, f"{holding.cell} is given twice.", "Keep one of them."))
        found[holding.cell] = holding
    if mistakes:
        raise UnitsRefused(mistakes)
    return tuple(found.values())


def _read_by_any(specifications: Sequence[Specification], word: str) -> tuple[Holding, ...]:
    first, *others = specifications
    try:
        return parse_holdings(first, word)
    except UnitsRefused:
        for other in others:
            with suppress(UnitsRefused):
                return parse_holdings(other, word)
        raise


def readings_in(qualification: Qualification) -> dict[str, tuple[str, ...]]:
    """The names of the readings of each clause that has some."""
    found: dict[str, tuple[str, ...]] = {}
    for rule in qualification.rules():
        if rule.readings:
            found[rule.name] = tuple(dict.fromkeys((*found.get(rule.name, ()), *(r.name for r in rule.readings))))
    return found


def _no_such_reading(where: str, clause: str, reading: str, known: Mapping[str, tuple[str, ...]]) -> tuple[str, str]:
    if clause not in known:
        mend = nearest(clause, list(known)) or f"These can be: {', '.join(known) or 'none'}."
        return f"{where} has no clause {clause} that can be read in more than one way.", mend
    mend = nearest(reading, known[clause]) or f"It has: {', '.join(known[clause])}."
    return f"Clause {clause} of {where} has no reading {reading}.", mend


def open_rulebook(options: RulesOptions) -> Rulebook:
    """The rulebook that the options ask for."""
    specification = open_specification(options.spec, folder=options.folder, on=options.day)
    readings = readings_of(options.reading)
    named = options.spec is not None
    return Rulebook(specification, on=options.day, readings=readings, named=named, folder=options.folder)


def open_specification(reference: str | None, *, folder: Path | None, on: date) -> Specification:
    """A specification by name, ``name@version`` or path of a file; without a version, the one in force on the day.

    Raises :class:`CannotAnswer` when there is none, ``SpecificationRefused`` for one of the user's own that is
    malformed, contradicts itself or cannot be met.
    """
    shelves_in(folder)
    if reference is not None and is_path(reference):
        return open_own(Path(reference), on=on)
    name, _, version = (reference or DEFAULT).partition("@")
    try:
        found = find_shelf(name, version or None, folder=folder)
    except SpecificationUnknown as unknown:
        raise CannotAnswer(str(unknown), "“touchstone spec list” shows them all.") from None
    if version:
        return load_shelf(found, folder=folder, on=on)
    return _in_force(name, folder=folder, on=on)


def shelves_in(folder: Path | None) -> tuple[Shelf, ...]:
    """The specifications shipped, and those in the user's own folder. Refuses a folder that is not there."""
    if folder is not None and not folder.is_dir():
        raise CannotAnswer(f"There is no folder {folder}.", "Give --folder an existing folder.")
    return list_specifications(folder)


def is_path(reference: str) -> bool:
    """Does a reference mean a file, rather than a specification by its name?"""
    return reference.endswith((".yaml", ".yml")) or "/" in reference or "\\" in reference


def open_own(path: Path, *, on: date) -> Specification:
    """A specification file of the user's own, refused with the proof when it cannot be met."""
    try:
        specification = load_file(path)
    except FileNotFoundError:
        raise CannotAnswer(f"There is no file {path}.", "Look at its name and folder.") from None
    except UnicodeDecodeError as error:
        raise CannotAnswer(f"{path} is not UTF-8 (byte {error.start + 1}).", "Save it as UTF-8.") from None
    except OSError as error:
        raise CannotAnswer(f"{path} cannot be read: {error.strerror}.", "Look at its permissions.") from None
    except SpecificationUnknown as unknown:
        raise CannotAnswer(f"{path}: {unknown}") from None
    refuse_flawed(specification, on=on)
    return specification


def load_shelf(shelf: Shelf, *, folder: Path | None, on: date) -> Specification:
    """The specification on a shelf; one from the user's own folder is refused when it cannot be met."""
    try:
        specification = load_specification(str(shelf), folder=folder)
    except SpecificationUnknown as unknown:
        raise CannotAnswer(f"{shelf}: {unknown}") from None
    if folder is not None and isinstance(shelf.file, Path) and shelf.file.parent == folder:
        refuse_flawed(specification, on=on)
    return specification


def _in_force(name: str, *, folder: Path | None, on: date) -> Specification:
    """The latest version that is in force on the day."""
    latest = find_shelf(name, folder=folder)
    others = [shelf for shelf in list_specifications(folder) if shelf.name == name and shelf != latest]
    versions = [load_shelf(latest, folder=folder, on=on)]
    for shelf in reversed(others):
        if versions[-1].valid.covers(on):
            break
        versions.append(load_shelf(shelf, folder=folder, on=on))
    if versions[-1].valid.covers(on):
        return versions[-1]
    when = "; ".join(f"{version.version} is valid {version.valid}" for version in versions)
    raise CannotAnswer(f"{name} is not in force on {on}: {when}.", "Give a day within that time with --on.")
