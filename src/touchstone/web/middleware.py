"""What happens to every request: who acts, under which hat, what the database may show, and how a refusal looks."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, cast
from uuid import uuid4

import structlog
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from touchstone.ledger.api import NO_REACH, AlreadyDone, Reach, tell
from touchstone.people.api import (
    GRANTS,
    Hat,
    Impossible,
    NotOnRecord,
    NotPermitted,
    Refused,
    bareheaded,
    hats_of,
    person_of_account,
)
from touchstone.web.requests import NEEDS, Request, SignInFirst, origin_of
from touchstone.web.second_factor import led_to_second_factor

Answer = Callable[[HttpRequest], HttpResponseBase]
log = structlog.get_logger("touchstone.web")

WORN = "hat"
"""The name in the session of the appointment whose hat is worn."""

QUIET = ("/static/", "/health/")
"""Addresses that nobody acts at: no hat is looked up for them."""

OTHERS_PAGES = ("allauth", "django")
"""Modules whose pages guard themselves: signing in, the language switch."""


def health(get_response: Answer) -> Answer:
    """Answer the health pages before anything else can go wrong: alive, and ready (the database answers, migrated)."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.path == "/health/live":
            return JsonResponse({"status": "alive"})
        if request.path == "/health/ready":
            return _ready()
        return get_response(request)

    return answer


def _ready() -> JsonResponse:
    from touchstone.web.readiness import unready

    try:
        reasons = unready()
    except DatabaseError as error:
        reasons = [f"the database does not answer ({type(error).__name__})"]
    return JsonResponse(
        {"status": "not ready" if reasons else "ready", "reasons": reasons}, status=503 if reasons else 200
    )


def request_log(get_response: Answer) -> Answer:
    """Log every request with a number of its own, without its query, its form or anybody's name."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        number = uuid4().hex[:16]
        structlog.contextvars.bind_contextvars(request=number)
        began = time.perf_counter()
        try:
            response = get_response(request)
            response["X-Request-Id"] = number
            _log(request, response, began)
        finally:
            structlog.contextvars.clear_contextvars()
        return response

    return answer


def _log(request: HttpRequest, response: HttpResponseBase, began: float) -> None:
    if request.path.startswith(QUIET):
        return
    actor = getattr(request, "actor", None)
    log.info(
        "answered",
        method=request.method,
        # The address pattern, not the path: a path can carry a secret link.
        page=request.resolver_match.route if request.resolver_match else "none",
        status=response.status_code,
        milliseconds=round(1000 * (time.perf_counter() - began), 1),
        person=actor.person if actor else None,
        role=actor.role if actor else None,
    )


class hat:  # noqa: N801 - it stands in the settings beside the functions, and is called like one
    """Put on the hat: who acts and in which role; tell the database whose records it may show; afterwards nobody's."""

    def __init__(self, get_response: Answer) -> None:
        """Stand before ``get_response``."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request under its hat."""
        if request.path.startswith(QUIET):
            return self.get_response(request)
        try:
            _put_on(cast("Request", request))
            return self.get_response(request)
        finally:
            tell(NO_REACH)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """Deny by default: a page that does not say who may come to it is nobody's."""
        if view.__module__.split(".")[0] in OTHERS_PAGES:
            return None
        if not hasattr(view, NEEDS):
            raise PermissionDenied(f"{view.__module__}.{view.__name__} does not say who may come to it.")
        if led_to_second_factor(cast("Request", request), view):
            messages.warning(
                request, _("Your role needs a second step at sign-in. Set up an authenticator app or a passkey first.")
            )
            return redirect("mfa_index")
        return None


def _put_on(request: Request) -> None:
    request.at = timezone.now()
    origin = origin_of(request, settings.TOUCHSTONE_PROXIES)
    account = request.user.pk if request.user.is_authenticated else None
    person = None if account is None else _person(request)
    request.hats = ()
    if person is not None:
        tell(Reach(person=person))
        request.hats = hats_of(person, timezone.localdate(request.at))
    request.worn = _worn(request)
    request.actor = request.worn.actor(origin) if request.worn else bareheaded(person, origin)
    request.reach = request.actor.reach
    tell(request.reach)


def _person(request: Request) -> int | None:
    return getattr(request.user, "person_id", None) or person_of_account(cast("int", request.user.pk))


def _worn(request: Request) -> Hat | None:
    chosen = request.session.get(WORN) if request.hats else None
    return next((held for held in request.hats if held.appointment == chosen), next(iter(request.hats), None))


class refusals:  # noqa: N801 - as above
    """Turn what the rooms refuse into pages: what cannot be done, why, and what mends it."""

    def __init__(self, get_response: Answer) -> None:
        """Stand before ``get_response``."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, refused: Exception) -> HttpResponseBase | None:
        """The page of a refusal; anything else is a mistake of ours and goes on."""
        if isinstance(refused, SignInFirst):
            return redirect_to_login(request.get_full_path())
        if isinstance(refused, NotOnRecord):
            return render(request, "404.html", status=404)
        if isinstance(refused, NotPermitted):
            return _refusal(request, refused.refused, 403)
        if isinstance(refused, Impossible):
            return _refusal(request, Refused(refused.why, refused.mend), 409)
        if isinstance(refused, AlreadyDone):
            return redirect(refused.answer or "home")
        return None


def _refusal(request: HttpRequest, refused: Refused, status: int) -> HttpResponse:
    context = {"refusal": refused, "offered": _hats_that_may(cast("Request", request), refused)}
    return render(request, "403.html" if status == 403 else "409.html", context, status=status)


def _hats_that_may(request: Request, refused: Refused) -> list[Hat]:
    """The other roles of this person to which the matrix grants what was refused to the one that is worn."""
    row = GRANTS.get(refused.act)
    if row is None:
        return []
    return [hat for hat in request.hats if hat.role in row.scopes and hat != request.worn]
