"""Small pages for everybody: how accessible this is, and what is kept of whom."""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_GET

from touchstone.web.requests import Request, open_page

NOTE = "Personal data:"

ROOMS = {
    "people": _lazy("People and accounts"),
    "ledger": _lazy("The ledger and the access log"),
    "notices": _lazy("Notices and e-mail"),
    "archive": _lazy("Documents"),
    "catalogue": _lazy("Requests for advice and the guide"),
    "policy": _lazy("Policy"),
}
"""The rooms, as those who are told about their data know them."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of record with personal data: what it is, and what of whom is kept how long."""

    what: str
    note: str


@open_page
@require_GET
def accessibility(request: Request) -> HttpResponse:
    """How accessible this is, and whom to tell where it is not."""
    return render(request, "public/accessibility.html")


@open_page
@require_GET
def privacy(request: Request) -> HttpResponse:
    """What is kept of whom, and how long: read from the notes of the records themselves."""
    rooms = [(title, kept_in(room)) for room, title in ROOMS.items()]
    return render(request, "public/privacy.html", {"rooms": [(title, kept) for title, kept in rooms if kept]})


def kept_in(room: str) -> list[Kept]:
    """The records of a room that hold personal data."""
    told = [_told(model.__doc__ or "") for model in apps.get_app_config(room).get_models()]
    return [kept for kept in told if kept is not None]


def _told(docstring: str) -> Kept | None:
    what = docstring.strip().split("\n", 1)[0]
    note = " ".join(docstring.partition(NOTE)[2].partition("\n\n")[0].split())
    if not note or note.startswith("none."):
        return None
    return Kept(_(what), note[0].upper() + note[1:])
