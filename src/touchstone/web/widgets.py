"""Fields and widgets for forms: dates in three boxes, and choices that explain themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

EARLIEST_YEAR = 1900

Limit = date | Callable[[], date] | None


class DatePart(forms.TextInput):
    """One box of a date; `label` stands above it."""

    def __init__(self, label: Any, css_class: str) -> None:
        super().__init__({"class": f"govuk-date-input__input {css_class}", "inputmode": "numeric"})
        self.label = label

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The context of a text box with its label."""
        context = super().get_context(name, value, attrs)
        context["widget"]["label"] = self.label
        return context


class DayMonthYear(forms.MultiWidget):
    """Day, month and year in three boxes, drawn by `forms/day_month_year.html`."""

    template_name = "forms/day_month_year.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        parts: dict[str, forms.Widget | type[forms.Widget]] = {
            "day": DatePart(_("Day"), "govuk-input--width-2"),
            "month": DatePart(_("Month"), "govuk-input--width-2"),
            "year": DatePart(_("Year"), "govuk-input--width-4"),
        }
        super().__init__(parts, attrs)

    def decompress(self, value: date | None) -> list[Any]:
        """The three texts of a date."""
        return [value.day, value.month, value.year] if value else [None, None, None]


class DayMonthYearField(forms.Field):
    """A date typed as day, month and year; the month also by its name.

    The cleaned value is a `date`, or None where nothing was typed into an optional field. `earliest` and `latest` are
    the first and the last date that is taken; either may be a callable, asked at every check.
    """

    widget = DayMonthYear
    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": _("Enter the date"),
        "incomplete": _("The date must include %(missing)s"),
        "year": _("The year must have four numbers, such as 2026"),
        "unreal": _("Enter a real date, such as 27 3 2026"),
        "early": _("The date must be %(limit)s or later"),
        "late": _("The date must be %(limit)s or earlier"),
    }

    def __init__(self, *, earliest: Limit = None, latest: Limit = None, **options: Any) -> None:
        super().__init__(**options)
        self.earliest = earliest
        self.latest = latest

    def to_python(self, value: Any) -> date | None:
        """The date that the three texts name."""
        if value is None or isinstance(value, date):
            return value
        texts = [str(text or "").strip() for text in value]
        return self._read(texts) if any(texts) else None

    def validate(self, value: Any) -> None:
        """Refuse an empty required date, and one outside the limits."""
        super().validate(value)
        if value is None:
            return
        earliest, latest = _day(self.earliest), _day(self.latest)
        if earliest and value < earliest:
            raise self._refusal("early", limit=date_format(earliest, "j F Y"))
        if latest and value > latest:
            raise self._refusal("late", limit=date_format(latest, "j F Y"))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another date was typed than the one shown."""
        try:
            return bool(self.to_python(initial) != self.to_python(data))
        except ValidationError:
            return True

    def _read(self, texts: list[str]) -> date:
        names = (_("a day"), _("a month"), _("a year"))
        missing = [str(name) for name, text in zip(names, texts, strict=True) if not text]
        if missing:
            raise self._refusal("incomplete", missing=str(_(" and ")).join(missing))
        day, month, year = texts
        if not (year.isdecimal() and len(year) == 4 and int(year) >= EARLIEST_YEAR):
            raise self._refusal("year")
        number = _month_number(month)
        try:
            return date(int(year), number or 0, int(day))
        except ValueError:
            raise self._refusal("unreal") from None

    def _refusal(self, code: str, **words: str) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code, params=words)


def _day(limit: Limit) -> date | None:
    return limit() if callable(limit) else limit


def _month_number(text: str) -> int | None:
    """The number of a month typed as a number or as its name, in the reader's language."""
    if text.isdecimal():
        return int(text)
    names = {str(name).casefold(): number for months in (MONTHS_3, MONTHS) for number, name in months.items()}
    return names.get(text.casefold())


class _Hinted(forms.widgets.ChoiceWidget):
    """Choices with a sentence below each."""

    def __init__(self, *, hints: Mapping[str, Any], attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.hints = dict(hints)

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The context of one choice, with its hint."""
        option: dict[str, Any] = super().create_option(*args, **kwargs)
        option["hint"] = self.hints.get(str(option["value"]))
        return option


class HintedRadios(_Hinted, forms.RadioSelect):
    """One of several, each explained: `HintedRadios(hints={"observed": _("You watched it happen")})`."""


class HintedCheckboxes(_Hinted, forms.CheckboxSelectMultiple):
    """Any of several, each explained."""
