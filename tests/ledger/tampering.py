"""What somebody who owns the database could do to the ledger, past everything that refuses it.

All of it stands in a transaction that the test rolls back (fixture ``as_owner``).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db import connection

from touchstone.ledger.domain import FIRST_PREVIOUS
from touchstone.ledger.models import Entry, Tip
from touchstone.ledger.queries import content_of

BESIDE = ("ledger_touch", "ledger_personalvalue")


def silence_refusals() -> None:
    """Switch off what refuses a change, as only the database's owner can."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET LOCAL session_replication_role = replica")
            return
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'ledger_%'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}")


def change(table: str, column: str, value: Any, *, where: str, of: str | int) -> None:
    """Set one column of the rows that have ``where`` equal to ``of``."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {where} = %s", [value, of])
        assert cursor.rowcount > 0


def remove(*numbers: int) -> None:
    """Delete entries, and what stands beside them."""
    with connection.cursor() as cursor:
        for number in numbers:
            for table in BESIDE:
                cursor.execute(f"DELETE FROM {table} WHERE entry_id = %s", [number])
            cursor.execute("DELETE FROM ledger_entry WHERE number = %s", [number])


def renumber(number: int, to: int) -> None:
    """Move an entry to another number, with what stands beside it."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_entry SET number = %s WHERE number = %s", [to, number])
        for table in BESIDE:
            cursor.execute(f"UPDATE {table} SET entry_id = %s WHERE entry_id = %s", [to, number])


def swap(first: int, second: int) -> None:
    """Exchange the numbers of two entries."""
    renumber(first, -1)
    renumber(second, first)
    renumber(-1, second)


def insert_at(number: int, last: int) -> None:
    """Move all entries from a number on by one, and put a forged one, which fits its own hash, into the gap."""
    for later in range(last, number - 1, -1):
        renumber(later, later + 1)
    forge(number, previous=hash_of(number - 1))
    set_tip(last + 1, hash_of(last + 1))


def forge(number: int, *, previous: str) -> None:
    """Write an entry that nobody acted for, chained to ``previous``."""
    forged = Entry.objects.order_by("number").first()
    assert forged is not None
    content = replace(content_of(forged, number=number), act="people.forged", facts="[]")
    Entry(
        number=number,
        at=content.at,
        act=content.act,
        person=content.person,
        role=content.role,
        organisation=content.organisation,
        origin=content.origin,
        facts=content.facts,
        previous=previous,
        hash=content.hash_after(previous),
    ).save(force_insert=True)


def hash_of(number: int) -> str:
    """The hash of an entry; of what the first names as the one before it."""
    return FIRST_PREVIOUS if number == 0 else Entry.objects.get(number=number).hash


def set_tip(number: int, hash_: str) -> None:
    """Let the database remember another last entry."""
    assert Tip.objects.filter(id=1).update(number=number, hash=hash_) == 1


def cut_after(number: int, last: int) -> None:
    """Delete the tail, and let the database remember the new end."""
    remove(*range(number + 1, last + 1))
    set_tip(number, hash_of(number))


def chain_anew(number: int, last: int) -> None:
    """Alter an entry and make every hash from there on anew, the database's memory too."""
    change("ledger_entry", "act", "people.forged", where="number", of=number)
    previous = hash_of(number - 1)
    for place in range(number, last + 1):
        entry = Entry.objects.get(number=place)
        previous, before = content_of(entry).hash_after(previous), previous
        change("ledger_entry", "previous", before, where="number", of=place)
        change("ledger_entry", "hash", previous, where="number", of=place)
    set_tip(last, previous)
