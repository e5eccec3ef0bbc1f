"""What is filled in about people: names, roles, invitations, witnesses, and reasons."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from touchstone.ledger.api import Reach
from touchstone.people.api import OrganisationTold, PersonName, Role, find_organisation_by_number
from touchstone.web.listing import Filters
from touchstone.web.templatetags.touchstone import ROLE_NAMES
from touchstone.web.widgets import DayMonthYearField

HAS_LETTER = RegexValidator(r"[^\W\d_]", _("Enter a name with at least one letter"))


def roles_as_choices(roles: Iterable[Role]) -> list[tuple[str, Any]]:
    """Roles for a choice, by their names."""
    return [(role.value, ROLE_NAMES[role.value]) for role in roles]


class PeopleFilters(Filters):
    """Which people a list shows."""

    q = forms.CharField(
        label=_("Name"), max_length=100, required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    role = forms.ChoiceField(label=_("Role"), required=False)
    centre = forms.CharField(label=_("Number of the centre"), max_length=20, required=False)
    ending = forms.ChoiceField(
        label=_("Time in the role"), choices=[("", _("Any")), ("soon", _("Ends soon"))], required=False
    )

    def __init__(self, *args: Any, several: bool, **options: Any) -> None:
        """``several`` where the list may show more than one organisation's people."""
        super().__init__(*args, **options)
        self.fields["role"].choices = [("", _("Any")), *roles_as_choices(Role)]  # type: ignore[attr-defined]
        if not several:
            del self.fields["centre"]


class InvitationFilters(Filters):
    """Which invitations a list shows."""

    q = forms.CharField(
        label=_("Name or e-mail address"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("Any")),
            ("open", _("Waiting for an answer")),
            ("expired", _("Expired")),
            ("accepted", _("Accepted")),
            ("withdrawn", _("Withdrawn")),
        ],
    )


class NameForm(forms.Form):
    """A person's name: as it is registered, and as they wish to be called."""

    given_names = forms.CharField(
        label=_("Given names"),
        max_length=100,
        validators=[HAS_LETTER],
        error_messages={"required": _("Enter the given names")},
    )
    family_name = forms.CharField(
        label=_("Family name"),
        max_length=100,
        validators=[HAS_LETTER],
        error_messages={"required": _("Enter the family name")},
    )
    known_as = forms.CharField(
        label=_("Known as"),
        max_length=100,
        required=False,
        help_text=_("What they wish to be called at work, where that is another name than the given one"),
    )

    @property
    def name(self) -> PersonName:
        """The name that was filled in."""
        filled = self.cleaned_data
        return PersonName(filled["given_names"], filled["family_name"], filled.get("known_as", ""))


class ChangeName(NameForm):
    """A person's name, and which version of it was read before it was changed."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class AtOrganisation(forms.Form):
    """A form whose act concerns an organisation: that of the hat that is worn, or one that is named by its number."""

    number = forms.CharField(
        label=_("Number of the organisation"),
        max_length=20,
        help_text=_("The number of the centre, or of the awarding body"),
        error_messages={"required": _("Enter the number of the centre or of the awarding body")},
    )

    def __init__(self, *args: Any, own: OrganisationTold, reach: Reach, **options: Any) -> None:
        """``own`` is where the hat that is worn is held; another is named only where ``reach`` is everything."""
        super().__init__(*args, **options)
        self.own, self.reach = own, reach
        if not reach.everything:
            del self.fields["number"]
        else:
            self.fields["number"].initial = own.number

    def clean_number(self) -> str:
        """The number of an organisation that is on record."""
        number: str = self.cleaned_data["number"]
        if find_organisation_by_number(number, self.reach) is None:
            raise forms.ValidationError(_("No organisation has this number. Look it up in the list of centres."))
        return number

    @property
    def organisation(self) -> OrganisationTold:
        """The organisation that is meant."""
        named = find_organisation_by_number(self.cleaned_data.get("number", ""), self.reach)
        return named or self.own


class LetterForm(forms.Form):
    """To whom a letter goes, and in which language."""

    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, error_messages={"required": _("Enter an e-mail address")}
    )
    language = forms.ChoiceField(
        label=_("Language of the letter"), choices=settings.LANGUAGES, initial="en-gb", widget=forms.RadioSelect
    )


class Invite(NameForm, LetterForm, AtOrganisation):
    """Whom to invite, and to which role."""

    role = forms.ChoiceField(label=_("Role"), error_messages={"required": _("Choose a role")})
    field_order = ("given_names", "family_name", "email", "role", "number", "language")

    def __init__(self, *args: Any, roles: Iterable[Role], **options: Any) -> None:
        """``roles`` are those that may be invited to."""
        super().__init__(*args, **options)
        self.fields["role"].choices = [("", _("Choose a role")), *roles_as_choices(roles)]  # type: ignore[attr-defined]
        del self.fields["known_as"]


class Appoint(AtOrganisation):
    """Which role a person is given, where, and until when."""

    role = forms.ChoiceField(label=_("Role"), error_messages={"required": _("Choose a role")})
    until = DayMonthYearField(
        label=_("Last day"),
        required=False,
        earliest=timezone.localdate,
        help_text=_("Leave this empty where the role has no end, for example 27 3 2027"),
    )
    field_order = ("role", "number", "until")

    def __init__(self, *args: Any, roles: Iterable[Role], **options: Any) -> None:
        """``roles`` are those that may be given."""
        super().__init__(*args, **options)
        self.fields["role"].choices = [("", _("Choose a role")), *roles_as_choices(roles)]  # type: ignore[attr-defined]


class AddWitness(NameForm, LetterForm):
    """An expert witness, and where their link goes."""

    field_order = ("given_names", "family_name", "email", "language")

    def __init__(self, *args: Any, **options: Any) -> None:
        """Ask for the registered name only."""
        super().__init__(*args, **options)
        del self.fields["known_as"]


class Reason(forms.Form):
    """Why something is done that cannot be undone; it stands in the ledger."""

    why = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It is kept in the ledger. Name nobody in it."),
        error_messages={"required": _("Give the reason")},
    )
