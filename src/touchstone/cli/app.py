"""The command line of Touchstone: the commands by name, and what happens when one cannot answer.

A command's module is imported when the command is run, not before, so that ``touchstone --help`` is quick.
"""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING, Any

from cyclopts import App, CycloptsError, Group

from touchstone import __version__
from touchstone.cli.commands import APPLICATION_COMMANDS, COMMANDS, GROUPS
from touchstone.cli.refusals import BAD_INPUT, CannotAnswer
from touchstone.cli.screen import say_refused

if TYPE_CHECKING:
    from collections.abc import Sequence

APPLICATION = Group("The application", sort_key=2)


def _make_app() -> App:
    found = App(
        name="touchstone",
        help="Touchstone runs vocational qualifications and decides whether units earn one.",
        version=__version__,
        help_format="plaintext",
        help_epilogue="For example: touchstone check 03448 AA@2 BB@1 CC@2",
        result_action="return_value",
        exit_on_error=False,
        print_error=False,
    )
    for place, (name, (target, said, statuses)) in enumerate(COMMANDS.items(), 1):
        sort_key = place if name != "completion" else 90
        found.command(target, name=name, help=_help(said, statuses), sort_key=sort_key)
    for place, (name, (target, said, statuses)) in enumerate(APPLICATION_COMMANDS.items(), 20):
        found.command(
            target, name=name, help=_help(said, statuses), sort_key=place, group=APPLICATION, help_epilogue=""
        )
    for place, (name, (said, commands)) in enumerate(GROUPS.items(), 10):
        made = App(name=name, help=said, **_beside(name, place))
        for rank, (name_of_one, (target, said_of_one, statuses)) in enumerate(commands.items(), 1):
            made.command(target, name=name_of_one, help=_help(said_of_one, statuses), sort_key=rank)
        found.command(made)
    found.register_install_completion_command(help="Install the completion script of your shell.")
    return found


def _beside(name: str, place: int) -> dict[str, Any]:
    """Where a command of several words stands: beside the rules' commands, or beside the application's."""
    return (
        {"sort_key": place} if name == "spec" else {"sort_key": place + 50, "group": APPLICATION, "help_epilogue": ""}
    )


def _help(said: str, statuses: str) -> str:
    return f"{said}\n\nExit status: {statuses}"


app = _make_app()


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit status."""
    # Nothing here multiplies matrices; the threads that numpy would start for it cost a sixth of a short command.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that is not UTF-8 shows what it cannot print as an escape, and the answer still appears.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        status = run(sys.argv[1:] if arguments is None else list(arguments))
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read the answer has seen enough; Python must not complain of it while it shuts down.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    except KeyboardInterrupt:
        status = 130
    sys.exit(status)


def run(arguments: list[str]) -> int:
    """Run one command and answer its exit status; what cannot be answered is said on standard error."""
    try:
        status = app(arguments)
    except CycloptsError as error:
        say_refused((_said_by(error), *_help_hint(arguments)))
        return BAD_INPUT
    except CannotAnswer as refused:
        say_refused(refused.lines)
        return BAD_INPUT
    except _refusals() as refused:
        say_refused(tuple(str(refused).splitlines()))
        return BAD_INPUT
    except BrokenPipeError:
        raise
    except OSError as error:
        say_refused((f"{error.filename or 'A file'}: {error.strerror or error}. Look at its place and permissions.",))
        return BAD_INPUT
    return status if isinstance(status, int) else 0


def _said_by(error: CycloptsError) -> str:
    return " ".join(str(error).split())


def _help_hint(arguments: list[str]) -> tuple[str, ...]:
    first, *rest = arguments[:2] or [""]
    words = [first] if first in {*COMMANDS, *APPLICATION_COMMANDS, *GROUPS} else []
    words += [word for word in rest if first in GROUPS and word in GROUPS[first][1]]
    return (f"“{' '.join(['touchstone', *words, '--help'])}” shows what can be given.",)


def _refusals() -> tuple[type[Exception], ...]:
    """What the rules refuse. If they were never loaded they have refused nothing."""
    if "touchstone.rules.api" not in sys.modules:
        return ()
    from touchstone.rules.api import SolverFailed, SpecificationRefused, UnitsRefused

    return (SolverFailed, SpecificationRefused, UnitsRefused)
