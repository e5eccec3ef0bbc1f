"""What a person has been told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from touchstone.notices.models import Notice


@dataclass(frozen=True, slots=True)
class NoticeTold:
    """A notice as the pages show it."""

    id: int
    subject: str
    body: str
    address: str
    at: datetime
    is_read: bool


def count_unread(person: int) -> int:
    """How many notices wait for a person. One query."""
    return Notice.objects.filter(person=person, read_at=None).count()


def count_notices(person: int) -> int:
    """How many notices a person has been given."""
    return Notice.objects.filter(person=person).count()


def list_notices(person: int, *, start: int = 0, size: int = 25) -> Sequence[NoticeTold]:
    """A page of a person's notices, the newest first. One query."""
    return tuple(
        NoticeTold(notice.id, notice.subject, notice.body, notice.address, notice.at, notice.read_at is not None)
        for notice in Notice.objects.filter(person=person).order_by("-at", "-id")[start : start + size]
    )
