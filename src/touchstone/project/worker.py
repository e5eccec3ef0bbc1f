"""The worker: takes tasks from the database one after the other; what a lost worker left half done is done again."""

from __future__ import annotations

import os
import secrets
import socket
import time
from typing import Any

import structlog
from django.db import close_old_connections
from django.db.models import Q
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from touchstone.project.presence import Presence, announce, is_present

log = structlog.get_logger("touchstone.worker")

IDLE = 0.5
"""Seconds until an idle worker looks for a task again."""

LOOK_FOR_LOST = 5.0
"""Seconds between two looks for tasks of lost workers."""

MOST_WORKERS = 3
"""A task that took so many workers with it is not tried again."""


class WorkerLost(RuntimeError):
    """The worker that did the task ended in the middle of it."""


def work(*, until_done: bool = False) -> None:
    """Do tasks until told to end (or, ``until_done``, until none waits). A second signal ends the present task too."""
    name = f"{socket.gethostname()[:30]}-{os.getpid()}-{secrets.token_hex(4)}"
    worker = TaskWorker(name, announce(name), until_done=until_done)
    worker.configure_signals()
    worker.run()


class TaskWorker(Worker):
    """A worker that is known to be there, and looks after the tasks of those that are not."""

    def __init__(self, name: str, presence: Presence, *, until_done: bool) -> None:
        """Get ready to take tasks."""
        super().__init__(
            queue_names=["*"],
            interval=IDLE,
            batch=until_done,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=name,
            excluded_queue_names=[],
        )
        self.presence = presence
        self.looked = -LOOK_FOR_LOST

    def run(self) -> None:
        """Take and do tasks, one after the other."""
        log.info("worker began", worker=self.worker_id)
        while self.running:
            close_old_connections()
            self.presence.confirm()
            self._look_for_lost()
            taken = self._take()
            if taken is not None:
                self.run_task(taken)
            elif self.batch:
                return
            elif self.running:
                time.sleep(self.interval)

    def _look_for_lost(self) -> None:
        if time.monotonic() - self.looked >= LOOK_FOR_LOST:
            give_back_lost_tasks()
            self.looked = time.monotonic()

    def _take(self) -> DBTaskResult[..., Any] | None:
        """Claim the next task, if one waits. An idle look only reads, so that nobody waits for it."""
        waiting = DBTaskResult.objects.ready().filter(backend_name=self.backend_name)
        if not waiting.exists():
            return None
        with exclusive_transaction():
            taken = waiting.get_locked()
            if taken is not None:
                taken.claim(self.worker_id)
        return taken


def give_back_lost_tasks() -> int:
    """Let tasks be done again whose worker was lost in the middle; answers how many.

    So a task is done at least once, and must bear being begun twice. One that took several workers with it fails.
    """
    given = 0
    for task in DBTaskResult.objects.running():
        if task.worker_ids and is_present(task.worker_ids[-1]):
            continue
        given += _give_back(task)
    return given


def _give_back(task: DBTaskResult[..., Any]) -> int:
    # Whoever is first gives it back: the worker may have finished, or another may have noticed, in the meantime.
    unchanged = DBTaskResult.objects.filter(Q(started_at=task.started_at), id=task.id).running()
    if len(task.worker_ids) < MOST_WORKERS:
        given = unchanged.update(status="READY", started_at=None)
        log.warning("task of a lost worker given back", task=str(task.id), path=task.task_path)
        return int(given)
    if unchanged.exists():
        task.set_failed(WorkerLost(f"{MOST_WORKERS} workers were lost while they did it"))
        log.error("task failed", task=str(task.id), path=task.task_path, workers=len(task.worker_ids))
    return 0
