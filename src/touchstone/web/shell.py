"""What stands around every page: the navigation of the hat that is worn, the notices that wait, the languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from touchstone.notices.api import count_unread
from touchstone.web.requests import may

if TYPE_CHECKING:
    from django.http import HttpRequest

    from touchstone.web.requests import Request

SIGNED_OUT: tuple[tuple[object, str], ...] = ((_("Qualifications"), "catalogue"), (_("Guide"), "guide"))

SIGNED_IN: tuple[tuple[object, str, str], ...] = (
    (_("Home"), "home", "people.see_own_account"),
    (_("People"), "people", "people.see_people"),
    (_("Centres"), "centres", "people.see_organisations"),
    (_("Documents"), "documents", "archive.see_files"),
    (_("Qualifications"), "catalogue", "catalogue.see_catalogue"),
    (_("Guide"), "guide", "catalogue.see_catalogue"),
    (_("Advice"), "advice", "catalogue.answer_advice_request"),
    (_("Standards"), "standards", "catalogue.manage_standards"),
    (_("Ledger"), "ledger", "ledger.see_entries"),
    (_("Policy"), "policy", "policy.see_parameters"),
)
"""The navigation: label, address, and what the matrix must grant to the role that is worn."""


def shell(request: HttpRequest) -> dict[str, Any]:
    """What the frame of every page shows."""
    asked: Request = request  # type: ignore[assignment]
    if not hasattr(asked, "actor"):
        return {"demonstration": settings.TOUCHSTONE_MODE == "demonstration", "navigation": []}
    return {
        "navigation": SimpleLazyObject(lambda: navigation(asked)),
        "worn": asked.worn,
        "hats": asked.hats,
        "unread": SimpleLazyObject(lambda: count_unread(asked.actor.person) if asked.actor.person else 0),
        "demonstration": settings.TOUCHSTONE_MODE == "demonstration",
        "languages": settings.LANGUAGES,
    }


def navigation(request: Request) -> list[dict[str, Any]]:
    """The main addresses for the hat that is worn, the present one marked."""
    entries = SIGNED_OUT
    if request.actor.person is not None:
        entries = tuple((label, name) for label, name, needs in SIGNED_IN if may(request, needs))
    addresses = [(label, reverse(name)) for label, name in entries]
    return [
        {
            "label": label,
            "url": url,
            "current": request.path == url or (url.count("/") > 1 and request.path.startswith(url)),
        }
        for label, url in addresses
    ]
