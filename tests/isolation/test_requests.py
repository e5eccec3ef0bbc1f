"""A request reaches what its hat reaches, and leaves nothing of it on the connection that the next one gets."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client

from tests.isolation.population import MARKS, two_centres
from tests.web.world import browser_of
from touchstone.ledger.api import NO_REACH, current_reach
from touchstone.people.api import Role

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db]


def told() -> tuple[object, ...]:
    """What the database itself was told last on this connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT touchstone_everything(), touchstone_organisations(), touchstone_person()")
        return tuple(cursor.fetchone() or ())


NOTHING = (False, None, None)


def test_after_a_request_the_connection_reaches_nothing() -> None:
    world, *_ = two_centres()
    for role in (Role.ADMINISTRATOR, Role.COORDINATOR, Role.CANDIDATE):
        browser = browser_of(world.people[role])
        for address in ("/home/", "/people/", "/people/999999/", "/no-such-page/", "/ledger.csv"):
            browser.get(address)
            assert (told(), current_reach()) == (NOTHING, NO_REACH)


def test_after_a_page_that_broke_the_connection_reaches_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    world, *_ = two_centres()
    browser = browser_of(world.people[Role.ADMINISTRATOR])
    browser.raise_request_exception = False

    def break_down(*_arguments: object, **_named: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM no_such_table")

    monkeypatch.setattr("touchstone.web.pages.people.count_people", break_down)
    assert browser.get("/people/").status_code == 500
    assert current_reach() == NO_REACH
    Client().get("/catalogue/")
    assert current_reach() == NO_REACH


def test_of_two_requests_on_one_connection_the_second_sees_nothing_of_the_first() -> None:
    world, *_ = two_centres()
    officer, coordinator = browser_of(world.people[Role.OFFICER]), browser_of(world.people[Role.COORDINATOR])
    assert any(mark in officer.get("/people/").content.decode().lower() for mark in MARKS)
    page = coordinator.get("/people/").content.decode().lower()
    assert [mark for mark in MARKS if mark in page] == []
    assert [mark for mark in MARKS if mark in Client().get("/").content.decode().lower()] == []
