"""The worker's side of long work: each kind of job is a function that is run, watched, and reported on."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import structlog
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from touchstone.ledger.api import FULL_REACH, NOBODY, Actor, Origin, reaching
from touchstone.notices.domain import JobState
from touchstone.notices.models import Job, Notice
from touchstone.people.api import Impossible, NotOnRecord, NotPermitted, hats_of

log = structlog.get_logger("touchstone.work")
T = TypeVar("T")
SECONDS_BETWEEN_BEATS = 0.5

Work = Callable[["Running", dict[str, Any]], str]
KINDS: dict[str, Work] = {}
"""What is done for each kind of job: it answers the address of the result."""


def work(kind: str) -> Callable[[Work], Work]:
    """Mark a function as what is done for a kind of job. It must be safe to do again after it was cut off."""

    def mark(function: Work) -> Work:
        KINDS[kind] = function
        return function

    return mark


class NoLongerOurs(Exception):
    """The job was handed to another worker meanwhile, because this one was not heard of for too long."""


class Running:
    """A job while it runs: who asked for it, and where its progress is told."""

    def __init__(self, job: Job) -> None:
        """Run ``job`` in its present attempt."""
        self.id, self.attempt = job.id, job.attempt
        self.by = _actor(job)
        self._told = 0.0

    def tell(self, done: int, total: int | None = None, *, at_once: bool = False) -> None:
        """Say how far the work has come; written at most twice a second. Raises :class:`NoLongerOurs`."""
        now = time.monotonic()
        if not at_once and now - self._told < SECONDS_BETWEEN_BEATS:
            return
        self._told = now
        mine = Job.objects.filter(id=self.id, attempt=self.attempt, state=JobState.RUNNING)
        if not mine.update(done=done, total=total, beat_at=timezone.now()):
            raise NoLongerOurs(f"job {self.id}, attempt {self.attempt}")

    def watch(self, items: Sequence[T]) -> Iterator[T]:
        """The items, one after the other, telling how many are done."""
        for done, item in enumerate(items):
            self.tell(done, len(items))
            yield item
        self.tell(len(items), len(items), at_once=True)


def _actor(job: Job) -> Actor:
    hat = job.hat
    return Actor(
        person=job.person_id,
        role=hat["role"],
        organisation=job.organisation_id,
        covers=frozenset(hat["covers"]),
        everywhere=hat["everywhere"],
        origin=Origin("worker"),
    )


@task()
def run(job: int, attempt: int) -> bool:
    """Run one attempt of a job, unless it was begun; answers whether it was done."""
    with reaching(FULL_REACH):
        claim = Job.objects.filter(id=job, attempt=attempt, state=JobState.WAITING)
        now = timezone.now()
        if not claim.update(state=JobState.RUNNING, started_at=now, beat_at=now, done=0):
            return False
        return _run(Job.objects.get(id=job))


def _run(job: Job) -> bool:
    running = Running(job)
    ended = (JobState.FAILED, "Something went wrong that was not foreseen. It was noted; try again.", "")
    try:
        with reaching(running.by.reach):
            _refuse_lost_role(running.by)
            result = KINDS[job.kind](running, job.what)
        ended = (JobState.DONE, "", result)
    except (Impossible, NotOnRecord, NotPermitted) as refused:
        ended = (JobState.FAILED, str(refused), "")
    except NoLongerOurs as gone:
        log.warning("work cut off", job=str(gone))
        return False
    finally:
        # Also for what was not foreseen, which goes on to the worker and into its log.
        _end(job, *ended)
    return ended[0] is JobState.DONE


def _refuse_lost_role(by: Actor) -> None:
    """What was asked for in a role is not done for somebody who no longer holds it."""
    if by.role == NOBODY or by.person is None:
        return
    hats = hats_of(by.person, timezone.localdate())
    held = [hat.actor(by.origin) for hat in hats if (hat.role, hat.organisation) == (by.role, by.organisation)]
    if not any(by.covers <= actor.covers for actor in held):
        raise Impossible("You no longer hold the role in which you asked for this.", "Ask somebody who holds it.")


def _end(job: Job, state: JobState, message: str, result: str) -> None:
    mine = Job.objects.filter(id=job.id, attempt=job.attempt, state=JobState.RUNNING)
    now = timezone.now()
    with reaching(FULL_REACH), transaction.atomic():
        if mine.update(state=state, message=message[:300], result=result, finished_at=now):
            said = "Done" if state is JobState.DONE else "Not done"
            Notice.objects.create(
                person_id=job.person_id,
                organisation_id=job.organisation_id,
                subject=f"{said}: {job.title}"[:200],
                body=message,
                address=result or job.page,
                at=now,
            )
