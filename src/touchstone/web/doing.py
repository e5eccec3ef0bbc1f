"""How a page does an act: once for each form that was shown, with its refusal beside what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from touchstone.ledger.api import AlreadyDone, once
from touchstone.people.api import Impossible
from touchstone.web.requests import Request

T = TypeVar("T")

KEY = "once"
"""The hidden field that every form carries (``{% once %}``): a repeated request is answered, not done again."""


def do(
    request: Request, act: Callable[[], T], *, then: Callable[[T], str], said: str = "", draft: str = ""
) -> HttpResponse:
    """Do an act once for the form that was sent; go where ``then`` says, with a message.

    A repetition goes where the first request went. What the act refuses is raised, and nothing was done. ``draft``
    names the draft of a long form that the browser keeps: it is ended by the message.
    """
    try:
        with once(_key(request), by=request.actor, at=request.at) as answer:
            address = then(act())
            answer(address)
    except AlreadyDone as done:
        return redirect(done.answer or "home")
    if said:
        messages.success(request, said, extra_tags=f"draft:{draft}" if draft else "")
    return redirect(address)


def do_or_show(
    request: Request,
    form: forms.BaseForm,
    act: Callable[[], T],
    *,
    then: Callable[[T], str],
    said: str = "",
    draft: str = "",
) -> HttpResponse | None:
    """Do an act with a form that is in order. None where the form or the act has something to say: show it again."""
    if not form.is_valid():
        return None
    try:
        return do(request, act, then=then, said=said, draft=draft)
    except Impossible as refused:
        form.add_error(None, str(refused))
        return None


def _key(request: Request) -> UUID:
    try:
        return UUID(request.POST.get(KEY, ""))
    except ValueError:
        raise BadRequest(_("This form is incomplete. Go back, reload the page and send it again.")) from None
