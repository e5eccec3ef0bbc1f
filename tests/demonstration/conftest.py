"""A demonstration of the usual size, made once for the tests that look at it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from touchstone.cli.demonstration import DEFAULT_CANDIDATES, DEFAULT_SEED, Demonstration, make_demonstration
from touchstone.ledger.api import FULL_REACH, reaching

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def in_silence(_done: int, _total: int) -> None:
    """Nobody watches the progress."""


@pytest.fixture(scope="module")
def made(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> Iterator[Demonstration]:
    """A demonstration, with everything within reach; it is gone after the module's tests."""
    request.getfixturevalue("django_db_setup")
    with django_db_blocker.unblock(), transaction.atomic():
        demonstration = make_demonstration(DEFAULT_CANDIDATES, DEFAULT_SEED, AT, in_silence)
        with reaching(FULL_REACH):
            yield demonstration
        transaction.set_rollback(True)
