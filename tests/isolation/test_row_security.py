"""PostgreSQL itself keeps the centres apart: raw SQL, past every question of the application, finds nothing foreign."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests.isolation.population import Holdings, two_centres
from tests.web.world import World, actor_of
from touchstone.ledger.api import FULL_REACH, NO_REACH, Reach, current_reach, reaching, tell
from touchstone.people.api import Role

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db]

WITHOUT_POLICY = {
    "people_account": "who signs in is looked up by address before anybody is known; it holds no centre's records",
}
"""Tables that say whose they are and have no policy, and why."""

OWNERS = {
    "archive_content": "(SELECT min(file.organisation_id) FROM archive_storedfile file WHERE file.content_id = sha256)",
    "archive_storedfile": "organisation_id",
    "catalogue_advicerequest": "NULL::bigint",
    "catalogue_criterion": "NULL::bigint",
    "catalogue_guideedit": "NULL::bigint",
    "catalogue_outcome": "NULL::bigint",
    "catalogue_signpost": "NULL::bigint",
    "catalogue_standardsfile": "NULL::bigint",
    "catalogue_standardversion": "NULL::bigint",
    "ledger_entry": "(SELECT min(touch.organisation) FROM ledger_touch touch WHERE touch.entry_id = number)",
    "ledger_look": "organisation",
    "ledger_personalvalue": "organisation",
    "ledger_receipt": "NULL::bigint",
    "ledger_touch": "organisation",
    "notices_job": "organisation_id",
    "notices_message": "organisation_id",
    "notices_notice": "organisation_id",
    "people_appointment": "organisation_id",
    "people_coverage": "organisation_id",
    "people_guestlink": "organisation_id",
    "people_invitation": "organisation_id",
    "people_nameword": "(SELECT person.entered_by_id FROM people_person person WHERE person.id = person_id)",
    "people_organisation": "id",
    "people_person": "entered_by_id",
    "policy_parametervalue": "NULL::bigint",
}
"""Whose a row of each guarded table is, in SQL over its columns; nobody's where the table holds no centre's records."""

CENTRES = tuple(sorted(table for table, owner in OWNERS.items() if owner != "NULL::bigint"))

OPEN_TO_ALL = {"catalogue_criterion", "catalogue_guideedit", "catalogue_outcome", "catalogue_signpost"} | {
    "catalogue_standardversion",
    "policy_parametervalue",
    "people_organisation",
}
"""Guarded tables of which a connection that was told nothing may see rows: published standards, the awarding body."""

ANYBODY_ADDS = {
    "archive_content": "the same file may be another centre's already; a row says only that some bytes are kept",
    "ledger_entry": "an act may touch records of several organisations; what was added is found by a verification",
    "ledger_touch": "as of an entry",
    "ledger_personalvalue": "as of an entry",
}
"""Tables to which a row of another centre can be added, and why that is no harm."""


def rows_of(statement: str, *values: Any) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def refusal_of(statement: str, *values: Any) -> str:
    """What the database says to a statement; or how many rows it changed."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
            return f"{cursor.rowcount} rows"
    except DatabaseError as refused:
        return str(refused).splitlines()[0]


@pytest.fixture
def both(request: pytest.FixtureRequest) -> tuple[World, Holdings, Holdings]:
    """Two centres that are populated alike."""
    request.getfixturevalue("db")
    return two_centres()


@pytest.fixture
def _coordinator(both: tuple[World, Holdings, Holdings]) -> Iterator[None]:
    """The database is told the reach of the co-ordinator here."""
    with reaching(actor_of(both[0].people[Role.COORDINATOR]).reach):
        yield


