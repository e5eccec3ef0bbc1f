"""Many processes write at once, some die: the chain has no gap and no fork."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkProcess
from multiprocessing.synchronize import Barrier

import pytest
from django.db import connections

from tests.ledger.factories import ANN, MOMENT, note_things, thing
from tests.ledger.test_acts import request
from touchstone.ledger.api import FULL_REACH, reaching, verify
from touchstone.ledger.models import Entry, Receipt, Tip

pytestmark = pytest.mark.usefixtures("own_database")
WRITERS = 8
PATIENCE = 60
FORK = get_context("fork")


@dataclass(frozen=True, slots=True)
class Writer:
    """A process that writes, and what it says after each commit."""

    process: ForkProcess
    said: Connection

    def next(self) -> str:
        """What it says next; nothing once it has ended."""
        try:
            return str(self.said.recv()) if self.said.poll(PATIENCE) else ""
        except EOFError:
            return ""


@contextmanager
def writers(count: int, work: Callable[[Connection], None]) -> Iterator[list[Writer]]:
    """So many processes that begin their work at the same moment."""
    # Each opens its own connection: none may inherit this one.
    connections.close_all()
    begin = FORK.Barrier(count)
    started = [_start(begin, work) for _ in range(count)]
    try:
        yield started
    finally:
        for writer in started:
            writer.process.kill()
            writer.process.join()
            writer.said.close()


def _start(begin: Barrier, work: Callable[[Connection], None]) -> Writer:
    here, there = FORK.Pipe(duplex=False)
    process = FORK.Process(target=_work, args=(begin, work, there))
    process.start()
    there.close()
    return Writer(process, here)


def _work(begin: Barrier, work: Callable[[Connection], None], said: Connection) -> None:
    begin.wait(PATIENCE)
    work(said)
    connections.close_all()


def write(count: int) -> Callable[[Connection], None]:
    """Work: write so many entries, and say after each that it is committed."""

    def work(said: Connection) -> None:
        for number in range(count):
            note_things([thing(number, name="Ann Other")], by=ANN, at=MOMENT)
            said.send("committed")

    return work


def ask(said: Connection) -> None:
    """Work: send one request, and say what came of it."""
    with reaching(ANN.reach):
        said.send(request())


def exit_codes(started: list[Writer]) -> list[int | None]:
    for writer in started:
        writer.process.join(PATIENCE)
    return [writer.process.exitcode for writer in started]


def test_eight_processes_write_one_chain() -> None:
    with writers(WRITERS, write(25)) as started:
        assert exit_codes(started) == [0] * WRITERS
    with reaching(FULL_REACH):
        found = verify()
        assert (found.entries, found.flaws) == (WRITERS * 25, ())
        assert list(Entry.objects.order_by("number").values_list("number", flat=True)) == list(
            range(1, WRITERS * 25 + 1)
        )
        assert Entry.objects.values("previous").distinct().count() == WRITERS * 25


def test_a_ledger_that_is_written_to_meanwhile_verifies() -> None:
    verified = 0
    with writers(2, write(60)) as started:
        with reaching(FULL_REACH):
            while any(writer.process.is_alive() for writer in started):
                assert verify().flaws == ()
                verified += 1
        assert exit_codes(started) == [0, 0]
    with reaching(FULL_REACH):
        assert verify().entries == 120
    assert verified > 1


def test_processes_that_are_killed_in_the_middle_leave_a_whole_ledger_with_all_that_was_committed() -> None:
    with writers(4, write(100_000)) as started:
        committed = sum(writer.next() == "committed" for _ in range(5) for writer in started)
        for writer in started:
            writer.process.kill()
        for writer in started:
            while writer.next() == "committed":
                committed += 1
    with reaching(FULL_REACH):
        found = verify()
        assert found.flaws == ()
        # A writer may die between its commit and saying so.
        assert committed <= found.entries <= committed + len(started)
        assert Tip.objects.get(id=1).number == found.entries


def test_eight_identical_requests_at_once_do_one_act() -> None:
    with writers(WRITERS, ask) as started:
        answers = sorted(writer.next() for writer in started)
    assert answers == ["/done/"] + ["again: /done/"] * (WRITERS - 1)
    with reaching(FULL_REACH):
        assert (Entry.objects.count(), Receipt.objects.count()) == (1, 1)
        assert verify().is_whole
