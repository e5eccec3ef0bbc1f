"""The notices that a person was given."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from touchstone.notices.api import (
    count_notices,
    count_unread,
    get_notice,
    list_notices,
    read_all_notices,
    read_notice,
)
from touchstone.web.doing import do
from touchstone.web.listing import Rows, page_of
from touchstone.web.requests import Request, own_page


def own_person(request: Request) -> int:
    """The person who asks, on a page for those who are signed in."""
    assert request.actor.person is not None, "the page is for those who are signed in"
    return request.actor.person


@own_page
@require_GET
def notices(request: Request) -> HttpResponse:
    """What I was told, the newest first."""
    person = own_person(request)
    rows = Rows(lambda: count_notices(person), lambda start, size: list_notices(person, start=start, size=size))
    unread = count_unread(person)
    state = ngettext("%(count)s is unread.", "%(count)s are unread.", unread) % {"count": unread} if unread else ""
    context = {"page": page_of(request, rows), "waiting": unread, "state": state or _("You have read them all.")}
    return render(request, "notices/notices.html", context)


@own_page
@require_POST
def read(request: Request, number: int) -> HttpResponse:
    """Mark a notice as read, and go to what it is about."""
    told = get_notice(number, own_person(request))
    return do(
        request,
        lambda: read_notice(number, by=request.actor, at=request.at),
        then=lambda _done: told.address if request.POST.get("open") and told.address else reverse("notices"),
    )


@own_page
@require_POST
def read_all(request: Request) -> HttpResponse:
    """Mark every notice as read."""
    return do(
        request,
        lambda: read_all_notices(by=request.actor, at=request.at),
        then=lambda _done: reverse("notices"),
        said=_("Every notice is marked as read."),
    )
