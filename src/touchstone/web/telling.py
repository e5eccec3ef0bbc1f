"""The ledger in plain words: what was done, by whom, in which role, and what it changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from touchstone.ledger.api import NOBODY, SYSTEM, EntryTold, FactTold, Reach
from touchstone.people.api import names_of_organisations, names_of_people
from touchstone.web.saying import ACTS_SAID, FACTS_SAID, FIELDS_SAID, KINDS_SAID
from touchstone.web.templatetags.touchstone import role_name

PEOPLE = frozenset({"person"})
"""Fields of facts that hold a person's number."""

PLACES = frozenset({"centre", "organisation"})
"""Fields of facts that hold an organisation's number."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names within reach of the people and organisations that some entries speak of."""

    people: Mapping[int, str]
    organisations: Mapping[int, str]

    def person(self, number: object) -> str:
        """A person's name, or their number where the name is not to be seen."""
        return self.people.get(_number(number)) or _("person %(number)s") % {"number": number}

    def organisation(self, number: object) -> str:
        """An organisation's name, or its number where the name is not to be seen."""
        return self.organisations.get(_number(number)) or _("organisation %(number)s") % {"number": number}


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def names_in(entries: Iterable[EntryTold], reach: Reach) -> Names:
    """The names that some entries speak of: two queries for any number."""
    people: set[int] = set()
    organisations: set[int] = set()
    for entry in entries:
        people |= {entry.person} if entry.person is not None else set()
        organisations |= {entry.organisation} if entry.organisation is not None else set()
        for name, value in _values(entry.facts):
            people |= {_number(value)} if name in PEOPLE else set()
            organisations |= {_number(value)} if name in PLACES else set()
    return Names(names_of_people(people, reach), names_of_organisations(organisations))


def _values(facts: Sequence[FactTold]) -> Iterator[tuple[str, object]]:
    for fact in facts:
        yield from fact.before.items()
        yield from fact.after.items()


def act_said(entry: EntryTold) -> str:
    """What was done, as a sentence in the past."""
    is_named = entry.act in ACTS_SAID or not entry.facts
    return act_name_said(entry.act) if is_named else fact_said(entry.facts[0].fact)


def act_name_said(act: str) -> str:
    """An act in the past; one without words of its own is read from its name."""
    return str(ACTS_SAID.get(act) or act.split(".", 1)[-1].replace("_", " ").capitalize())


def fact_said(fact: str) -> str:
    """What happened to one record, in words; a fact without words of its own is read from its name."""
    if fact in FACTS_SAID:
        return str(FACTS_SAID[fact])
    return " ".join(re.findall(r"[A-Z][a-z]*|\d+", fact.split(".", 1)[-1])).capitalize()


def field_said(name: str) -> str:
    """A field's name in words."""
    return str(FIELDS_SAID.get(name, name.replace("_", " ").capitalize()))


def record_said(record: str) -> str:
    """A record in words: "person 12"."""
    kind, _slash, key = record.partition("/")
    return f"{KINDS_SAID.get(kind, kind.split('.', 1)[-1].replace('_', ' '))} {key}"


@dataclass(frozen=True, slots=True)
class Change:
    """What a fact says of one field: as it was and as it is, in words."""

    label: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.label}: {self.before} → {self.after}" if self.before else f"{self.label}: {self.after}"


def changes_of(fact: FactTold, names: Names) -> list[Change]:
    """What a fact changed, field by field; a value that was erased is said to be."""
    fields = dict.fromkeys([*fact.before, *fact.after])
    return [
        Change(field_said(name), _side(fact, fact.before, name, names), _side(fact, fact.after, name, names))
        for name in fields
    ]


def _side(fact: FactTold, side: Mapping[str, object], name: str, names: Names) -> str:
    if name not in side:
        return ""
    if side[name] is None and name in fact.erased:
        return _("(erased)")
    return value_said(name, side[name], names)


def value_said(name: str, value: object, names: Names) -> str:
    """A value in words: names for numbers, roles by their names, days as people write them."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value is None or value == "":
        return _("none")
    if name in PEOPLE:
        return names.person(value)
    if name in PLACES:
        return names.organisation(value)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return _text_said(name, value)


def _text_said(name: str, value: object) -> str:
    if name == "role":
        return str(role_name(str(value)))
    return moment_said(value) if isinstance(value, str) else str(value)


def moment_said(text: str) -> str:
    """A day or a moment that stands in the ledger, as people write it; any other text as it is."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d(T\S+)?", text):
        return text
    if "T" not in text:
        return date_format(date.fromisoformat(text), "j F Y")
    return date_format(timezone.localtime(datetime.fromisoformat(text)), "j F Y, H:i")


def actor_said(entry: EntryTold, names: Names) -> str:
    """Who did it."""
    if entry.person is not None:
        return names.person(entry.person)
    return {SYSTEM: _("Touchstone itself"), NOBODY: _("somebody who was not signed in")}.get(entry.role, entry.role)


def who_said(entry: EntryTold, names: Names) -> dict[str, str]:
    """Who did it, in which role and where; whose name is not to be seen is known by the role only."""
    has_role = entry.role not in (SYSTEM, NOBODY)
    role = str(role_name(entry.role)) if has_role else ""
    place = names.organisation(entry.organisation) if entry.organisation else ""
    if has_role and entry.person is not None and entry.person not in names.people:
        return {"who": role, "role": "", "place": place}
    return {"who": actor_said(entry, names), "role": role, "place": place}


def history(entries: Sequence[EntryTold], reach: Reach, *, linked: bool = False) -> list[dict[str, Any]]:
    """Entries as ``parts/history.html`` shows them; ``linked`` where the reader may open the ledger."""
    names = names_in(entries, reach)
    return [_told(entry, names, linked=linked) for entry in entries]


def _told(entry: EntryTold, names: Names, *, linked: bool) -> dict[str, Any]:
    told = [change for fact in entry.facts for change in changes_of(fact, names)]
    changes = [str(change) for change in told if change.before or change.after != _("none")]
    return {
        "what": act_said(entry),
        **who_said(entry, names),
        "at": entry.at,
        "note": "; ".join(changes[:6]),
        "url": reverse("ledger_entry", args=[entry.number]) if linked else "",
    }
