"""What every page reads of a request, and how a page says who may come to it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import datetime
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponseBase

from touchstone.ledger.api import Actor, Origin, Reach
from touchstone.people.api import GRANTS, Hat, NotPermitted, Refused, Role

P = ParamSpec("P")

NEEDS = "touchstone_needs"
OPEN = "open to anybody"
SIGNED_IN = "signed in"
GUEST = "a guest's link"


class Request(HttpRequest):
    """A request after the middleware: who acts, under which hat, and at what moment."""

    actor: Actor
    hats: tuple[Hat, ...]
    worn: Hat | None
    at: datetime
    csp_nonce: str
    htmx: Any
    reach: Reach
    """Whose records this request may see."""


View = Callable[Concatenate[Request, P], HttpResponseBase]


class SignInFirst(Exception):
    """The page is for people who are signed in."""


def page(needs: str) -> Callable[[View[P]], View[P]]:
    """Mark a page as one for the roles to which the matrix grants ``needs``, over whatever records.

    Which records, the act or question behind the page decides.
    """

    def mark(view: View[P]) -> View[P]:
        @functools.wraps(view)
        def guarded(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            require_role(request, needs)
            return view(request, *args, **kwargs)

        setattr(guarded, NEEDS, needs)
        return guarded

    return mark


def require_role(request: Request, needs: str) -> None:
    """Go on where the role that is worn is granted ``needs`` over some records."""
    row = GRANTS[needs]
    if row.anybody:
        return
    if request.actor.person is None:
        raise SignInFirst
    if row.signed_in:
        return
    if request.worn is None or request.worn.role not in row.scopes:
        said = row.said[0].lower() + row.said[1:]
        others = [hat for hat in request.hats if hat.role in row.scopes]
        mend = (
            "Change to a role of yours that may." if others else "Ask your centre or the awarding body if you need to."
        )
        raise NotPermitted(Refused(f"Your present role may not {said}.", mend, needs))


def open_page(view: View[P]) -> View[P]:
    """Mark a page as open to anybody."""
    setattr(view, NEEDS, OPEN)
    return view


def guest_page(view: View[P]) -> View[P]:
    """Mark a page as open to whoever holds its secret link."""
    setattr(view, NEEDS, GUEST)
    return view


def own_page(view: View[P]) -> View[P]:
    """Mark a page as one for everybody who is signed in, about themselves."""

    @functools.wraps(view)
    def guarded(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.actor.person is None:
            raise SignInFirst
        return view(request, *args, **kwargs)

    setattr(guarded, NEEDS, SIGNED_IN)
    return guarded


def may(request: Request, needs: str) -> bool:
    """Whether the role that is worn is granted ``needs`` over some records: whether a link to it is worth showing."""
    row = GRANTS[needs]
    return (
        row.anybody
        or (row.signed_in and request.actor.person is not None)
        or (request.worn is not None and request.worn.role in row.scopes)
    )


def wears(request: Request, *roles: Role) -> bool:
    """Whether one of the roles is worn."""
    return request.worn is not None and request.worn.role in roles


def origin_of(request: HttpRequest, proxies: int) -> Origin:
    """From where a request came; behind ``proxies`` trusted proxies, as the outermost of them says."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    if proxies:
        forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
        address = forwarded[-proxies] if len(forwarded) >= proxies else address
    return Origin("web", address)
