"""The command line of Touchstone: the commands by name, and what happens when one cannot answer.

A command's module is imported when the command is run, not before, so that ``touchstone --help`` is quick.
"""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING

from cyclopts import App, CycloptsError

from touchstone import __version__
from touchstone.cli.refusals import BAD_INPUT, CannotAnswer
from touchstone.cli.screen import say_refused

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = {
    "check": (
        "touchstone.cli.check:check",
        "Does what a candidate holds earn the qualification?",
        "0 earned, 1 not earned, 2 bad input. With --file: 0 every row was judged, 2 a row is bad.",
    ),
    "plan": (
        "touchstone.cli.planning:plan",
        "The least that is still to be done.",
        "0 there is a plan, 1 there is none, 2 bad input. With --file: 0 every row was answered, 2 a row is bad.",
    ),
    "reach": (
        "touchstone.cli.reaching:reach",
        "What is earned, and how far each other award is.",
        "0 answered, 2 bad input.",
    ),
    "explain": (
        "touchstone.cli.explaining:explain",
        "Why, clause by clause, in plain English.",
        "0 earned, 1 not earned, 2 bad input. With --file: 0 every row was explained, 2 a row is bad.",
    ),
    "compare": (
        "touchstone.cli.comparing:compare",
        "Who changes under another specification or reading, and why.",
        "0 answered, 2 bad input.",
    ),
    "completion": (
        "touchstone.cli.completion:completion",
        "Print the completion script of a shell.",
        "0 printed, 2 bad input.",
    ),
}
"""Each command: where it is, what it does, and its exit statuses."""

SPECIFICATION_COMMANDS = {
    "list": ("touchstone.cli.specifications:list_all", "The specifications at hand.", "0 answered, 2 bad input."),
    "show": (
        "touchstone.cli.specifications:show",
        "The units and clauses of a specification, with their sources.",
        "0 answered, 2 bad input.",
    ),
    "validate": (
        "touchstone.cli.specifications:validate",
        "Is a specification file well-formed, and can it be met?",
        "0 every file is valid, 2 one is refused.",
    ),
    "diff": (
        "touchstone.cli.specifications:diff",
        "What differs between two specifications.",
        "0 nothing, 1 something, 2 bad input.",
    ),
}


def _make_app() -> App:
    found = App(
        name="touchstone",
        help="Touchstone decides whether achieved units earn a vocational qualification.",
        version=__version__,
        help_format="plaintext",
        help_epilogue="For example: touchstone check 03448 AA@2 BB@1 CC@2",
        result_action="return_value",
        exit_on_error=False,
        print_error=False,
    )
    specifications = App(name="spec", help="Look at specifications: list, show, validate, diff.", sort_key=8)
    for place, (name, (target, said, statuses)) in enumerate(COMMANDS.items(), 1):
        sort_key = place if name != "completion" else 9
        found.command(target, name=name, help=f"{said}\n\nExit status: {statuses}", sort_key=sort_key)
    for place, (name, (target, said, statuses)) in enumerate(SPECIFICATION_COMMANDS.items(), 1):
        specifications.command(target, name=name, help=f"{said}\n\nExit status: {statuses}", sort_key=place)
    found.command(specifications)
    found.register_install_completion_command(help="Install the completion script of your shell.")
    return found


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
    words = [word for word in arguments[:2] if word in COMMANDS or word in SPECIFICATION_COMMANDS or word == "spec"]
    return (f"“{' '.join(['touchstone', *words, '--help'])}” shows what can be given.",)


def _refusals() -> tuple[type[Exception], ...]:
    """What the rules refuse. If they were never loaded they have refused nothing."""
    if "touchstone.rules.api" not in sys.modules:
        return ()
    from touchstone.rules.api import SolverFailed, SpecificationRefused, UnitsRefused

    return (SolverFailed, SpecificationRefused, UnitsRefused)
