"""The tables of permissions that were written by hand, as the tests read them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from touchstone.ledger.api import ACTS, Actor, Origin
from touchstone.people.api import HELD_AT, OrganisationKind, Role, bareheaded

FOLDER = Path(__file__).parent
BODY, HERE, THERE = 1, 3, 5
"""The awarding body, the centre at which roles are held (and which the external verifier covers), and a foreign one."""

ME, SOMEBODY = 7, 8
NO_ROLE, STRANGER = "no role", "stranger"
EVERYBODY = (*(role.value for role in Role), NO_ROLE, STRANGER)


@cache
def table(name: str) -> dict[str, Any]:
    """A table, by the name of its file."""
    read: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return read


def acts_of_the_rooms() -> set[str]:
    """Every act of the application; an act that a test made up is none."""
    return {name for name, act in ACTS.items() if act.__module__.startswith("touchstone.")}


@dataclass(frozen=True, slots=True)
class Case:
    """One record over which an act is tried: about whom, and whose."""

    name: str
    organisation: int | None
    person: int | None


CASES = (
    Case("own", None, ME),
    Case("centre", HERE, SOMEBODY),
    Case("body", BODY, SOMEBODY),
    Case("foreign", THERE, SOMEBODY),
    Case("nobody's", None, None),
)


def actor(who: str) -> Actor:
    """Who acts: in a role, without one, or not signed in."""
    origin = Origin("test")
    if who == STRANGER:
        return bareheaded(None, origin)
    if who == NO_ROLE:
        return bareheaded(ME, origin)
    role = Role(who)
    if HELD_AT[role] is OrganisationKind.CENTRE:
        return Actor(ME, role.value, HERE, origin=origin)
    covers = frozenset({HERE}) if role is Role.EXTERNAL_VERIFIER else frozenset()
    return Actor(ME, role.value, BODY, covers=covers, everywhere=role is not Role.EXTERNAL_VERIFIER, origin=origin)


def expected(row: str | dict[str, str], who: str, case: Case) -> bool:
    """Whether the table written by hand lets somebody do an act to the record of a case."""
    if row == "everybody":
        return True
    if row == "signed_in":
        return who != STRANGER and case.name == "own"
    assert isinstance(row, dict)
    return {
        None: False,
        "everywhere": True,
        "own": case.name == "own",
        "centre": case.name == ("centre" if who in CENTRE_ROLES else "body"),
        "covered": who == Role.EXTERNAL_VERIFIER and case.name == "centre",
    }[row.get(who)]


CENTRE_ROLES = {role.value for role in Role if HELD_AT[role] is OrganisationKind.CENTRE}
