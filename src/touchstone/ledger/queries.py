"""What is asked of the ledger: is it whole, and what happened to a record."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from touchstone.ledger.domain import (
    FIRST_PREVIOUS,
    Content,
    Head,
    Kept,
    Reach,
    Record,
    StoredHead,
    commitment,
)
from touchstone.ledger.models import Entry, Look, PersonalValue, Tip, Touch

CHUNK = 2_000
MOST_FLAWS = 1_000


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is wrong with the ledger: the entry's number (or the head's line), its kind, and in words."""

    number: int
    kind: str
    said: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What a verification found: how many entries and heads were read, and every flaw, up to ``MOST_FLAWS``."""

    entries: int
    heads: int
    flaws: tuple[Flaw, ...]
    left_out: int = 0
    """How many flaws more there are."""

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.flaws


def last_head(at: datetime) -> Head:
    """What the ledger is now: number and hash of its last entry."""
    tip = Tip.objects.get(id=1)
    return Head(tip.number, tip.hash, at)


def verify(heads: Sequence[StoredHead] = (), *, tell_progress: Callable[[int], None] | None = None) -> Verification:
    """Read the whole ledger and name every entry that was altered, removed or moved, and every head it contradicts.

    Needs full reach. Others may write meanwhile. Memory stays small; time grows with the ledger; ``tell_progress`` is
    told now and then how many entries were read.
    """
    reader = _Reader(heads)
    tip = _read_to_the_tip(reader, tell_progress or _tell_nobody)
    reader.end(tip)
    flaws = tuple(sorted(reader.flaws, key=lambda flaw: flaw.number))
    return Verification(reader.entries, len(heads), flaws, reader.left_out)


def _tell_nobody(_entries: int) -> None:
    pass


def _read_to_the_tip(reader: _Reader, tell_progress: Callable[[int], None]) -> Tip | None:
    """Read in parts, each a short query, until nothing follows: what is committed meanwhile is read too."""
    last: int | None = None
    while True:
        # The tip is asked before the entries: it can be behind them, but never before what it names.
        tip = Tip.objects.filter(id=1).first()
        later = Entry.objects.order_by("number")
        part = list((later if last is None else later.filter(number__gt=last))[:CHUNK])
        if not part:
            return tip
        beside = _Beside.of(part[0].number, part[-1].number)
        for entry in part:
            reader.read(entry, beside)
        tell_progress(reader.entries)
        last = part[-1].number


@dataclass(frozen=True, slots=True)
class _Beside:
    """What stands beside a part of the entries: the index of records and the personal values, by entry."""

    touches: Mapping[int, set[tuple[str, int | None]]]
    values: Mapping[int, list[Kept]]

    @classmethod
    def of(cls, first: int, last: int) -> _Beside:
        touches: dict[int, set[tuple[str, int | None]]] = {}
        values: dict[int, list[Kept]] = {}
        part = {"entry__gte": first, "entry__lte": last}
        for number, record, owner in Touch.objects.filter(**part).values_list("entry", "record", "organisation"):
            touches.setdefault(number, set()).add((record, owner))
        columns = ("entry", "commitment", "salt", "value", "person", "organisation")
        for number, *value in PersonalValue.objects.filter(**part).order_by("id").values_list(*columns):
            values.setdefault(number, []).append(Kept(*value))
        return cls(touches, values)


class _Reader:
    """Reads entries in the order of their numbers and gathers what is wrong."""

    def __init__(self, heads: Sequence[StoredHead]) -> None:
        self.flaws: list[Flaw] = [_forged(stored) for stored in heads if not stored.is_genuine]
        self.left_out = 0
        self.heads: dict[int, list[Head]] = {}
        for stored in heads:
            if stored.is_genuine and stored.head is not None:
                self.heads.setdefault(stored.head.number, []).append(stored.head)
        self.entries = 0
        self.number, self.previous, self.hash, self.is_intact = 0, "", FIRST_PREVIOUS, True
        self.doubted: int | None = None

    def read(self, entry: Entry, beside: _Beside) -> None:
        self.entries += 1
        if entry.number < 1:
            return self._say(entry.number, "inserted", "Entries are numbered from 1.")
        is_next = entry.number == self.number + 1
        if not is_next:
            self._say(self.number + 1, "missing", f"{_entries(self.number + 1, entry.number - 1)} missing.")
        is_intact = content_of(entry).hash_after(entry.previous) == entry.hash
        self._doubt(is_intact and self.is_intact and is_next and entry.previous != self.hash)
        if is_intact:
            self._compare_beside(entry, beside)
        else:
            self._explain(entry)
        self._compare_heads(entry.number, entry.hash)
        self.number, self.previous, self.hash, self.is_intact = entry.number, entry.previous, entry.hash, is_intact
        return None

    def _doubt(self, is_broken: bool) -> None:
        """Two entries that each fit their own hash do not fit together: one of them was written anew, hash and all.

        If the later one fits the entry after it, it is the genuine one: so the answer waits for one entry more.
        """
        if self.doubted is not None and not is_broken:
            number, self.doubted = self.doubted, None
            self._say(max(number, 1), "rewritten", f"Entry {number + 1} was chained to another one in its place.")
        if is_broken:
            self.doubted = self.number

    def _explain(self, entry: Entry) -> None:
        moved = self._moved_from(entry)
        if moved is None:
            return self._say(entry.number, "altered", "It no longer says what was written.")
        if moved == self.number and entry.previous == self.previous and self.is_intact:
            self._say(self.number, "inserted", f"Entry {entry.number} was written in its place.")
        return self._say(entry.number, "reordered", f"It was written as entry {moved}.")

    def _moved_from(self, entry: Entry) -> int | None:
        """The number under which an entry that no longer fits its hash was written, if it was only moved."""
        before = Entry.objects.filter(hash=entry.previous).values_list("number", flat=True).first()
        places = {1} if entry.previous == FIRST_PREVIOUS else set()
        if before is not None:
            places |= {before + 1, *range(max(1, before - 50), before + 52)}
        for place in sorted(places - {entry.number}, key=lambda place: abs(place - entry.number)):
            if content_of(entry, number=place).hash_after(entry.previous) == entry.hash:
                return place
        return None

    def _compare_beside(self, entry: Entry, beside: _Beside) -> None:
        facts = _facts(entry)
        if {(fact["record"], fact["organisation"]) for fact in facts} != beside.touches.get(entry.number, set()):
            self._say(entry.number, "index", "The index of records does not agree with it.")
        kept = beside.values.get(entry.number)
        committed = _commitments(entry, facts) if kept else {}
        for value in kept or ():
            fits = commitment(value.value, value.salt) == value.commitment
            if not fits or committed.get(value.commitment) != (value.of, value.organisation):
                self._say(entry.number, "value", "A personal value kept beside it is not the one it commits to.")

    def _compare_heads(self, number: int, hash_: str) -> None:
        for head in self.heads.pop(number, ()):
            if head.hash != hash_:
                day = head.at.date().isoformat()
                self._say(number, "rewritten", f"The head signed on {day} names another hash for it.")

    def end(self, tip: Tip | None) -> None:
        """Compare where the entries end with where the database and the heads say that they do."""
        is_rewritten = tip is not None and tip.number == self.number and tip.hash != self.hash
        self._doubt(is_rewritten)
        if tip is None:
            self._say(self.number, "cut", "The database no longer remembers its last entry.")
        elif tip.number > self.number:
            self._say(self.number + 1, "cut", f"The database remembers {tip.number} as its last entry.")
        elif tip.number < self.number:
            self._say(tip.number + 1, "inserted", f"The database remembers {tip.number} as its last entry.")
        elif is_rewritten:
            self._say(self.number, "rewritten", "The database remembers another hash for its last entry.")
        for number in sorted(self.heads):
            if number > 0:
                day = self.heads[number][0].at.date().isoformat()
                self._say(number, "cut", f"A head signed on {day} names it, and it is not there.")

    def _say(self, number: int, kind: str, said: str) -> None:
        if len(self.flaws) < MOST_FLAWS:
            self.flaws.append(Flaw(number, kind, said))
        else:
            self.left_out += 1


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


def _commitments(entry: Entry, facts: Iterable[Mapping[str, Any]]) -> dict[str, tuple[int | None, int | None]]:
    """What an entry commits to: of whom each personal value is, and whose record it stands in."""
    sides = [(side, fact["organisation"]) for fact in facts for side in (fact["before"], fact["after"])]
    sides.append((json.loads(entry.origin), entry.organisation))
    return {
        value["commitment"]: (value["of"], organisation)
        for side, organisation in sides
        for value in side.values()
        if isinstance(value, dict)
    }


def _facts(entry: Entry) -> list[dict[str, Any]]:
    try:
        facts: list[dict[str, Any]] = json.loads(entry.facts)
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


@dataclass(frozen=True, slots=True)
class EntriesWanted:
    """Which entries a list shows: of an act, of a person who acted, of a record, of a time (``until`` not included)."""

    act: str = ""
    person: int | None = None
    record: str = ""
    since: datetime | None = None
    until: datetime | None = None


EVERY_ENTRY = EntriesWanted()


def entries_within(reach: Reach, wanted: EntriesWanted = EVERY_ENTRY) -> QuerySet[Entry]:
    """The entries that touch a record within reach, the newest first."""
    entries = Entry.objects.order_by("-number")
    if not reach.everything:
        entries = entries.filter(number__in=Touch.objects.filter(organisation__in=reach.organisations).values("entry"))
    if wanted.record:
        entries = entries.filter(number__in=Touch.objects.filter(record=wanted.record).values("entry"))
    asked = {"act": wanted.act, "person": wanted.person, "at__gte": wanted.since, "at__lt": wanted.until}
    return entries.filter(**{name: value for name, value in asked.items() if value not in ("", None)})


def count_entries(reach: Reach, wanted: EntriesWanted = EVERY_ENTRY) -> int:
    """How many entries touch a record within reach."""
    return entries_within(reach, wanted).count()


def list_entries(
    reach: Reach, wanted: EntriesWanted = EVERY_ENTRY, *, start: int = 0, size: int = 50
) -> tuple[EntryTold, ...]:
    """A page of the ledger: the entries that touch a record within reach, the newest first."""
    return tell_entries(entries_within(reach, wanted)[start : start + size], reach)


def list_headings(
    reach: Reach, wanted: EntriesWanted = EVERY_ENTRY, *, start: int = 0, size: int = 50
) -> tuple[EntryTold, ...]:
    """A page of the ledger without what each entry changed: an entry can be long. One query."""
    return _headings(entries_within(reach, wanted)[start : start + size])


def _headings(entries: QuerySet[Entry]) -> tuple[EntryTold, ...]:
    return tuple(_heading(entry) for entry in entries.defer("facts"))


def list_entries_before(
    number: int | None, reach: Reach, wanted: EntriesWanted = EVERY_ENTRY, *, size: int = 500
) -> tuple[EntryTold, ...]:
    """The entries within reach that stand before a number (None: from the last on), the newest first: for exports."""
    entries = entries_within(reach, wanted)
    return tell_entries((entries if number is None else entries.filter(number__lt=number))[:size], reach)


def history_of(records: Record | Collection[Record], reach: Reach, *, size: int = 50) -> tuple[EntryTold, ...]:
    """What happened to one record, or to several, the newest first. Two queries for any number.

    Of an entry with many facts only those about these records are told.
    """
    asked = frozenset(str(record) for record in ([records] if isinstance(records, Record) else records))
    touching = Touch.objects.filter(record__in=asked).values("entry")
    return tell_entries(entries_within(reach).filter(number__in=touching)[:size], reach, about=asked)


def acts_of(person: int, *, size: int = 50) -> tuple[EntryTold, ...]:
    """What a person did, the newest first, without what it changed: their roles may no longer reach that."""
    return _headings(Entry.objects.filter(person=person).order_by("-number")[:size])


def find_entry(number: int, reach: Reach) -> EntryTold | None:
    """One entry, if it touches a record within reach."""
    return next(iter(tell_entries(entries_within(reach).filter(number=number), reach)), None)


MANY_FACTS = 20
"""An entry of more facts than these is about many records, each of which needs to be told only its own."""


def tell_entries(entries: Iterable[Entry], reach: Reach, *, about: Collection[str] = ()) -> tuple[EntryTold, ...]:
    """Entries as people read them: the facts within reach, with the personal values that are still kept.

    Of an entry with many facts only those ``about`` some records, where they are named. Two queries for any number.
    """
    told = [(entry, _facts_told(entry, reach, about)) for entry in entries]
    kept = PersonalValue.objects.filter(entry_id__in=[entry.number for entry, _ in told])
    wanted = [name for _, facts in told for fact in facts for name in _committed(fact)]
    if about and len(wanted) < CHUNK:
        kept = kept.filter(commitment__in=wanted)
    values = dict(kept.values_list("commitment", "value"))
    return tuple(
        replace(_heading(entry), facts=tuple(_fact_told(fact, values) for fact in facts)) for entry, facts in told
    )


def _facts_told(entry: Entry, reach: Reach, about: Collection[str]) -> list[dict[str, Any]]:
    facts = _facts(entry)
    if about and len(facts) > MANY_FACTS:
        facts = [fact for fact in facts if fact["record"] in about]
    return [fact for fact in facts if reach.covers(fact["organisation"])]


def _committed(fact: Mapping[str, Any]) -> Iterator[str]:
    """The commitments that stand in a fact."""
    for side in (fact["before"], fact["after"]):
        for value in side.values():
            if isinstance(value, dict) and "commitment" in value:
                yield value["commitment"]


def _heading(entry: Entry) -> EntryTold:
    return EntryTold(
        number=entry.number,
        at=entry.at,
        act=entry.act,
        person=entry.person,
        role=entry.role,
        organisation=entry.organisation,
        hash=entry.hash,
        facts=(),
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
    owner: int | None
    why: str


@dataclass(frozen=True, slots=True)
class LooksWanted:
    """Which looks a list shows: at the records of a person (``owner``), by a person, at one record."""

    owner: int | None = None
    person: int | None = None
    record: str = ""


EVERY_LOOK = LooksWanted()


def list_looks(wanted: LooksWanted = EVERY_LOOK, *, start: int = 0, size: int = 50) -> tuple[LookTold, ...]:
    """Who looked at sensitive records, the newest first."""
    return tuple(
        LookTold(look.at, look.person, look.role, look.organisation, look.record, look.owner, look.why)
        for look in _looks(wanted)[start : start + size]
    )


def count_looks(wanted: LooksWanted = EVERY_LOOK) -> int:
    """How many looks at sensitive records there were."""
    return _looks(wanted).count()


def _looks(wanted: LooksWanted) -> QuerySet[Look]:
    asked = {"owner": wanted.owner, "person": wanted.person, "record": wanted.record}
    looks = Look.objects.order_by("-at", "-id")
    return looks.filter(**{name: value for name, value in asked.items() if value not in ("", None)})
