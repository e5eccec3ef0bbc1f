"""``touchstone migrate``, ``worker`` and ``upkeep``: the parts of an installation that stand apart from the web."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from touchstone.cli.application import entered
from touchstone.cli.screen import say


def migrate() -> int:
    """Bring the database's tables up to date, as their owner."""
    with entered(migrated=False):
        from touchstone.project.api import migrate as bring_up_to_date

        bring_up_to_date(say)
    say("The database is up to date.")
    return 0


def worker(
    *,
    until_done: Annotated[
        bool, Parameter(negative="", show_default=False, help="End when no task waits any more.")
    ] = False,
) -> int:
    """Do the tasks that wait, one after the other, until told to end. Several workers may run."""
    with entered():
        from touchstone.project.api import work

        work(until_done=until_done)
    return 0


def upkeep() -> int:
    """Do once what a server does every minute: sign the ledger's head, send waiting mail, clear what has expired."""
    with entered():
        from touchstone.project.api import keep_up

        keep_up()
    return 0
