"""What is done about advice: somebody asks, the awarding body's office answers."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from touchstone.catalogue.domain.advice import AdviceAnswered, AdviceAsked, AdviceForgotten, Asked, reference_of
from touchstone.catalogue.models import AdviceRequest
from touchstone.catalogue.queries.guide import advice_topics
from touchstone.ledger.api import FULL_REACH, Actor, Record, act, record
from touchstone.notices.api import Letter, post
from touchstone.people.api import Impossible, NotOnRecord, permit, require

KEPT_FOR = timedelta(days=731)
"""How long a request is kept after it was answered: two years."""


@act(reach=FULL_REACH)
def ask_for_advice(asked: Asked, *, letter: Letter, by: Actor, at: datetime) -> str:
    """Take a request for advice; answers its reference. Who gave an e-mail address is sent ``letter``.

    ``{reference}`` in the letter becomes the reference. Raises ``Impossible`` without an address or a number.
    """
    require(permit("catalogue.ask_for_advice", by))
    _refuse_incomplete(asked)
    reference = reference_of([secrets.randbelow(10_000) for _ in range(8)])
    kept = _keep(asked, reference, at)
    # The name and the question stand in the row only, which is deleted in the end; the ledger would keep them.
    after = {"reference": reference, "way": asked.way.value, "topics": list(asked.topics)}
    record(AdviceAsked(record=_record(kept.id), after=after))
    if asked.email:
        text = letter.text.replace("{reference}", reference)
        subject = letter.subject.replace("{reference}", reference)
        post(asked.email, Letter(subject, text), organisation=None, at=at)
    return reference


def _refuse_incomplete(asked: Asked) -> None:
    if not (asked.email or asked.telephone):
        why = "Without an e-mail address or a telephone number nobody can answer."
        raise Impossible(why, "Give one of the two.")
    unknown = set(asked.topics) - {topic.slug for topic in advice_topics()}
    if unknown or not asked.topics:
        raise Impossible("Advice is given on the topics that are listed.", "Choose at least one of them.")


def _keep(asked: Asked, reference: str, at: datetime) -> AdviceRequest:
    return AdviceRequest.objects.create(
        reference=reference,
        name=asked.name,
        organisation_name=asked.organisation,
        email=asked.email,
        telephone=asked.telephone,
        way=asked.way,
        topics=list(asked.topics),
        message=asked.message,
        asked_at=at,
    )


@act
def answer_advice(request: int, answer: str, *, by: Actor, at: datetime) -> None:
    """Note how a request was answered. Raises ``Impossible`` where it was answered before."""
    require(permit("catalogue.answer_advice_request", by))
    kept = AdviceRequest.objects.select_for_update().filter(id=request).first()
    if kept is None:
        raise NotOnRecord(f"advice request {request}")
    if kept.answered_at is not None:
        raise Impossible("This request was answered already.", "Read the answer on its page.")
    AdviceRequest.objects.filter(id=request).update(answer=answer, answered_at=at, answered_by_id=by.person)
    record(AdviceAnswered(record=_record(request), after={"reference": kept.reference, "answered": True}))


@act
def forget_answered_advice(*, by: Actor, at: datetime) -> int:
    """Delete the requests that were answered two years ago or longer; answers how many. A timed task does it."""
    require(permit("catalogue.forget_answered_advice", by))
    old = AdviceRequest.objects.filter(answered_at__lte=at - KEPT_FOR)
    # Several servers may do it at the same time: whoever comes second finds nothing left.
    references = list(old.select_for_update().order_by("id").values_list("reference", flat=True))
    if references:
        AdviceRequest.objects.filter(reference__in=references).delete()
        record(
            AdviceForgotten(record=Record("catalogue.advice_requests", "answered"), before={"references": references})
        )
    return len(references)


def _record(request: int) -> Record:
    return Record("catalogue.advice_request", str(request))
