"""An installation of Touchstone as an operator has it: real processes in a folder of their own, seen from outside."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path
from typing import IO

import psutil

from tests.conftest import ROOT

PROGRAM = (sys.executable, "-c", "from touchstone.cli.app import main; main()")
PATIENCE = 40.0
"""Seconds after which something that should have happened is taken not to happen."""


def until(happened: Callable[[], bool], what: str, *, patience: float = PATIENCE) -> float:
    """Wait for something to happen; answers how long it took."""
    began = time.monotonic()
    while not happened():
        if time.monotonic() - began > patience:
            raise AssertionError(f"not within {patience:.0f} s: {what}")
        time.sleep(0.02)
    return time.monotonic() - began


def free_port() -> int:
    """A port of this machine that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@dataclass(slots=True)
class Started:
    """One command that runs, and what it says."""

    process: subprocess.Popen[bytes]
    log: Path

    @property
    def said(self) -> str:
        """All that it has said so far."""
        return self.log.read_text(encoding="utf-8")

    def family(self) -> list[psutil.Process]:
        """The process and everything it began."""
        first = psutil.Process(self.process.pid)
        return [first, *first.children(recursive=True)]

    def end(self, number: int = signal.SIGTERM) -> int:
        """Send a signal and wait for the end; answers the exit status."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


@dataclass(slots=True)
class Installation:
    """A folder, and the environment of every command that is run for it."""

    folder: Path
    settings: dict[str, str]
    port: int = field(default_factory=free_port)
    commands: int = 0

    @property
    def environment(self) -> dict[str, str]:
        """The settings given, and nothing that the tests' own environment says of the application."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("TOUCHSTONE_", "DJANGO_"))}
        return {
            **kept,
            "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), os.environ.get("PYTHONPATH", ""))),
            "PORT": str(self.port),
            "TOUCHSTONE_DATA": str(self.folder / "data"),
            **self.settings,
        }

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return self._run(*PROGRAM, *arguments)

    def script(self, text: str) -> str:
        """Run Python inside the installation; answers what it printed."""
        ran = self._run(sys.executable, "-c", text)
        assert ran.returncode == 0, ran.stderr
        return ran.stdout.strip()

    def _run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False, timeout=120
        )

    @contextmanager
    def started(self, *arguments: str) -> Iterator[Started]:
        """A command that runs for as long as the block does."""
        self.commands += 1
        log = self.folder / f"{self.commands}-{arguments[0]}.log"
        with log.open("wb") as file:
            started = Started(self._begin(arguments, file), log)
        family: list[psutil.Process] = []
        try:
            yield started
            if started.process.poll() is None:
                family = started.family()
        finally:
            if started.process.poll() is None:
                started.end()
            for left in family:
                if left.is_running() and left.pid != started.process.pid:
                    left.kill()

    def _begin(self, arguments: tuple[str, ...], file: IO[bytes]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [*PROGRAM, *arguments],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            start_new_session=True,
        )

    @contextmanager
    def served(self, *arguments: str) -> Iterator[Started]:
        """The server, once it answers."""
        with self.started("serve", *arguments) as started:
            until(lambda: started.process.poll() is not None or self.answers("/health/live"), "the server answers")
            assert started.process.poll() is None, started.said
            yield started

    def listeners(self) -> set[int]:
        """The processes that listen at the installation's port."""
        return {
            one.pid
            for one in psutil.net_connections("tcp4")
            if one.pid and one.status == psutil.CONN_LISTEN and one.laddr[1:2] == (self.port,)
        }

    def answers(self, path: str) -> bool:
        """Whether an address answers with 200."""
        try:
            return self.get(path).status == 200
        except (OSError, HTTPException):
            return False

    def get(self, path: str, **headers: str) -> HTTPResponse:
        """The answer to one request; its body is read."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        answer.body = answer.read()  # type: ignore[attr-defined]
        connection.close()
        return answer


def gone(processes: list[psutil.Process]) -> bool:
    """Whether none of the processes is left (one that ended and was not yet fetched is not)."""
    return not [left for left in processes if left.is_running() and left.status() != psutil.STATUS_ZOMBIE]
