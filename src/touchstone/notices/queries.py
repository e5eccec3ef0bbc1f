"""What a person has been told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from touchstone.notices.domain import JobTold, state_now
from touchstone.notices.models import Job, Notice
from touchstone.people.api import NotOnRecord


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
    found = Notice.objects.filter(person=person).order_by("-at", "-id")[start : start + size]
    return tuple(_told(notice) for notice in found)


def get_notice(notice: int, person: int) -> NoticeTold:
    """A notice of a person. Raises :class:`NotOnRecord` for one that is not theirs."""
    found = Notice.objects.filter(id=notice, person=person).first()
    if found is None:
        raise NotOnRecord(f"notice {notice}")
    return _told(found)


def _told(notice: Notice) -> NoticeTold:
    return NoticeTold(notice.id, notice.subject, notice.body, notice.address, notice.at, notice.read_at is not None)


def get_job(job: int, person: int | None, *, at: datetime) -> JobTold:
    """A piece of long work of a person's own. Raises ``NotOnRecord`` for anybody else's. One query."""
    row = Job.objects.filter(id=job, person=person).first() if person is not None else None
    if row is None:
        raise NotOnRecord(f"job {job}")
    return _job(row, at)


def count_jobs(person: int) -> int:
    """How many pieces of long work a person has asked for."""
    return Job.objects.filter(person=person).count()


def list_jobs(person: int, *, at: datetime, start: int = 0, size: int = 25) -> Sequence[JobTold]:
    """A page of a person's long work, the latest first. One query."""
    rows = Job.objects.filter(person=person).order_by("-id")[start : start + size]
    return tuple(_job(row, at) for row in rows)


def _job(row: Job, at: datetime) -> JobTold:
    state = state_now(row.state, row.beat_at, at)
    return JobTold(
        row.id, row.title, state, row.done, row.total, row.message, row.result, row.asked_at, row.finished_at
    )