def test_every_table_that_says_whose_it_is_has_a_forced_policy() -> None:
    says = rows_of(
        "SELECT DISTINCT columns.table_name FROM information_schema.columns JOIN information_schema.tables"
        " USING (table_schema, table_name) WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        " AND (column_name ~ '(organisation|person|owner)(_id)?$' OR (table_name, column_name) IN"
        " (SELECT cl.relname, att.attname FROM pg_constraint con JOIN pg_class cl ON cl.oid = con.conrelid"
        "  JOIN pg_attribute att ON att.attrelid = con.conrelid AND att.attnum = ANY (con.conkey)"
        "  WHERE con.confrelid IN ('people_organisation'::regclass, 'people_person'::regclass)))"
    )
    forced = rows_of(
        "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"
        " AND EXISTS (SELECT 1 FROM pg_policy WHERE polrelid = pg_class.oid)"
    )
    assert {str(table) for (table,) in says} - {str(table) for (table,) in forced} == set(WITHOUT_POLICY)
    assert {str(table) for (table,) in forced} == set(OWNERS)


def test_the_application_owns_nothing_and_cannot_pass_the_policies_by() -> None:
    (role,) = rows_of(
        "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication,"
        " EXISTS (SELECT 1 FROM pg_auth_members WHERE member = pg_roles.oid),"
        " EXISTS (SELECT 1 FROM pg_class WHERE relowner = pg_roles.oid),"
        " has_schema_privilege(rolname, 'public', 'CREATE')"
        " FROM pg_roles WHERE rolname = current_user"
    )
    assert role == ("touchstone_application", *[False] * 8)


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE people_person DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE people_person NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY people_person_reach ON people_person",
        "CREATE POLICY everybody ON people_person USING (true)",
        "ALTER TABLE ledger_entry DISABLE TRIGGER ALL",
        "DROP TRIGGER ledger_entry_only_added ON ledger_entry",
        "CREATE OR REPLACE FUNCTION touchstone_everything() RETURNS boolean LANGUAGE sql AS 'SELECT true'",
        "CREATE TABLE of_our_own (id bigint)",
        "SET ROLE touchstone",
        "SET SESSION AUTHORIZATION touchstone",
        "SET session_replication_role = replica",
        "ALTER ROLE CURRENT_USER BYPASSRLS",
        "GRANT touchstone TO CURRENT_USER",
        "TRUNCATE people_nameword",
    ],
)
def test_the_application_cannot_switch_the_net_off(statement: str) -> None:
    refusal = refusal_of(statement)
    assert any(
        said in refusal for said in ("must be owner", "permission denied", "must be superuser", "must have admin")
    )


def test_without_row_security_a_statement_fails_rather_than_shows() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL row_security = off")
        assert "row-level security policy" in refusal_of("SELECT count(*) FROM people_person")


@pytest.mark.usefixtures("both")
def test_a_connection_that_was_told_nothing_sees_nothing() -> None:
    with reaching(NO_REACH):
        seen = {table for table in OWNERS if rows_of(f"SELECT 1 FROM {table} LIMIT 1")}
        assert seen - OPEN_TO_ALL == set()
        assert rows_of("SELECT DISTINCT kind FROM people_organisation") == [("awarding_body",)]


def test_each_centre_has_something_in_every_table_that_is_looked_into(
    both: tuple[World, Holdings, Holdings],
) -> None:
    world, *_ = both
    with reaching(FULL_REACH):
        for place in (world.here, world.there):
            empty = {
                table for table in CENTRES if not rows_of(f"SELECT 1 FROM {table} WHERE {OWNERS[table]} = %s", place)
            }
            assert empty == set()


@pytest.mark.usefixtures("_coordinator")
@pytest.mark.parametrize("table", CENTRES)
def test_the_reach_of_one_centre_shows_nothing_of_another(table: str, both: tuple[World, Holdings, Holdings]) -> None:
    world, *_ = both
    owners = {owner for (owner,) in rows_of(f"SELECT DISTINCT {OWNERS[table]} FROM {table}")}
    assert world.here in owners
    assert world.there not in owners
    text = " ".join(str(row) for (row,) in rows_of(f"SELECT row_to_json({table})::text FROM {table}"))
    assert "zuleika" not in text.lower()


@pytest.mark.usefixtures("_coordinator")
@pytest.mark.parametrize("table", CENTRES)
def test_nothing_of_another_centre_can_be_changed_or_deleted(
    table: str, both: tuple[World, Holdings, Holdings]
) -> None:
    world, *_ = both
    with reaching(FULL_REACH):
        places = [
            place for (place,) in rows_of(f"SELECT ctid::text FROM {table} WHERE {OWNERS[table]} = %s", world.there)
        ]
    column = rows_of(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
        " ORDER BY ordinal_position DESC LIMIT 1",
        table,
    )[0][0]
    nothing = {"0 rows", f"permission denied for table {table}"}
    assert refusal_of(f"UPDATE {table} SET {column} = {column} WHERE ctid = ANY (%s::tid[])", places) in nothing
    assert refusal_of(f"DELETE FROM {table} WHERE ctid = ANY (%s::tid[])", places) in nothing
    with reaching(FULL_REACH):
        assert len(rows_of(f"SELECT 1 FROM {table} WHERE ctid = ANY (%s::tid[])", places)) == len(places)


