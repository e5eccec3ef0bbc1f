"""Units as people write them: what is understood, and every mistake with its place and its mend."""

from __future__ import annotations

from datetime import date

import pytest

from tests.rules.small import held, rules_of, specification_of
from touchstone.rules.api import Cell, Holding, UnitsRefused, check, parse_holdings

ANY = "- {clause: any, says: One unit counts., count: units, at_least: 1}"
MORE = """\
routes:
  - {route: rpl, over: {group: option}}
  - {route: exempt, over: {code: A}, value: none}
equivalences:
  - {held: {code: OLD/1, level: 3, title: Old unit}, counts_as: [{code: A, level: 1}, {code: B, level: 1}]}
"""
SMALL = specification_of(ANY, more=MORE)
PLAIN = specification_of(ANY)


def mistakes_in(text: str) -> list[tuple[int, str, str]]:
    with pytest.raises(UnitsRefused) as refused:
        parse_holdings(SMALL, text)
    return [(mistake.column, mistake.what, mistake.mend) for mistake in refused.value.mistakes]


def test_units_are_read_in_the_order_in_which_they_are_written() -> None:
    assert parse_holdings(SMALL, "B@2 A@1:exempt C OLD/1@3") == (
        Holding(Cell("B", 2)),
        Holding(Cell("A", 1), "exempt"),
        Holding(Cell("C", 2)),
        Holding(Cell("OLD/1", 3)),
    )


def test_the_level_may_be_left_out_where_there_is_one_only() -> None:
    assert parse_holdings(SMALL, "C OLD/1") == (Holding(Cell("C", 2)), Holding(Cell("OLD/1", 3)))
    assert parse_holdings(SMALL, "C:rpl") == (Holding(Cell("C", 2), "rpl"),)


@pytest.mark.parametrize("between", [" ", ",", ";", ", ", "\n", "\t", " ,; ", "\u00a0", "\u2003"])
def test_units_are_separated_by_spaces_commas_and_semicolons_of_any_kind(between: str) -> None:
    assert parse_holdings(SMALL, f"{between}A@1{between}B@1{between}") == (Holding(Cell("A", 1)), Holding(Cell("B", 1)))


def test_words_of_a_command_are_read_like_a_text() -> None:
    assert parse_holdings(SMALL, ["A@1", "B@1,C"]) == parse_holdings(SMALL, "A@1 B@1 C")


@pytest.mark.parametrize("text", ["", " ", ",;", "\n"])
def test_nothing_held_is_read_as_nothing(text: str) -> None:
    assert parse_holdings(SMALL, text) == ()


MISTAKES = {
    "Z@1": ("There is no unit Z in small 1.", "“touchstone spec show small” lists the units."),
    "OLD1@3": ("There is no unit OLD1 in small 1.", "Did you mean OLD/1?"),
    "A": ("A is given without a level.", "Add one: A@1 or A@2."),
    "A@3": ("A has no level 3.", "It has A@1 or A@2."),
    "A@": ("“A@” is not a unit at a level.", "Write the unit's code, @ and the level, as AA@2."),
    "@1": ("“@1” is not a unit at a level.", "Write the unit's code, @ and the level, as AA@2."),
    "A@1@2": ("“A@1@2” is not a unit at a level.", "Write the unit's code, @ and the level, as AA@2."),
    "A@100": ("“A@100” is not a unit at a level.", "Write the unit's code, @ and the level, as AA@2."),
    "Ä@1": ("“Ä@1” is not a unit at a level.", "Write the unit's code, @ and the level, as AA@2."),
    "A@1:": ("“A@1:” is not a unit at a level.", "Write the unit's code, @ and the level, as AA@2."),
    "a@1": ("There is no unit a in small 1.", "Did you mean A?"),
    "A@1:rpl": ("A@1 cannot be held by rpl.", "“touchstone spec show” lists which units can."),
    "A@1:gift": ("small 1 knows no route “gift” for A@1.", "It has: exempt, rpl."),
    "OLD/1@3:rpl": ("small 1 knows no route “rpl” for OLD/1@3.", "It has: exempt, rpl."),
}


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_says_what_is_wrong_and_what_mends_it(text: str) -> None:
    assert mistakes_in(text) == [(1, *MISTAKES[text])]


def test_a_route_is_not_known_where_there_are_none() -> None:
    with pytest.raises(UnitsRefused, match="Leave the part after the colon out"):
        parse_holdings(PLAIN, "A@1:rpl")


def test_a_unit_given_twice_at_one_level_is_a_mistake_whatever_the_route() -> None:
    twice = ("B@1 is given twice.", "Keep one of them.")
    assert mistakes_in("B@1 B@1") == [(5, *twice)]
    assert mistakes_in("B@1 B@1:rpl") == [(5, *twice)]
    assert mistakes_in("C C@2") == [(3, "C@2 is given twice.", "Keep one of them.")]


def test_every_mistake_is_reported_with_the_column_at_which_its_word_begins() -> None:
    found = mistakes_in("A@1, Z@9;  B\nC@1 A@1")
    assert [(column, what) for column, what, _ in found] == [
        (6, "There is no unit Z in small 1."),
        (12, "B is given without a level."),
        (14, "C has no level 1."),
        (18, "A@1 is given twice."),
    ]


def test_a_refusal_is_written_with_one_mistake_to_a_line() -> None:
    with pytest.raises(UnitsRefused) as refused:
        parse_holdings(SMALL, "A@3 B@3")
    assert str(refused.value) == "A has no level 3. It has A@1 or A@2.\nB has no level 3. It has B@1 or B@2."


def test_a_level_may_be_written_with_a_nought_before_it() -> None:
    assert parse_holdings(SMALL, "A@01") == (Holding(Cell("A", 1)),)


def test_every_unit_that_is_not_in_force_on_the_day_is_named() -> None:
    units = """\
units:
  list:
    - {code: A, title: Unit A, group: core, level: 1, value: 5, valid: {to: 2019-12-31}}
    - {code: B, title: Unit B, group: core, level: 1, value: 5, valid: {from: 2021-01-01}}
    - {code: C, title: Unit C, group: core, level: 1, value: 5}
"""
    rules = rules_of(ANY, units=units, on=date(2020, 6, 1))
    with pytest.raises(UnitsRefused) as refused:
        check(rules, held(rules, "A B C"))
    assert [mistake.what for mistake in refused.value.mistakes] == [
        "A@1 is not a unit of small 1 in force on 2020-06-01.",
        "B@1 is not a unit of small 1 in force on 2020-06-01.",
    ]
