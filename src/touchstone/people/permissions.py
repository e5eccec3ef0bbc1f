"""The matrix of permissions, as far as it concerns people: who may do which act over whose records."""

from __future__ import annotations

from touchstone.ledger.api import Actor
from touchstone.people.domain import (
    Refused,
    Role,
    Scope,
    Verdict,
    grant,
    grant_to_anybody,
    grant_to_signed_in,
    permit,
)

OWN, CENTRE, COVERED, EVERYWHERE = Scope.OWN, Scope.CENTRE, Scope.COVERED, Scope.EVERYWHERE

grant(
    "people.see_organisations",
    "See centres",
    trainer=CENTRE,
    assessor=CENTRE,
    internal_verifier=CENTRE,
    coordinator=CENTRE,
    external_verifier=COVERED,
    officer=EVERYWHERE,
    administrator=EVERYWHERE,
)
grant("people.admit_organisation", "Put a centre on record", officer=EVERYWHERE, administrator=EVERYWHERE)
grant("people.rename_organisation", "Change a centre's name", officer=EVERYWHERE, administrator=EVERYWHERE)
grant("people.close_organisation", "Close a centre", officer=EVERYWHERE, administrator=EVERYWHERE)
grant(
    "people.see_people",
    "See the people of a centre and their roles",
    trainer=CENTRE,
    assessor=CENTRE,
    internal_verifier=CENTRE,
    coordinator=CENTRE,
    external_verifier=COVERED,
    officer=EVERYWHERE,
    administrator=EVERYWHERE,
)
grant("people.change_name", "Change a person's name", coordinator=CENTRE, administrator=EVERYWHERE)
grant("people.invite_person", "Invite a person to a role", coordinator=CENTRE, administrator=EVERYWHERE)
grant("people.withdraw_invitation", "Withdraw an invitation", coordinator=CENTRE, administrator=EVERYWHERE)
grant("people.appoint", "Give a person a role", coordinator=CENTRE, administrator=EVERYWHERE)
grant("people.end_appointment", "End a person's role", coordinator=CENTRE, administrator=EVERYWHERE)
grant("people.enter_person", "Put a person on record", coordinator=CENTRE, administrator=EVERYWHERE)
grant("people.enter_intake", "Put many people on record at once", coordinator=CENTRE, administrator=EVERYWHERE)
grant(
    "people.cover_centre",
    "Allocate an external verifier to a centre",
    officer=EVERYWHERE,
    administrator=EVERYWHERE,
)
grant(
    "people.end_coverage",
    "End an external verifier's allocation",
    officer=EVERYWHERE,
    administrator=EVERYWHERE,
)
grant(
    "people.issue_guest_link",
    "Send an expert witness a link",
    assessor=CENTRE,
    coordinator=CENTRE,
)
grant(
    "people.withdraw_guest_link",
    "Withdraw an expert witness's link",
    assessor=CENTRE,
    coordinator=CENTRE,
)
grant("people.disown_guest_link", "Say that a link reached the wrong person", witness=OWN)
# The system's own, at set-up: an account is otherwise opened by whoever accepts an invitation.
grant("people.open_account", "Give a person an account at set-up")
grant("people.close_account", "Close an account", administrator=EVERYWHERE)
grant("people.erase_person", "Erase a person's personal values on lawful request", administrator=EVERYWHERE)
grant(
    "ledger.see_entries",
    "See the record of acts",
    internal_verifier=CENTRE,
    coordinator=CENTRE,
    external_verifier=COVERED,
    officer=EVERYWHERE,
    administrator=EVERYWHERE,
)
grant("ledger.see_looks", "See the access log", administrator=EVERYWHERE)
grant("people.forget_old_links", "Delete invitations and links that have long stopped working")
grant_to_signed_in("people.see_own_account", "See and change one's own account")
grant_to_signed_in("people.change_account_security", "Change how one signs in")
grant_to_signed_in("people.choose_language", "Choose one's language")
grant_to_anybody("people.accept_invitation", "Accept an invitation by its link")
grant_to_anybody("people.open_guest_link", "Open an expert witness's link")


def may_invite(by: Actor, organisation: int, role: Role) -> Verdict:
    """Whether an actor may invite to a role at an organisation; the awarding body's roles are its administrator's."""
    return permit("people.invite_person", by, organisation=organisation) if role else Refused("No role is named.")
