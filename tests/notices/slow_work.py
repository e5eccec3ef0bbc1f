"""A worker of its own process that begins a job and never ends it: what is killed in the middle.

Run as ``python -m tests.notices.slow_work <job> <attempt>`` with the settings in its environment.
"""

from __future__ import annotations

import signal
import sys
from typing import Any

import django


def begin(job: int, attempt: int) -> None:
    """Run a job that tells its progress once and then waits for ever."""
    from touchstone.notices.adapters.work import Running, run, work

    @work("tests.slow")
    def slow(running: Running, what: dict[str, Any]) -> str:
        running.tell(3, int(what["total"]), at_once=True)
        signal.pause()
        return "/never/"

    run.func(job, attempt)


if __name__ == "__main__":
    django.setup()
    begin(int(sys.argv[1]), int(sys.argv[2]))
