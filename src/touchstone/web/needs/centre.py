"""What concerns the centre at which the worn role is held."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchstone.people.api import (
    CENTRE_STAFF,
    Role,
    count_by_role,
    count_by_state,
    count_ending,
    count_witnesses_without_link,
    list_coverages,
    reach_for,
)
from touchstone.web.needs import Card, Need, Urgency
from touchstone.web.needs.mine import days_of_warning
from touchstone.web.requests import Request, may


def staffing(request: Request) -> Iterator[Need]:
    """Roles without which one's own centre does not work, and that nobody holds."""
    if request.worn is None:
        return
    day, centre = timezone.localdate(request.at), request.worn.organisation
    counted = count_by_role(centre, day)
    if not counted.get(Role.INTERNAL_VERIFIER):
        invites = may(request, "notices.invite_by_mail")
        yield Need(
            what=_("Your centre has no internal verifier"),
            why=_("Nobody can check assessors' decisions, so no unit can be signed off."),
            url=f"{reverse('invite')}?role=internal_verifier" if invites else reverse("centre", args=[centre]),
            action=_("Invite an internal verifier") if invites else _("See your centre"),
            urgency=Urgency.NOW,
        )
    if not list_coverages(organisations=[centre], on=day):
        yield Need(
            what=_("No external verifier is allocated to your centre"),
            why=_("The awarding body allocates one. Ask it if this lasts."),
            url=reverse("centre", args=[centre]),
            action=_("See your centre"),
        )


def invitations(request: Request) -> Iterator[Need]:
    """Invitations that nobody took up, and those that wait."""
    counted = count_by_state(reach_for("people.invite_person", request.actor), at=request.at)
    if counted["expired"]:
        yield Need(
            what=ngettext(
                "%(count)s invitation expired without an answer",
                "%(count)s invitations expired without an answer",
                counted["expired"],
            )
            % {"count": counted["expired"]},
            why=_("Decide for each: send it again, or withdraw it."),
            url=f"{reverse('invitations')}?state=expired",
            action=_("See to the expired invitations"),
        )
    if counted["open"]:
        yield Need(
            what=ngettext(
                "%(count)s invitation waits for an answer", "%(count)s invitations wait for an answer", counted["open"]
            )
            % {"count": counted["open"]},
            why=_("Whoever was invited has not accepted yet."),
            url=f"{reverse('invitations')}?state=open",
            action=_("See who has not answered"),
            urgency=Urgency.SOME_TIME,
        )


def ending_roles(request: Request) -> Iterator[Need]:
    """People whose roles end soon."""
    reach, day = reach_for("people.see_people", request.actor), timezone.localdate(request.at)
    ending = count_ending(reach, on=day, by_day=day + timedelta(days=days_of_warning(request)))
    if ending:
        yield Need(
            what=ngettext("%(count)s role ends soon", "%(count)s roles end soon", ending) % {"count": ending},
            why=_("Give them anew in time, or see who takes over."),
            url=f"{reverse('people')}?ending=soon",
            action=_("See whose role ends"),
        )


def witnesses(request: Request) -> Iterator[Need]:
    """Expert witnesses who have no link that works."""
    without = count_witnesses_without_link(reach_for("people.issue_guest_link", request.actor), at=request.at)
    if without:
        yield Need(
            what=ngettext(
                "%(count)s expert witness has no link that works",
                "%(count)s expert witnesses have no link that works",
                without,
            )
            % {"count": without},
            why=_("Without a link they cannot say what they saw."),
            url=f"{reverse('people')}?role=witness",
            action=_("Send a witness a link"),
            urgency=Urgency.SOME_TIME,
        )


def people_here(request: Request) -> Iterator[Card]:
    """How many candidates and staff one's own centre has."""
    if request.worn is None:
        return
    counted = count_by_role(request.worn.organisation, timezone.localdate(request.at))
    staff = sum(people for role, people in counted.items() if role in CENTRE_STAFF)
    candidates = counted.get(Role.CANDIDATE, 0)
    yield Card(
        ngettext("Candidate", "Candidates", candidates),
        _("Working towards a qualification here"),
        f"{reverse('people')}?role=candidate",
        candidates,
    )
    yield Card(
        _("Staff"), _("Roles held by trainers, assessors, verifiers and co-ordinators"), reverse("people"), staff
    )
