"""Where a page stands: the way to it from home."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _


def trail_to(*steps: tuple[str, str]) -> list[tuple[str, str]]:
    """The breadcrumbs of a page: home, then each step's words and address; the page itself is not among them."""
    return [(_("Home"), reverse("home")), *steps]


def people_step() -> tuple[str, str]:
    """The list of people."""
    return _("People"), reverse("people")


def invitations_step() -> tuple[str, str]:
    """The list of invitations."""
    return _("Invitations"), reverse("invitations")


def centres_step() -> tuple[str, str]:
    """The list of centres."""
    return _("Centres"), reverse("centres")


def ledger_step() -> tuple[str, str]:
    """The ledger."""
    return _("Ledger"), reverse("ledger")


def policy_step() -> tuple[str, str]:
    """The policy."""
    return _("Policy"), reverse("policy")
