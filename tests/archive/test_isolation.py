"""PostgreSQL itself shows a content only through a file within reach, and tells nobody that it is there already."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from tests.archive.factories import PDF, centre, examined, staff, stored
from touchstone.archive.models import Content, StoredFile
from touchstone.ledger.api import NO_REACH, Reach, reaching

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def rows(statement: str, *values: str | int) -> list[tuple[object, ...]]:
    """The answer of the database to a statement of one's own, past the application."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def test_a_connection_that_was_told_nothing_sees_neither_files_nor_contents() -> None:
    stored(staff(centre()))
    with reaching(NO_REACH):
        assert rows("SELECT * FROM archive_storedfile") == []
        assert rows("SELECT * FROM archive_content") == []


def test_a_content_is_shown_to_the_centres_that_have_it_and_to_no_other() -> None:
    here, there, elsewhere = centre(), centre("67890", "Southgate"), centre("55555", "Westgate")
    stored(staff(here))
    only_there = b"only there"
    stored(staff(there, name="Eve Other"), content=only_there, name="a.txt")
    sha256 = examined().sha256
    with reaching(Reach(organisations=frozenset({here}))):
        assert rows("SELECT sha256, size FROM archive_content") == [(sha256, len(PDF))]
    with reaching(Reach(organisations=frozenset({elsewhere}))):
        assert rows("SELECT count(*) FROM archive_content WHERE sha256 = %s", sha256) == [(0,)]
    with reaching(Reach(organisations=frozenset({here, there}))):
        assert rows("SELECT count(*) FROM archive_content") == [(2,)]


def test_the_statement_that_stores_a_content_answers_the_same_whether_another_centre_has_it_or_not() -> None:
    here, there = centre(), centre("67890", "Southgate")
    ann, eve = staff(here), staff(there, name="Eve Other")
    stored(ann)
    told = []
    with reaching(eve.reach):
        for content in (examined(), examined(b"new to everybody", "a.txt")):
            row = Content(sha256=content.sha256, size=content.size)
            with transaction.atomic():
                made = Content.objects.bulk_create([row], ignore_conflicts=True)
                told.append((len(made), Content.objects.filter(sha256=content.sha256).exists()))
    assert told == [(1, False), (1, False)]
    stored(eve)
    with reaching(eve.reach):
        assert rows("SELECT size FROM archive_content") == [(len(PDF),)]


def test_a_file_cannot_be_written_for_a_centre_out_of_reach() -> None:
    here, there = centre(), centre("67890", "Southgate")
    file = stored(staff(here))
    with (
        reaching(Reach(organisations=frozenset({there}))),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        rows(
            "INSERT INTO archive_storedfile (organisation_id, content_id, name, title, kind, media_type, version,"
            " stored_at, why) VALUES (%s, %s, 'a', 'a', 'other', 'text/plain', 1, now(), '')",
            here,
            examined().sha256,
        )
    with reaching(Reach(organisations=frozenset({there}))):
        assert StoredFile.objects.filter(id=file).update(why="changed") == 0
