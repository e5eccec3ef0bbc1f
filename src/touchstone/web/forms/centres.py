"""What is filled in about centres and the external verifiers who are allocated to them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from touchstone.people.api import NEEDED_AT_A_CENTRE
from touchstone.web.forms.people import HAS_LETTER, roles_as_choices
from touchstone.web.listing import Filters


class CentreFilters(Filters):
    """Which centres a list shows."""

    q = forms.CharField(
        label=_("Name or number"), max_length=100, required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    lacks = forms.ChoiceField(
        label=_("Without"), required=False, choices=[("", _("Any")), *roles_as_choices(NEEDED_AT_A_CENTRE)]
    )


class CentreName(forms.Form):
    """A centre's name, and which version of it was read before it was changed."""

    name = forms.CharField(
        label=_("Name of the centre"),
        max_length=200,
        validators=[HAS_LETTER],
        error_messages={"required": _("Enter the name of the centre")},
    )
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class AdmitCentre(forms.Form):
    """A centre that is put on record."""

    name = forms.CharField(
        label=_("Name of the centre"),
        max_length=200,
        validators=[HAS_LETTER],
        error_messages={"required": _("Enter the name of the centre")},
    )
    number = forms.CharField(
        label=_("Number of the centre"),
        max_length=20,
        help_text=_("The number by which the awarding body knows it. Nobody else has it, and it is not changed later."),
        validators=[RegexValidator(r"^[0-9A-Za-z-]+$", _("Use letters, numbers and hyphens only"))],
        error_messages={"required": _("Enter the number of the centre")},
    )


class Allocate(forms.Form):
    """Which external verifier a centre is given."""

    appointment = forms.ChoiceField(
        label=_("External verifier"), error_messages={"required": _("Choose an external verifier")}
    )

    def __init__(self, *args: Any, verifiers: Iterable[tuple[int, str]], **options: Any) -> None:
        """``verifiers`` are those in office: appointment and name."""
        super().__init__(*args, **options)
        choices = [(str(appointment), name) for appointment, name in verifiers]
        self.fields["appointment"].choices = [("", _("Choose an external verifier")), *choices]  # type: ignore[attr-defined]
