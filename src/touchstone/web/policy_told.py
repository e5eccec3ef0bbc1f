"""A parameter of the awarding body in words: its title, its value with the unit, and on what it rests."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from touchstone.policy.api import DatedValue, Parameter, Standing
from touchstone.web.templatetags.touchstone import role_name

GROUPS = {
    "registration": _lazy("Registration"),
    "verification": _lazy("Verification"),
    "approval": _lazy("Approval of centres"),
    "people": _lazy("People and signing in"),
    "files": _lazy("Files and how long records are kept"),
    "assessment": _lazy("Assessment and appeals"),
    "display": _lazy("Words"),
    "notices": _lazy("Notices and reminders"),
}

STANDINGS = {
    Standing.PUBLISHED: (_lazy("Published"), "proved"),
    Standing.PROFESSIONAL_DEFAULT: (_lazy("Professional default"), "waiting"),
    Standing.OWN_CHOICE: (_lazy("Own choice"), "info"),
}

UNITS = {
    "characters": _lazy("characters"),
    "days": _lazy("days"),
    "days after": _lazy("days after"),
    "days before": _lazy("days before"),
    "hours": _lazy("hours"),
    "MB": _lazy("MB"),
    "months": _lazy("months"),
    "per cent": _lazy("per cent"),
    "references": _lazy("references"),
    "reports": _lazy("reports"),
    "visits": _lazy("visits"),
    "weeks": _lazy("weeks"),
    "working days": _lazy("working days"),
    "years": _lazy("years"),
}

CHOICES = {"leaflet": _lazy("The leaflet's words"), "modern": _lazy("Present-day words")}


def in_language(texts: Mapping[str, str]) -> str:
    """A text of the parameters' file in the reader's language, or in English."""
    return texts.get((get_language() or "en")[:2], texts["en"])


def group_said(group: str) -> str:
    """A group of parameters in words."""
    return str(GROUPS.get(group, group.replace("_", " ").capitalize()))


def choice_said(choice: str) -> Any:
    """One of the values that a parameter may take, in words."""
    return CHOICES.get(choice) or role_name(choice)


def value_said(parameter: Parameter, value: object) -> str:
    """A value with its unit."""
    unit = f" {UNITS.get(parameter.unit, parameter.unit)}" if parameter.unit else ""
    return f"{_plain(value)}{unit}"


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, tuple):
        return ", ".join(_plain(part) for part in value) or _("none")
    return number_format(value) if isinstance(value, int) else str(choice_said(str(value)))


def source_said(value: DatedValue) -> str:
    """On what a value rests, without the addresses of pages: they stand on the parameter's own page."""
    return re.sub(r",?\s*https?://\S+", "", value.source)


def standing_said(value: DatedValue) -> tuple[Any, str]:
    """On what a value rests, as a tag: its word and its kind."""
    return STANDINGS[value.standing]
