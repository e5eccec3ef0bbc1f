"""The ledger: entries a second with 1 and 8 writers on both databases, beside the limit; and how fast it verifies.

The limit is a plain INSERT and COMMIT of as many bytes, by the same processes in the same run: as safely kept (each
commit is on disk), and without a chain. Writers take turns at the chain, plain inserts need not.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from bench.measure import Line, print_table

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.synchronize import Barrier

ROOT = Path(__file__).resolve().parents[1]
SECONDS = 4.0
ROLE = "touchstone_application"
FORK = get_context("fork")
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
Once = Callable[[], object]


def prepare(data: str) -> None:
    """Migrate a new database, and make the table of plain inserts."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "touchstone.project.settings"
    os.environ["TOUCHSTONE_MODE"] = "test"
    os.environ["TOUCHSTONE_DATA"] = data
    os.environ["TOUCHSTONE_DATABASE"] = os.environ.pop("TOUCHSTONE_TEST_DATABASE", "")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    from touchstone.ledger.api import give_to

    number = "bigserial" if connection.vendor == "postgresql" else "integer"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE plain (number {number} PRIMARY KEY, said text)")
    if connection.vendor == "postgresql":
        give_to(ROLE, password=ROLE)
        connection.close()
        connection.settings_dict.update(USER=ROLE, PASSWORD=ROLE)


def writing_entries() -> Once:
    """One act like that of putting a person on record: one fact, three personal values, a network address."""
    from touchstone.ledger.api import ACTS, Actor, Fact, Origin, Personal, Record, act, record

    by = Actor(person=7, role="coordinator", organisation=3, origin=Origin("web", "192.0.2.44"))
    name = {field: Personal("Margaret", 7) for field in ("given_names", "family_name", "known_as")}

    class PersonNoted(Fact):
        """As long as the fact that a person was put on record."""

    @act
    def note_person(*, by: Actor, at: datetime) -> None:  # noqa: ARG001 - every act takes them
        record(PersonNoted(record=Record("people.person", "123456"), organisation=3, after=name))

    ACTS.pop("ledger.note_person")
    return lambda: note_person(by=by, at=AT)


def inserting_plainly() -> Once:
    """One plain INSERT and COMMIT of as many bytes as an entry has with all that stands beside it."""
    from django.db import connection

    from touchstone.ledger.api import FULL_REACH, reaching
    from touchstone.ledger.models import Entry, PersonalValue, Touch

    with reaching(FULL_REACH):
        rows = [
            Entry.objects.values_list()[:1],
            Touch.objects.values_list()[:1],
            PersonalValue.objects.values_list()[:4],
        ]
        said = "x" * sum(len(str(value)) for part in rows for row in part for value in row)

    def insert() -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO plain (said) VALUES (%s)", [said])

    return insert


def rate(work: Callable[[], Once], writers: int) -> float:
    """How many a second so many processes do together."""
    from django.db import connections

    connections.close_all()
    begin = FORK.Barrier(writers)
    pipes = [FORK.Pipe(duplex=False) for _ in range(writers)]
    started = [FORK.Process(target=_write, args=(work, begin, there)) for _, there in pipes]
    for process in started:
        process.start()
    done: int = sum(here.recv() for here, _ in pipes)
    for process in started:
        process.join()
    return done / SECONDS


def _write(work: Callable[[], Once], begin: Barrier, said: Connection) -> None:
    once = work()
    begin.wait()
    done, until = 0, time.monotonic() + SECONDS
    while time.monotonic() < until:
        once()
        done += 1
    said.send(done)


def lines_of_writing() -> list[Line]:
    lines = []
    writing_entries()()  # the plain insert is as long as this
    for writers in (1, 8):
        plain, entries = rate(inserting_plainly, writers), rate(writing_entries, writers)
        said = f"{writers} writer{'s' if writers > 1 else ''}"
        lines.append(Line(f"entries, {said}", f"{entries:,.0f} /s", f"{plain / entries:,.1f} × that: plain inserts"))
        lines.append(Line(f"plain INSERT and COMMIT of as many bytes, {said}", f"{plain:,.0f} /s"))
    return lines


def lines_of_verifying() -> list[Line]:
    from touchstone.ledger.api import FULL_REACH, reaching, verify

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    with reaching(FULL_REACH):
        found = verify()
    seconds = time.perf_counter() - began
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return [
        Line(
            f"verified, of {found.entries:,} entries",
            f"{found.entries / seconds:,.0f} /s",
            f"{grown:,.0f} MB more memory",
        ),
        Line("flaws found", str(len(found.flaws)), "none", not found.flaws),
    ]


def measure(database: str) -> None:
    """Measure on one database, in this process."""
    with tempfile.TemporaryDirectory() as data:
        prepare(data)
        print_table(f"The ledger on {database}, each commit on disk", [*lines_of_writing(), *lines_of_verifying()])


def main() -> None:
    environment = os.environ | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    command = [sys.executable, "-c", "import sys; from bench.ledger import measure; measure(sys.argv[1])"]
    environment.pop("TOUCHSTONE_TEST_DATABASE", None)
    subprocess.run([*command, "SQLite"], cwd=ROOT, env=environment, check=True)
    start = [str(ROOT / "scripts" / "with-postgresql"), *command, "PostgreSQL"]
    here = subprocess.run(start, cwd=ROOT, env=environment | {"TOUCHSTONE_FSYNC": "on"})
    if here.returncode == 127:
        print("  PostgreSQL was left out.")
    elif here.returncode:
        sys.exit(here.returncode)
