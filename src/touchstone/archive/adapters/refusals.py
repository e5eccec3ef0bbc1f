"""Why a file is not taken."""

from __future__ import annotations

from touchstone.people.api import Impossible


class FileRefused(Impossible):
    """A file that is not taken: why, and what mends it."""


def damaged(said: str) -> FileRefused:
    """The refusal of a file that cannot be read as what it claims to be."""
    return FileRefused(
        f"This file cannot be read as {said}: it is damaged or was not saved completely.",
        "Open it in the program that made it, save it again and choose the new file.",
    )


def hidden_inside(said: str) -> FileRefused:
    """The refusal of a file that is two things at once."""
    return FileRefused(
        f"This file is {said}, but something else is hidden in it that a browser or another program could run.",
        "Open it in the program that made it, save it again under a new name and choose the new file.",
    )
