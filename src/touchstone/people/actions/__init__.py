"""What is done about people. Each act checks that its actor may do it."""

from __future__ import annotations

from touchstone.people.actions.accounts import choose_language, close_account, note_security_change, open_account
from touchstone.people.actions.appointments import appoint, check_place_of, cover_centre, end_appointment, end_coverage
from touchstone.people.actions.erasing import erase_person
from touchstone.people.actions.forgetting import forget_old_links
from touchstone.people.actions.guests import Linked, disown_guest_link, issue_guest_link, withdraw_guest_link
from touchstone.people.actions.intakes import enter_intake
from touchstone.people.actions.invitations import Invited, accept_invitation, invite_person, withdraw_invitation
from touchstone.people.actions.organisations import (
    admit_organisation,
    close_organisation,
    rename_organisation,
)
from touchstone.people.actions.persons import change_name, enter_person
from touchstone.people.actions.refusing import Impossible

__all__ = [
    "Impossible",
    "Invited",
    "Linked",
    "accept_invitation",
    "admit_organisation",
    "appoint",
    "change_name",
    "check_place_of",
    "choose_language",
    "close_account",
    "close_organisation",
    "cover_centre",
    "disown_guest_link",
    "end_appointment",
    "end_coverage",
    "enter_intake",
    "enter_person",
    "erase_person",
    "forget_old_links",
    "invite_person",
    "issue_guest_link",
    "note_security_change",
    "open_account",
    "rename_organisation",
    "withdraw_guest_link",
    "withdraw_invitation",
]
