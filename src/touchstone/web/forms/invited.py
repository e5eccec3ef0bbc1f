"""What an invited person fills in: a password, where they have no account yet."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _


def _rules() -> SafeString:
    """The rules for a password, as a list."""
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((text,) for text in _texts())))


def _texts() -> list[Any]:
    return list(password_validators_help_texts())


rules = lazy(_rules, SafeString)


class ChoosePassword(forms.Form):
    """A password of one's own, typed twice."""

    password = forms.CharField(
        label=_("Choose a password"),
        strip=False,
        max_length=128,
        help_text=rules(),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Choose a password")},
    )
    again = forms.CharField(
        label=_("Type the password again"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Type the password again")},
    )

    def __init__(self, *args: Any, email: str, **options: Any) -> None:
        """``email`` is the address that will be signed in with: the password may not resemble it."""
        super().__init__(*args, **options)
        self.email = email

    def clean_password(self) -> str:
        """The password, where it keeps the rules."""
        password: str = self.cleaned_data["password"]
        validate_password(password, get_user_model()(email=self.email))
        return password

    def clean(self) -> None:
        """Both are the same."""
        typed, again = self.cleaned_data.get("password"), self.cleaned_data.get("again")
        if typed and again and typed != again:
            self.add_error("again", ValidationError(_("This is not the password that you typed above")))


class Accept(forms.Form):
    """Nothing to fill in: who is signed in accepts with their own account."""
