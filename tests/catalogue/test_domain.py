"""Standards, their lines, their differences; references and days; the order of what is found."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.catalogue.factories import a_standard
from touchstone.catalogue.domain.advice import due_day, reference_of
from touchstone.catalogue.domain.finding import Found, FoundKind, Searched, excerpt, fold, plain, rank, words_sought
from touchstone.catalogue.domain.lines import Line, read_lines, write_lines
from touchstone.catalogue.domain.standards import (
    Difference,
    Differs,
    Provenance,
    content_hash,
    differences,
    in_book_order,
)

GOOD = [dict(line) for line in write_lines([a_standard()])]


def problems_of(*lines: dict[str, str]) -> list[tuple[int, str, str]]:
    book = read_lines(Line(number, cells) for number, cells in enumerate(lines, 2))
    return [(problem.row, problem.column, problem.what) for problem in book.problems]


def changed(place: int, **cells: str) -> list[dict[str, str]]:
    return [line | cells if number == place else line for number, line in enumerate(GOOD)]


def test_lines_of_standards_are_read_back_as_the_same_standards() -> None:
    book = read_lines(Line(number, cells) for number, cells in enumerate(GOOD, 2))
    assert (book.standards, book.problems) == ((a_standard(),), ())


@pytest.mark.parametrize(
    ("place", "cells", "problem"),
    [
        (3, {"kind": "skill"}, (5, "kind", "“skill” is no kind of criterion.")),
        (3, {"kind": ""}, (5, "kind", "The kind is missing.")),
        (3, {"occurrences": "0"}, (5, "occurrences", "“0” is no number of times.")),
        (3, {"occurrences": "²"}, (5, "occurrences", "“²” is no number of times.")),
        (3, {"methods": "simulation"}, (5, "methods", "“simulation” is no method.")),
        (3, {"methods": "observation, observation"}, (5, "methods", "A method stands twice.")),
        (3, {"simulation": "maybe"}, (5, "simulation", "“maybe” is neither yes nor no.")),
        (3, {"text": ""}, (5, "text", "The text is missing.")),
        (3, {"text": "=1+1"}, (5, "text", "The text begins with “=”, which a spreadsheet would take for a formula.")),
        (3, {"text": "x" * 2001}, (5, "text", "The text has 2,001 characters; at most 2,000 are taken.")),
        (3, {"text": "a\u202eb"}, (5, "text", "The text holds characters that cannot be printed.")),
        (3, {"outcome": "9"}, (5, "outcome", "CC level 2 has no outcome 9.")),
        (4, {"code": "1.1"}, (6, "code", "Criterion 1.1 stands twice.")),
        (3, {"part": "remark"}, (5, "part", "“remark” is no part of standards.")),
        (5, {"code": "X1.1"}, (7, "code", "“X1.1” is no component of a key skill.")),
        (1, {"part": "title"}, (3, "part", "This area and level has a title already.")),
        (3, {"level": "0"}, (5, "level", "“0” is no level.")),
        (3, {"area": "C C"}, (5, "area", "“C C” is no code of an area.")),
    ],
)
def test_each_mistake_is_told_with_its_row_and_column(
    place: int, cells: dict[str, str], problem: tuple[int, str, str]
) -> None:
    assert problem in problems_of(*changed(place, **cells))


def test_every_problem_of_a_file_is_told_and_not_the_first_only() -> None:
    lines = changed(3, kind="skill", occurrences="many", simulation="perhaps")
    assert [problem[:2] for problem in problems_of(*lines)] == [(5, "kind"), (5, "occurrences"), (5, "simulation")]


def test_what_a_cell_lacks_is_told() -> None:
    only_title = {"area": "CC", "level": "2", "part": "title", "text": "Customer care"}
    assert problems_of(only_title) == [
        (2, "part", "CC level 2 has no summary."),
        (2, "part", "CC level 2 has no outcome."),
    ]
    assert problems_of() == [(1, "", "The file holds no standards.")]


def test_the_same_words_have_the_same_hash_and_other_words_another() -> None:
    same = content_hash(a_standard(), Provenance.LICENSED)
    assert same == content_hash(a_standard(), Provenance.LICENSED)
    assert same != content_hash(a_standard(summary="Helps all customers"), Provenance.LICENSED)
    assert same != content_hash(a_standard(), Provenance.OWN)


def test_two_versions_differ_in_what_is_changed_added_and_gone() -> None:
    new = a_standard(summary="Helps all customers", third="Close each contact")
    assert differences(a_standard(), new) == (
        Difference("summary", Differs.CHANGED, "Helps customers", "Helps all customers"),
        Difference("criterion 1.3", Differs.ADDED, "", "Close each contact (performance; simulation allowed)"),
    )
    assert [each.how for each in differences(new, a_standard())] == [Differs.CHANGED, Differs.REMOVED]
    assert differences(new, new) == ()


def test_another_order_of_the_same_criteria_is_a_difference() -> None:
    standard = a_standard()
    turned = replace(standard.outcomes[0], criteria=standard.outcomes[0].criteria[::-1])
    assert [each.place for each in differences(standard, replace(standard, outcomes=(turned,)))] == ["order"]


def test_cells_stand_in_the_order_of_the_book() -> None:
    assert in_book_order([("V10", 3), ("V2", 3), ("CC", 2), ("CC", 1)]) == [("CC", 1), ("CC", 2), ("V2", 3), ("V10", 3)]


def test_the_day_by_which_advice_is_due_counts_working_days() -> None:
    friday = date(2026, 2, 27)
    assert [due_day(friday, days) for days in (0, 1, 5)] == [friday, date(2026, 3, 2), date(2026, 3, 6)]


def test_a_reference_is_made_of_letters_that_are_not_mistaken() -> None:
    assert reference_of([0, 1, 2, 3, 22, 23, 24, 25]) == "AD-ABCD-2345"


THING = Searched(Found(FoundKind.UNIT, "CC", "Customer care"), "cc", "customer care", "greet each customer by name")


@pytest.mark.parametrize(
    ("text", "expected"), [("CC", 0), ("c", 1), ("customer", 2), ("care greet", 3), ("greet", 4), ("eet", 5), ("dd", 5)]
)
def test_a_code_comes_before_a_title_and_a_title_before_a_text(text: str, expected: int) -> None:
    assert rank(THING, words_sought(text)) == expected


def test_a_search_knows_no_accents_capitals_or_marks() -> None:
    assert fold("Siân’s  E-mail: CAFÉ") == "sian s e mail cafe"
    assert words_sought("Wrap-up wrap") == ("wrap", "up")


def test_an_excerpt_is_the_text_with_the_most_of_the_words() -> None:
    assert excerpt(["A call", "A call to a customer", "Nothing"], ("call", "customer")) == "A call to a customer"
    assert excerpt(["Nothing"], ("call",)) == ""
    long = " ".join(["word"] * 60 + ["needle"] + ["word"] * 60)
    shown = excerpt([long], ("needle",))
    assert (shown[:2], shown[-2:], "needle" in shown, len(shown) <= 170) == ("… ", " …", True, True)


def test_marks_of_markdown_are_left_out_of_excerpts() -> None:
    assert plain("## Who\n\n[Read](/guide/) **this**\n\n| a | b |\n|---|---|") == "Who Read this a b"
