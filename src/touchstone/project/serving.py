"""The whole server in one command: tables up to date, fit to answer, then web, worker and upkeep side by side."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, connections

from touchstone.project.migrating import migrate, waiting_migrations
from touchstone.project.processes import Part, Supervisor
from touchstone.project.web_server import check_port
from touchstone.web.readiness import refused_database

EVERY = 60.0
"""Seconds between two rounds of upkeep."""

THREADS = 4
"""Threads of one web process. Python runs one at a time; the others wait for the database or a slow reader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """What is served, and by how many processes."""

    host: str
    port: int
    processes: int
    threads: int = THREADS
    workers: int = 1


class NotReady(Exception):
    """The installation is not fit to answer; carries every reason."""

    def __init__(self, reasons: list[str]) -> None:
        """Keep the reasons."""
        super().__init__("\n".join(reasons))
        self.reasons = reasons


def usual_processes() -> int:
    """One web process to each core, four at most."""
    return max(1, min(4, os.cpu_count() or 1))


def prepare(serving: Serving, tell: Callable[[str], None]) -> None:
    """Get everything ready to be served. Raises :class:`PortTaken` or :class:`NotReady`."""
    check_port(serving.host, serving.port)
    if waiting_migrations():
        if connection.vendor == "postgresql" and not settings.TOUCHSTONE_OWNER_DATABASE:
            raise NotReady(["The database has not been migrated. Run `touchstone migrate` first, as its owner."])
        migrate(tell)
    reasons = refused_database()
    if reasons:
        raise NotReady(reasons)


def serve_until_told(serving: Serving, *, announce: Callable[[], None]) -> int:
    """Serve until told to end; answers the exit status. :func:`prepare` comes first."""
    web = {name: getattr(serving, name) for name in ("host", "port", "processes", "threads")}
    parts = [
        Part("web", "touchstone.project.web_server:serve_web", web),
        *(Part(f"worker-{number}", "touchstone.project.worker:work", {}) for number in range(1, serving.workers + 1)),
        Part("upkeep", "touchstone.project.upkeep:keep_up", {}, every=EVERY),
    ]
    # A connection to a database does not survive a fork.
    connections.close_all()
    return Supervisor(parts).run(announce=announce)
