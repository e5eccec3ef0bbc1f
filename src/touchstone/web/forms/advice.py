"""What is filled in to ask the awarding body for advice, and to note the answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from touchstone.catalogue.api import Asked, Way, advice_topics, in_language
from touchstone.web.listing import Filters
from touchstone.web.widgets import HintedCheckboxes

TELEPHONE = RegexValidator(r"^[+0-9 ().ext-]{6,40}$", lazy("Enter a telephone number, such as 024 7669 2692"))
WAYS = {Way.CALL: lazy("A call"), Way.VISIT: lazy("A visit")}


class AskForAdvice(forms.Form):
    """A request for an advice call or visit. ``website`` is left empty by people, and filled in by machines."""

    name = forms.CharField(
        label=lazy("Your name"), max_length=120, error_messages={"required": lazy("Enter your name")}
    )
    organisation = forms.CharField(label=lazy("Organisation"), max_length=160, required=False)
    email = forms.EmailField(
        label=lazy("E-mail address"),
        max_length=254,
        required=False,
        help_text=lazy("Give an e-mail address or a telephone number, or both"),
    )
    telephone = forms.CharField(label=lazy("Telephone"), max_length=40, required=False, validators=[TELEPHONE])
    way = forms.ChoiceField(
        label=lazy("How would you like the advice?"),
        choices=[(way.value, said) for way, said in WAYS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": lazy("Choose a call or a visit")},
    )
    topics = forms.MultipleChoiceField(
        label=lazy("What is it about?"), error_messages={"required": lazy("Choose at least one topic")}
    )
    message = forms.CharField(
        label=lazy("What would you like to know?"),
        max_length=4_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    website = forms.CharField(
        label=lazy("Leave this empty"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        """Offer the topics in the reader's language."""
        super().__init__(*args, **options)
        language, topics = get_language() or "en", advice_topics()
        field: Any = self.fields["topics"]
        hints = {topic.slug: in_language(topic.hint, language) for topic in topics}
        field.widget = HintedCheckboxes(hints=hints)
        field.choices = [(topic.slug, in_language(topic.title, language)) for topic in topics]

    def clean(self) -> dict[str, Any]:
        """Ask for an address or a number, and for an empty box."""
        filled: dict[str, Any] = super().clean() or {}
        if not (filled.get("email") or filled.get("telephone")) and not self.errors.keys() & {"email", "telephone"}:
            self.add_error("email", _("Enter an e-mail address or a telephone number"))
        if filled.get("website"):
            self.add_error("website", _("Leave this box empty: it is there to tell people from machines"))
        return filled

    @property
    def asked(self) -> Asked:
        """What was filled in."""
        filled = self.cleaned_data
        return Asked(
            filled["name"],
            Way(filled["way"]),
            tuple(filled["topics"]),
            filled["organisation"],
            filled["email"],
            filled["telephone"],
            filled["message"],
        )


class AdviceFilters(Filters):
    """Which requests a list shows."""

    state = forms.ChoiceField(
        label=lazy("State"),
        required=False,
        choices=[("", lazy("All")), ("waiting", lazy("Waiting for an answer")), ("answered", lazy("Answered"))],
    )


class AnswerAdvice(forms.Form):
    """What was answered, for the record."""

    answer = forms.CharField(
        label=lazy("How it was answered"),
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=lazy("For example: called on 3 March, visit agreed for 12 March. Nothing is sent."),
        error_messages={"required": lazy("Enter how it was answered")},
    )
