"""``touchstone serve``: the whole application from one command."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

from cyclopts import Group, Parameter
from cyclopts.validators import Number

from touchstone.cli.application import address_of, data_folder, entered, is_demonstration, now
from touchstone.cli.refusals import CannotAnswer
from touchstone.cli.screen import progress, say

if TYPE_CHECKING:
    from touchstone.project.api import Serving

PROCESSES = Group("Processes")
AT_LEAST_ONE = Number(gte=1, lte=64)
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}
"""Addresses that mean every network, and what a browser on this machine opens instead."""


def serve(
    *,
    host: Annotated[str, Parameter(env_var="HOST", help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, Parameter(env_var="PORT", validator=Number(gte=1, lte=65535), help="The port.")] = 8000,
    processes: Annotated[
        int | None,
        Parameter(group=PROCESSES, validator=AT_LEAST_ONE, help="Web processes (default: one to a core, 4 at most)."),
    ] = None,
    threads: Annotated[int, Parameter(group=PROCESSES, validator=AT_LEAST_ONE, help="Threads of one web process.")] = 4,
    workers: Annotated[
        int, Parameter(group=PROCESSES, validator=Number(gte=0, lte=64), help="Workers; 0 where they run elsewhere.")
    ] = 1,
) -> int:
    """Run the application: web, worker and the minute's upkeep, until Ctrl-C."""
    os.environ.setdefault("TOUCHSTONE_ORIGIN", f"http://{_opened(host)}:{port}")
    with entered(migrated=False):
        from touchstone.project.api import Serving, serve_until_told, usual_processes

        serving = Serving(
            host=host, port=port, processes=processes or usual_processes(), threads=threads, workers=workers
        )
        _prepare(serving)
        _fill_demonstration()
        notes = _notes(f"http://{_opened(host)}:{port}")
    return serve_until_told(serving, announce=lambda: say(*notes))


def _opened(host: str) -> str:
    host = EVERYWHERE.get(host, host)
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def _prepare(serving: Serving) -> None:
    from touchstone.project.api import NotReady, PortTaken, prepare

    try:
        prepare(serving, say)
    except PortTaken as taken:
        raise CannotAnswer(
            f"Port {serving.port} at {serving.host} cannot be used: {taken}.",
            "End what uses it, or choose another: PORT=8001 ./run, or touchstone serve --port 8001.",
        ) from None
    except NotReady as refused:
        raise CannotAnswer.because(["The application may not start as it is set up.", *refused.reasons]) from None


def _fill_demonstration() -> None:
    """Make up the people of a demonstration that has none yet."""
    if not is_demonstration() or _has_awarding_body():
        return
    from touchstone.cli.demonstration import DEFAULT_CANDIDATES, DEFAULT_SEED, make_demonstration

    say(f"Making a demonstration with {DEFAULT_CANDIDATES} candidates (once).")
    with progress("Making a demonstration") as show:
        make_demonstration(DEFAULT_CANDIDATES, DEFAULT_SEED, now(), lambda done, total: show(done / total, done))


def _has_awarding_body() -> bool:
    from touchstone.ledger.api import FULL_REACH, reaching
    from touchstone.people.api import NotOnRecord, get_awarding_body

    with reaching(FULL_REACH):
        try:
            get_awarding_body()
        except NotOnRecord:
            return False
    return True


def _notes(address: str) -> tuple[str, ...]:
    """Where it is, where its data lie, how one gets in, and how it is ended."""
    if is_demonstration():
        way_in = f"  sign in    as anybody of the demonstration: {address_of('try')}"
    elif _has_awarding_body():
        way_in = f"  sign in    {address_of('account_login')}"
    else:
        way_in = "  sign in    nobody can yet: touchstone administrator NAME EMAIL invites the first"
    return (
        "",
        f"Touchstone is at {address}",
        way_in,
        f"  data       {data_folder().resolve()}",
        "  to end it  Ctrl-C",
        "",
    )
