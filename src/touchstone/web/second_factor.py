"""Whether the role that is worn needs a second factor that the person has not set up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.utils import timezone

from touchstone.people.api import Role
from touchstone.policy.api import value_on

if TYPE_CHECKING:
    from touchstone.web.requests import Request

V = TypeVar("V", bound=Callable[..., Any])

HAS_SECOND_FACTOR = "has_second_factor"
GOING_TO = "going_to"
"""The name in the session of the page that was asked for before a second factor was there."""

EARLY = "touchstone_before_second_factor"


def before_second_factor(view: V) -> V:
    """Mark a page as one that is reached also before a second factor that policy asks for is set up."""
    setattr(view, EARLY, True)
    return view


def led_to_second_factor(request: Request, view: Callable[..., Any]) -> bool:
    """Whether a request for a page is to be led to setting up a second factor; remembers where it was going."""
    if getattr(view, EARLY, False):
        return False
    if not lacks_second_factor(request):
        request.session.pop(GOING_TO, None)
        return False
    if request.method == "GET":
        request.session[GOING_TO] = request.get_full_path()
    return True


def is_asked_of(role: Role, on: date) -> bool:
    """Whether the awarding body's policy asks a second factor of a role on a day. The demonstration asks nobody."""
    return settings.TOUCHSTONE_MODE != "demonstration" and role.value in value_on("two_factor_roles", on)


def lacks_second_factor(request: Request) -> bool:
    """Whether the awarding body's policy asks a second factor of this role and the person has none.

    Whoever has one was asked for it at sign-in. The demonstration asks nobody.
    """
    if request.worn is None or not is_asked_of(request.worn.role, timezone.localdate(request.at)):
        return False
    if not request.session.get(HAS_SECOND_FACTOR):
        request.session[HAS_SECOND_FACTOR] = is_mfa_enabled(request.user)
    return not request.session[HAS_SECOND_FACTOR]
