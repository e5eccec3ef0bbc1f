"""The database itself refuses to change, delete or empty what is only added to, whoever asks."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from tests.ledger.factories import ANN, MOMENT, write_entries
from touchstone.ledger.api import Record, note_look

CHANGES = {
    "ledger_entry": "UPDATE ledger_entry SET act = act",
    "ledger_touch": "UPDATE ledger_touch SET record = record",
    "ledger_personalvalue": "UPDATE ledger_personalvalue SET value = value",
    "ledger_look": "UPDATE ledger_look SET why = why",
}
DELETIONS = {table: f"DELETE FROM {table}" for table in ("ledger_entry", "ledger_touch")}
ERASURES = {table: f"DELETE FROM {table}" for table in ("ledger_personalvalue", "ledger_look")}
REPLACEMENTS = (
    "INSERT OR REPLACE INTO ledger_entry SELECT * FROM ledger_entry",
    "INSERT OR REPLACE INTO ledger_entry"
    " SELECT number + 100, at, act, person, role, organisation, origin, facts, previous, hash FROM ledger_entry",
    "INSERT OR REPLACE INTO ledger_touch SELECT * FROM ledger_touch",
    "INSERT OR REPLACE INTO ledger_personalvalue SELECT * FROM ledger_personalvalue",
    "INSERT OR REPLACE INTO ledger_look SELECT * FROM ledger_look",
    "UPDATE OR REPLACE ledger_entry SET number = 1",
)


def refusal_of(statement: str) -> str:
    """What the database says to a statement; nothing where it obeys."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as refused:
        return str(refused).splitlines()[0]
    return ""


@pytest.fixture
def _written() -> None:
    write_entries(2)
    note_look(Record("people.person", "7"), by=ANN, at=MOMENT)


@pytest.mark.usefixtures("as_owner", "_written")
@pytest.mark.parametrize(("table", "statement"), [*CHANGES.items(), *DELETIONS.items()])
def test_even_the_owner_is_refused_a_change_and_a_deletion(table: str, statement: str) -> None:
    assert refusal_of(statement) == f"{table} is only added to"


@pytest.mark.postgresql
@pytest.mark.usefixtures("as_owner", "_written")
@pytest.mark.parametrize("table", list(CHANGES))
def test_even_the_owner_is_refused_to_empty_a_table(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert refusal_of(f"TRUNCATE {table} CASCADE") != ""
    assert refusal_of(f"TRUNCATE {table} CASCADE").endswith("is only added to")


@pytest.mark.usefixtures("as_owner", "_written")
@pytest.mark.parametrize("statement", ERASURES.values())
def test_personal_values_and_looks_can_be_erased(statement: str) -> None:
    assert refusal_of(statement) == ""


@pytest.mark.sqlite
@pytest.mark.usefixtures("as_owner", "_written")
@pytest.mark.parametrize("statement", REPLACEMENTS)
def test_a_row_cannot_be_replaced_either(statement: str) -> None:
    assert refusal_of(statement).endswith("is only added to")


@pytest.mark.postgresql
@pytest.mark.django_db
@pytest.mark.usefixtures("full_reach", "_written")
@pytest.mark.parametrize(("table", "statement"), [*CHANGES.items(), *DELETIONS.items()])
def test_the_application_may_not_even_ask(table: str, statement: str) -> None:
    assert refusal_of(statement) == f"permission denied for table {table}"
    assert refusal_of(f"TRUNCATE {table}") == f"permission denied for table {table}"


@pytest.mark.postgresql
@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["DELETE FROM ledger_tip", "INSERT INTO ledger_tip VALUES (1, 0, '')"])
def test_the_application_can_neither_make_nor_delete_the_tip(statement: str) -> None:
    assert refusal_of(statement) == "permission denied for table ledger_tip"
