"""What is wrong in a specification is said where it stands, with what mends it, and everything at once."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from tests.rules.generator import resolve
from tests.rules.small import HEAD, UNITS, place_of, text_of
from touchstone.rules.api import Mistake, SpecificationRefused, read_specification
from touchstone.rules.specification import Amount, Filter, Measure

GOOD = text_of("""
- clause: total
  says: At least 5 credits count.
  sum: value
  at_least: 5
- clause: optional
  says: A unit of the options counts.
  require: {group: option}
""")

KINDS = "sum, count, require, barred, one_level_per_area, needs, any_of, all_of, slots"
BLOCK = "{name: NAME, title: T, rules: [{clause: x, says: X., require: {code: A}}]}"
PLACE = "{name: NAME, over: {code: A}, amounts: [{count: units, at_least: 1}]}"


class Wrong(NamedTuple):
    """Words of the good text, what is written instead, the words at which the mistake stands, and what is said."""

    words: str
    instead: str
    at: str
    what: str
    mend: str


def body(written: str) -> tuple[str, str]:
    """Another body for the last clause."""
    return "require: {group: option}", written


WRONG = {
    "a word is missing": Wrong("title: Small\n", "", "touchstone: 1", "“title” is missing.", "Add it."),
    "a word is misspelt": Wrong(
        "awarding_body: Nobody",
        "awarding_body: Nobody\nunit: {}",
        "unit: {}",
        "“unit” is not a word that may stand here.",
        "Did you mean units?",
    ),
    "a word that is called like a kind of value": Wrong(
        "awarding_body: Nobody",
        "awarding_body: Nobody\nint: 5",
        "int: 5",
        "“int” is not a word that may stand here.",
        "Did you mean not?",
    ),
    "a number where text belongs": Wrong(
        'version: "1"',
        "version: 1",
        "1\ntitle",
        "“version”: input should be a valid string.",
        "Write it as text; put quotes round numbers and dates.",
    ),
    "text where a number belongs": Wrong(
        "at_least: 5",
        'at_least: "5"',
        '"5"',
        "“at_least”: input should be a valid integer.",
        "Write a whole number without quotes.",
    ),
    "a negative bound": Wrong(
        "at_least: 5",
        "at_least: -5",
        "-5",
        "“at_least”: input should be greater than or equal to 0.",
        "See docs/reference/specification-language.md.",
    ),
    "a name that cannot be used": Wrong(
        "clause: optional",
        "clause: Opt ional",
        "Opt ional",
        "“Opt ional” is not a name that can be used for clause.",
        "Use letters, digits, dots and hyphens; codes up to 40, names in lower case up to 60 characters.",
    ),
    "a choice that there is not": Wrong(
        "sum: value",
        "sum: values",
        "values\n",
        "“sum” must be 'value'.",
        "See docs/reference/specification-language.md.",
    ),
    "a part that is no mapping": Wrong(
        *body("require: 75"), "75\n", "“require” is not a set of “key: value” pairs.", "Write “key: value” pairs."
    ),
    "a group that no unit has": Wrong(
        *body("require: {group: opton}"), "opton", "No unit has group opton.", "Did you mean option?"
    ),
    "a code that no unit has": Wrong(*body("require: {code: ZZZ}"), "ZZZ", "No unit has code ZZZ.", "Known: A, B, C."),
    "a level that no unit has": Wrong(*body("require: {level: 33}"), "33}", "No unit has level 33.", "Known: 1, 2."),
    "a tag that no unit has": Wrong(
        *body("require: {tag: reed}"), "reed", "No unit has tag reed.", "Did you mean red?"
    ),
    "a route that no unit has": Wrong(
        *body("require: {route: rpl}"), "rpl", "No unit has route rpl.", "Known: assessed, equivalent."
    ),
    "a filter inside a filter": Wrong(
        *body("require: {not: {code: ZZZ}}"), "ZZZ", "No unit has code ZZZ.", "Known: A, B, C."
    ),
    "a list of nothing": Wrong(
        *body("require: {code: []}"),
        "[]",
        "“code”: list should have at least 1 item after validation, not 0.",
        "See docs/reference/specification-language.md.",
    ),
    "a range of levels upside down": Wrong(
        *body("require: {level: {at_least: 2, at_most: 1}}"),
        "{at_least: 2, at_most: 1}",
        "No level is at least 2 and at most 1.",
        "Put the levels in order.",
    ),
    "a range of every level": Wrong(
        *body("require: {level: {}}"),
        "{}}",
        "No level is named, so every one is meant.",
        "Give at_least or at_most, or take it out.",
    ),
    "a clause without a body": Wrong(
        *body("shows: total"),
        "clause: optional",
        "A clause needs one kind of body. It has none.",
        f"Use exactly one of {KINDS}.",
    ),
    "a clause with two kinds of body": Wrong(
        *body("require: {group: option}\n        barred: {code: [A, B]}"),
        "clause: optional",
        "A clause needs one kind of body. It has require and barred.",
        f"Use exactly one of {KINDS}.",
    ),
    "a bound beside a requirement": Wrong(
        *body("require: {group: option}\n        at_least: 2"),
        "clause: optional",
        "“at_least” does not go with “require”.",
        "It goes with “sum” or “count” only.",
    ),
    "an amount without a bound": Wrong(
        *body("count: units"),
        "clause: optional",
        "An amount needs a bound.",
        "Give “at_least”, “at_most” or “share”.",
    ),
    "bounds that contradict each other": Wrong(
        *body("count: units\n        at_least: 4\n        at_most: 2"),
        "4\n",
        "At least 4 and at most 2 contradict each other.",
        "Make at_least no larger than at_most.",
    ),
    "a bound that is always met": Wrong(
        *body("count: units\n        at_least: 0"), "0\n", "At least 0 is always met.", "Leave it out."
    ),
    "an included amount of nothing": Wrong(
        *body("count: units\n        at_least: 2\n        including: [{at_least: 1}]"),
        "{at_least: 1}",
        "An amount needs either “sum: value” or “count: units”.",
        "Give one of them.",
    ),
    "a share of what is held": Wrong(
        *body("count: units\n        held: true\n        share: {percent: 50, of: {}}"),
        "{percent: 50",
        "A share is of what is counted.",
        "Leave “held” out.",
    ),
    "a need of nothing": Wrong(
        *body("needs: {unit: {code: A}}"),
        "{unit: {code: A}}",
        "“needs” wants exactly one of “held” and “counted”.",
        "Give “held” for a prerequisite or “counted” for a co-requisite.",
    ),
    "more blocks than there are": Wrong(
        *body(f"any_of: {{at_least: 3, blocks: [{BLOCK.replace('NAME', 'a')}, {BLOCK.replace('NAME', 'b')}]}}"),
        "3, blocks",
        "3 of 2 blocks can never be met.",
        "Ask for 2 at most.",
    ),
    "two blocks of one name": Wrong(
        *body(f"any_of: {{blocks: [{BLOCK.replace('NAME', 'a')}, {BLOCK.replace('NAME', 'a')}]}}"),
        "[{name: a",
        "Two blocks have one name.",
        "Give each its own name.",
    ),
    "one block alone": Wrong(
        *body(f"any_of: {{blocks: [{BLOCK.replace('NAME', 'a')}]}}"),
        "[{name: a",
        "“blocks”: list should have at least 2 items after validation, not 1.",
        "See docs/reference/specification-language.md.",
    ),
    "the highest level inside an alternative": Wrong(
        *body(
            "any_of: {blocks: [{name: a, title: T, rules: "
            "[{clause: x, says: X., one_level_per_area: {choose: highest}}]}, " + BLOCK.replace("NAME", "b") + "]}"
        ),
        "[{clause: x, says: X., one_level",
        "“choose: highest” does not go into an alternative.",
        "Put it beside “any_of”, or use “choose: best”.",
    ),
    "two slots of one name": Wrong(
        *body(f"slots: [{PLACE.replace('NAME', 'a')}, {PLACE.replace('NAME', 'a')}]"),
        "[{name: a",
        "Two slots have one name.",
        "Give each its own name.",
    ),
    "a slot that takes more than plain amounts": Wrong(
        *body("slots: [{name: a, over: {code: A}, amounts: [{count: units, at_least: 1, held: true}]}]"),
        "[{count: units, at_least: 1, held",
        "A slot takes plain amounts.",
        "Use over, at_least and at_most only.",
    ),
    "no reading chosen": Wrong(
        *body("require: {code: A}\n        readings: [{name: a, why: W.}, {name: b, why: W.}]"),
        "[{name: a, why",
        "Exactly one reading must be chosen.",
        "Mark one with “chosen: true”.",
    ),
    "two readings chosen": Wrong(
        *body(
            "require: {code: A}\n        readings: [{name: a, why: W., chosen: true}, {name: b, why: W., chosen: true}]"
        ),
        "[{name: a, why",
        "Exactly one reading must be chosen.",
        "Mark one with “chosen: true”.",
    ),
    "two readings of one name": Wrong(
        *body("require: {code: A}\n        readings: [{name: a, why: W., chosen: true}, {name: a, why: W.}]"),
        "[{name: a, why",
        "Two readings have one name.",
        "Give each its own name.",
    ),
    "two clauses of one name": Wrong(
        "clause: optional",
        "clause: total",
        "total\n        says: A unit",
        "Clause total is given twice.",
        "Give each clause its own name; only versions of one clause with days apart share it.",
    ),
    "two versions of a clause in force on one day": Wrong(
        "- clause: optional",
        "- clause: total\n        valid: {from: 2019-01-01}",
        "total\n        valid",
        "Clause total is given twice.",
        "Give each clause its own name; only versions of one clause with days apart share it.",
    ),
    "days out of order": Wrong(
        "level: 2, value: 3}",
        "level: 2, value: 3, valid: {from: 2020-02-02, to: 2020-02-01}}",
        "{from: 2020-02-02",
        "It ends on 2020-02-01, before it starts.",
        "Put the dates in order.",
    ),
    "a day that is none": Wrong(
        "level: 2, value: 3}",
        "level: 2, value: 3, valid: {from: 2020-02-30}}",
        "2020-02-30",
        "“2020-02-30” cannot be read: day is out of range for month.",
        "Put quotes round it.",
    ),
    "no citation": Wrong(
        "cite: {document: leaflet, heading: Structure}\n",
        "",
        "clause: total",
        "There is no citation.",
        "Give “cite” with document and heading, here or around it.",
    ),
    "an unknown document": Wrong(
        *body("require: {group: option}\n        cite: {document: leaflt}"),
        "leaflt",
        "There is no document leaflt.",
        "Did you mean leaflet?",
    ),
    "a unit without values": Wrong(
        "level: 2, value: 3}",
        "level: 2}",
        "{code: C",
        "Unit C needs its values, once.",
        "Give either “values: {level: value, …}” or “level:” and “value:”.",
    ),
    "a unit with values twice": Wrong(
        "level: 2, value: 3}",
        "level: 2, value: 3, values: {1: 4}}",
        "{code: C",
        "Unit C needs its values, once.",
        "Give either “values: {level: value, …}” or “level:” and “value:”.",
    ),
    "a unit listed twice": Wrong(
        "code: C,", "code: A,", "A, title: Unit C", "Unit A is listed twice.", "Keep one of them."
    ),
    "a route that is built in": Wrong(
        "qualifications:",
        "routes: [{route: assessed}]\nqualifications:",
        "assessed",
        "Units are held as assessed without a route of that name.",
        "Give the route another name.",
    ),
    "an equivalence to a unit that there is not": Wrong(
        "qualifications:",
        "equivalences: [{held: {code: X, level: 1, title: X}, counts_as: [{code: C, level: 1}]}]\nqualifications:",
        "{code: C, level: 1}",
        "There is no C@1.",
        "Did you mean C?",
    ),
    "an equivalence of a unit that is here": Wrong(
        "qualifications:",
        "equivalences: [{held: {code: A, level: 1, title: X}, counts_as: [{code: C, level: 2}]}]\nqualifications:",
        "{code: A, level: 1, title",
        "A@1 is a unit of this specification.",
        "It counts as itself already.",
    ),
    "an equivalence to one unit twice": Wrong(
        "qualifications:",
        "equivalences: [{held: {code: X, level: 1, title: X}, "
        "counts_as: [{code: C, level: 2}, {code: C, level: 2}]}]\nqualifications:",
        "[{code: C, level: 2}",
        "X@1 counts as one unit twice.",
        "Keep one of them.",
    ),
    "an import from nowhere": Wrong(
        "qualifications:",
        "imports: [{specification: far, codes: [P], group: theirs}]\nqualifications:",
        "far,",
        "There is no specification far.",
        "Name a specification of the catalogue.",
    ),
    "an import of a unit that there is not": Wrong(
        "qualifications:",
        "imports: [{specification: neighbour, codes: [P, R], group: theirs}]\nqualifications:",
        "R], group",
        "neighbour 1 has no unit R.",
        "It has: P, Q.",
    ),
    "two qualifications of one code": Wrong(
        "  - code: Q\n",
        "  - {code: Q, title: T, rules: [{clause: x, says: X., require: {code: A}}]}\n  - code: Q\n",
        "Q\n    title: Qual",
        "Qualification Q is given twice.",
        "Keep one of them.",
    ),
    "a qualification without rules": Wrong(
        "  - code: Q\n",
        "  - {code: R, title: T}\n  - code: Q\n",
        "{code: R",
        "There are no rules.",
        "Write at least one clause, or every candidate earns this.",
    ),
    "two outcomes of one code": Wrong(
        "    title: Qualification Q\n",
        "    title: Qualification Q\n    outcomes: [{code: O, title: T}, {code: O, title: T}]\n",
        "[{code: O",
        "Two outcomes have one code.",
        "Give each outcome its own code.",
    ),
}


def mistakes_in(text: str) -> tuple[Mistake, ...]:
    with pytest.raises(SpecificationRefused) as refused:
        read_specification(text, name="small", resolve=resolve)
    return refused.value.mistakes


def test_the_text_that_is_spoilt_here_is_good() -> None:
    assert read_specification(GOOD, name="small").get_qualification("Q").title == "Qualification Q"


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_a_mistake_is_reported_where_it_stands_with_what_mends_it(wrong: Wrong) -> None:
    assert GOOD.count(wrong.words) == 1
    text = GOOD.replace(wrong.words, wrong.instead)
    found = mistakes_in(text)
    said = [(m.what, m.mend) for m in found if (m.line, m.column) == place_of(text, wrong.at)]
    assert said == [(wrong.what, wrong.mend)]


def test_every_mistake_is_reported_and_not_the_first_only() -> None:
    text = text_of("""
