"""The cases in ``cases/``: what a candidate holds and what the verdict must be, for a verifier to read and to add to.

A file names a specification and lists cases. Each case says what is held and what is expected; every expectation is
equality. The words of a case are the fields of :class:`Case` and are described in the guide beside the cases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel, ConfigDict

from touchstone.catalogue.specifications import list_specifications, load_specification
from touchstone.rules.api import (
    Holding,
    RuleSet,
    Specification,
    Verdict,
    check,
    compile_rules,
    parse_holdings,
)
from touchstone.rules.check import columns_of, judge_for

FOLDER = Path(__file__).parent / "cases"


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Case(Part):
    """One candidate and the expected verdict; what is left out is not looked at.

    ``units_of`` holds every unit of these groups at every level. ``as_chosen`` is what the chosen readings give beside
    ``readings``: earned or not, or the code of the title. ``turns_on`` names every clause without which, alone, the
    verdict would be better.
    """

    name: str
    qualification: str
    units: str = ""
    units_of: list[str] = []
    earned: bool
    on: date | None = None
    readings: dict[str, str] = {}
    as_chosen: bool | str | None = None
    counted: str | None = None
    left_out: str | None = None
    total: int | None = None
    at_level: int | None = None
    missing: list[str] | None = None
    turns_on: list[str] | None = None
    outcome: str | None = None
    outcomes: list[str] | None = None


GIVEN = ("name", "qualification", "units", "units_of", "on", "readings")
"""The words that say what is asked; the others say what is expected."""


class CaseFile(Part):
    specification: str
    on: date | None = None
    readings: dict[str, str] = {}
    cases: list[Case]


class Loader(yaml.SafeLoader):
    """Reads only true and false as truth values, so that ``on`` can be a word."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), ["t", "f"])


def read_files() -> Iterator[tuple[str, CaseFile]]:
    for path in sorted(FOLDER.glob("*.yaml")):
        yield path.stem, CaseFile.model_validate(yaml.load(path.read_text(encoding="utf-8"), Loader))


FILES = dict(read_files())
CASES = [(stem, case) for stem, file in FILES.items() for case in file.cases]
NAMES = [f"{stem}: {case.name}" for stem, case in CASES]
RULE_SETS: dict[tuple[object, ...], RuleSet] = {}


def rules_of(stem: str, case: Case, readings: Mapping[str, str]) -> RuleSet:
    """The rule set of a case, made once: on its day, the file's, or the first day of the specification."""
    file = FILES[stem]
    specification = load_specification(file.specification)
    on = case.on or file.on or specification.valid.start
    assert on is not None, f"{stem} needs “on”: {specification} does not say from when it is in force"
    key = (specification, case.qualification, on, *sorted(readings.items()))
    if key not in RULE_SETS:
        RULE_SETS[key] = compile_rules(specification, case.qualification, on=on, readings=readings)
    return RULE_SETS[key]


def held_in(specification: Specification, text: str) -> list[Holding]:
    return sorted(parse_holdings(specification, text))


def holdings_of(specification: Specification, case: Case) -> tuple[Holding, ...]:
    known = {unit.group for unit in specification.units}
    assert known.issuperset(case.units_of), f"{case.name}: there are the groups {sorted(known)}"
    whole = [Holding(cell) for unit in specification.units if unit.group in case.units_of for cell in unit.cells]
    return (*parse_holdings(specification, case.units), *whole)


def judge_case(stem: str, case: Case) -> tuple[RuleSet, Verdict]:
    rules = rules_of(stem, case, {**FILES[stem].readings, **case.readings})
    return rules, check(rules, holdings_of(rules.specification, case))


def deciding_clauses(rules: RuleSet, verdict: Verdict, holdings: tuple[Holding, ...]) -> list[str]:
    """The clauses without which, alone, the award would be earned, or a title that is preferred to the one awarded."""
    held = columns_of(rules, holdings)
    awarded = rules.problems.index(verdict.problem) if verdict.earned else len(rules.problems)
    names = dict.fromkeys(clause.name for problem in rules.problems[:awarded] for clause in problem.clauses)
    return sorted(
        name
        for name in names
        if any(judge_for(rules, place, frozenset({name})).is_met(held) for place in range(awarded))
    )


