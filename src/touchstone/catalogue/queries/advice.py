"""Requests for advice, for the awarding body's office."""

from __future__ import annotations

from datetime import date

from django.db.models import F, QuerySet
from django.utils import timezone

from touchstone.catalogue.domain.advice import AdviceTold, Asked, Way, due_day
from touchstone.catalogue.models import AdviceRequest
from touchstone.people.api import NotOnRecord
from touchstone.policy.api import value_on

WAITING, ANSWERED = "waiting", "answered"


def count_advice(state: str = "") -> int:
    """How many requests there are: those that wait, those that are answered, or all. One query."""
    return _wanted(state).count()


def list_advice(state: str = "", *, day: date, start: int = 0, size: int = 25) -> tuple[AdviceTold, ...]:
    """A page of requests: those that wait, the oldest first, before those that are answered. Two queries."""
    days = value_on("advice_answer_days", day)
    rows = _wanted(state).order_by(F("answered_at").asc(nulls_first=True), "asked_at", "id")
    return tuple(_told(row, days) for row in rows[start : start + size])


def get_advice(request: int, *, day: date) -> AdviceTold:
    """One request. Raises ``NotOnRecord``. Two queries."""
    row = AdviceRequest.objects.filter(id=request).first()
    if row is None:
        raise NotOnRecord(f"advice request {request}")
    return _told(row, value_on("advice_answer_days", day))


def count_advice_late(day: date) -> int:
    """How many requests wait longer than they should."""
    return sum([told.is_late(day) for told in list_advice(WAITING, day=day, size=10_000)])


def _wanted(state: str) -> QuerySet[AdviceRequest]:
    rows = AdviceRequest.objects.all()
    if state not in {WAITING, ANSWERED}:
        return rows
    return rows.filter(answered_at__isnull=state == WAITING)


def _told(row: AdviceRequest, days: int) -> AdviceTold:
    asked = Asked(
        row.name, Way(row.way), tuple(row.topics), row.organisation_name, row.email, row.telephone, row.message
    )
    due = due_day(timezone.localdate(row.asked_at), days)
    return AdviceTold(row.id, row.reference, asked, row.asked_at, due, row.answer, row.answered_at, row.answered_by_id)
