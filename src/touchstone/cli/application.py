"""Where the command line enters the application: the one module of it that knows the framework and the settings.

Nothing here is imported before a command that needs the application is run.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from touchstone.cli.refusals import CannotAnswer

if TYPE_CHECKING:
    from pathlib import Path

    from touchstone.ledger.api import Actor

SETTINGS = "touchstone.project.settings"


@contextmanager
def entered(*, migrated: bool = True) -> Iterator[None]:
    """Be inside the application: settings read, rooms loaded, the database's tables up to date (where ``migrated``).

    Refuses settings that do not add up and a database that does not answer.
    """
    _set_up()
    from django.db import DatabaseError

    try:
        if migrated:
            _refuse_unmigrated()
        yield
    except DatabaseError as error:
        raise CannotAnswer(
            f"The database does not answer: {str(error).splitlines()[0] if str(error) else type(error).__name__}.",
            "Look at TOUCHSTONE_DATABASE and at the server (`touchstone check-settings` shows what is set).",
        ) from None


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    from touchstone.project.environment import SettingsRefused

    try:
        import django

        django.setup()
    except SettingsRefused as refused:
        raise CannotAnswer.because(["The settings do not add up.", *str(refused).splitlines()]) from None


def _refuse_unmigrated() -> None:
    from touchstone.project.api import waiting_migrations

    waiting = waiting_migrations()
    if waiting:
        raise CannotAnswer(
            f"The database is not up to date ({len(waiting)} migrations wait).", "Run `touchstone migrate` first."
        )


def told_settings() -> list[tuple[str, str, bool]]:
    """Every setting: its variable, its value without secrets, and whether it was given. Refuses what is wrong."""
    from touchstone.project.environment import SettingsRefused, told

    try:
        return [(each.name, each.value, each.is_given) for each in told()]
    except SettingsRefused as refused:
        raise CannotAnswer.because(["The settings do not add up.", *str(refused).splitlines()]) from None


def operator() -> Actor:
    """Who acts on the command line: the system, through this door."""
    from touchstone.ledger.api import Origin
    from touchstone.people.api import system

    return system(Origin("cli"))


def is_production() -> bool:
    """Whether this installation keeps real people's records."""
    from django.conf import settings

    return bool(settings.TOUCHSTONE_MODE == "production")


def is_demonstration() -> bool:
    """Whether this installation is there to be looked around in."""
    from django.conf import settings

    return bool(settings.TOUCHSTONE_MODE == "demonstration")


def data_folder() -> Path:
    """Where the installation keeps what no other place is named for."""
    from django.conf import settings

    folder: Path = settings.TOUCHSTONE_DATA
    return folder


def heads_folder() -> Path:
    """Where signed heads of the ledger are kept."""
    from django.conf import settings

    folder: Path = settings.TOUCHSTONE_HEADS
    return folder


def now() -> datetime:
    """The moment at which a command acts."""
    from django.utils import timezone

    return timezone.now()


def address_of(page: str, *parts: object) -> str:
    """The full address of a page, as it stands in a link that is handed on."""
    from django.conf import settings
    from django.urls import reverse

    return f"{settings.TOUCHSTONE_ORIGIN}{reverse(page, args=parts)}"
