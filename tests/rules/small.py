"""A small specification to hang examples on: three units, and the clauses that an example writes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from textwrap import indent

from tests.rules.generator import resolve
from touchstone.rules.api import Holding, RuleSet, Specification, compile_rules, parse_holdings, read_specification

ON = date(2020, 6, 1)

HEAD = """\
touchstone: 1
specification: small
version: "1"
title: Small
awarding_body: Nobody
value: {name: credits, short: cr}
documents:
  leaflet: {title: Leaflet, year: 2020}
cite: {document: leaflet, heading: Structure}
"""

UNITS = """\
units:
  list:
    - {code: A, title: Unit A, group: core, values: {1: 5, 2: 7}}
    - {code: B, title: Unit B, group: option, values: {1: 4, 2: 6}, tags: [red]}
    - {code: C, title: Unit C, group: option, level: 2, value: 3}
"""


def text_of(rules: str, *, units: str = UNITS, more: str = "") -> str:
    """The text of a specification with one qualification, Q, of these rules (a list, not indented)."""
    qualification = "qualifications:\n  - code: Q\n    title: Qualification Q\n    rules:\n"
    return HEAD + units + more + qualification + indent(rules.strip("\n") + "\n", " " * 6)


def read(text: str) -> Specification:
    return read_specification(text, name="small")


def specification_of(rules: str, *, units: str = UNITS, more: str = "") -> Specification:
    return read_specification(text_of(rules, units=units, more=more), name="small", resolve=resolve)


def rules_of(
    rules: str, *, units: str = UNITS, more: str = "", on: date = ON, readings: Mapping[str, str] | None = None
) -> RuleSet:
    return compile_rules(specification_of(rules, units=units, more=more), "Q", on=on, readings=readings)


def held(rules: RuleSet, text: str) -> tuple[Holding, ...]:
    return parse_holdings(rules.specification, text)


def place_of(text: str, words: str) -> tuple[int, int]:
    """The line and column at which some words stand for the first time."""
    before = text[: text.index(words)]
    return before.count("\n") + 1, len(before) - before.rfind("\n")
