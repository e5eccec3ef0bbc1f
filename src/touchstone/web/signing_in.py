"""How allauth signs people in here: by invitation only, with our messages, and with every change in the ledger."""

from __future__ import annotations

import time
from collections.abc import Iterable
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote

import structlog
from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext

from touchstone.ledger.api import Actor
from touchstone.notices.api import Letter, write_about_account
from touchstone.people.api import bareheaded, note_security_change
from touchstone.web import signing_in_words as words
from touchstone.web.requests import origin_of
from touchstone.web.sealing import seal, unseal

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

log = structlog.get_logger("touchstone.web")

NOWHERE = "0.0.0.0"


def note_change(request: HttpRequest, account: Any, what: str) -> None:
    """Put into the ledger that something by which an account is signed in with was changed, never its value."""
    note_security_change(account.pk, what=what, by=_owner(request, account), at=timezone.now())


def _owner(request: HttpRequest, account: Any) -> Actor:
    """Who changes how an account signs in: its owner, whom a password or a secret link has proved."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is not None and actor.person == account.person_id:
        return actor
    return bareheaded(account.person_id, origin_of(request, settings.TOUCHSTONE_PROXIES))


def address_mark(email: str) -> str:
    """By what the log tells e-mail addresses apart without naming them; it needs our key to be made."""
    return salted_hmac("touchstone.sign-in", email.strip().lower()).hexdigest()[:12]


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are opened by invitation; nobody signs up."""

    error_messages: ClassVar = {**DefaultAccountAdapter.error_messages, **words.ACCOUNT}

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - as allauth calls it
        """Nobody signs up by themselves."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that throttling counts by: what our trusted proxies say, and nothing else."""
        address = origin_of(request, settings.TOUCHSTONE_PROXIES).address
        try:
            return str(ip_address(address))
        except ValueError:
            return NOWHERE

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link for a new password, below the address that we are known by, whatever the request called us."""
        path: str = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.TOUCHSTONE_ORIGIN + path.replace("UID-KEY", quote(key))

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:  # noqa: ARG002 - as allauth calls it
        """The link that proves an address, below the address that we are known by."""
        return settings.TOUCHSTONE_ORIGIN + reverse("account_confirm_email", args=[emailconfirmation.key])

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell an account's owner of a change, in their language."""
        super().send_notification_mail(template_prefix, user, {**(context or {}), "user": user}, email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put a message into the outbox: no page waits for a mail server, and a sent link is not kept."""
        request: HttpRequest = allauth_context.request
        account = context.get("user")
        with translation.override(getattr(account, "language", "") or translation.get_language()):
            said = {**context, "email": email, "request": request, "origin": settings.TOUCHSTONE_ORIGIN}
            message = self.render_mail(template_prefix, email, said)
        write_about_account(
            email,
            Letter(message.subject, str(message.body)),
            person=getattr(account, "person_id", None),
            by=getattr(request, "actor", None) or bareheaded(None, origin_of(request, settings.TOUCHSTONE_PROXIES)),
            at=timezone.now(),
        )

    @transaction.atomic
    def set_password(self, user: Any, password: str) -> None:
        """Change a password and put that into the ledger, both or neither."""
        super().set_password(user, password)
        note_change(allauth_context.request, user, "password")

    @transaction.atomic
    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Take a proved address as the one to sign in with; its entry in the ledger is part of it."""
        return bool(super().confirm_email(request, email_address))

    def is_reauthentication_required(self, **_asked: Any) -> bool:
        """Whether somebody is to show again that it is them; whoever signed in a moment ago has shown it."""
        request: HttpRequest = allauth_context.request
        oldest = time.time() - account_settings.REAUTHENTICATION_TIMEOUT
        return all(record["at"] < oldest for record in get_authentication_records(request, request.user))

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The ways to show again that it is oneself, in our words."""
        return [{**way, "description": words.AGAIN[way["id"]]} for way in super().get_reauthentication_methods(user)]

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:  # noqa: ARG002 - as allauth calls it
        """Log that a password was refused."""
        log.warning("sign-in refused", why="password", address=address_mark(credentials.get("email") or ""))

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Log that an address was tried too often."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            log.warning("sign-in refused", why="too many tries", address=address_mark(credentials.get("email") or ""))
            raise


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """An organisation's own sign-in opens an account that exists; it makes none."""

    error_messages: ClassVar = {**DefaultSocialAccountAdapter.error_messages, **words.ORGANISATION}

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002 - as allauth calls it
        """Nobody signs up by themselves."""
        return False

    def can_authenticate_by_email(self, login: Any, email: str) -> bool:  # noqa: ARG002 - as allauth calls it
        """Whether a proved address opens its account: only in the domains that the operator has trusted it with.

        Otherwise whoever runs the organisation's sign-in could open any account by asserting its address.
        """
        return email.rpartition("@")[2].lower() in settings.TOUCHSTONE_OIDC_DOMAINS


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second steps at sign-in: what they rest on is sealed before it is kept."""

    error_messages: ClassVar = {**DefaultMFAAdapter.error_messages, **words.MFA}

    def encrypt(self, text: str) -> str:
        """The form in which a secret is kept."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret that was kept."""
        return unseal(encrypted_text)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Whom a passkey is for: the host that people reach us under, and our name."""
        host: str = allauth_context.request.get_host()
        return {"id": host.partition(":")[0], "name": "Touchstone"}

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """What a new passkey is called until its owner calls it something else."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("Passkey %(number)d") % {"number": number}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        """Whose passkey it is, as the device shows it."""
        return {**super().get_public_key_credential_user_entity(user), "display_name": user.email}


class UserSessionsAdapter(DefaultUserSessionsAdapter):  # type: ignore[misc]
    """Where somebody is signed in."""

    @transaction.atomic
    def end_sessions(self, sessions: Iterable[Any]) -> None:
        """End sessions elsewhere, and put that into the ledger."""
        ended = list(sessions)
        super().end_sessions(ended)
        if ended:
            note_change(allauth_context.request, ended[0].user, "sessions ended elsewhere")
