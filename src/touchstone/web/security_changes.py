"""What allauth says happened, told on: changes to the ledger, sign-ins to the log, the language to the browser."""

from __future__ import annotations

from typing import Any

import structlog
from allauth.account.signals import email_changed, user_logged_in
from allauth.core import context as allauth_context
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed
from allauth.socialaccount.signals import social_account_added, social_account_removed
from django.conf import settings
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from touchstone.web.second_factor import HAS_SECOND_FACTOR
from touchstone.web.signing_in import note_change

log = structlog.get_logger("touchstone.web")

CALLED = {"totp": "authenticator app", "webauthn": "passkey or security key", "recovery_codes": "recovery codes"}
"""What each kind of second step is called in the ledger."""


@receiver(post_save, sender=Authenticator, dispatch_uid="touchstone.second_step_added")
def second_step_added(instance: Authenticator, created: bool, **_signal: Any) -> None:
    """A second step was set up. Where allauth writes in a transaction, the entry is part of it."""
    request = allauth_context.request
    if created and request is not None:
        note_change(request, instance.user, f"{CALLED[instance.type]} added")


@receiver(post_delete, sender=Authenticator, dispatch_uid="touchstone.second_step_removed")
def second_step_removed(instance: Authenticator, **_signal: Any) -> None:
    """A second step was taken away: whether the role needs one is asked anew."""
    request = allauth_context.request
    if request is not None:
        request.session.pop(HAS_SECOND_FACTOR, None)
        note_change(request, instance.user, f"{CALLED[instance.type]} removed")


@receiver(email_changed, dispatch_uid="touchstone.address_changed")
def address_changed(request: HttpRequest, user: Any, **_signal: Any) -> None:
    """Another address is signed in with."""
    note_change(request, user, "e-mail address")


@receiver(social_account_added, dispatch_uid="touchstone.organisation_sign_in_added")
def organisation_sign_in_added(request: HttpRequest, sociallogin: Any, **_signal: Any) -> None:
    """An organisation's own sign-in opens the account from now on."""
    note_change(request, sociallogin.user, "organisation sign-in added")


@receiver(social_account_removed, dispatch_uid="touchstone.organisation_sign_in_removed")
def organisation_sign_in_removed(request: HttpRequest, socialaccount: Any, **_signal: Any) -> None:
    """An organisation's own sign-in no longer opens the account."""
    note_change(request, socialaccount.user, "organisation sign-in removed")


@receiver(user_logged_in, dispatch_uid="touchstone.signed_in")
def signed_in(user: Any, response: HttpResponse | None = None, **_signal: Any) -> None:
    """Somebody signed in: log it, and give the browser the language that they chose."""
    log.info("signed in", account=user.pk, person=user.person_id)
    if response is not None and user.language:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            user.language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )


@receiver(authentication_failed, dispatch_uid="touchstone.second_step_refused")
def second_step_refused(user: Any, authenticator: Any = None, **_signal: Any) -> None:
    """A second step was refused."""
    kind = CALLED.get(getattr(authenticator, "type", ""), "second step")
    log.warning("sign-in refused", why=kind, account=user.pk)