def found_in(stem: str, case: Case) -> dict[str, object]:
    """What is found, for each expectation that the case states."""
    rules, verdict = judge_case(stem, case)
    found: dict[str, object] = {
        "earned": verdict.earned,
        "counted": sorted(verdict.counted),
        "left_out": sorted(verdict.left_out),
        "total": verdict.total,
        "at_level": verdict.at_level,
        "missing": list(verdict.missing),
        "outcome": verdict.problem.outcome_code,
        "outcomes": list(verdict.outcomes),
    }
    if case.turns_on is not None:
        found["turns_on"] = deciding_clauses(rules, verdict, holdings_of(rules.specification, case))
    if case.as_chosen is not None:
        chosen = judge_case(stem, case.model_copy(update={"readings": {}}))[1]
        found["as_chosen"] = chosen.problem.outcome_code if isinstance(case.as_chosen, str) else chosen.earned
    return {word: value for word, value in found.items() if getattr(case, word) is not None}


def expected_in(specification: Specification, case: Case) -> dict[str, object]:
    expected: dict[str, object] = {}
    for word in Case.model_fields:
        value = getattr(case, word)
        if word in GIVEN or value is None:
            continue
        expected[word] = held_in(specification, value) if word in ("counted", "left_out") else value
        if word == "turns_on":
            expected[word] = sorted(value)
    return expected


@pytest.mark.parametrize(("stem", "case"), CASES, ids=NAMES)
def test_the_verdict_is_as_expected(stem: str, case: Case) -> None:
    specification = load_specification(FILES[stem].specification)
    assert found_in(stem, case) == expected_in(specification, case)


def test_no_two_cases_have_the_same_name() -> None:
    assert sorted(NAMES) == sorted(set(NAMES))


def test_every_shipped_specification_has_cases() -> None:
    named = {str(load_specification(file.specification)) for file in FILES.values()}
    assert named == {str(load_specification(str(shelf))) for shelf in list_specifications()}


def every_clause() -> set[tuple[str, str, str]]:
    """(specification, qualification, clause) of every clause that a shipped specification gives a finding for."""
    specifications = [load_specification(str(shelf)) for shelf in list_specifications()]
    return {
        (str(specification), qualification.code, rule.name)
        for specification in specifications
        for qualification in specification.qualifications
        for outcome in qualification.outcomes
        for rule in outcome.rules
    }


def test_every_clause_has_a_case_in_which_it_is_met() -> None:
    met = {
        (str(rules.specification), case.qualification, finding.clause)
        for stem, case in CASES
        if case.earned
        for rules, verdict in [judge_case(stem, case)]
        for finding in verdict.findings
    }
    assert every_clause() - met == set()


def test_every_clause_has_a_case_that_it_decides() -> None:
    decided = {
        (str(load_specification(FILES[stem].specification)), case.qualification, clause)
        for stem, case in CASES
        for clause in case.turns_on or ()
    }
    assert every_clause() - decided == NEVER_DECIDE


OCR = "ocr-contact-centre-nvq 2009"

NEVER_DECIDE = {
    # At level 1, AA (10), BB (5 at least) and the figure of optional units (25) come to the total of 40 by themselves,
    # so neither the total nor a second level of an area, which could add to the total alone, can decide.
    (OCR, "03447", "total"),
    (OCR, "03447", "one-level"),
}


def test_every_reading_has_a_case_in_which_it_changes_the_verdict() -> None:
    changing = {
        (str(load_specification(FILES[stem].specification)), case.qualification, clause, reading)
        for stem, case in CASES
        for clause, reading in case.readings.items()
        if case.as_chosen not in (None, case.earned, case.outcome)
    }
    assert every_reading() - changing == NEVER_CHANGE


def every_reading() -> set[tuple[str, str, str, str]]:
    """(specification, qualification, clause, reading) of every reading that is not the chosen one."""
    specifications = [load_specification(str(shelf)) for shelf in list_specifications()]
    return {
        (str(specification), qualification.code, rule.name, reading.name)
        for specification in specifications
        for qualification in specification.qualifications
        for rule in qualification.rules()
        for reading in rule.readings
        if not reading.chosen
    }


NEVER_CHANGE = {
    # The total of level 1 is reached by units at level 1, and BB, whenever the other clauses are met.
    (OCR, "03447", "total", "up-to-the-level"),
    # The second part of the table has nothing at level 1, and units above level 1 are of no use there.
    (OCR, "03447", "restricted", "first-table-only"),
    # AA has no level above 4.
    (OCR, "03450", "develop", "at-or-above"),
    (OCR, "03451", "develop", "at-or-above"),
    # Level 5 is the highest, AA's is 4, and a higher level of an area is worth more: the highest is always the best.
    (OCR, "03451", "one-level", "highest-level"),
}