@pytest.mark.usefixtures("_coordinator")
@pytest.mark.parametrize("table", CENTRES)
def test_no_row_can_be_added_to_another_centre(table: str, both: tuple[World, Holdings, Holdings]) -> None:
    world, *_ = both
    with reaching(FULL_REACH):
        ((row,),) = rows_of(
            f"SELECT row_to_json({table})::text FROM {table} WHERE {OWNERS[table]} = %s LIMIT 1", world.there
        )
    added = json.loads(str(row)) | ({} if table == "archive_content" else new_keys(table))
    with_content = {"sha256": "f" * 64} if table == "archive_content" else {}
    refusal = refusal_of(
        f"INSERT INTO {table} SELECT * FROM json_populate_record(NULL::{table}, %s)", json.dumps(added | with_content)
    )
    if table in ANYBODY_ADDS:
        assert refusal == "1 rows"
    else:
        assert refusal == f'new row violates row-level security policy for table "{table}"'


def new_keys(table: str) -> dict[str, object]:
    """A key of its own for a row that is added, so that nothing but a policy refuses it."""
    ((key,),) = rows_of(
        "SELECT att.attname FROM pg_index"
        " JOIN pg_attribute att ON att.attrelid = indrelid AND att.attnum = ANY (indkey)"
        " WHERE indrelid = %s::regclass AND indisprimary",
        table,
    )
    unique = {"ledger_entry": {"hash": "f" * 64}, "people_organisation": {"number": "90009"}}.get(table, {})
    return {str(key): 999_999, **unique}


@pytest.mark.usefixtures("_coordinator")
# A notice is not among them: whoever it is for may mark it as read, under any hat, whichever centre gave it.
@pytest.mark.parametrize("table", ["people_invitation", "people_guestlink", "notices_message", "archive_storedfile"])
def test_no_row_of_ones_own_can_be_given_to_another_centre(table: str, both: tuple[World, Holdings, Holdings]) -> None:
    world, *_ = both
    refusal = refusal_of(f"UPDATE {table} SET organisation_id = %s WHERE organisation_id = %s", world.there, world.here)
    assert refusal in {
        f'new row violates row-level security policy for table "{table}"',
        "a stored file is not changed",
    }


def test_an_external_verifier_reaches_the_centres_that_they_cover_and_no_other(
    both: tuple[World, Holdings, Holdings],
) -> None:
    world, *_ = both
    with reaching(actor_of(world.people[Role.EXTERNAL_VERIFIER]).reach):
        owners = {owner for (owner,) in rows_of("SELECT DISTINCT organisation_id FROM people_appointment")}
    assert owners == {world.body, world.here}


def test_a_person_without_a_role_reaches_what_is_their_own(both: tuple[World, Holdings, Holdings]) -> None:
    world, *_ = both
    person = world.people[Role.CANDIDATE]
    with reaching(Reach(person=person)):
        assert rows_of("SELECT id FROM people_person") == [(person,)]
        assert rows_of("SELECT DISTINCT person_id FROM people_appointment") == [(person,)]


def test_what_was_told_in_a_transaction_that_rolled_back_is_told_again(
    both: tuple[World, Holdings, Holdings],
) -> None:
    world, here, _ = both
    reach = actor_of(world.people[Role.COORDINATOR]).reach
    tell(NO_REACH)
    sid = transaction.savepoint()
    tell(reach)
    transaction.savepoint_rollback(sid)
    # The database has forgotten; the connection says that it was told.
    assert (current_reach(), rows_of("SELECT 1 FROM people_invitation")) == (reach, [])
    tell(reach)
    assert rows_of("SELECT id FROM people_invitation") == [(here.invitation,)]
    tell(NO_REACH)
    assert rows_of("SELECT 1 FROM people_invitation") == []


def test_a_failed_statement_is_what_is_raised_although_nothing_more_can_be_told() -> None:
    with pytest.raises(DatabaseError, match="does not exist"), transaction.atomic(), reaching(FULL_REACH):
        rows_of("SELECT * FROM no_such_table")
    assert current_reach() == NO_REACH


def test_threads_have_reaches_of_their_own() -> None:
    def reach_in_a_thread() -> tuple[Reach, object]:
        try:
            before = current_reach()
            with connection.cursor() as cursor:
                cursor.execute("SELECT touchstone_everything()")
                return before, cursor.fetchone()
        finally:
            connection.close()

    with reaching(FULL_REACH), ThreadPoolExecutor(4) as threads:
        found = [made.result() for made in [threads.submit(reach_in_a_thread) for _ in range(4)]]
    assert found == [(NO_REACH, (False,))] * 4
