"""On PostgreSQL the application does not own its tables: it connects as a role that may do only what it needs."""

from __future__ import annotations

from django.db import connection

ONLY_ADDED = ("ledger_entry", "ledger_touch", "policy_parametervalue")
"""Tables of which the application may not even ask to change or delete a row."""

ERASABLE = ("ledger_personalvalue", "ledger_look")


def give_to(role: str, *, password: str | None = None) -> None:
    """Let ``role`` use the application's tables: called by their owner after every migration.

    With a password the role is made where there is none. It never owns a table, cannot pass row-level security by, and
    cannot empty a table.
    """
    from psycopg import sql  # only where PostgreSQL is used: it takes a while to load

    name = sql.Identifier(role)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if cursor.fetchone() is None:
            login = sql.SQL("LOGIN PASSWORD {}").format(sql.Literal(password)) if password else sql.SQL("NOLOGIN")
            statement = sql.SQL("CREATE ROLE {} NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE {}")
            cursor.execute(statement.format(name, login))
        for statement_text in (
            "GRANT USAGE ON SCHEMA public TO {}",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}",
            "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}",
        ):
            cursor.execute(sql.SQL(statement_text).format(name))
        for table in ONLY_ADDED:
            revoke = sql.SQL("REVOKE UPDATE, DELETE ON {} FROM {}")
            cursor.execute(revoke.format(sql.Identifier(table), name))
        for table in ERASABLE:
            cursor.execute(sql.SQL("REVOKE UPDATE ON {} FROM {}").format(sql.Identifier(table), name))
        for table in ("ledger_tip",):
            cursor.execute(sql.SQL("REVOKE INSERT, DELETE ON {} FROM {}").format(sql.Identifier(table), name))
