"""The language switch: for this browser, and for the account of whoever is signed in."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from touchstone.people.api import choose_language
from touchstone.web.requests import Request, open_page
from touchstone.web.second_factor import before_second_factor


@before_second_factor
@open_page
@require_POST
def choose(request: Request) -> HttpResponseBase:
    """Change the language of this browser, and remember it with the account of whoever is signed in."""
    chosen = request.POST.get("language", "")
    if request.actor.person is not None and check_for_language(chosen):
        choose_language(chosen, by=request.actor, at=request.at)
    return set_language(request)
