"""What the packages that sign people in keep of an account; it goes when its person is erased."""

from __future__ import annotations

from django.apps import apps

KEPT = (("account", "EmailAddress"), ("mfa", "Authenticator"), ("socialaccount", "SocialAccount"))
"""Tables beside the account: addresses, second steps, an organisation's sign-in and what it said of the person."""


def forget_signing_in(account: int) -> None:
    """End every session of an account, and delete what is kept of how it signs in."""
    for session in apps.get_model("usersessions", "UserSession").objects.filter(user=account):
        session.end()
    for app, model in KEPT:
        apps.get_model(app, model).objects.filter(user=account).delete()
