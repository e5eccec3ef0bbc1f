"""How a parameter of the awarding body is set from a day on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from touchstone.policy.api import Kind, Parameter
from touchstone.web.policy_told import choice_said
from touchstone.web.widgets import DayMonthYearField


class SetParameter(forms.Form):
    """A new value, from which day on it holds, and on what it rests."""

    from_day = DayMonthYearField(label=_("From"), earliest=timezone.localdate)
    source = forms.CharField(
        label=_("On what it rests"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The decision or the rule, so that whoever reads it later can find it"),
        error_messages={"required": _("Say on what the new value rests")},
    )
    field_order = ("value", "from_day", "source")

    def __init__(self, *args: Any, parameter: Parameter, **options: Any) -> None:
        """A form for the values that ``parameter`` takes."""
        super().__init__(*args, **options)
        self.parameter = parameter
        self.fields["value"] = _value_field(parameter)
        self.order_fields(self.field_order)

    def clean_value(self) -> str:
        """The value as the parameter writes it."""
        given = self.cleaned_data["value"]
        text = ", ".join(given) if isinstance(given, list) else str(given)
        try:
            return self.parameter.write(self.parameter.read(text))
        except ValueError as wrong:
            raise forms.ValidationError(str(wrong)) from None


def _value_field(parameter: Parameter) -> forms.Field:
    label, missing = _("New value"), {"required": _("Enter the new value")}
    if parameter.kind is Kind.YES_NO:
        choices = [("yes", _("Yes")), ("no", _("No"))]
        return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, error_messages=missing)
    choices = [(choice, choice_said(choice)) for choice in parameter.choices]
    if parameter.kind is Kind.CHOICE:
        return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, error_messages=missing)
    if parameter.kind is Kind.CHOICES:
        return forms.MultipleChoiceField(
            label=label, choices=choices, widget=forms.CheckboxSelectMultiple, required=False
        )
    return forms.CharField(label=label, max_length=500, error_messages=missing, help_text=_hint(parameter))


def _hint(parameter: Parameter) -> Any:
    if parameter.kind is Kind.WHOLE_NUMBERS:
        return _("Whole numbers with commas between them, for example 30, 7, 1")
    return ""
