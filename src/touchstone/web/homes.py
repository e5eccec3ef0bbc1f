"""The home page of each role: what it asks for, how things stand there, and what to do when nothing presses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext_lazy as _

from touchstone.people.api import Role
from touchstone.web.needs import Asking, Card, Need, Standing
from touchstone.web.needs.awarding import (
    advice,
    centres_and_people,
    centres_lacking,
    idle_verifiers,
    own_centres,
    record_of_acts,
    unprotected_accounts,
)
from touchstone.web.needs.centre import ending_roles, invitations, people_here, staffing, witnesses
from touchstone.web.needs.mine import my_account, reading, roles_that_end, unread_notices, whom_to_ask
from touchstone.web.requests import Request


@dataclass(frozen=True, slots=True)
class Home:
    """What a role's home page asks and shows.

    ``quiet`` is the thing to do when nothing presses: its words, the name of its address, and why.
    """

    needs: tuple[Asking, ...]
    cards: tuple[Standing, ...]
    quiet: tuple[Any, str, Any]


MINE: tuple[Asking, ...] = (unread_notices, roles_that_end)

READ_QUALIFICATIONS = (
    _("Read what the qualifications ask"),
    "catalogue",
    _("Units, levels and what is asked in each, as the awarding body has them."),
)
SEE_PEOPLE = (_("See the people of your centre"), "people", _("Who is here, in which role, and until when."))

HOMES: Mapping[Role, Home] = MappingProxyType(
    {
        Role.CANDIDATE: Home(MINE, (whom_to_ask, reading, my_account), READ_QUALIFICATIONS),
        Role.TRAINER: Home(MINE, (people_here, whom_to_ask, reading), SEE_PEOPLE),
        Role.ASSESSOR: Home((*MINE, witnesses), (people_here, whom_to_ask, reading), SEE_PEOPLE),
        Role.INTERNAL_VERIFIER: Home((*MINE, staffing, ending_roles), (people_here, reading), SEE_PEOPLE),
        Role.COORDINATOR: Home(
            (*MINE, staffing, invitations, ending_roles, witnesses), (people_here, reading), SEE_PEOPLE
        ),
        Role.WITNESS: Home(
            MINE,
            (whom_to_ask, reading),
            (_("Read what is asked of a witness"), "guide", _("You are asked by a link that comes by e-mail.")),
        ),
        Role.EMPLOYER: Home(MINE, (whom_to_ask, reading, my_account), READ_QUALIFICATIONS),
        Role.EXTERNAL_VERIFIER: Home(
            (*MINE, own_centres, centres_lacking),
            (centres_and_people, record_of_acts, reading),
            (_("See the centres that you verify"), "centres", _("Their people, their documents and what was done.")),
        ),
        Role.OFFICER: Home(
            (*MINE, advice, centres_lacking, idle_verifiers),
            (centres_and_people, record_of_acts, reading),
            (_("See the centres"), "centres", _("Who works there, and who verifies them.")),
        ),
        Role.ADMINISTRATOR: Home(
            (*MINE, advice, centres_lacking, idle_verifiers, invitations, ending_roles, unprotected_accounts),
            (centres_and_people, record_of_acts, reading),
            (_("See the centres"), "centres", _("Who works there, and who verifies them.")),
        ),
    }
)


def needs_of(request: Request, home: Home) -> list[Need]:
    """What needs the role that is worn, the most pressing first."""
    return sorted((need for ask in home.needs for need in ask(request)), key=lambda need: need.urgency)


def cards_of(request: Request, home: Home) -> list[Card]:
    """How things stand for the role that is worn."""
    return [card for standing in home.cards for card in standing(request)]
