"""The processes of one server: begun together, begun again when one is lost, and all ended together.

Each part runs in a process group of its own, so that Ctrl-C reaches the supervisor only, which then ends the parts in
good order. A part whose supervisor is killed is told to end by the operating system (Linux), so none is left behind.
"""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol

import django
import structlog

log = structlog.get_logger("touchstone.server")

GRACE = 4.0
"""Seconds that the parts have to end by themselves."""

QUICK_LOSS = 10.0
"""A part that is lost within so many seconds of its start has not really started."""

MOST_QUICK_LOSSES = 3

FIRST = 5.0
"""Seconds after the start at which what is done again and again is first done, when the first pages are served."""

PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG in <sys/prctl.h>
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

# A forked part has everything loaded already. Elsewhere than on Linux forking is not safe with the system's libraries.
CONTEXT: Any = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")


class Process(Protocol):
    """As much of :class:`multiprocessing.Process` as is used here."""

    pid: int | None
    exitcode: int | None

    def start(self) -> None:
        """Begin."""

    def join(self, timeout: float | None = None) -> None:
        """Wait for the end."""

    def is_alive(self) -> bool:
        """Whether it has not ended."""


@dataclass(frozen=True, slots=True)
class Part:
    """One process of the server: its name, and what it does; with ``every``, once in so many seconds."""

    name: str
    place: str
    """Where the function is that performs it: ``module:name``. A part that is not forked loads it after the rooms."""
    options: Mapping[str, Any]
    every: float | None = None


class _Running:
    """A part and its present process."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.process: Process | None = None
        self.began = 0.0
        self.next = time.monotonic() + min(part.every or 0, FIRST)
        self.quick_losses = 0

    def begin(self) -> None:
        self.began = time.monotonic()
        self.next = self.began + (self.part.every or 0)
        process: Process = CONTEXT.Process(
            name=f"touchstone-{self.part.name}", target=perform, args=(self.part.place, dict(self.part.options))
        )
        process.start()
        self.process = process

    @property
    def is_alive(self) -> bool:
        return self.process is not None and self.process.is_alive()

    def signal(self, number: int) -> None:
        """Send a signal to the part and whatever it began."""
        if self.process is None or self.process.pid is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, number)

    def end(self, number: int) -> None:
        """Ask the part itself to end; it ends what it began."""
        if self.is_alive and self.process is not None and self.process.pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.process.pid, number)


def perform(place: str, options: dict[str, Any]) -> None:
    """What a new process does first: stand alone, and hear signals as a process of its own does."""
    os.setpgid(0, 0)
    for number in (*ENDING, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    signal.set_wakeup_fd(-1)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "touchstone.project.settings")
    django.setup()
    module, _, name = place.partition(":")
    getattr(import_module(module), name)(**options)


class Supervisor:
    """Runs parts until it is told to end, or one cannot be kept running."""

    def __init__(self, parts: Sequence[Part]) -> None:
        """Take the parts; nothing begins yet."""
        self.running = [_Running(part) for part in parts]
        self.told: int | None = None
        self.gave_up = False

    def run(self, *, announce: Callable[[], None]) -> int:
        """Run the parts; answers 0 when told to end, 130 after Ctrl-C, 1 when a part could not be kept running."""
        with self._listening() as bell:
            for running in self.running:
                if running.part.every is None:
                    running.begin()
            announce()
            while self.told is None and not self.gave_up:
                self._wait(bell)
                self._look()
            self._end()
        if self.gave_up:
            return 1
        return 130 if self.told == signal.SIGINT else 0

    @contextlib.contextmanager
    def _listening(self) -> Iterator[int]:
        """Note the signal that tells us to end; the answer is a file that rings when one came, or a part has ended.

        What a process began keeps its pipes open, so that those do not tell when the process itself ends.
        """
        bell, hammer = os.pipe()
        os.set_blocking(hammer, False)
        before = {number: signal.signal(number, self._hear) for number in ENDING}
        before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(hammer, warn_on_full_buffer=False)
        try:
            yield bell
        finally:
            signal.set_wakeup_fd(-1)
            for number, handler in before.items():
                signal.signal(number, handler)
            os.close(bell)
            os.close(hammer)

    def _hear(self, number: int, _frame: object) -> None:
        self.told = self.told or number

    def _wait(self, bell: int) -> None:
        due = [one.next for one in self.running if one.process is None]
        timeout = max(0.0, min(due) - time.monotonic()) if due else None
        if select.select([bell], [], [], timeout)[0]:
            os.read(bell, 4_096)

    def _look(self) -> None:
        """Clear up after every part that has ended, and begin what is due."""
        for running in self.running:
            if self.told is not None or self.gave_up:
                return
            if running.process is not None and not running.is_alive:
                self._clear(running)
            if running.process is None and time.monotonic() >= running.next:
                running.begin()

    def _clear(self, running: _Running) -> None:
        assert running.process is not None
        status = running.process.exitcode
        running.signal(signal.SIGKILL)  # what a part began does not outlive it
        running.process = None
        if running.part.every is not None:
            if status:
                log.error("part failed", part=running.part.name, status=status)
            return
        quick = time.monotonic() - running.began < QUICK_LOSS
        running.quick_losses = running.quick_losses + 1 if quick else 0
        running.next = time.monotonic() + running.quick_losses
        self.gave_up = running.quick_losses >= MOST_QUICK_LOSSES
        log.error("part lost", part=running.part.name, status=status, begun_again=not self.gave_up)

    def _end(self) -> None:
        """End every part: first politely, then whatever is left."""
        for running in self.running:
            running.end(signal.SIGTERM)
        last = time.monotonic() + GRACE
        for running in self.running:
            if running.process is not None:
                running.process.join(max(0.0, last - time.monotonic()))
                if running.is_alive:
                    log.warning("part did not end in time", part=running.part.name)
                running.signal(signal.SIGKILL)
                running.process.join(1.0)
