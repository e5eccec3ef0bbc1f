"""The filters of the ledger and of the access log."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from touchstone.ledger.api import ACTS
from touchstone.web.listing import Filters
from touchstone.web.telling import act_name_said


def _acts() -> list[tuple[str, Any]]:
    named = sorted((act_name_said(act), act) for act in ACTS)
    return [("", _("Any")), *((act, said) for said, act in named)]


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class LedgerFilters(Filters):
    """Which entries of the ledger a list shows."""

    act = forms.ChoiceField(label=_("What was done"), required=False, choices=_acts)
    person = forms.IntegerField(label=_("Number of the person who did it"), required=False, min_value=1)
    record = forms.CharField(label=_("Record"), required=False, max_length=120)
    since = _day(_("From"))
    until = _day(_("Until"))


class LookFilters(Filters):
    """Which looks of the access log a list shows."""

    owner = forms.IntegerField(label=_("Number of the person looked at"), required=False, min_value=1)
    person = forms.IntegerField(label=_("Number of the person who looked"), required=False, min_value=1)
