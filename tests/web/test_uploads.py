"""Files are taken in from whoever is signed in, and no more of one than shows that it is too large."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.utils import timezone

from touchstone.ledger.api import Origin
from touchstone.people.api import system
from touchstone.policy.api import set_parameter

pytestmark = pytest.mark.django_db

MEGABYTE = 1_000_000
PIECE = 64 * 1024
"""Django reads a form in pieces of this size."""


def taken(*sizes: int, session: dict[str, str]) -> dict[str, int]:
    """What is left of files of these sizes that are sent in one form, by their names."""
    now = timezone.now()
    by, day = system(Origin("test")), timezone.localdate(now)
    set_parameter("upload_limit_megabytes", "1", from_day=day, source="A test", by=by, at=now)
    files = {f"file{number}": SimpleUploadedFile(f"{number}.bin", b"a" * size) for number, size in enumerate(sizes)}
    request: Any = RequestFactory().post("/", {**files, "title": "Minutes"})
    request.session = session
    assert request.POST["title"] == "Minutes"
    kept = {name: len(file.read()) for name, file in request.FILES.items()}
    request.close()
    return kept


SIGNED_IN = {SESSION_KEY: "1"}


@pytest.mark.parametrize("size", [1, PIECE, MEGABYTE])
def test_a_file_within_the_limit_is_taken_whole(size: int) -> None:
    assert taken(size, session=SIGNED_IN) == {"file0": size}


@pytest.mark.parametrize("size", [MEGABYTE + 1, 2 * MEGABYTE, 5 * MEGABYTE])
def test_of_a_file_beyond_the_limit_only_so_much_is_kept_as_shows_it(size: int) -> None:
    kept = taken(size, session=SIGNED_IN)["file0"]
    assert MEGABYTE < kept <= MEGABYTE + 2 * PIECE


def test_each_file_of_a_form_is_measured_by_itself() -> None:
    kept = taken(3 * MEGABYTE, 10, MEGABYTE, session=SIGNED_IN)
    assert (kept["file1"], kept["file2"]) == (10, MEGABYTE)
    assert kept["file0"] < 2 * MEGABYTE


def test_nothing_is_taken_from_whoever_is_not_signed_in() -> None:
    assert taken(10, 3 * MEGABYTE, session={}) == {}
