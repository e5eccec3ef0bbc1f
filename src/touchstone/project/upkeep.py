"""What is done every minute: the ledger's head signed, waiting mail sent, what has expired cleared away."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connections
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from touchstone.catalogue.api import forget_answered_advice
from touchstone.ledger.api import (
    FULL_REACH,
    Origin,
    forget_looks,
    forget_receipts,
    keep_head,
    last_head,
    newest_number,
    reaching,
)
from touchstone.notices.api import deliver_waiting, forget_old_notices
from touchstone.people.api import forget_old_links, system
from touchstone.policy.api import value_on
from touchstone.project.presence import forget_absent
from touchstone.project.worker import give_back_lost_tasks

log = structlog.get_logger("touchstone.upkeep")

KEPT = timedelta(days=7)
"""How long receipts of requests and results of tasks are kept."""


MONTH = timedelta(days=31)
"""A month as the access log counts it: never shorter than a calendar month."""


def keep_up() -> None:
    """Do once what is done every minute. Several servers may do it at the same time."""
    now = timezone.now()
    seal(now)
    clear(now)
    forget(now)
    give_back_lost_tasks()
    forget_absent()
    sent = deliver_waiting()
    if sent:
        log.info("waiting mail sent", messages=sent)
    connections.close_all()


def seal(at: datetime) -> int:
    """Sign what the ledger now is and keep that outside the database; answers the last entry's number.

    Where nothing was added since the last head, none is added.
    """
    with reaching(FULL_REACH):
        head = last_head(at)
    if head.number != newest_number(settings.TOUCHSTONE_HEADS):
        keep_head(head, settings.TOUCHSTONE_HEADS)
    return head.number


def clear(at: datetime) -> None:
    """Delete sessions that have expired, and receipts and results of tasks that are older than a week."""
    Session.objects.filter(expire_date__lt=at).delete()
    forget_receipts(at - KEPT)
    DBTaskResult.objects.finished().filter(finished_at__lt=at - KEPT).delete()


def forget(at: datetime) -> None:
    """Delete what the notes on personal data promise to keep no longer: each as an act of the system."""
    by = system(Origin("upkeep"))
    forget_answered_advice(by=by, at=at)
    forget_old_notices(by=by, at=at)
    forget_old_links(by=by, at=at)
    with reaching(FULL_REACH):
        months = value_on("access_log_retention_months", timezone.localdate(at))
        forget_looks(at - months * MONTH)
