"""An expert witness, by their link: what is asked of them, without an account and for this link only."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from touchstone.ledger.api import FULL_REACH, Actor, reaching
from touchstone.notices.api import Letter, report_wrong_guest
from touchstone.people.api import GuestLinkTold, Hat, NotOnRecord, find_guest_by_token
from touchstone.web.doing import do
from touchstone.web.requests import Request, guest_page, origin_of


@guest_page
@require_safe
def witness(request: Request, token: str) -> HttpResponse:
    """Say who the link is for and what a witness is asked."""
    told, hat = _found(request, token)
    if told is None or hat is None:
        return _dead(request, told)
    return render(request, "guest/witness.html", {"link": told, "hat": hat, "token": token})


@guest_page
@require_http_methods(["GET", "HEAD", "POST"])
def not_me(request: Request, token: str) -> HttpResponse:
    """Let whoever got a link that is not for them say so; the link then stops working."""
    told, hat = _found(request, token)
    if told is None or hat is None:
        return _dead(request, told)
    if request.method != "POST":
        return render(request, "guest/not_me.html", {"link": told, "hat": hat, "token": token})
    act = partial(
        report_wrong_guest,
        told.id,
        _letter(told),
        address=reverse("person", args=[told.person]),
        by=_guest(request, hat),
        at=request.at,
    )
    said = _("Thank you. The link no longer works, and the centre has been told.")
    return do(request, act, then=lambda _count: reverse("front"), said=said)


def _found(request: Request, token: str) -> tuple[GuestLinkTold | None, Hat | None]:
    with reaching(FULL_REACH):
        try:
            return find_guest_by_token(token, at=request.at)
        except NotOnRecord:
            return None, None


def _guest(request: Request, hat: Hat) -> Actor:
    """Who acts by this link, for this request only: nothing of it is kept in a session."""
    return hat.actor(origin_of(request, settings.TOUCHSTONE_PROXIES))


def _dead(request: Request, told: GuestLinkTold | None) -> HttpResponse:
    """A link that no longer works. A role that ended looks like a link that was withdrawn."""
    state = "unknown" if told is None else "withdrawn" if told.state == "open" else told.state
    return render(request, "guest/dead.html", {"state": state}, status=410 if told else 404)


def _letter(told: GuestLinkTold) -> Letter:
    on = timezone.localdate(told.issued_at)
    text = _(
        "Whoever opened the link that was issued for %(name)s on %(day)s says that it is not for them."
        " The link has been withdrawn. Check the address that it was sent to, and send a new one."
    ) % {"name": told.person_name, "day": on.strftime("%-d %B %Y")}
    return Letter(_("A link reached the wrong person"), text)
