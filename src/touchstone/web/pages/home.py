"""The front page for strangers, each role's home, and the change of roles."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from touchstone.people.api import NotOnRecord
from touchstone.web.homes import HOMES, Home, cards_of, needs_of
from touchstone.web.middleware import WORN
from touchstone.web.needs import Need
from touchstone.web.requests import Request, open_page, own_page


@open_page
@require_GET
def front(request: Request) -> HttpResponse:
    """What Touchstone is, for whoever comes by."""
    is_demonstration = settings.TOUCHSTONE_MODE == "demonstration"
    return render(request, "front.html", {"try_url": reverse("try") if is_demonstration else ""})


@own_page
@require_GET
def home(request: Request) -> HttpResponse:
    """What needs me now, under the hat that is worn."""
    if request.worn is None:
        return render(request, "home/without_role.html")
    found = HOMES[request.worn.role]
    needs = needs_of(request, found)
    context = {
        "title": _("What needs me now"),
        "state": _state(len(needs)),
        "next": _next(needs, found),
        "needs": [need.row() for need in needs[1:]],
        "cards": cards_of(request, found),
    }
    return render(request, "home/home.html", context)


def _state(count: int) -> str:
    if not count:
        return _("Nothing waits for you.")
    return ngettext("%(count)s thing waits for you.", "%(count)s things wait for you.", count) % {"count": count}


def _next(needs: list[Need], found: Home) -> dict[str, Any]:
    if needs:
        first = needs[0]
        return {"title": first.what, "words": first.why, "url": first.url, "action": first.action}
    action, name, why = found.quiet
    return {"title": action, "words": why, "url": reverse(name), "action": _("Go there")}


@own_page
@require_GET
def hats(request: Request) -> HttpResponse:
    """One's own roles, each to be put on with one click."""
    return render(request, "role/roles.html")


@own_page
@require_POST
def wear(request: Request) -> HttpResponse:
    """Put on another of one's own hats, and go on where it was missing."""
    chosen = request.POST.get("appointment", "")
    if chosen not in {str(hat.appointment) for hat in request.hats}:
        raise NotOnRecord("appointment")
    request.session[WORN] = int(chosen)
    address = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(address, allowed_hosts=None, require_https=False)
    return redirect(address if is_ours and address.startswith("/") else "home")
