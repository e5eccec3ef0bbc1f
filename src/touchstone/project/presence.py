"""Which workers are there: each holds a lock that is let go when its process ends, however it ends.

On PostgreSQL an advisory lock of a session, on SQLite a locked file in the data folder. No clock is compared and
nothing has to be renewed: a worker that is slow is there, one that was killed is not.
"""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.db import connection

LOCKS = 0x746F7563
"""The first half of the advisory locks' numbers: ours, and nobody else's in the database."""


class Presence(Protocol):
    """The lock of one worker."""

    def confirm(self) -> None:
        """Raise where the lock was lost, for then others think this worker gone."""


def announce(worker: str) -> Presence:
    """Let it be known that ``worker`` is there, for as long as this process lives."""
    return _InDatabase(worker) if connection.vendor == "postgresql" else _InFolder(worker)


def is_present(worker: str) -> bool:
    """Whether a worker is there."""
    return _is_locked_in_database(worker) if connection.vendor == "postgresql" else _is_locked_in_folder(worker)


class _InDatabase:
    """A connection of its own that holds the lock, for Django closes the ordinary ones now and then."""

    def __init__(self, worker: str) -> None:
        self.connection = connection.copy()
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", [LOCKS, worker])

    def confirm(self) -> None:
        """Ask the connection that holds the lock; it raises where it is gone."""
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT 1")


def _is_locked_in_database(worker: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            " AND classid::bigint = %s AND objid::bigint = hashtext(%s)::bigint & 4294967295)",
            [LOCKS, worker],
        )
        (found,) = cursor.fetchone()
    return bool(found)


class _InFolder:
    """An open file under an exclusive lock."""

    def __init__(self, worker: str) -> None:
        file = _file_of(worker)
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.opened = file.open("w")
        fcntl.flock(self.opened, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def confirm(self) -> None:
        """A lock on an open file is not lost."""


def _file_of(worker: str) -> Path:
    folder: Path = settings.TOUCHSTONE_DATA
    return folder / "workers" / worker


def _is_locked_in_folder(worker: str) -> bool:
    file = _file_of(worker)
    if not file.is_file():
        return False
    with file.open("r") as opened:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def forget_absent() -> None:
    """Remove the files of workers that are gone."""
    folder: Path = settings.TOUCHSTONE_DATA / "workers"
    if connection.vendor == "postgresql" or not folder.is_dir():
        return
    for file in folder.iterdir():
        if not _is_locked_in_folder(file.name):
            file.unlink(missing_ok=True)
