"""The demonstration's way in: choose a person and be them. There is no such page anywhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from touchstone.ledger.api import FULL_REACH, reaching
from touchstone.people.api import WITHOUT_ACCOUNT, AccountTold, NotOnRecord, Role, get_appointment, list_accounts
from touchstone.web.middleware import WORN
from touchstone.web.requests import Request, open_page

SHOWN = 8
"""How many people of a role are shown before a search narrows them."""


@dataclass(frozen=True, slots=True)
class RoleShown:
    """The people of one role that are offered, by organisation."""

    role: Role
    places: Sequence[tuple[str, Sequence[AccountTold]]]
    is_cut: bool


@open_page
@require_http_methods(["GET", "HEAD", "POST"])
def people_to_be(request: Request) -> HttpResponse:
    """Show the demonstration's people by role, or become the one that was chosen."""
    if settings.TOUCHSTONE_MODE != "demonstration":
        raise Http404
    if request.method == "POST":
        return _become(request, request.POST.get("appointment", ""))
    search = request.GET.get("q", "")[:100]
    with reaching(FULL_REACH):
        shown = [_shown(request, role, search) for role in Role if role not in WITHOUT_ACCOUNT]
    context = {"roles": [each for each in shown if each.places], "search": search, "shown": SHOWN}
    return render(request, "trying/people_to_be.html", context)


def _shown(request: Request, role: Role, search: str) -> RoleShown:
    found = list_accounts(role, search=search, on=timezone.localdate(request.at), size=SHOWN + 1)
    by_place = sorted(found[:SHOWN], key=attrgetter("organisation_name"))
    places = [(name, tuple(people)) for name, people in groupby(by_place, key=attrgetter("organisation_name"))]
    return RoleShown(role, places, len(found) > SHOWN)


def _become(request: Request, appointment: str) -> HttpResponse:
    """Sign in as the person who holds an appointment, with its hat on, past every second step."""
    with reaching(FULL_REACH):
        told = get_appointment(int(appointment) if appointment.isdecimal() and len(appointment) < 19 else 0, FULL_REACH)
        user: Any = get_user_model().objects.filter(person=told.person, is_active=True).first()
    if user is None:
        raise NotOnRecord(f"account of appointment {appointment}")
    adapter = get_adapter(request)
    adapter.login(request, user)
    request.session[WORN] = told.id
    answer: HttpResponse = adapter.post_login(
        request,
        user,
        email_verification="none",
        signal_kwargs=None,
        email=None,
        signup=False,
        redirect_url=reverse("home"),
    )
    return answer
