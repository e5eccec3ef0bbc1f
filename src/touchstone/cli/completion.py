"""``touchstone completion``: the script with which a shell completes commands and options."""

from __future__ import annotations

from typing import Annotated, Literal

from cyclopts import Parameter

from touchstone.cli.screen import write_text


def completion(
    shell: Annotated[Literal["bash", "zsh", "fish", "powershell"], Parameter(help="Which shell.")], /
) -> int:
    """Print the completion script of a shell."""
    from touchstone.cli.app import app

    write_text(app.generate_completion(prog_name="touchstone", shell=shell))
    return 0
