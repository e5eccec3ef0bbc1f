"""Dates in three boxes, and choices that explain themselves."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django import forms
from django.utils import translation

from touchstone.web.widgets import DayMonthYearField, HintedRadios


class Seen(forms.Form):
    """When something was seen; the second date may be left empty."""

    seen_on = DayMonthYearField(earliest=date(2020, 1, 1), latest=lambda: date(2026, 3, 12))
    agreed_on = DayMonthYearField(required=False)


def typed(day: str, month: str, year: str) -> Seen:
    """The form as it comes back from a browser."""
    return Seen({"seen_on_day": day, "seen_on_month": month, "seen_on_year": year})


@pytest.mark.parametrize("month", ["3", "03", "March", "march", "Mar"])
def test_a_date_is_read_from_its_boxes_with_the_month_in_numbers_or_by_name(month: str) -> None:
    form = typed(" 2 ", month, "2026")
    assert form.is_valid()
    assert form.cleaned_data == {"seen_on": date(2026, 3, 2), "agreed_on": None}


def test_a_month_is_read_by_its_welsh_name_where_the_page_is_welsh() -> None:
    with translation.override("cy"):
        assert typed("2", "Mawrth", "2026").is_valid()


@pytest.mark.parametrize(
    ("boxes", "said"),
    [
        (("", "", ""), "Enter the date"),
        (("2", "", "2026"), "The date must include a month"),
        (("2", "", ""), "The date must include a month and a year"),
        (("31", "2", "2026"), "Enter a real date, such as 27 3 2026"),
        (("2", "Marsh", "2026"), "Enter a real date, such as 27 3 2026"),
        (("-2", "3", "2026"), "Enter a real date, such as 27 3 2026"),
        (("2", "3", "26"), "The year must have four numbers, such as 2026"),
        (("2", "3", "0026"), "The year must have four numbers, such as 2026"),
        (("31", "12", "2019"), "The date must be 1 January 2020 or later"),
        (("13", "3", "2026"), "The date must be 12 March 2026 or earlier"),
    ],
)
def test_what_is_wrong_with_a_date_is_said_in_one_sentence(boxes: tuple[str, str, str], said: str) -> None:
    assert typed(*boxes).errors == {"seen_on": [said]}


def test_what_was_typed_wrongly_stands_in_the_boxes_again() -> None:
    shown = str(typed("31", "Febuary", "26")["seen_on"])
    assert [f'value="{text}"' in shown for text in ("31", "Febuary", "26")] == [True, True, True]


@pytest.mark.parametrize(
    ("initial", "data", "changed"),
    [
        (date(2026, 3, 2), ["2", "March", "2026"], False),
        (date(2026, 3, 2), ["3", "3", "2026"], True),
        (None, ["", "", ""], False),
        (None, ["2", "", ""], True),
    ],
)
def test_a_date_has_changed_only_when_another_day_is_named(initial: Any, data: list[str], changed: bool) -> None:
    assert DayMonthYearField().has_changed(initial, data) is changed


def test_a_hint_describes_its_own_choice_and_no_other() -> None:
    class Way(forms.Form):
        kind = forms.ChoiceField(
            choices=[("seen", "I saw it"), ("told", "I was told")],
            widget=HintedRadios(hints={"told": "Counts only beside other evidence"}),
        )

    shown = str(Way()["kind"])
    assert shown.count("aria-describedby=") == 1
    assert 'id="id_kind_1" aria-describedby="id_kind_1_hint"' in shown
    assert 'id="id_kind_1_hint">Counts only beside other evidence</div>' in shown
