"""What is said when signing in, or a change to it, does not work: our words in place of allauth's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

ACCOUNT: Mapping[str, Any] = {
    "account_inactive": _("This account is closed."),
    "duplicate_email": _("You sign in with this address already."),
    "email_password_mismatch": _("The e-mail address or the password is not right."),
    "email_taken": _("Another account has this address."),
    "enter_current_password": _("Type your present password."),
    "incorrect_code": _("This code is not right. Codes change every half minute: type the one that is shown now."),
    "incorrect_password": _("This password is not right."),
    "invalid_login": _("The e-mail address or the password is not right."),
    "invalid_password_reset": _("This link does not work any more. Ask for a new one."),
    "rate_limited": _("Too many tries. Wait a few minutes."),
    "too_many_login_attempts": _("Too many tries. Wait five minutes, or choose a new password by e-mail."),
    "unverified_primary_email": _("Prove this address first: open the link that was sent to it."),
}
MFA: Mapping[str, Any] = {
    "cannot_delete_authenticator": _("This second step cannot be removed."),
    "cannot_generate_recovery_codes": _("Set up an app or a passkey first: recovery codes stand in for them."),
    "incorrect_code": ACCOUNT["incorrect_code"],
    "unverified_email": _("Prove your e-mail address first: open the link that was sent to it."),
}
ORGANISATION: Mapping[str, Any] = {
    "connected_other": _("That organisation sign-in opens another account."),
    "disconnect_last": _("This is the only way in to your account. Choose a password first."),
    "no_password": _("Choose a password first, or nothing would open your account."),
    "no_verified_email": _("Prove your e-mail address first: open the link that was sent to it."),
}
AGAIN: Mapping[str, Any] = {
    "reauthenticate": _("With your password"),
    "mfa_reauthenticate": _("With a code from your app, or a recovery code"),
    "mfa_reauthenticate:webauthn": _("With a passkey or security key"),
}
"""The ways to show again that it is you, by what allauth calls them."""
