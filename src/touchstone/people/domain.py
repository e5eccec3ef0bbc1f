"""Roles and where they are held, what a role may do, and names: true with the power off."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from touchstone.ledger.domain import NOBODY, SYSTEM, Actor, Fact, Origin, Reach


class OrganisationKind(StrEnum):
    """What an organisation is in the life of a qualification."""

    AWARDING_BODY = "awarding_body"
    CENTRE = "centre"


class Role(StrEnum):
    """The hats of the leaflet, and those of the awarding body's office."""

    CANDIDATE = "candidate"
    TRAINER = "trainer"
    ASSESSOR = "assessor"
    INTERNAL_VERIFIER = "internal_verifier"
    COORDINATOR = "coordinator"
    WITNESS = "witness"
    EMPLOYER = "employer"
    EXTERNAL_VERIFIER = "external_verifier"
    OFFICER = "officer"
    ADMINISTRATOR = "administrator"


HELD_AT: Mapping[Role, OrganisationKind] = MappingProxyType(
    {
        Role.CANDIDATE: OrganisationKind.CENTRE,
        Role.TRAINER: OrganisationKind.CENTRE,
        Role.ASSESSOR: OrganisationKind.CENTRE,
        # "a member of the staff of the assessment centre" (leaflet, Internal Verifier): never of the awarding body.
        Role.INTERNAL_VERIFIER: OrganisationKind.CENTRE,
        Role.COORDINATOR: OrganisationKind.CENTRE,
        Role.WITNESS: OrganisationKind.CENTRE,
        Role.EMPLOYER: OrganisationKind.CENTRE,
        # "The external verifier is appointed by OCR" (leaflet, External Verifier).
        Role.EXTERNAL_VERIFIER: OrganisationKind.AWARDING_BODY,
        Role.OFFICER: OrganisationKind.AWARDING_BODY,
        Role.ADMINISTRATOR: OrganisationKind.AWARDING_BODY,
    }
)
"""At which kind of organisation each role is held."""

WITHOUT_ACCOUNT = frozenset({Role.WITNESS})
"""Roles for which nobody signs in: a link is enough."""

CENTRE_STAFF = frozenset({Role.TRAINER, Role.ASSESSOR, Role.INTERNAL_VERIFIER, Role.COORDINATOR})
"""The roles of those who deliver and assess at a centre."""

EVERYWHERE_ROLES = frozenset({Role.OFFICER, Role.ADMINISTRATOR})
"""The awarding body's office: its work reaches every centre."""


class Scope(StrEnum):
    """Over whose records a role may do an act."""

    OWN = "own"
    """Records about the person who acts."""
    CENTRE = "centre"
    """Records of the organisation at which the role is held."""
    COVERED = "covered"
    """Records of the centres to which an external verifier is allocated."""
    EVERYWHERE = "everywhere"
    """Records of every organisation."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """The act may be done."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The act may not be done: what, why, and what mends it, each a sentence."""

    why: str
    mend: str = ""
    act: str = field(default="", compare=False)
    """The row of the matrix by which it was refused, where one was."""

    def __str__(self) -> str:
        return " ".join(part for part in (self.why, self.mend) if part)


Verdict = Allowed | Refused
ALLOWED = Allowed()


class NotPermitted(Exception):
    """An act that was refused; carries the refusal."""

    def __init__(self, refused: Refused) -> None:
        """Say why not, and what mends it."""
        super().__init__(str(refused))
        self.refused = refused


def require(verdict: Verdict) -> None:
    """Go on where an act is allowed. Raises :class:`NotPermitted` where it is refused."""
    if isinstance(verdict, Refused):
        raise NotPermitted(verdict)


@dataclass(frozen=True, slots=True)
class Grant:
    """One row of the matrix: an act (or a look), in words, and over whose records each role may do it."""

    act: str
    said: str
    scopes: Mapping[Role, Scope]
    anybody: bool = False
    """Whether also a stranger who is not signed in may do it."""
    signed_in: bool = False
    """Whether anybody who is signed in may do it, for their own records, under any hat or none."""