- clause: one
  says: One.
  require: {group: opton}
- clause: one
  says: Two.
  count: units
- clause: three
  says: Three.
  require: {code: D}
  cite: {document: leaf}
""")
    assert [(m.line, m.column, m.what) for m in mistakes_in(text)] == [
        (*place_of(text, "opton"), "No unit has group opton."),
        (*place_of(text, "clause: one\n        says: Two"), "An amount needs a bound."),
        (*place_of(text, "one\n        says: Two"), "Clause one is given twice."),
        (*place_of(text, "D}\n"), "No unit has code D."),
        (*place_of(text, "leaf}"), "There is no document leaf."),
    ]


def test_every_mistake_of_shape_is_reported_and_not_the_first_only() -> None:
    text = GOOD.replace("title: Small", "titel: Small").replace("at_least: 5", "at_least: five").replace("core", "Core")
    assert [(*place, what) for *place, what in [(m.line, m.column, m.what) for m in mistakes_in(text)]] == [
        (1, 1, "“title” is missing."),
        (*place_of(text, "titel"), "“titel” is not a word that may stand here."),
        (*place_of(text, "Core"), "“Core” is not a name that can be used for group."),
        (*place_of(text, "five"), "“at_least”: input should be a valid integer."),
    ]


def test_a_refusal_counts_and_lists_the_mistakes_for_people() -> None:
    with pytest.raises(SpecificationRefused) as refused:
        read_specification(GOOD.replace("group: option}\n", "group: opton}\n"), name="small.1.yaml")
    line, column = place_of(GOOD, "option}\n")
    assert str(refused.value) == (
        "small.1.yaml is refused: 1 mistake.\n"
        f"  line {line}, column {column}: No unit has group opton. Did you mean option?"
    )


SHARED = (
    HEAD
    + UNITS
    + """\
