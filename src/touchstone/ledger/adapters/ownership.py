"""On PostgreSQL the application does not own its tables: it connects as a role that may do only what it needs."""

from __future__ import annotations

from django.db import DatabaseError, connection, transaction

REFUSED = """
SELECT tgrelid::regclass::text, CASE WHEN tgtype & 8 = 8 THEN 'UPDATE, DELETE' ELSE 'UPDATE' END
FROM pg_trigger WHERE tgname = tgrelid::regclass::text || '_only_added'
"""
"""The tables that are only added to, and what their triggers refuse (8: also DELETE)."""

GRANTED = (
    "GRANT USAGE ON SCHEMA public TO {}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}",
)


def give_to(role: str, *, password: str | None = None) -> None:
    """Let ``role`` use the application's tables: called by their owner after every migration.

    With a password the role is made where there is none. It never owns a table, cannot pass row-level security by, and
    cannot empty a table.
    """
    from psycopg import sql  # only where PostgreSQL is used: it takes a while to load

    name = sql.Identifier(role)
    _make(role, password)
    with connection.cursor() as cursor:
        for statement_text in GRANTED:
            cursor.execute(sql.SQL(statement_text).format(name))
        cursor.execute(REFUSED)
        refused = [*cursor.fetchall(), ("ledger_tip", "INSERT, DELETE")]
        for table, acts in refused:
            # What the triggers refuse, the application may not even ask.
            revoke = sql.SQL("REVOKE {} ON {} FROM {}")
            cursor.execute(revoke.format(sql.SQL(acts), sql.Identifier(table), name))


def _make(role: str, password: str | None) -> None:
    from psycopg import sql  # as above

    if _exists(role):
        return
    login = sql.SQL("LOGIN PASSWORD {}").format(sql.Literal(password)) if password else sql.SQL("NOLOGIN")
    statement = sql.SQL("CREATE ROLE {} NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE {}")
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement.format(sql.Identifier(role), login))
    except DatabaseError:
        # Roles belong to the whole server: another database's migration may have made it at the same moment.
        if not _exists(role):
            raise


def _exists(role: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        return cursor.fetchone() is not None