GRANTS: dict[str, Grant] = {}
"""The whole matrix: the rows of every room that is loaded, by act."""


def grant(act: str, said: str, **scopes: Scope) -> Grant:
    """Write one row of the matrix: ``grant("people.invite_person", "Invite a person", coordinator=Scope.CENTRE)``."""
    return _enter(Grant(act, said, {Role(name): scope for name, scope in scopes.items()}))


def grant_to_anybody(act: str, said: str) -> Grant:
    """Write a row for what a stranger may do."""
    return _enter(Grant(act, said, dict.fromkeys(Role, Scope.EVERYWHERE), anybody=True, signed_in=True))


def grant_to_signed_in(act: str, said: str) -> Grant:
    """Write a row for what everybody who is signed in may do with their own records."""
    return _enter(Grant(act, said, dict.fromkeys(Role, Scope.OWN), signed_in=True))


def _enter(row: Grant) -> Grant:
    if row.act in GRANTS and GRANTS[row.act] != row:
        raise ValueError(f"{row.act} stands in the matrix twice.")
    GRANTS[row.act] = row
    return row


def permit(act: str, by: Actor, *, organisation: int | None = None, person: int | None = None) -> Verdict:
    """Whether the matrix lets an actor do an act to a record of ``organisation`` and about ``person``.

    An act that is not in the matrix is refused to everybody.
    """
    row = GRANTS.get(act)
    if row is None:
        return Refused(f"Nobody may do this ({act} is not in the matrix of permissions).")
    if by.role == SYSTEM or row.anybody:
        return ALLOWED
    if by.role == NOBODY and not (row.signed_in and by.person is not None):
        return Refused("Only people who are signed in may do this.", "Sign in first.")
    is_own = by.person is not None and person == by.person
    if row.signed_in and is_own:
        return ALLOWED
    scope = row.scopes.get(Role(by.role)) if by.role != NOBODY else None
    if scope is not None and _is_within(scope, by, organisation, is_own=is_own):
        return ALLOWED
    return _refused(row, by)


def _is_within(scope: Scope, by: Actor, organisation: int | None, *, is_own: bool) -> bool:
    if scope is Scope.EVERYWHERE:
        return True
    if scope is Scope.OWN:
        return is_own
    if scope is Scope.CENTRE:
        return organisation is not None and organisation == by.organisation
    return organisation is not None and organisation in by.covers


def _refused(row: Grant, by: Actor) -> Refused:
    may = [role_title(role) for role in row.scopes]
    doing = row.said[0].lower() + row.said[1:]
    hat = "Nobody in a role" if by.role == NOBODY else f"As {role_title(Role(by.role)).lower()} you"
    why = f"{hat} may not {doing} here."
    mend = f"Those who may: {', '.join(may).lower()}." if may and not row.signed_in else ""
    return Refused(why, mend, row.act)


def reach_for(act: str, by: Actor) -> Reach:
    """Over whose records an actor may do an act or take a look, as the reach with which to ask for them.

    It is narrower than what the actor's role can see at all: an external verifier belongs to the awarding body, and
    sees the people of the centres that they cover, not those of its office.
    """
    row = GRANTS[act]
    if by.role == SYSTEM or row.anybody:
        return by.reach
    scope = row.scopes.get(Role(by.role)) if by.role != NOBODY else None
    own = {by.organisation} if by.organisation is not None and scope is Scope.CENTRE else set()
    covered = by.covers if scope is Scope.COVERED else frozenset()
    return Reach(scope is Scope.EVERYWHERE, frozenset(own | covered), by.person)


ROLE_TITLES: Mapping[Role, str] = MappingProxyType(
    {
        Role.CANDIDATE: "Candidate",
        Role.TRAINER: "Trainer",
        Role.ASSESSOR: "Assessor",
        Role.INTERNAL_VERIFIER: "Internal verifier",
        Role.COORDINATOR: "Centre co-ordinator",
        Role.WITNESS: "Expert witness",
        Role.EMPLOYER: "Employer or line manager",
        Role.EXTERNAL_VERIFIER: "External verifier",
        Role.OFFICER: "Awarding-body officer",
        Role.ADMINISTRATOR: "Awarding-body administrator",
    }
)


