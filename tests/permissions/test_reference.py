"""The page that shows the matrix of permissions shows the matrix."""

from __future__ import annotations

from tests.permissions.reference import PAGE, ROOMS, page, room_of
from touchstone.people.api import GRANTS


def test_the_page_of_permissions_is_what_the_matrix_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "docs/reference/permissions.md is out of date: scripts/permissions"
    )


def test_every_room_has_a_heading_in_words() -> None:
    assert {room_of(act) for act in GRANTS} == set(ROOMS)
