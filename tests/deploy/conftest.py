"""A PostgreSQL server of the test's own, as an operator finds one: empty, with a superuser."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest

from tests.conftest import ROOT


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of an empty server, by its superuser; it listens at a socket only."""
    command = [str(ROOT / "scripts" / "with-postgresql"), "sh", "-c", 'echo "$TOUCHSTONE_TEST_DATABASE"; cat']
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        if not address and server.wait(10) == 127:
            pytest.skip("needs PostgreSQL: apt-get install postgresql")
        yield address
        server.stdin.close()
