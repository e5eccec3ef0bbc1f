"""Databases for tests of the ledger: one seen as its owner, and one of a test's own that keeps what is committed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection, connections, transaction
from pytest_django import DjangoDbBlocker

from touchstone.ledger.api import FULL_REACH, NO_REACH, reaching, tell


def owner_of_databases() -> str:
    """Who owns the test databases on PostgreSQL."""
    return urlsplit(os.environ["TOUCHSTONE_TEST_DATABASE"]).username or ""


@pytest.fixture
def as_owner(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Work on the database as its owner, in a transaction that is rolled back."""
    request.getfixturevalue("django_db_setup")
    with django_db_blocker.unblock():
        usual = connection.settings_dict["USER"]
        if connection.vendor == "postgresql":
            reconnect(USER=owner_of_databases())
        try:
            with transaction.atomic(), reaching(FULL_REACH):
                yield
                transaction.set_rollback(True)
        finally:
            reconnect(USER=usual)


def reconnect(**settings: object) -> None:
    """Leave every connection, and connect from now on as these settings say."""
    tell(NO_REACH)
    connections.close_all()
    connection.settings_dict.update(settings)


@pytest.fixture
def own_database(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker, tmp_path: Path) -> Iterator[str]:
    """A migrated database that only this test uses and that keeps what is committed; answers its address."""
    request.getfixturevalue("django_db_setup")
    with django_db_blocker.unblock():
        usual = dict(connection.settings_dict)
        try:
            yield copy_on_postgresql(usual) if connection.vendor == "postgresql" else _copy_on_sqlite(tmp_path)
        finally:
            reconnect(NAME=usual["NAME"], USER=usual["USER"])


def _copy_on_sqlite(folder: Path) -> str:
    file = folder / "own.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(file)])
    reconnect(NAME=str(file))
    return f"sqlite:///{file}"


def copy_on_postgresql(usual: dict[str, object]) -> str:
    """Connect to a copy of the migrated test database; answers its address."""
    name = f"{usual['NAME']}_own"
    # A copy of the migrated test database: nobody may be connected to it meanwhile.
    reconnect(USER=owner_of_databases(), NAME="postgres")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE {usual['NAME']}")
    reconnect(USER=usual["USER"], NAME=name)
    return f"postgresql://{usual['USER']}:{usual['PASSWORD']}@/{name}?host={usual['HOST']}"
