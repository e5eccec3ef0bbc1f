"""What keeps an installation from being ready to answer."""

from __future__ import annotations

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.migrations.executor import MigrationExecutor

from touchstone.ledger.api import FULL_REACH, reaching
from touchstone.people.api import count_centres


def unready() -> list[str]:
    """Why requests should not come here yet; nothing where they may."""
    if not _seen_migrated and not _is_migrated():
        return ["the database has not been migrated (touchstone migrate)"]
    return refused_database()


_seen_migrated: list[bool] = []
"""Not empty once the tables were up to date: for this process they stay so, and to look again takes long."""


def _is_migrated() -> bool:
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return False
    _seen_migrated.append(True)
    return True


def refused_database() -> list[str]:
    """Production needs a database that keeps several centres apart by itself, used by a role that cannot undo that."""
    if settings.TOUCHSTONE_MODE != "production":
        return []
    if connection.vendor == "postgresql":
        return _refused_role()
    with reaching(FULL_REACH):
        centres = count_centres(FULL_REACH)
    if centres <= 1:
        return []
    return [
        f"{centres} centres are on record and the database is SQLite, which cannot keep their records apart by itself."
        " Move to PostgreSQL (docs/howto/deploy.md), or keep one centre only."
    ]


def _refused_role() -> list[str]:
    """The role that the application connects as neither owns its tables nor passes row-level security by."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper OR rolbypassrls OR EXISTS (SELECT 1 FROM pg_class WHERE relkind = 'r'"
            " AND relnamespace = 'public'::regnamespace AND pg_has_role(relowner, 'MEMBER')), current_user"
            " FROM pg_roles WHERE rolname = current_user"
        )
        is_too_mighty, role = cursor.fetchone()
    if not is_too_mighty:
        return []
    return [
        f"The application connects as {role}, which owns its tables or may pass row-level security by: one centre's"
        " records would not be kept from another. Connect as a role of its own (docs/howto/deploy.md)."
    ]
