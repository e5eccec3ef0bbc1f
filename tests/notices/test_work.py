"""Long work is done by a worker, watched by its owner, and tried again when its worker was lost."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tests.catalogue.factories import office
from touchstone.ledger.api import FULL_REACH, Actor, act, reaching
from touchstone.notices.adapters.work import KINDS, run
from touchstone.notices.api import (
    JobState,
    JobTold,
    NoLongerOurs,
    Running,
    get_job,
    list_jobs,
    list_notices,
    start_job,
    try_again,
    work,
)
from touchstone.notices.domain import QUIET_SECONDS, state_now
from touchstone.notices.models import Job
from touchstone.people.api import Impossible, NotOnRecord, Role, end_appointment, hats_of

NOW = timezone.now()


@pytest.fixture
def admin(the_system: Actor, request: pytest.FixtureRequest) -> Actor:
    """Somebody who asks for long work."""
    request.getfixturevalue("db")
    return office(Role.ADMINISTRATOR, by=the_system, at=NOW)


@pytest.fixture(autouse=True)
def _only_the_kinds_there_were() -> Iterator[None]:
    before = dict(KINDS)
    yield
    KINDS.clear()
    KINDS.update(before)


@act
def ask(kind: str, *, by: Actor, at: datetime, **what: int) -> int:
    """Ask for long work, as an act of another room does."""
    return start_job(kind, "Long work", what=what, page="/progress/{job}/", by=by, at=at)


def told(job: int, by: Actor, *, at: datetime | None = None) -> JobTold:
    with reaching(by.reach):
        return get_job(job, by.person, at=at or timezone.now())


def begun(job: int, attempt: int = 1) -> bool:
    return bool(run.func(job, attempt))


@pytest.mark.usefixtures("own_database")
def test_work_is_handed_over_after_the_commit_and_not_when_the_act_is_refused(the_system: Actor) -> None:
    by = office(Role.ADMINISTRATOR, by=the_system, at=NOW)
    job = ask("tests.counts", by=by, at=NOW)
    assert [task.args_kwargs["args"] for task in DBTaskResult.objects.all()] == [[job, 1]]

    @act
    def refused(*, by: Actor, at: datetime) -> None:
        start_job("tests.counts", "Refused", what={}, by=by, at=at)
        raise Impossible("No.")

    with pytest.raises(Impossible):
        refused(by=by, at=NOW)
    assert DBTaskResult.objects.count() == 1
    with reaching(by.reach):
        assert [each.title for each in list_jobs(by.person or 0, at=NOW)] == ["Long work"]


def test_work_goes_through_its_items_and_ends_with_a_notice(admin: Actor) -> None:
    seen: list[int] = []

    @work("tests.counts")
    def counts(running: Running, what: dict[str, Any]) -> str:
        seen.extend(running.watch(range(what["total"])))
        assert (running.by.person, running.by.role, running.by.everywhere) == (admin.person, "administrator", True)
        return "/result/"

    job = ask("tests.counts", by=admin, at=NOW, total=5)
    assert told(job, admin).state is JobState.WAITING
    assert begun(job)
    ended = told(job, admin)
    assert (seen, ended.state, ended.done, ended.total) == ([0, 1, 2, 3, 4], JobState.DONE, 5, 5)
    with reaching(admin.reach):
        assert [(n.subject, n.address) for n in list_notices(admin.person or 0)] == [("Done: Long work", "/result/")]


def test_a_task_that_is_delivered_twice_runs_once(admin: Actor) -> None:
    runs: list[int] = []

    @work("tests.once")
    def once_only(running: Running, _what: dict[str, Any]) -> str:
        runs.append(running.id)
        return ""

    job = ask("tests.once", by=admin, at=NOW)
    assert ([begun(job), begun(job)], runs) == ([True, False], [job])


def test_what_a_job_refuses_is_told_and_can_be_tried_again(admin: Actor) -> None:
    tries: list[int] = []

    @work("tests.refuses")
    def refuses(running: Running, _what: dict[str, Any]) -> str:
        tries.append(running.attempt)
        if len(tries) == 1:
            raise Impossible("The file is damaged.", "Save it again.")
        return "/result/"

    job = ask("tests.refuses", by=admin, at=NOW)
    assert not begun(job)
    assert (told(job, admin).state, told(job, admin).message) == (
        JobState.FAILED,
        "The file is damaged. Save it again.",
    )
    with reaching(admin.reach):
        assert [notice.address for notice in list_notices(admin.person or 0)] == [f"/progress/{job}/"]
    try_again(job, by=admin, at=NOW)
    assert begun(job, 2)
    assert (told(job, admin).state, tries) == (JobState.DONE, [1, 2])
    with pytest.raises(Impossible):
        try_again(job, by=admin, at=NOW)


def test_work_is_not_done_for_whoever_no_longer_holds_the_role(admin: Actor, the_system: Actor) -> None:
    done: list[int] = []

    @work("tests.outlives")
    def outlives(running: Running, _what: dict[str, Any]) -> str:
        done.append(running.attempt)
        return "/result/"

    job = ask("tests.outlives", by=admin, at=NOW)
    office(Role.ADMINISTRATOR, by=the_system, at=NOW, name="Sam Price")
    with reaching(admin.reach):
        (held,) = hats_of(admin.person or 0, timezone.localdate(NOW))
    end_appointment(held.appointment, why="Left", by=the_system, at=NOW)
    assert not begun(job)
    assert (done, told(job, admin).state) == ([], JobState.FAILED)
    assert told(job, admin).message.startswith("You no longer hold the role")


def test_a_mistake_of_ours_ends_the_job_and_reaches_the_workers_log(admin: Actor) -> None:
    @work("tests.breaks")
    def breaks(_running: Running, _what: dict[str, Any]) -> str:
        raise ZeroDivisionError

    job = ask("tests.breaks", by=admin, at=NOW)
    with pytest.raises(ZeroDivisionError):
        begun(job)
    assert (told(job, admin).state, "not foreseen" in told(job, admin).message) == (JobState.FAILED, True)


def test_anybody_elses_work_is_not_on_record(admin: Actor) -> None:
    job = ask("tests.counts", by=admin, at=NOW)
    other = replace(admin, person=(admin.person or 0) + 1)
    with pytest.raises(NotOnRecord):
        told(job, other)
    with pytest.raises(NotOnRecord):
        try_again(job, by=other, at=NOW)


def test_a_worker_that_is_not_heard_of_is_lost_and_its_work_is_no_longer_its_own(admin: Actor) -> None:
    @work("tests.sleeps")
    def sleeps(running: Running, _what: dict[str, Any]) -> str:
        # While this worker slept, its owner had the work tried again.
        later = timezone.now() + timedelta(seconds=QUIET_SECONDS + 1)
        assert told(running.id, admin, at=later).state is JobState.LOST
        try_again(running.id, by=admin, at=later)
        with pytest.raises(NoLongerOurs):
            running.tell(1, 2, at_once=True)
        raise NoLongerOurs

    job = ask("tests.sleeps", by=admin, at=NOW)
    assert not begun(job)
    assert told(job, admin).state is JobState.WAITING


@pytest.mark.parametrize(
    ("state", "quiet", "expected"),
    [("running", QUIET_SECONDS, "running"), ("running", QUIET_SECONDS + 1, "lost"), ("waiting", 9999, "waiting")],
)
def test_only_running_work_that_is_quiet_for_too_long_is_lost(state: str, quiet: int, expected: str) -> None:
    assert state_now(state, NOW - timedelta(seconds=quiet), NOW) == JobState(expected)


def test_a_worker_that_is_killed_in_the_middle_leaves_work_that_can_be_done_again(
    the_system: Actor, own_database: str, tmp_path: Path
) -> None:
    by = office(Role.ADMINISTRATOR, by=the_system, at=NOW)
    job = ask("tests.slow", by=by, at=NOW, total=7)
    with _begun_elsewhere(job, own_database, tmp_path) as worker:
        _wait_for(job, done=3, worker=worker)
        worker.kill()
    cut_off = told(job, by)
    assert (cut_off.state, cut_off.done, cut_off.total) == (JobState.RUNNING, 3, 7)
    later = timezone.now() + timedelta(seconds=QUIET_SECONDS + 1)
    assert told(job, by, at=later).state is JobState.LOST

    @work("tests.slow")
    def quick(_running: Running, _what: dict[str, Any]) -> str:
        return "/result/"

    try_again(job, by=by, at=later)
    assert begun(job, 2)
    assert (told(job, by).state, told(job, by).result) == (JobState.DONE, "/result/")


@contextmanager
def _begun_elsewhere(job: int, database: str, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The job as another process has begun it; the process is gone afterwards."""
    given = {
        "TOUCHSTONE_MODE": "test",
        "TOUCHSTONE_DATA": str(folder / "data"),
        "TOUCHSTONE_DATABASE": database,
        "DJANGO_SETTINGS_MODULE": "touchstone.project.settings",
        "PYTHONPATH": "src:.",
    }
    command = [sys.executable, "-m", "tests.notices.slow_work", str(job), "1"]
    with subprocess.Popen(command, env=os.environ | given, cwd=Path(__file__).parents[2]) as worker:
        try:
            yield worker
        finally:
            worker.kill()


def _wait_for(job: int, *, done: int, worker: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with reaching(FULL_REACH):
            if Job.objects.filter(id=job, done=done).exists():
                return
        assert worker.poll() is None
        time.sleep(0.1)
    pytest.fail("The worker did not begin.")
