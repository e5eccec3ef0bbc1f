"""At size, the pages that are opened most find their rows by an index, policies and all."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from tests.ledger.conftest import copy_on_postgresql, owner_of_databases, reconnect
from touchstone.ledger.api import FULL_REACH, Reach, list_entries, reaching
from touchstone.notices.api import count_unread, list_notices
from touchstone.people.api import PeopleWanted, Role, count_people, hats_of, list_people

pytestmark = pytest.mark.postgresql

CENTRES, AT_EACH = 400, 250
DAY = date(2026, 3, 2)
PERSON, PLACE = 12_345, 50
REACH = Reach(organisations=frozenset({PLACE}), person=PERSON)

# A hundred thousand people at four hundred centres, each with a role, a notice and an entry.
FILLING = f"""
INSERT INTO people_organisation (id, kind, name, number, admitted_at, version)
    SELECT n, 'centre', 'Centre ' || n, n::text, now(), 1 FROM generate_series(1, {CENTRES}) n;
INSERT INTO people_person (id, given_names, family_name, known_as, entered_at, entered_by_id, version)
    SELECT n, 'Given' || n % 997, 'Family' || n % 1009, '', now(), 1 + n % {CENTRES}, 1
    FROM generate_series(1, {CENTRES * AT_EACH}) n;
INSERT INTO people_nameword (person_id, word) SELECT id, 'given' || id % 997 FROM people_person;
INSERT INTO people_nameword (person_id, word) SELECT id, 'family' || id % 1009 FROM people_person;
INSERT INTO people_appointment (person_id, organisation_id, role, from_day, why_ended)
    SELECT id, entered_by_id, CASE WHEN id % 10 = 0 THEN 'assessor' ELSE 'candidate' END, '2026-01-01', ''
    FROM people_person;
INSERT INTO notices_notice (person_id, organisation_id, subject, body, address, at, read_at)
    SELECT id, entered_by_id, 'Notice', '', '', now(), CASE WHEN id % 3 = 0 THEN now() END FROM people_person;
INSERT INTO ledger_entry (number, at, act, person, role, organisation, origin, facts, previous, hash)
    SELECT n, now(), 'people.enter_person', n, 'coordinator', 1 + n % {CENTRES}, '{{}}', '[]', md5(n::text),
        md5(n::text)
    FROM generate_series(1, {CENTRES * AT_EACH}) n;
INSERT INTO ledger_touch (id, entry_id, record, organisation)
    SELECT n, n, 'people.person/' || n, 1 + n % {CENTRES} FROM generate_series(1, {CENTRES * AT_EACH}) n;
"""
TABLES = "people_organisation people_person people_nameword people_appointment notices_notice ledger_entry ledger_touch"

QUESTIONS: dict[str, Callable[[], object]] = {
    "the hats of a person": lambda: hats_of(PERSON, DAY),
    "a page of a centre's people": lambda: list_people(REACH, PeopleWanted(), on=DAY),
    "how many people a centre has": lambda: count_people(REACH, PeopleWanted(), on=DAY),
    "a centre's people by name": lambda: list_people(REACH, PeopleWanted(search="fam"), on=DAY),
    "a centre's assessors": lambda: list_people(REACH, PeopleWanted(role=Role.ASSESSOR), on=DAY),
    "unread notices": lambda: count_unread(PERSON),
    "a page of notices": lambda: list_notices(PERSON),
    "a page of the ledger": lambda: list_entries(REACH),
}


@pytest.fixture(scope="module")
def _filled(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A copy of the test database with a hundred thousand people, on which the application connects."""
    request.getfixturevalue("django_db_setup")
    usual = dict(connection.settings_dict)
    with django_db_blocker.unblock():
        try:
            copy_on_postgresql(usual)
            _fill(usual)
            yield
        finally:
            reconnect(NAME=usual["NAME"], USER=usual["USER"])


def _fill(usual: dict[str, object]) -> None:
    reconnect(USER=owner_of_databases())
    with connection.cursor() as cursor:
        cursor.execute(FILLING)
        for table in TABLES.split():
            cursor.execute(f"VACUUM ANALYZE {table}")
    reconnect(USER=usual["USER"])


def plans_of(question: Callable[[], object]) -> list[dict[str, object]]:
    """How the database answers each query of a question, within the reach of one centre."""
    with reaching(REACH), CaptureQueriesContext(connection) as captured:
        question()
        statements = [query["sql"] for query in captured.captured_queries if query["sql"].startswith("SELECT")]
        plans = []
        for statement in statements:
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}".replace("%", "%%"), [])
                found = cursor.fetchone()
                plans.append(found[0][0] if isinstance(found[0], list) else json.loads(found[0])[0])
    return plans


def read_whole(plan: object) -> set[str]:
    """The large tables that a plan reads from end to end."""
    text = json.dumps(plan)
    return set(re.findall(r'"Node Type": "Seq Scan"[^{}]*?"Relation Name": "(\w+)"', text)) - {"people_organisation"}


@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.usefixtures("_filled")
def test_no_large_table_is_read_from_end_to_end(name: str) -> None:
    plans = plans_of(QUESTIONS[name])
    assert plans
    assert [sorted(read_whole(plan)) for plan in plans] == [[] for _ in plans]


@pytest.mark.usefixtures("_filled")
def test_there_is_something_to_be_found_at_size() -> None:
    with reaching(FULL_REACH):
        assert count_people(FULL_REACH, PeopleWanted(), on=DAY) == CENTRES * AT_EACH
    with reaching(REACH):
        assert count_people(REACH, PeopleWanted(), on=DAY) == AT_EACH
        assert len(list_entries(REACH)) == 50
