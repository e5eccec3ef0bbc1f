"""What is asked of the ledger: is it whole, and what happened to a record."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from touchstone.ledger.domain import FIRST_PREVIOUS, Content, Head, Reach, Record, StoredHead, commitment
from touchstone.ledger.models import Entry, Look, PersonalValue, Tip

CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is wrong with the ledger: the entry's number (or the head's line), its kind, and in words."""

    number: int
    kind: str
    said: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What a verification found: how many entries and heads were read, and every flaw."""

    entries: int
    heads: int
    flaws: tuple[Flaw, ...]

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.flaws


def last_head(at: datetime) -> Head:
    """What the ledger is now: number and hash of its last entry."""
    tip = Tip.objects.get(id=1)
    return Head(tip.number, tip.hash, at)


def verify(heads: Sequence[StoredHead] = ()) -> Verification:
    """Read the whole ledger and name every entry that was altered, removed or moved, and every head it contradicts.

    Needs full reach. Memory stays small; time grows with the ledger.
    """
    reader = _Reader(heads)
    for entry in Entry.objects.order_by("number").iterator(chunk_size=CHUNK):
        reader.read(entry)
    reader.end()
    flaws = [*reader.flaws, *_flaws_of_personal_values(), *_flaws_of_touches()]
    return Verification(reader.entries, len(heads), tuple(sorted(flaws, key=lambda flaw: flaw.number)))


class _Reader:
    """Reads entries in the order of their numbers and gathers what is wrong."""

    def __init__(self, heads: Sequence[StoredHead]) -> None:
        self.flaws: list[Flaw] = [_forged(stored) for stored in heads if not stored.is_genuine]
        self.heads: dict[int, list[Head]] = {}
        for stored in heads:
            if stored.is_genuine and stored.head is not None:
                self.heads.setdefault(stored.head.number, []).append(stored.head)
        self.entries = 0
        self.number, self.hash = 0, FIRST_PREVIOUS

    def read(self, entry: Entry) -> None:
        self.entries += 1
        if entry.number != self.number + 1:
            self._say(self.number + 1, "missing", f"{_entries(self.number + 1, entry.number - 1)} missing.")
        intact = content_of(entry).hash_after(entry.previous) == entry.hash
        follows = entry.previous == self.hash
        if not intact:
            moved = self._moved_from(entry)
            said = f"It was written as entry {moved}." if moved else "It no longer says what was written."
            self._say(entry.number, "reordered" if moved else "altered", said)
        elif not follows and entry.number == self.number + 1:
            self._say(entry.number, "reordered", "It does not follow the entry before it.")
        self._compare_heads(entry.number, entry.hash)
        self.number, self.hash = entry.number, entry.hash

    def _moved_from(self, entry: Entry) -> int | None:
        """The number under which an entry that no longer fits its hash was written, if it was only moved."""
        before = Entry.objects.filter(hash=entry.previous).values_list("number", flat=True).first()
        places = {1} if entry.previous == FIRST_PREVIOUS else set()
        if before is not None:
            places |= {before + 1, *range(max(1, before - 50), before + 52)}
        for place in sorted(places - {entry.number}):
            if content_of(entry, number=place).hash_after(entry.previous) == entry.hash:
                return place
        return None

    def _compare_heads(self, number: int, hash_: str) -> None:
        for head in self.heads.pop(number, ()):
            if head.hash != hash_:
                day = head.at.date().isoformat()
                self._say(number, "rewritten", f"The head signed on {day} names another hash for it.")

    def end(self) -> None:
        tip = Tip.objects.get(id=1)
        if (tip.number, tip.hash) != (self.number, self.hash):
            self._say(self.number, "cut", f"The database remembers {tip.number} as its last entry.")
        for number in sorted(self.heads):
            if number > 0:
                day = self.heads[number][0].at.date().isoformat()
                self._say(number, "cut", f"A head signed on {day} names it, and it is not there.")

    def _say(self, number: int, kind: str, said: str) -> None:
        self.flaws.append(Flaw(number, kind, said))


def _entries(first: int, last: int) -> str:
    return f"Entry {first} is" if first == last else f"Entries {first} to {last} are"


def _forged(stored: StoredHead) -> Flaw:
    return Flaw(stored.line, "head", f"Line {stored.line} of the heads is not signed by the ledger's key.")


def content_of(entry: Entry, *, number: int | None = None) -> Content:
    """What an entry says, in the form in which it was hashed (as if it stood at ``number``, where given)."""
    return Content(
        number=entry.number if number is None else number,
        at=entry.at,
        act=entry.act,
        person=entry.person,
        role=entry.role,
        organisation=entry.organisation,
        origin=entry.origin,
        facts=entry.facts,
    )


def _flaws_of_personal_values() -> Iterator[Flaw]:
    for kept in PersonalValue.objects.select_related("entry").order_by("id").iterator(chunk_size=CHUNK):
        committed = commitment(kept.value, kept.salt) == kept.commitment
        if not committed or kept.commitment not in kept.entry.facts + kept.entry.origin:
            yield Flaw(kept.entry_id, "value", "A personal value kept beside it is not the one it commits to.")


def _flaws_of_touches() -> Iterator[Flaw]:
    for entry in Entry.objects.order_by("number").prefetch_related("touches").iterator(chunk_size=CHUNK):
        said = {(fact["record"], fact["organisation"]) for fact in _facts(entry)}
        if said != {(touch.record, touch.organisation) for touch in entry.touches.all()}:
            yield Flaw(entry.number, "index", "The index of records does not agree with it.")


def _facts(entry: Entry) -> list[dict[str, object]]:
    try:
        facts: list[dict[str, object]] = json.loads(entry.facts)
    except ValueError:
        return []
    return facts


@dataclass(frozen=True, slots=True)
class FactTold:
    """One fact of an entry as people read it; an erased personal value is None in ``after`` and named in ``erased``."""

    fact: str
    record: str
    before: Mapping[str, object]
    after: Mapping[str, object]
    erased: frozenset[str]


@dataclass(frozen=True, slots=True)
class EntryTold:
    """One entry as people read it."""

    number: int
    at: datetime
    act: str
    person: int | None
    role: str
    organisation: int | None
    hash: str
    facts: tuple[FactTold, ...]


def entries_within(reach: Reach) -> QuerySet[Entry]:
    """The entries that touch a record within reach, the newest first."""
    entries = Entry.objects.order_by("-number")
    if reach.everything:
        return entries
    own = Q(touches__organisation__in=reach.organisations)
    return entries.filter(own).distinct()


def count_entries(reach: Reach) -> int:
    """How many entries touch a record within reach."""
    return entries_within(reach).count()


def list_entries(reach: Reach, *, start: int = 0, size: int = 50) -> tuple[EntryTold, ...]:
    """A page of the ledger: the entries that touch a record within reach, the newest first."""
    return tell_entries(entries_within(reach)[start : start + size])


def history_of(record: Record, reach: Reach, *, size: int = 50) -> tuple[EntryTold, ...]:
    """What happened to one record, the newest first."""
    return tell_entries(entries_within(reach).filter(touches__record=str(record))[:size])


def find_entry(number: int, reach: Reach) -> EntryTold | None:
    """One entry, if it touches a record within reach."""
    return next(iter(tell_entries(entries_within(reach).filter(number=number))), None)


def tell_entries(entries: Iterable[Entry]) -> tuple[EntryTold, ...]:
    """Entries as people read them, with the personal values that are still kept. Two queries for any number."""
    listed = list(entries)
    kept = PersonalValue.objects.filter(entry_id__in=[entry.number for entry in listed])
    values = {value.commitment: value.value for value in kept}
    return tuple(_told(entry, values) for entry in listed)


def _told(entry: Entry, values: Mapping[str, str]) -> EntryTold:
    return EntryTold(
        number=entry.number,
        at=entry.at,
        act=entry.act,
        person=entry.person,
        role=entry.role,
        organisation=entry.organisation,
        hash=entry.hash,
        facts=tuple(_fact_told(fact, values) for fact in _facts(entry)),
    )


def _fact_told(fact: Mapping[str, object], values: Mapping[str, str]) -> FactTold:
    erased: set[str] = set()

    def side(name: str) -> dict[str, object]:
        said = fact[name]
        assert isinstance(said, dict)
        shown: dict[str, object] = {}
        for field, value in said.items():
            is_personal = isinstance(value, dict) and "commitment" in value
            shown[field] = values.get(value["commitment"]) if is_personal else value
            if is_personal and shown[field] is None:
                erased.add(field)
        return shown

    before, after = side("before"), side("after")
    return FactTold(str(fact["fact"]), str(fact["record"]), before, after, frozenset(erased))


@dataclass(frozen=True, slots=True)
class LookTold:
    """One look at a sensitive record."""

    at: datetime
    person: int | None
    role: str
    organisation: int | None
    record: str
    why: str


def list_looks(*, owner: int | None = None, start: int = 0, size: int = 50) -> tuple[LookTold, ...]:
    """Who looked at sensitive records (those of ``owner``), the newest first."""
    looks = Look.objects.order_by("-at", "-id")
    if owner is not None:
        looks = looks.filter(owner=owner)
    return tuple(
        LookTold(look.at, look.person, look.role, look.organisation, look.record, look.why)
        for look in looks[start : start + size]
    )
