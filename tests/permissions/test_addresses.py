"""Every address answers everybody as the table that was written by hand says; nothing of a foreign centre is in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from uuid import uuid4

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django import DjangoDbBlocker

from tests.isolation.population import MARKS, Holdings, two_centres
from tests.permissions.table import EVERYBODY, NO_ROLE, STRANGER, table
from tests.permissions.test_acts import _ask, _take_standards
from tests.web.world import LONG_AGO, SYSTEM, World, actor_of, browser_of, hat_of, member
from touchstone.catalogue.api import list_advice, load_shipped_standards
from touchstone.ledger.api import FULL_REACH, reaching
from touchstone.people.api import Role, end_appointment, open_account
from touchstone.people.models import Appointment

Row = dict[str, object]
SIGN_IN = "/account/login/"


@cache
def routes() -> dict[str, Callable[..., object]]:
    """Every address pattern of the application."""
    return dict(_walk(get_resolver(), ""))


def _walk(resolver: URLResolver, before: str) -> Iterator[tuple[str, Callable[..., object]]]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route, pattern.callback
        else:
            yield from _walk(pattern, route)


def rows() -> dict[str, Row]:
    addresses: dict[str, Row] = table("addresses")["addresses"]
    return addresses


def may_come(row: Row) -> set[str]:
    """Who may come to an address."""
    named = row["may"]
    if named == "everybody":
        return set(EVERYBODY)
    if named == "signed_in":
        return set(EVERYBODY) - {STRANGER}
    groups = table("addresses")["groups"]
    assert isinstance(named, list)
    return {role for name in named for role in groups.get(name, [name])}


@dataclass(frozen=True, slots=True)
class Site:
    """Two populated centres, and a browser for everybody."""

    world: World
    here: dict[str, int]
    there: dict[str, int]
    browsers: dict[str, Client]


@pytest.fixture(scope="module")
def site(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> Iterator[Site]:
    """Built once for all addresses; each request is undone."""
    request.getfixturevalue("django_db_setup")
    with django_db_blocker.unblock(), transaction.atomic():
        yield _build()
        transaction.set_rollback(True)


def _build() -> Site:
    made, here, there = two_centres()
    load_shipped_standards(by=SYSTEM, at=LONG_AGO)
    _ask(None, SYSTEM)  # type: ignore[arg-type]  # it asks for no record
    common = {"standards": _take_standards(None, actor_of(made.people[Role.ADMINISTRATOR]))}  # type: ignore[arg-type]
    with reaching(FULL_REACH):
        common["advice"] = list_advice(day=LONG_AGO.date())[0].id
    open_account(made.people[Role.WITNESS], email="ann.witness@example.org", password=None, by=SYSTEM, at=LONG_AGO)
    browsers = {role.value: browser_of(person) for role, person in made.people.items()}
    browsers |= {NO_ROLE: browser_of(_without_role(made)), STRANGER: Client()}
    for browser in browsers.values():
        browser.raise_request_exception = False
    return Site(made, common | _numbers(here, made.people), common | _numbers(there, made.foreign), browsers)


def _numbers(has: Holdings, people: dict[Role, int]) -> dict[str, int]:
    with reaching(FULL_REACH):
        witness = Appointment.objects.get(person=people[Role.WITNESS])
    return {name: getattr(has, name) for name in Holdings.__slots__} | {"witness": witness.id}


def _without_role(made: World) -> int:
    person = member(made.here, Role.TRAINER, "Ann", "Leaver")
    end_appointment(hat_of(person).appointment, why="Left", by=SYSTEM, at=LONG_AGO)
    return person


def address_of(route: str, row: Row, numbers: dict[str, int]) -> str:
    """An address with the parts that its row gives."""
    parts = dict(row.get("with") or {})  # type: ignore[call-overload]  # a mapping, where there is one
    record = str(row.get("of"))
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda part: str(parts.get(part[1]) or numbers[record]), route)


def answer(site: Site, who: str, method: str, address: str) -> HttpResponse:
    """What somebody is answered; whatever it did is undone."""
    browser = site.browsers[who]
    cookies = {name: morsel.value for name, morsel in browser.cookies.items()}
    with transaction.atomic():
        sent = {"once": str(uuid4())} if method == "post" else {}
        found: HttpResponse = getattr(browser, method)(address, sent)
        if found.streaming:
            text = b"".join(found.streaming_content)  # type: ignore[attr-defined]  # of a streaming answer
            found = HttpResponse(text, status=found.status_code, headers=dict(found.headers))
        transaction.set_rollback(True)
    browser.cookies.load(cookies)
    return found


def status(found: HttpResponse) -> int | str:
    """The status; or that it leads to the sign-in."""
    leads = found.headers.get("Location", "")
    return "sign in" if leads.startswith(SIGN_IN) else found.status_code


def expected(row: Row, who: str, method: str, *, is_here: bool) -> int | str:
    """What the table written by hand answers somebody."""
    usual = row.get(method, 200 if method == "get" else 405)
    assert isinstance(usual, int)
    if row["may"] == "everybody":
        return usual
    if who == STRANGER:
        return "sign in"
    if who not in may_come(row):
        return 403
    return usual if usual == 405 else _expected_of_record(row, who, usual, is_here=is_here)


def _expected_of_record(row: Row, who: str, usual: int, *, is_here: bool) -> int:
    """What somebody is answered who may come, and asks for one record."""
    instead = dict(row.get("instead") or {})  # type: ignore[call-overload]  # a mapping, where there is one
    if "owner" in row:
        return usual if is_here and who == row["owner"] else 404
    if "of" in row and not is_here and who not in table("addresses")["groups"]["office"]:
        return 404
    return int(instead.get(who, usual))


def is_ours(route: str) -> bool:
    """Whether the page is one of our own; those of allauth stand in a table of their own."""
    return not route.startswith("account/")


def test_every_address_stands_in_the_table_and_the_other_way_round() -> None:
    assert {route for route in routes() if is_ours(route)} == set(rows())
    assert {route for route in routes() if not is_ours(route)} == set(table("addresses")["account_addresses"])


@pytest.mark.parametrize("route", table("addresses")["account_addresses"])
def test_the_pages_of_signing_in_answer_everybody_as_the_table_says(route: str, site: Site) -> None:
    row = table("addresses")["account_addresses"][route]
    address = "/" + re.sub(r"<[^>]+>|\(\?P<\w+>[^)]*\)|[$^]", lambda part: "1" if len(part[0]) > 1 else "", route)
    found = {who: [status(answer(site, who, method, address)) for method in ("get", "post")] for who in EVERYBODY}
    assert found == {who: row["stranger" if who == STRANGER else "signed_in"] for who in EVERYBODY}


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("route", rows())
def test_an_address_answers_everybody_as_the_table_says(route: str, method: str, site: Site) -> None:
    row = rows()[route]
    places = (
        {True: site.here, False: site.there}
        if row.get("of") not in {None, "advice", "standards"}
        else {True: site.here}
    )
    wrong = {}
    for is_here, numbers in places.items():
        address = address_of(route, row, numbers)
        for who in EVERYBODY:
            found, wanted = status(answer(site, who, method, address)), expected(row, who, method, is_here=is_here)
            if found != wanted:
                wrong[who, "here" if is_here else "there"] = f"{found} instead of {wanted}"
    assert wrong == {}


@pytest.mark.parametrize("route", [route for route, row in rows().items() if row.get("of") not in {None}])
def test_a_number_that_nobody_has_is_answered_as_a_foreign_one(route: str, site: Site) -> None:
    row = rows()[route]
    method = "get" if row.get("get", 200) != 405 else "post"
    address = address_of(route, row | {"with": {"number": 987_654, "file": 987_654}}, {})
    found = {who: status(answer(site, who, method, address)) for who in may_come(row) - {STRANGER}}
    assert found == dict.fromkeys(found, 404)


PROBES = (
    "q=zul&search=zul&name=zul&text=zul",
    "q=southg&search=southg&name=southg",
    "q=2000&search=2000",
    "centre={organisation}&organisation={organisation}&place={organisation}",
    "person={person}&by={person}",
    "record=people.person/{person}",
    "page=2",
)
"""What somebody could write into an address to be shown a foreign centre's records; none is echoed whole."""

