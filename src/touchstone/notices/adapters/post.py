"""The worker's side of the outbox: messages that wait are sent, each once, and tried again where the server fails."""

from __future__ import annotations

from smtplib import SMTPException

import structlog
from django.core.mail import EmailMessage
from django.utils import timezone
from django_tasks import task

from touchstone.ledger.api import FULL_REACH, reaching
from touchstone.notices.models import Message

log = structlog.get_logger("touchstone.notices")
MOST_ATTEMPTS = 8


@task()
def deliver(message: int) -> bool:
    """Send one message of the outbox, unless it was sent. The text is emptied once it is sent: it may hold a secret.

    The attempt is claimed first, so two workers do not both send it, and no transaction is open while the mail server
    is spoken to. A worker that dies between sending and noting it leaves a message that is sent twice.
    """
    with reaching(FULL_REACH):
        waiting = Message.objects.filter(id=message, sent_at=None, attempts__lt=MOST_ATTEMPTS).first()
        if waiting is None:
            return False
        claim = Message.objects.filter(id=message, sent_at=None, attempts=waiting.attempts)
        return bool(claim.update(attempts=waiting.attempts + 1)) and _send(waiting)


def _send(waiting: Message) -> bool:
    kept = Message.objects.filter(id=waiting.id)
    try:
        EmailMessage(waiting.subject, waiting.body, to=[waiting.to]).send()
    except (SMTPException, OSError, ValueError) as failed:
        kept.update(failed=type(failed).__name__)
        log.warning("message not sent", message=waiting.id, failed=type(failed).__name__)
        return False
    kept.update(sent_at=timezone.now(), body="", failed="")
    return True


def deliver_waiting() -> int:
    """Send everything that still waits in the outbox (a worker was away, a server failed); answers how many went."""
    with reaching(FULL_REACH):
        waiting = list(
            Message.objects.filter(sent_at=None, attempts__lt=MOST_ATTEMPTS).order_by("id").values_list("id", flat=True)
        )
    return sum(bool(deliver.func(message)) for message in waiting)