qualifications:
  - code: Q
    title: Qualification Q
    rules:
      - {clause: total, says: At least $total credits., sum: value, at_least: $total}
      - {clause: chosen, says: One of these., require: {code: $codes}}
    outcomes:
      - code: O1
        title: One
        with: {total: 5, codes: [A, B]}
      - code: O2
        title: Two
        with: {total: 7}
        rules: [{clause: own, says: Own., require: {group: opton}}]
"""
)


def test_a_name_that_an_outcome_does_not_give_is_reported_in_the_shared_rule() -> None:
    text = SHARED.replace("opton", "option")
    assert mistakes_in(text) == (
        Mistake(
            *place_of(text, "$codes"),
            "$codes is not given by every outcome.",
            "Give it under “with” in every outcome.",
        ),
    )


def test_a_mistake_in_an_own_rule_of_an_outcome_is_reported_where_it_is_written() -> None:
    text = SHARED.replace("{total: 7}", "{total: 7, codes: C}")
    assert [(m.line, m.column, m.what) for m in mistakes_in(text)] == [
        (*place_of(text, "opton"), "No unit has group opton.")
    ]


def test_a_mistake_in_what_an_outcome_gives_is_reported_in_the_shared_rule_that_takes_it() -> None:
    text = SHARED.replace("opton", "option").replace("{total: 7}", "{total: seven, codes: ZZ}")
    assert [(m.line, m.column, m.where) for m in mistakes_in(text)] == [
        (*place_of(text, "$total}"), "qualifications.1.outcomes.2.rules.1.at_least")
    ]


def test_a_value_stands_for_its_name_as_number_list_and_text() -> None:
    text = SHARED.replace("opton", "option").replace("{total: 7}", "{total: 7, codes: C}")
    first, second = read_specification(text, name="small").get_qualification("Q").outcomes
    assert [rule.says for rule in first.rules] == ["At least 5 credits.", "One of these."]
    assert [rule.body for rule in second.rules] == [
        Amount(Measure.VALUE, at_least=7),
        Amount(Measure.UNITS, Filter(codes=frozenset({"C"})), at_least=1),
        Amount(Measure.UNITS, Filter(groups=frozenset({"option"})), at_least=1),
    ]
