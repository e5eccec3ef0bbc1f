"""What concerns the awarding body: its centres, its external verifiers, its accounts, and those who ask for advice."""

from __future__ import annotations

from collections.abc import Iterator

from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from touchstone.catalogue.api import count_advice
from touchstone.people.api import (
    PeopleWanted,
    Role,
    count_centres,
    count_centres_lacking,
    count_people,
    count_without_coverage,
    reach_for,
)
from touchstone.policy.api import value_on
from touchstone.web.needs import Card, Need, Urgency
from touchstone.web.requests import Request


def centres_lacking(request: Request) -> Iterator[Need]:
    """Centres in which nobody holds a role that a centre needs."""
    reach, day = reach_for("people.see_organisations", request.actor), timezone.localdate(request.at)
    counted = count_centres_lacking(reach, on=day)
    said = {
        Role.COORDINATOR: (
            ngettext(
                "%(count)s centre has no co-ordinator",
                "%(count)s centres have no co-ordinator",
                counted[Role.COORDINATOR],
            ),
            _("Nobody there can invite people or register candidates."),
            _("See the centres without a co-ordinator"),
        ),
        Role.INTERNAL_VERIFIER: (
            ngettext(
                "%(count)s centre has no internal verifier",
                "%(count)s centres have no internal verifier",
                counted[Role.INTERNAL_VERIFIER],
            ),
            _("Nobody there can check assessors' decisions."),
            _("See the centres without an internal verifier"),
        ),
        Role.EXTERNAL_VERIFIER: (
            ngettext(
                "%(count)s centre has no external verifier",
                "%(count)s centres have no external verifier",
                counted[Role.EXTERNAL_VERIFIER],
            ),
            _("Nobody checks it for the awarding body."),
            _("See the centres without an external verifier"),
        ),
    }
    for role, (what, why, action) in said.items():
        if counted[role]:
            url = f"{reverse('centres')}?lacks={role.value}"
            yield Need(what % {"count": counted[role]}, why, url, action, Urgency.NOW)


def idle_verifiers(request: Request) -> Iterator[Need]:
    """External verifiers who are allocated to no centre."""
    idle = count_without_coverage(timezone.localdate(request.at))
    if idle:
        yield Need(
            what=ngettext(
                "%(count)s external verifier has no centre", "%(count)s external verifiers have no centre", idle
            )
            % {"count": idle},
            why=_("Allocate them where they are missing."),
            url=f"{reverse('people')}?role=external_verifier",
            action=_("See the external verifiers"),
            urgency=Urgency.SOME_TIME,
        )


def own_centres(request: Request) -> Iterator[Need]:
    """An external verifier without a centre has nothing to see."""
    if not request.actor.covers:
        yield Need(
            what=_("No centre is allocated to you yet"),
            why=_("The awarding body allocates centres. Until then there is nothing for you to verify."),
            url=reverse("centres"),
            action=_("See your centres"),
        )


def advice(_request: Request) -> Iterator[Need]:
    """Requests for advice that wait for an answer."""
    waiting = count_advice("waiting")
    if waiting:
        yield Need(
            what=ngettext("%(count)s request for advice waits", "%(count)s requests for advice wait", waiting)
            % {"count": waiting},
            why=_("Somebody asked for a call or a visit."),
            url=reverse("advice"),
            action=_("Answer requests for advice"),
            urgency=Urgency.NOW,
        )


def unprotected_accounts(request: Request) -> Iterator[Need]:
    """Accounts of roles for which the policy asks a second step, and that have none."""
    without = count_unprotected(request)
    if without:
        yield Need(
            what=ngettext(
                "%(count)s account has no second step at sign-in",
                "%(count)s accounts have no second step at sign-in",
                without,
            )
            % {"count": without},
            why=_("The policy asks one of their roles. They can reach nothing until they set it up."),
            url=reverse("parameter", args=["two_factor_roles"]),
            action=_("See what the policy asks"),
            urgency=Urgency.SOME_TIME,
        )


def count_unprotected(request: Request) -> int:
    """How many open accounts hold a role that needs a second step and have none set up. Two queries."""
    day = timezone.localdate(request.at)
    holds = Q(person__appointments__until_day=None) | Q(person__appointments__until_day__gt=day)
    roles = Q(person__appointments__role__in=value_on("two_factor_roles", day))
    steps = Authenticator.objects.filter(
        user=OuterRef("pk"), type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    )
    return get_user_model().objects.filter(holds & roles, ~Exists(steps), is_active=True).distinct().count()


def centres_and_people(request: Request) -> Iterator[Card]:
    """How many centres and candidates there are."""
    reach = reach_for("people.see_organisations", request.actor)
    day = timezone.localdate(request.at)
    centres = count_centres(reach)
    candidates = count_people(reach, PeopleWanted(role=Role.CANDIDATE), on=day)
    yield Card(_("Centres"), _("On record, with those that are closed"), reverse("centres"), centres)
    yield Card(_("Candidates"), _("Working towards a qualification"), f"{reverse('people')}?role=candidate", candidates)


def record_of_acts(_request: Request) -> Iterator[Card]:
    """The ledger and the policy."""
    yield Card(_("Ledger"), _("Who did what, when and in which role"), reverse("ledger"))
    yield Card(_("Policy"), _("The figures that govern the awarding body's work"), reverse("policy"))
