"""What concerns the person themselves, whichever role is worn."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchstone.notices.api import count_unread
from touchstone.people.api import Role, names_in_role
from touchstone.policy.api import value_on
from touchstone.web.needs import Card, Need
from touchstone.web.requests import Request
from touchstone.web.templatetags.touchstone import role_name


def days_of_warning(request: Request) -> int:
    """How many days ahead the end of something is worth saying: the longest warning that the policy has."""
    return max(value_on("lapse_warning_days", timezone.localdate(request.at)), default=0)


def unread_notices(request: Request) -> Iterator[Need]:
    """Notices that were not read yet."""
    unread = count_unread(request.actor.person) if request.actor.person else 0
    if unread:
        yield Need(
            what=ngettext("Read %(count)s new notice", "Read %(count)s new notices", unread) % {"count": unread},
            why=_("You were told something that you have not opened yet."),
            url=reverse("notices"),
            action=_("Read your notices"),
        )


def roles_that_end(request: Request) -> Iterator[Need]:
    """One's own roles that end soon."""
    with_an_end = [hat for hat in request.hats if hat.until_day is not None]
    if not with_an_end:
        return
    by_day = timezone.localdate(request.at) + timedelta(days=days_of_warning(request))
    for hat in with_an_end:
        if hat.until_day is not None and hat.until_day <= by_day:
            said = {"role": role_name(hat.role), "place": hat.organisation_name}
            day = date_format(hat.until_day, "j F Y")
            yield Need(
                what=_("Your role as %(role)s ends on %(day)s") % {**said, "day": day},
                why=_("Ask %(place)s to give it anew if you are to go on.") % said,
                url=reverse("hats"),
                action=_("See your roles"),
            )


def whom_to_ask(request: Request) -> Iterator[Card]:
    """Who co-ordinates one's own centre."""
    if request.worn is None:
        return
    names = names_in_role(request.worn.organisation, Role.COORDINATOR, timezone.localdate(request.at), size=3)
    words = ", ".join(names) if names else _("Nobody co-ordinates your centre at present. Ask the awarding body.")
    yield Card(_("Whom to ask at %(place)s") % {"place": request.worn.organisation_name}, words)


def reading(_request: Request) -> Iterator[Card]:
    """What everybody may read."""
    yield Card(_("Qualifications and units"), _("What each unit asks, at every level"), reverse("catalogue"))
    yield Card(_("Guide"), _("How assessment works, and who does what"), reverse("guide"))
    yield Card(
        _("Glossary"), _("The words of the field, in the leaflet's and in present-day terms"), reverse("glossary")
    )


def my_account(_request: Request) -> Iterator[Card]:
    """One's own page."""
    yield Card(_("My account"), _("How you sign in, your roles, and who looked at your record"), reverse("me"))
