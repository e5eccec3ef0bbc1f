"""How forms are drawn: label, hint, error and box belong together, and the summary leads to each."""

from __future__ import annotations

import re

from django import forms
from django.template.loader import render_to_string

from touchstone.web.widgets import DayMonthYearField


class Observation(forms.Form):
    """One field of each kind that behaves differently."""

    title = forms.CharField(
        help_text="A few words", max_length=40, widget=forms.TextInput(attrs={"placeholder": "Title"})
    )
    seen_on = DayMonthYearField(help_text="For example, 27 3 2026")
    kind = forms.ChoiceField(choices=[("a", "Seen"), ("b", "Heard")], widget=forms.RadioSelect)
    account = forms.CharField(widget=forms.Textarea, max_length=3000, required=False)
    place = forms.ChoiceField(choices=[("x", "Here")], required=False)
    knew = forms.BooleanField(label="The candidate knew")
    password = forms.CharField(widget=forms.PasswordInput)
    token = forms.CharField(widget=forms.HiddenInput)


def test_a_box_is_described_by_its_hint_and_its_error() -> None:
    shown = str(Observation({})["title"].as_field_group())
    assert 'aria-describedby="id_title_helptext id_title_error"' in shown
    assert 'id="id_title_helptext"' in shown
    assert 'id="id_title_error"' in shown


def test_a_group_of_boxes_is_described_as_a_group() -> None:
    shown = str(Observation({})["seen_on"].as_field_group())
    assert '<fieldset class="govuk-fieldset" aria-describedby="id_seen_on_helptext id_seen_on_error">' in shown


def test_the_browser_is_not_asked_to_check_and_no_label_hides_in_the_box() -> None:
    shown = str(Observation())
    assert re.findall(r"\s(?:required|placeholder)\b", shown) == []


def test_only_optional_fields_say_so() -> None:
    assert str(Observation()).count("(optional)") == 2


def test_filters_do_not_say_that_they_are_optional() -> None:
    class Filters(forms.Form):
        mark_optional = False
        name = forms.CharField(required=False)

    assert "(optional)" not in str(Filters())


def test_every_way_of_drawing_a_form_draws_the_same() -> None:
    form = Observation({})
    assert str(form) == form.as_p() == form.as_div() == form.as_ul()


def test_no_widget_carries_a_style_or_a_script_of_its_own() -> None:
    assert re.findall(r"\s(?:style|on\w+)=|<script|<style", str(Observation({}))) == []


def test_every_label_names_a_box_that_is_there() -> None:
    shown = str(Observation())
    named = set(re.findall(r'<label[^>]* for="([^"]+)"', shown))
    boxes = set(re.findall(r'<(?:input|select|textarea)[^>]* id="([^"]+)"', shown))
    assert named == boxes - {"id_token"}


def test_a_long_text_counts_its_characters() -> None:
    shown = str(Observation()["account"])
    assert 'data-module="govuk-character-count" data-maxlength="3000"' in shown
    assert 'aria-describedby="id_account-info"' in shown
    assert 'id="id_account-info"' in shown


def test_a_typed_password_never_comes_back() -> None:
    assert "open sesame" not in str(Observation({"password": "open sesame"}))


def test_what_was_typed_is_escaped() -> None:
    assert "<b>" not in str(Observation({"title": '"><b>', "account": "</textarea><b>"}))


def test_the_summary_leads_to_the_first_box_of_every_wrong_field() -> None:
    form = Observation({"account": "Said well", "place": "x"})
    form.add_error(None, "You may not assess this candidate.")
    shown = render_to_string("parts/error_summary.html", {"form": form})
    assert re.findall(r'href="#([^"]+)"', shown) == [
        "id_title",
        "id_seen_on_0",
        "id_kind_0",
        "id_knew",
        "id_password",
    ]
    assert "You may not assess this candidate." in shown


def test_the_summary_of_a_form_in_order_is_empty() -> None:
    assert render_to_string("parts/error_summary.html", {"form": Observation()}).strip() == ""


def test_the_summary_of_many_rows_says_which_row() -> None:
    rows = forms.formset_factory(Observation, extra=2)(
        {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-1-title": "x"}
    )
    assert rows.is_valid() is False
    shown = render_to_string("parts/error_summary.html", {"formset": rows})
    assert {"#id_form-1-seen_on_0", "#id_form-1-kind_0"} <= set(re.findall(r'href="([^"]+)"', shown))
    assert "Row 2:" in shown
