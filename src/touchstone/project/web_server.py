"""The web processes: Granian serving the application, each request in one of a few threads."""

from __future__ import annotations

import os
import socket
from typing import Any

LOGS: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {},
    "handlers": {},
    "loggers": {"_granian": {"propagate": True}},
}
"""Granian's messages go where ours go, in the form of ours."""

WAITING = 64
"""Requests that one web process takes in at a time, those included that wait for a thread; others wait outside."""


class PortTaken(Exception):
    """The address cannot be listened at."""


def check_port(host: str, port: int) -> None:
    """Find out before anything begins whether the address is free. Raises :class:`PortTaken`.

    Granian shares a port between processes on purpose, so it would not notice somebody else's.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        for family, kind, protocol, _name, address in found[:1]:
            with socket.socket(family, kind, protocol) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(address)
                probe.listen()
    except OSError as refused:
        raise PortTaken(refused.strerror or str(refused)) from None


def serve_web(*, host: str, port: int, processes: int, threads: int) -> None:
    """Serve the application until told to end. Our own log has every request, so Granian writes none."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "touchstone.project.settings")
    Granian(
        "touchstone.project.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=threads,
        backpressure=WAITING,
        websockets=False,
        log_level=LogLevels.warning,
        log_dictconfig=LOGS,
        log_access=False,
        respawn_failed_workers=True,
        workers_kill_timeout=3,
    ).serve()
