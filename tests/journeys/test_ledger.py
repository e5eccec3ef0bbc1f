"""The ledger of a demonstration verifies; with one row altered in the database it does not, and says which."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from playwright.sync_api import Page, expect

from tests.deploy.installation import Installation
from tests.journeys.being import become, one

pytestmark = [
    pytest.mark.browser,
    pytest.mark.needs_tool("chromium", "apt-get install chromium"),
    pytest.mark.xdist_group("demonstration"),
]

REFUSED = "ledger_entry is only added to"


@contextmanager
def past_the_triggers(database: sqlite3.Connection) -> Iterator[None]:
    """Take away what refuses a change of the ledger, as somebody with the file in their hands can; put it back."""
    question = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'ledger_entry'"
    triggers = database.execute(question).fetchall()
    assert {name for name, _ in triggers} >= {"ledger_entry_no_update", "ledger_entry_no_delete"}
    for name, _ in triggers:
        database.execute(f"DROP TRIGGER {name}")
    yield
    for _, sql in triggers:
        database.execute(sql)
    database.commit()


def write(installation: Installation, number: object, role: object) -> None:
    """Alter the role in which an entry says that somebody acted."""
    file = installation.folder / "data" / "touchstone.sqlite3"
    with closing(sqlite3.connect(file, timeout=20)) as database, past_the_triggers(database):
        database.execute("UPDATE ledger_entry SET role = ? WHERE number = ?", (role, number))


def verify(installation: Installation) -> tuple[int, set[int]]:
    """The exit status of the verification, and the entries that it names."""
    ran = installation.run("ledger", "verify", "--format", "json")
    found = json.loads(ran.stdout)
    assert found["entries"] > 500, ran.stderr
    return ran.returncode, {flaw["number"] for flaw in found["flaws"]}


def test_an_entry_altered_in_the_database_is_named(window: Page, demonstrated: Installation) -> None:
    become(window, "Margaret Ellison", role="Awarding-body administrator")
    number = one(demonstrated, "SELECT number FROM ledger_entry WHERE role = 'coordinator' ORDER BY number LIMIT 1")
    role = one(demonstrated, "SELECT role FROM ledger_entry WHERE number = ?", number)
    assert verify(demonstrated) == (0, set())
    write(demonstrated, number, "administrator")
    try:
        assert verify(demonstrated) == (1, {number})
        said = demonstrated.run("ledger", "verify").stdout
        assert (said.startswith("The ledger is not whole"), f"entry {number}  altered" in said) == (True, True)
        # What was altered is what a page would show: nothing but the verification tells.
        window.goto(f"/ledger/{number}/")
        expect(window.get_by_role("main")).to_contain_text("Awarding-body administrator")
    finally:
        write(demonstrated, number, role)
    assert verify(demonstrated) == (0, set())


def test_the_database_itself_refuses_to_change_or_remove_an_entry(demonstrated: Installation) -> None:
    file = demonstrated.folder / "data" / "touchstone.sqlite3"
    with closing(sqlite3.connect(file, timeout=20)) as database:
        for change in ("UPDATE ledger_entry SET role = 'x' WHERE number = 5", "DELETE FROM ledger_entry"):
            with pytest.raises(sqlite3.IntegrityError, match=REFUSED):
                database.execute(change)
