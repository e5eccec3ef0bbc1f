"""What is filled in about the public guide: a page's words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from touchstone.catalogue.api import PageWords
from touchstone.web.markdown import wrong_links


class GuideWords(forms.Form):
    """A page's title and summary in both languages, and its text; with the version that was read."""

    title = forms.CharField(label=lazy("Title"), max_length=200, error_messages={"required": lazy("Enter the title")})
    title_cy = forms.CharField(
        label=lazy("Title in Welsh"), max_length=200, error_messages={"required": lazy("Enter the title in Welsh")}
    )
    summary = forms.CharField(
        label=lazy("Summary"),
        max_length=400,
        help_text=lazy("One sentence, shown in lists and at the top of the page"),
        error_messages={"required": lazy("Enter the summary")},
    )
    summary_cy = forms.CharField(
        label=lazy("Summary in Welsh"), max_length=400, error_messages={"required": lazy("Enter the summary in Welsh")}
    )
    body = forms.CharField(
        label=lazy("Text"),
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 24}),
        help_text=lazy(
            "CommonMark: an empty line between paragraphs, ## before a heading, - before an item. "
            "Links lead to pages here (/catalogue/), to mailto: and to tel: only."
        ),
        error_messages={"required": lazy("Enter the text")},
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def clean_body(self) -> str:
        """The text, whose links lead where they may."""
        # The browser sends line ends of its own; the shipped text has none of them.
        text: str = self.cleaned_data["body"].replace("\r\n", "\n")
        wrong = wrong_links(text)
        if wrong:
            said = _("A link may not lead to %(address)s. Use an address of this site, mailto: or tel:.")
            raise forms.ValidationError(said % {"address": wrong[0]})
        return text

    @property
    def words(self) -> PageWords:
        """The words that were filled in."""
        filled = self.cleaned_data
        return PageWords(*(filled[name] for name in ("title", "title_cy", "summary", "summary_cy", "body")))


class Version(forms.Form):
    """Which version of a record was read before an act."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


def as_initial(words: PageWords, version: int) -> dict[str, Any]:
    """A page's words as a form begins with them."""
    names = ("title", "title_cy", "summary", "summary_cy", "body")
    return {name: getattr(words, name) for name in names} | {"version": version}
