"""The people and centres that are described one by one (``cast.yaml``), and those that are made up from their names."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import yaml

from touchstone.people.api import PersonName, Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NEVER = -1
OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Part:
    """One role that somebody holds or held; days are counted back from the day of the demonstration."""

    role: Role
    centre: str
    since: int
    until: int = NEVER
    why: str = ""
    ends_in: int = NEVER
    """Days from now after which the role will end by itself."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody with a name and roles."""

    name: PersonName
    parts: tuple[Part, ...]
    account: str = ""
    """``closed`` or ``erased``: what became of it after the last role."""
    renamed: int = NEVER
    family_name: str = ""
    """The family name that they took when they were renamed."""


@dataclass(frozen=True, slots=True)
class Witness:
    """An expert witness, and what became of the links that were sent."""

    name: PersonName
    since: int
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody who was invited and did not come yet."""

    name: PersonName
    role: Role
    state: str


@dataclass(frozen=True, slots=True)
class Allocation:
    """An external verifier, by name, is or was allocated to a centre."""

    who: str
    since: int
    until: int = NEVER


@dataclass(frozen=True, slots=True)
class Centre:
    """A centre and its people."""

    key: str
    name: str
    number: str
    since: int
    share: int = 0
    candidates: int = 0
    closed: int = NEVER
    why_closed: str = ""
    verifiers: tuple[Allocation, ...] = ()
    staff: tuple[Member, ...] = ()
    witnesses: tuple[Witness, ...] = ()
    invitations: tuple[Invited, ...] = ()


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody who is described, with the awarding body's own decisions."""

    body_name: str
    body_number: str
    since: int
    office: tuple[Member, ...]
    centres: tuple[Centre, ...]
    policy: tuple[Mapping[str, Any], ...] = field(default=())


@lru_cache(maxsize=4)
def read_data(name: str) -> Mapping[str, Any]:
    """One of the files beside this module."""
    text = files("touchstone.cli.demonstration").joinpath(name).read_text(encoding="utf-8")
    data: Mapping[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return data


def read_cast() -> Cast:
    """The cast as it is described."""
    data = read_data("cast.yaml")
    body = data["awarding_body"]
    return Cast(
        body["name"],
        body["number"],
        body["since"],
        tuple(_member(row, OFFICE) for row in data["office"]),
        tuple(_centre(row) for row in data["centres"]),
        tuple(data["policy"]),
    )


def _name(words: list[str]) -> PersonName:
    return PersonName(*words)


def _member(row: Mapping[str, Any], home: str) -> Member:
    parts = tuple(_part(words, value, home) for words, value in row["roles"].items())
    renamed = row.get("renamed", {})
    return Member(
        _name(row["name"]), parts, row.get("account", ""), renamed.get("since", NEVER), renamed.get("family", "")
    )


def _part(words: str, value: int | list[Any] | dict[str, int], home: str) -> Part:
    role, _, centre = words.partition(" at ")
    if isinstance(value, dict):
        return Part(Role(role), centre or home, value["since"], ends_in=value["ends_in"])
    since, until, why = value if isinstance(value, list) else (value, NEVER, "")
    return Part(Role(role), centre or home, since, until, why)


def _centre(row: Mapping[str, Any]) -> Centre:
    closed = row.get("closed", {})
    return Centre(
        key=row["key"],
        name=row["name"],
        number=row["number"],
        since=row["since"],
        share=row.get("share", 0),
        candidates=row.get("candidates", 0),
        closed=closed.get("since", NEVER),
        why_closed=closed.get("why", ""),
        verifiers=tuple(Allocation(**one) for one in row["verifiers"]),
        staff=tuple(_member(one, row["key"]) for one in row["staff"]),
        witnesses=tuple(Witness(_name(one["name"]), one["since"], tuple(one["links"])) for one in row["witnesses"]),
        invitations=tuple(Invited(_name(one["name"]), Role(one["role"]), one["state"]) for one in row["invitations"]),
    )


FIRST_NUMBER = 12_000
ALL_IN_OFFICE = 410
"""Days ago at which every external verifier of the cast was in office."""


def more_centres(drawn: Iterator[PersonName], titles: list[str], *, verifiers: list[str]) -> list[Centre]:
    """A centre for each title, each with a co-ordinator, an internal verifier, two assessors and a trainer."""
    return [_more_centre(place, title, drawn, verifiers[place % len(verifiers)]) for place, title in enumerate(titles)]


def _more_centre(place: int, title: str, drawn: Iterator[PersonName], verifier: str) -> Centre:
    key, since = f"centre-{place}", 300 + 7 * place % 400
    roles = (
        {Role.COORDINATOR: since - 2},
        {Role.INTERNAL_VERIFIER: since - 20},
        {Role.ASSESSOR: since - 25},
        {Role.TRAINER: since - 40, Role.ASSESSOR: since - 60},
    )
    return Centre(
        key=key,
        name=title,
        number=str(FIRST_NUMBER + place),
        since=since,
        share=1 + place % 4,
        verifiers=(Allocation(verifier, min(since - 10, ALL_IN_OFFICE)),),
        staff=tuple(Member(next(drawn), tuple(Part(role, key, days) for role, days in held.items())) for held in roles),
    )
