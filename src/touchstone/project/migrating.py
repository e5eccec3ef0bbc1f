"""Bringing the database's tables up to date: by their owner, who then lets the application use them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from touchstone.ledger.api import give_to
from touchstone.project.environment import database

LOCK = 0x6D696772
"""The advisory lock that one migration at a time holds."""


def waiting_migrations() -> list[str]:
    """The migrations that have not been applied yet, in their order."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def migrate(tell: Callable[[str], None]) -> None:
    """Apply what waits, as the owner of the tables; afterwards the application may use them. Safe to repeat."""
    application = str(connection.settings_dict["USER"])
    with _as_owner() as owner, _alone():
        waiting = waiting_migrations()
        if waiting:
            tell(f"Applying {len(waiting)} migrations.")
            call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        if connection.vendor == "postgresql" and application != owner:
            give_to(application)
            tell(f"The role {application} may use the tables; {owner} owns them.")


@contextmanager
def _as_owner() -> Iterator[str]:
    """Be connected as the owner of the tables, where one is named; answers the owner's name."""
    given = settings.TOUCHSTONE_OWNER_DATABASE
    usual = dict(connection.settings_dict)
    if given:
        owner = database(given, settings.TOUCHSTONE_DATA)
        connection.close()
        connection.settings_dict.update({name: owner[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")})
    try:
        yield str(connection.settings_dict["USER"])
    finally:
        if given:
            connection.close()
            connection.settings_dict.update(usual)


@contextmanager
def _alone() -> Iterator[None]:
    """Let one process migrate at a time; the next then finds nothing left to do. SQLite locks the file by itself."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