AT_CENTRES = [role.value for role in Role if role not in {Role.OFFICER, Role.ADMINISTRATOR}] + [NO_ROLE, STRANGER]


@pytest.mark.parametrize("route", [route for route, row in rows().items() if row.get("get", 200) == 200])
def test_no_page_search_file_or_export_holds_anything_of_a_foreign_centre(route: str, site: Site) -> None:
    row = rows()[route]
    address = address_of(route, row, site.here)
    is_list = "of" not in row and (row["may"] != "everybody" or route == "search/")
    probes = ["", *(f"?{probe.format(**site.there)}" for probe in PROBES if is_list)]
    leaks = {
        (who, probe): marks
        for who in AT_CENTRES
        if who in may_come(row)
        for probe in probes
        if (marks := marks_in(answer(site, who, "get", address + probe)))
    }
    assert leaks == {}


def marks_in(found: HttpResponse) -> list[str]:
    """The foreign centre's marks in an answer, and in its headers."""
    text = (found.content.decode("utf-8", "replace") + str(found.headers)).lower()
    return [mark for mark in MARKS if mark in text]


@pytest.mark.parametrize("route", ["people/", "people.csv", "centres/", "documents/", "documents.csv", "ledger.csv"])
def test_the_office_does_see_what_others_must_not(route: str, site: Site) -> None:
    assert marks_in(answer(site, Role.ADMINISTRATOR.value, "get", f"/{route}")) != []