def role_title(role: Role) -> str:
    """The role's name in English."""
    return ROLE_TITLES[role]


@dataclass(frozen=True, slots=True)
class Hat:
    """One role that a person holds at one organisation: what is worn while acting."""

    appointment: int
    person: int
    role: Role
    organisation: int
    organisation_name: str
    covers: frozenset[int] = frozenset()
    until_day: date | None = None
    """The last day on which the role is held, where one is set."""

    def actor(self, origin: Origin) -> Actor:
        """Who acts when this hat is worn."""
        return Actor(
            person=self.person,
            role=self.role.value,
            organisation=self.organisation,
            covers=self.covers,
            everywhere=self.role in EVERYWHERE_ROLES,
            origin=origin,
        )


def bareheaded(person: int | None, origin: Origin) -> Actor:
    """Who acts without a hat: a stranger, or a person who holds no role (any more)."""
    return Actor(person=person, role=NOBODY, origin=origin)


def system(origin: Origin) -> Actor:
    """The system itself, when it does what nobody asked for at that moment: set-up, clean-up, a timed task."""
    return Actor(person=None, role=SYSTEM, everywhere=True, origin=origin)


def fold(text: str) -> str:
    """A name as it is searched for: without accents, marks and capitals. ``"Siân O’Hare"`` is ``"sian ohare"``."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    kept = "".join(letter if letter.isalnum() else " " if letter in "- " else "" for letter in plain)
    return " ".join(kept.split())


def words_of(*names: str) -> tuple[str, ...]:
    """The words by which a person is found."""
    return tuple(dict.fromkeys(word for name in names for word in fold(name).split()))


def is_current(from_day: date, until_day: date | None, on: date) -> bool:
    """Whether something that holds from a day until a day (included; None: open) holds on a day."""
    return from_day <= on and (until_day is None or on <= until_day)


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person's name: as it is registered, and as they wish to be called."""

    given: str
    family: str
    known_as: str = ""

    def __str__(self) -> str:
        return f"{self.known_as or self.given} {self.family}".strip()


class OrganisationAdmitted(Fact):
    """An organisation was put on record."""


class OrganisationRenamed(Fact):
    """An organisation changed its name."""


class OrganisationClosed(Fact):
    """A centre was closed."""


class PersonEntered(Fact):
    """A person was put on record."""


class NameChanged(Fact):
    """A person's name was changed."""


class PersonAppointed(Fact):
    """A person was given a role."""


class AppointmentEnded(Fact):
    """A person's role ended."""


class CentreCovered(Fact):
    """An external verifier was allocated to a centre."""


class CoverageEnded(Fact):
    """An external verifier's allocation to a centre ended."""


class PersonInvited(Fact):
    """A person was invited to a role."""


class InvitationWithdrawn(Fact):
    """An invitation was withdrawn before it was accepted."""


class InvitationAccepted(Fact):
    """An invited person accepted."""


class GuestLinkIssued(Fact):
    """A link was issued by which a guest acts without an account."""


class GuestLinkWithdrawn(Fact):
    """A guest's link was withdrawn."""


class GuestLinkDisowned(Fact):
    """Whoever opened a guest's link said that it is not for them."""


class LinksForgotten(Fact):
    """Invitations and guests' links that had long stopped working were deleted."""


class AccountOpened(Fact):
    """A person was given an account to sign in with."""


class AccountSecurityChanged(Fact):
    """Something by which a person signs in was changed: password, address, second factor."""


class LanguageChosen(Fact):
    """A person chose the language in which they read."""


class AccountClosed(Fact):
    """An account was closed: nobody signs in with it."""


class PersonErased(Fact):
    """A person's personal values were erased on lawful request."""


@dataclass(eq=False)
class EditedMeanwhile(Exception):
    """Somebody else changed the record after it was read: the values that it has now, and the version they are."""

    version: int
    current: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return "Somebody else changed this record while you were writing. Compare both versions and save again."
