"""What people are told, and why: true with the power off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from touchstone.ledger.domain import Fact


class NoticeRead(Fact):
    """A person read a notice."""


class MessagePosted(Fact):
    """An e-mail was put into the outbox."""


class OldNoticesForgotten(Fact):
    """Notices that were long read, messages that were long sent and work that had long ended were deleted."""


class JobState(StrEnum):
    """How a piece of long work stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    LOST = "lost"
    """It was running, and its worker has not been heard of for too long."""


QUIET_SECONDS = 120
"""A worker that is not heard of for so long is lost: it was stopped in the middle of the work."""


def state_now(state: str, heard: datetime | None, now: datetime) -> JobState:
    """How a job stands at a moment, from how it is kept and when its worker was last heard of."""
    kept = JobState(state)
    is_lost = kept is JobState.RUNNING and heard is not None and (now - heard).total_seconds() > QUIET_SECONDS
    return JobState.LOST if is_lost else kept


@dataclass(frozen=True, slots=True)
class JobTold:
    """A piece of long work as its owner sees it."""

    id: int
    title: str
    state: JobState
    done: int
    total: int | None
    message: str
    result: str
    asked_at: datetime
    finished_at: datetime | None

    @property
    def is_under_way(self) -> bool:
        """Whether more is to be expected by itself."""
        return self.state in {JobState.WAITING, JobState.RUNNING}

    @property
    def may_be_tried_again(self) -> bool:
        """Whether it ended without being done."""
        return self.state in {JobState.FAILED, JobState.LOST}


class WorkAskedFor(Fact):
    """A piece of long work was handed to a worker."""


class WorkTriedAgain(Fact):
    """A piece of long work that had failed, or whose worker was lost, was handed to a worker again."""
