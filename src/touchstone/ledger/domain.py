"""Who acts, what an act leaves behind, and how one entry is chained to the one before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

FIRST_PREVIOUS = "0" * 64
"""What the first entry names as the hash before it."""

NOBODY = "public"
SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose records may be seen at all: everybody's, or those of some organisations and of one person."""

    everything: bool = False
    organisations: frozenset[int] = frozenset()
    person: int | None = None

    def covers(self, organisation: int | None) -> bool:
        """Whether records of that organisation are within reach; what belongs to none is, for everybody's only."""
        return self.everything or organisation in self.organisations


NO_REACH = Reach()
FULL_REACH = Reach(everything=True)


@dataclass(frozen=True, slots=True)
class Origin:
    """From where an act came: the door (web, cli, worker) and the network address, which is personal."""

    door: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, under which hat: the person, the role and the organisation that the role is held at.

    ``person`` is None for the system and for a stranger who is not signed in. ``covers`` are further organisations
    that the role extends to (the centres of an external verifier).
    """

    person: int | None
    role: str
    organisation: int | None = None
    covers: frozenset[int] = frozenset()
    everywhere: bool = False
    origin: Origin = Origin("unknown")

    @property
    def reach(self) -> Reach:
        """Whose records this actor's role can see at all; what may be done with them is another question."""
        own = {self.organisation} if self.organisation is not None else set()
        return Reach(self.everywhere, frozenset(own | self.covers), self.person)


@dataclass(frozen=True, slots=True)
class Personal:
    """A value about a living person: the ledger keeps a salted commitment to it, and the value apart.

    ``of`` is the person whom it is about, so that a lawful erasure finds it.
    """

    value: str
    of: int | None = None


type_of_value = str | int | bool | date | datetime | Personal | None | Sequence[str] | Sequence[int]
Values = Mapping[str, type_of_value]


@dataclass(frozen=True, slots=True)
class Record:
    """The record that an act touched: what kind of thing it is (``people.person``) and its number or code."""

    kind: str
    key: str

    def __str__(self) -> str:
        return f"{self.kind}/{self.key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What an act did to one record. The subclass is its name, in the past tense: ``PersonInvited``.

    ``organisation`` is whose record it is: who may later read of it. None: the awarding body's own.
    """

    record: Record
    organisation: int | None = None
    before: Values = field(default_factory=dict)
    after: Values = field(default_factory=dict)

    @classmethod
    def name(cls) -> str:
        """The room and the fact, as they stand in the ledger."""
        return f"{cls.__module__.split('.')[1]}.{cls.__name__}"


@dataclass(frozen=True, slots=True)
class Content:
    """All that an entry says, in the form in which it is hashed."""

    number: int
    at: datetime
    act: str
    person: int | None
    role: str
    organisation: int | None
    origin: str
    facts: str

    def hash_after(self, previous: str) -> str:
        """The SHA-256 that chains this entry to the one whose hash is ``previous``, in hexadecimal."""
        return hashlib.sha256(f"{previous}\n[{self.number},{self.said_after_number()}".encode()).hexdigest()

    def said_after_number(self) -> str:
        """The canonical list of all that the entry says, without its opening bracket and its number."""
        said = [
            self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            self.act,
            self.person,
            self.role,
            self.organisation,
            self.origin,
            self.facts,
        ]
        return canonical(said)[1:]


def canonical(value: object) -> str:
    """The one JSON text of a value: keys in order, no blanks, UTF-8 as it is."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def commitment(value: str, salt: str) -> str:
    """What stands in the ledger for a personal value: nobody finds the value from it once the salt is destroyed."""
    return hashlib.sha256(f"{salt}\n{value}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Kept:
    """A personal value kept apart from the ledger, with the salt that its commitment was made with.

    ``of`` is whom it is about, ``organisation`` whose record it stands in.
    """

    commitment: str
    salt: str
    value: str
    of: int | None
    organisation: int | None

    @classmethod
    def made(cls, value: Personal, salt: str, organisation: int | None) -> Kept:
        """A personal value with the commitment that a salt gives it."""
        return cls(commitment(value.value, salt), salt, value.value, value.of, organisation)

    def standing_in_ledger(self) -> dict[str, object]:
        """What stands in the ledger instead of the value."""
        return {"commitment": self.commitment, "of": self.of}


def plain(value: type_of_value) -> object:
    """A value that is not personal as it stands in the ledger."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Sequence) and not isinstance(value, str):
        return list(value)
    return value


def personal_values(facts: Sequence[Fact]) -> int:
    """How many personal values the facts hold: so many salts are needed."""
    return sum(
        isinstance(value, Personal) for fact in facts for side in (fact.before, fact.after) for value in side.values()
    )


def written(facts: Sequence[Fact], salts: Sequence[str]) -> tuple[str, list[Kept]]:
    """The facts as the ledger's one JSON text, and the personal values to keep apart; each takes the next salt."""
    kept: list[Kept] = []

    def side(values: Values, organisation: int | None) -> dict[str, object]:
        said: dict[str, object] = {}
        for name, value in values.items():
            if isinstance(value, Personal):
                kept.append(Kept.made(value, salts[len(kept)], organisation))
                said[name] = kept[-1].standing_in_ledger()
            else:
                said[name] = plain(value)
        return said

    said = [
        {
            "fact": fact.name(),
            "record": str(fact.record),
            "organisation": fact.organisation,
            "before": side(fact.before, fact.organisation),
            "after": side(fact.after, fact.organisation),
        }
        for fact in facts
    ]
    return canonical(said), kept


@dataclass(frozen=True, slots=True)
class Head:
    """What the ledger was at a moment: the number of its last entry and that entry's hash."""

    number: int
    hash: str
    at: datetime

    def signed_text(self) -> bytes:
        """What the signature is made over."""
        at = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        return canonical({"number": self.number, "hash": self.hash, "at": at}).encode()


@dataclass(frozen=True, slots=True)
class StoredHead:
    """One line of the file of heads: the head, and whether its signature is the key's."""

    line: int
    head: Head | None
    is_genuine: bool
