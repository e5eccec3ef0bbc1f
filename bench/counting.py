"""How many queries a page asks: the page answered in this process, on an installation's database.

Run as a program of its own: ``python -m bench.counting SESSION PATH…`` prints one number to a line.
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from bench.installation import SOURCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.installation import Installation


def queries_of(installation: Installation, session: str, paths: Sequence[str]) -> list[int]:
    """The number of queries of each page, for the person of a session (empty: for a stranger)."""
    root = str(SOURCE.parent)
    environment = installation.environment | {"PYTHONPATH": os.pathsep.join((str(SOURCE), root))}
    command = [sys.executable, "-m", "bench.counting", session, *paths]
    answered = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return [int(line) for line in answered.stdout.split()]


def _count(session: str, paths: Sequence[str]) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "touchstone.project.settings"
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(raise_request_exception=False, headers={"host": "127.0.0.1"})
    if session:
        client.cookies[settings.SESSION_COOKIE_NAME] = session
    for path in paths:
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            client.get(path)
        print(len(asked))


if __name__ == "__main__":
    _count(sys.argv[1], sys.argv[2:])
