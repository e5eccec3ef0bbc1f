"""allauth's forms in our words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.utils.translation import gettext_lazy as _

from touchstone.web.forms.invited import rules

CODE = _("Code")
CODE_HINT = _("Six numbers from the app, or a recovery code of eight.")
AGAIN = _("Type the new password again")


class _OurWords:
    """Labels and hints of fields, by name, in place of those that allauth gives; no words inside the boxes."""

    words: ClassVar[Mapping[str, tuple[Any, Any]]] = {}
    fields: Mapping[str, Any]
    """Those of the form beside which this class stands."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label, field.help_text = self.words.get(name, (field.label, field.help_text))


class LoginForm(_OurWords, account.LoginForm):  # type: ignore[misc]
    """Address and password."""

    words: ClassVar = {"login": (_("E-mail address"), ""), "password": (_("Password"), "")}


class ResetPasswordForm(_OurWords, account.ResetPasswordForm):  # type: ignore[misc]
    """Where to send a link."""

    words: ClassVar = {"email": (_("E-mail address"), "")}


class ResetPasswordKeyForm(_OurWords, account.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, by link."""

    words: ClassVar = {"password1": (_("New password"), rules()), "password2": (AGAIN, "")}


class ChangePasswordForm(_OurWords, account.ChangePasswordForm):  # type: ignore[misc]
    """A new password instead of the present one."""

    words: ClassVar = {
        "oldpassword": (_("Present password"), ""),
        "password1": (_("New password"), rules()),
        "password2": (AGAIN, ""),
    }


class SetPasswordForm(_OurWords, account.SetPasswordForm):  # type: ignore[misc]
    """A first password."""

    words: ClassVar = {"password1": (_("New password"), rules()), "password2": (AGAIN, "")}


class AddEmailForm(_OurWords, account.AddEmailForm):  # type: ignore[misc]
    """Another address."""

    words: ClassVar = {"email": (_("New e-mail address"), "")}


class ReauthenticateForm(_OurWords, account.ReauthenticateForm):  # type: ignore[misc]
    """The password once more."""

    words: ClassVar = {"password": (_("Password"), "")}


class AuthenticateForm(_OurWords, mfa.AuthenticateForm):  # type: ignore[misc]
    """A code at sign-in."""

    words: ClassVar = {"code": (CODE, CODE_HINT)}


class CodeAgainForm(_OurWords, mfa.ReauthenticateForm):  # type: ignore[misc]
    """A code once more."""

    words: ClassVar = {"code": (CODE, CODE_HINT)}


class ActivateTOTPForm(_OurWords, totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an app."""

    words: ClassVar = {"code": (_("Code that the app shows now"), _("Six numbers."))}


class AddWebAuthnForm(_OurWords, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    """A passkey's name, and what it is for."""

    words: ClassVar = {
        "name": (_("What you call this device"), _("Such as: my phone.")),
        "passwordless": (
            _("Sign in with it instead of the password"),
            _("For a device that asks for your finger, face or PIN."),
        ),
    }


class EditWebAuthnForm(_OurWords, webauthn.EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""

    words: ClassVar = {"name": (_("What you call this device"), "")}
