"""An invitation, opened by its link: who invites to what, and the account that it opens."""

from __future__ import annotations

from functools import partial
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import EmailAddress, Login
from django.contrib.auth import get_user_model
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from touchstone.ledger.api import FULL_REACH, reaching
from touchstone.people.api import (
    InvitationTold,
    accept_invitation,
    find_invitation_by_token,
    has_account,
    hats_of,
)
from touchstone.web.doing import do_or_show
from touchstone.web.forms.invited import Accept, ChoosePassword
from touchstone.web.middleware import WORN
from touchstone.web.requests import Request, guest_page
from touchstone.web.second_factor import is_asked_of
from touchstone.web.templatetags.touchstone import role_name


@guest_page
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: Request, token: str) -> HttpResponse:
    """Say who invites to what, and take the acceptance."""
    with reaching(FULL_REACH):
        told = find_invitation_by_token(token, at=request.at)
    if told is None or told.state != "open":
        return _dead(request, told)
    if request.actor.person is None and has_account(told.email):
        return render(request, "invited/sign_in_first.html", {"invitation": told})
    return _with_own_account(request, token, told) if request.actor.person else _with_new_account(request, token, told)


def _dead(request: Request, told: InvitationTold | None) -> HttpResponse:
    state = told.state if told else "unknown"
    return render(request, "invited/dead.html", {"state": state}, status=410 if told else 404)


def _with_own_account(request: Request, token: str, told: InvitationTold) -> HttpResponse:
    form = Accept(request.POST if request.method == "POST" else None)
    act = partial(accept_invitation, token, by=request.actor, at=request.at)
    answer = do_or_show(request, form, act, then=lambda _account: reverse("home"), said=_welcome(request, told))
    if answer is None:
        return _shown(request, told, form)
    _wear(request, told)
    return answer


def _with_new_account(request: Request, token: str, told: InvitationTold) -> HttpResponse:
    form = ChoosePassword(request.POST if request.method == "POST" else None, email=told.email)
    act = partial(_open, request, token, told, form)
    answer = do_or_show(request, form, act, then=lambda _account: reverse("home"), said=_welcome(request, told))
    if answer is None:
        return _shown(request, told, form)
    return _sign_in(request, told, form.cleaned_data["password"])


def _open(request: Request, token: str, told: InvitationTold, form: ChoosePassword) -> int:
    """Accept, and take the address as proved: the link went there by e-mail."""
    account = accept_invitation(token, password=form.cleaned_data["password"], by=request.actor, at=request.at)
    EmailAddress.objects.create(user_id=account, email=told.email.lower(), verified=True, primary=True)
    return account


def _sign_in(request: Request, told: InvitationTold, password: str) -> HttpResponse:
    """Sign in with the password that was chosen, and lead on: to a second step where policy asks one of the role."""
    user = get_adapter(request).authenticate(request, email=told.email, password=password)
    onwards = reverse("mfa_index" if _is_led_to_second_step(request, told) else "home")
    login = Login(user=user, email=told.email, redirect_url=onwards)
    answer: HttpResponse = perform_password_login(request, {"email": told.email}, login)
    return answer


def _wear(request: Request, told: InvitationTold) -> None:
    """Put on the hat of the role that was just accepted."""
    hats = hats_of(request.actor.person or 0, timezone.localdate(request.at))
    for hat in hats:
        if (hat.role, hat.organisation) == (told.role, told.organisation):
            request.session[WORN] = hat.appointment


def _shown(request: Request, told: InvitationTold, form: Any) -> HttpResponse:
    own = get_user_model().objects.filter(person=request.actor.person).first() if request.actor.person else None
    return render(request, "invited/invitation.html", {"invitation": told, "form": form, "own": own})


def _welcome(request: Request, told: InvitationTold) -> str:
    """What is said to whoever accepted; who is led to a second step need not be told of it."""
    said = _("You now act as %(role)s at %(place)s.")
    if not _is_led_to_second_step(request, told):
        said = f"{said} {_('Protect your account with a second step at sign-in: see My account.')}"
    return said % {"role": role_name(told.role.value), "place": told.organisation_name}


def _is_led_to_second_step(request: Request, told: InvitationTold) -> bool:
    return is_asked_of(told.role, timezone.localdate(request.at))
