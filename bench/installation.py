"""An installation for measuring: a demonstration of some size in a folder of its own, served like one in production."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE = Path(__file__).resolve().parents[1] / "src"
TOUCHSTONE = (sys.executable, "-c", "from touchstone.cli.app import main; main()")
APPLICATION_ROLE = "touchstone_bench"
STARTING = 60.0


@dataclass(frozen=True)
class Installation:
    """Where an installation is, and the environment that its processes run in."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """The settings of a demonstration in this folder."""
        others = {name: value for name, value in os.environ.items() if not name.startswith("TOUCHSTONE_")}
        own = {"TOUCHSTONE_MODE": "demonstration", "TOUCHSTONE_DATA": str(self.folder), "TOUCHSTONE_LOG_LEVEL": "ERROR"}
        return others | own | {"PYTHONPATH": str(SOURCE)} | self.settings

    def run(self, *arguments: str) -> float:
        """Run one command of Touchstone; answers the seconds that it took."""
        began = time.perf_counter()
        subprocess.run([*TOUCHSTONE, *arguments], env=self.environment, check=True, stderr=subprocess.DEVNULL)
        return time.perf_counter() - began

    @contextlib.contextmanager
    def served(self, *, processes: int, threads: int) -> Iterator[tuple[int, int]]:
        """Serve it on a free port; answers the port and the process."""
        port = free_port()
        environment = self.environment | {"TOUCHSTONE_ORIGIN": f"http://127.0.0.1:{port}"}
        options = ("--port", str(port), "--processes", str(processes), "--threads", str(threads), "--workers", "0")
        with subprocess.Popen([*TOUCHSTONE, "serve", *options], env=environment, stderr=subprocess.DEVNULL) as server:
            try:
                wait_until_ready(port, server)
                yield port, server.pid
            finally:
                server.send_signal(signal.SIGTERM)
                server.wait(20)


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_ready(port: int, server: subprocess.Popen[bytes]) -> None:
    """Wait until the server says that it is ready."""
    end = time.monotonic() + STARTING
    while time.monotonic() < end and server.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=5):
            return
        time.sleep(0.2)
    raise TimeoutError("The server did not become ready.")


@contextlib.contextmanager
def installed(people: int, *, postgresql: str = "") -> Iterator[tuple[Installation, float | None]]:
    """A demonstration with so many candidates, and the seconds that it took to make; None where it was made before.

    On SQLite it is kept among the temporary files, for the next time that the same source is measured. ``postgresql``
    is the address of a server's owner, on which a database of its own is made.
    """
    with tempfile.TemporaryDirectory(prefix="touchstone-bench-") as place:
        if postgresql:
            yield _on_postgresql(Path(place), people, postgresql)
            return
        kept = Path(tempfile.gettempdir()) / "touchstone-bench" / f"{people}-{source_mark()}"
        seconds = None if kept.is_dir() else _make(kept, people)
        shutil.copytree(kept, Path(place), dirs_exist_ok=True)
        yield Installation(Path(place)), seconds


def _make(kept: Path, people: int) -> float:
    """Make the database beside its place, then put it there whole."""
    made = kept.with_name(f"{kept.name}.{os.getpid()}")
    installation = Installation(made)
    made.mkdir(parents=True)
    installation.run("migrate")
    seconds = installation.run("demo", "--candidates", str(people))
    made.rename(kept)
    return seconds


def source_mark() -> str:
    """A mark of the source: another source, another mark."""
    found = hashlib.sha256()
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix in {".py", ".yaml"}:
            found.update(path.read_bytes())
    return found.hexdigest()[:16]


def _on_postgresql(place: Path, people: int, address: str) -> tuple[Installation, float]:
    import psycopg

    name = f"bench_{people}_{os.getpid()}"
    with psycopg.connect(address, autocommit=True) as owner:
        owner.execute(f"CREATE DATABASE {name}")
        with contextlib.suppress(psycopg.errors.DuplicateObject):
            owner.execute(f"CREATE ROLE {APPLICATION_ROLE} LOGIN NOSUPERUSER NOBYPASSRLS")
    parts = urlsplit(address)
    owners = parts._replace(path=f"/{name}").geturl()
    application = parts._replace(path=f"/{name}", netloc=f"{APPLICATION_ROLE}@").geturl()
    installation = Installation(place, {"TOUCHSTONE_DATABASE": application, "TOUCHSTONE_OWNER_DATABASE": owners})
    installation.run("migrate")
    return installation, installation.run("demo", "--candidates", str(people))
