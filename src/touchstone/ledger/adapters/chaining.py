"""How an entry is chained to the last one and written down, while whoever writes next waits.

The tip is one row; it is locked from here to the commit, so entries are numbered and chained in the order in which they
are committed. On PostgreSQL all of it is one statement, and the commit hands the tip on before it is on disk: the
others do not wait for the disk, but whoever acts does, before the act is answered. On SQLite only one transaction
writes at a time anyhow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from django.db import connection, transaction

from touchstone.ledger.domain import Content, Kept
from touchstone.ledger.models import Entry, PersonalValue, Tip, Touch

BESIDE = 1_000_000
"""Rows beside an entry are numbered from the entry's number times this, so that the database need not number them."""

Touched = Sequence[tuple[str, int | None]]


def chain(content: Content, *, touched: Touched, kept: Sequence[Kept]) -> None:
    """Write an entry as the next one (whatever number ``content`` carries), its index and its personal values."""
    if max(len(touched), len(kept)) > BESIDE:
        raise ValueError(f"One act touches at most {BESIDE:,} records. Do it in several acts.")
    if connection.vendor == "postgresql":
        _chain_in_one_statement(content, touched, kept)
    else:
        _chain_row_by_row(content, touched, kept)


def _chain_row_by_row(content: Content, touched: Touched, kept: Sequence[Kept]) -> None:
    tip = Tip.objects.select_for_update().get(id=1)
    numbered = replace(content, number=tip.number + 1)
    entry = Entry(
        number=numbered.number,
        at=numbered.at,
        act=numbered.act,
        person=numbered.person,
        role=numbered.role,
        organisation=numbered.organisation,
        origin=numbered.origin,
        facts=numbered.facts,
        previous=tip.hash,
        hash=numbered.hash_after(tip.hash),
    )
    entry.save(force_insert=True)
    Tip.objects.filter(id=1).update(number=entry.number, hash=entry.hash)
    _write_beside(entry.number, touched, kept)


def _write_beside(number: int, touched: Touched, kept: Sequence[Kept]) -> None:
    Touch.objects.bulk_create(
        Touch(id=number * BESIDE + place, entry_id=number, record=record, organisation=organisation)
        for place, (record, organisation) in enumerate(touched)
    )
    PersonalValue.objects.bulk_create(
        PersonalValue(
            id=number * BESIDE + place,
            entry_id=number,
            commitment=value.commitment,
            salt=value.salt,
            value=value.value,
            person=value.of,
            organisation=value.organisation,
        )
        for place, value in enumerate(kept)
    )


# The database makes the hash here, of the same text as Content.hash_after: a verification finds any difference.
NEXT = r"""
WITH last AS (
    SELECT id, number, hash FROM ledger_tip WHERE id = 1 FOR UPDATE
), tip AS (
    UPDATE ledger_tip SET number = last.number + 1, hash = encode(
        sha256(convert_to(last.hash || E'\n[' || (last.number + 1) || ',' || %(said)s::text, 'UTF8')), 'hex')
    FROM last WHERE ledger_tip.id = last.id
    RETURNING ledger_tip.number, ledger_tip.hash, last.hash AS previous
), entry AS (
    INSERT INTO ledger_entry (number, at, act, person, role, organisation, origin, facts, previous, hash)
    SELECT number, %(at)s, %(act)s, %(person)s, %(role)s, %(organisation)s, %(origin)s, %(facts)s, previous, hash
    FROM tip
)"""
TOUCHES = """, touch AS (
    INSERT INTO ledger_touch (id, entry_id, record, organisation)
    SELECT number * %(beside)s + place - 1, number, record, organisation FROM tip,
    unnest(%(records)s::text[], %(owners)s::bigint[]) WITH ORDINALITY AS touched (record, organisation, place)
)"""
VALUES = """, value AS (
    INSERT INTO ledger_personalvalue (id, entry_id, commitment, salt, value, person, organisation)
    SELECT number * %(beside)s + place - 1, number, commitment, salt, value, person, organisation FROM tip,
    unnest(%(commitments)s::text[], %(salts)s::text[], %(values)s::text[], %(persons)s::bigint[],
        %(value_owners)s::bigint[])
    WITH ORDINALITY AS kept (commitment, salt, value, person, organisation, place)
)"""


@cache
def _statement(*, with_values: bool) -> str:
    hand_on = "SELECT number, set_config('synchronous_commit', 'off', true) FROM tip"
    return f"{NEXT}{TOUCHES}{VALUES if with_values else ''} {hand_on}"


def _chain_in_one_statement(content: Content, touched: Touched, kept: Sequence[Kept]) -> None:
    beside: dict[str, Any] = {
        "beside": BESIDE,
        "records": [record for record, _ in touched],
        "owners": [organisation for _, organisation in touched],
        "commitments": [value.commitment for value in kept],
        "salts": [value.salt for value in kept],
        "values": [value.value for value in kept],
        "persons": [value.of for value in kept],
        "value_owners": [value.organisation for value in kept],
    }
    said: dict[str, Any] = {
        "said": content.said_after_number(),
        "at": content.at,
        "act": content.act,
        "person": content.person,
        "role": content.role,
        "organisation": content.organisation,
        "origin": content.origin,
        "facts": content.facts,
    }
    with connection.cursor() as cursor:
        cursor.execute(_statement(with_values=bool(kept)), said | beside)
        if cursor.fetchone() is None:
            raise Tip.DoesNotExist("The ledger has no tip: its tables were not migrated, or its one row was deleted.")
    transaction.on_commit(_wait_for_disk)


def _wait_for_disk() -> None:
    """Wait until the commit that was just made is on disk.

    The database's log is written in order, so a later record that is on disk puts every earlier commit there. Those who
    wait share one writing of the disk, and the next writer had the tip meanwhile.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_logical_emit_message(true, 'touchstone', '')")
