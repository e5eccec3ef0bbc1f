"""What is done to tell people something. A message is written in its act's transaction and sent after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from touchstone.ledger.api import Actor, Personal, Record, act, record
from touchstone.notices.adapters.post import deliver
from touchstone.notices.domain import MessagePosted, NoticeRead
from touchstone.notices.models import Message, Notice
from touchstone.people.api import Invited, NotOnRecord, PersonName, Role, invite_person, permit, require


@dataclass(frozen=True, slots=True)
class Letter:
    """The words of an e-mail; ``{link}`` in the text is where a secret link goes."""

    subject: str
    text: str


def post(to: str, letter: Letter, *, organisation: int | None, at: datetime) -> int:
    """Put an e-mail into the outbox, as part of the act that is being done; a worker sends it after the commit."""
    message = Message.objects.create(
        to=to, subject=letter.subject, body=letter.text, organisation_id=organisation, posted_at=at
    )
    record(
        MessagePosted(
            record=Record("notices.message", str(message.id)),
            organisation=organisation,
            after={"to": Personal(to), "subject": letter.subject},
        )
    )
    transaction.on_commit(lambda: _enqueue(message.id))
    return message.id


def _enqueue(message: int) -> None:
    deliver.enqueue(message)


def notify(
    person: int, subject: str, *, body: str = "", address: str = "", organisation: int | None, at: datetime
) -> None:
    """Tell a person something in the application, as part of the act that is being done."""
    Notice.objects.create(
        person_id=person, subject=subject, body=body, address=address, organisation_id=organisation, at=at
    )


@act
def read_notice(notice: int, *, by: Actor, at: datetime) -> None:
    """Mark a notice of one's own as read; a second time changes nothing."""
    kept = Notice.objects.select_for_update().filter(id=notice, person=by.person).first()
    if kept is None:
        raise NotOnRecord(f"notice {notice}")
    require(permit("notices.read_notice", by, person=kept.person_id))
    if kept.read_at is not None:
        return
    Notice.objects.filter(id=notice).update(read_at=at)
    record(
        NoticeRead(
            record=Record("notices.notice", str(notice)),
            organisation=kept.organisation_id,
            after={"read": True},
        )
    )


@act
def invite_by_mail(
    name: PersonName,
    email: str,
    role: Role,
    *,
    organisation: int,
    valid_days: int,
    letter: Letter,
    link: str,
    by: Actor,
    at: datetime,
) -> Invited:
    """Invite somebody to a role and send them the link: ``link`` with ``{token}`` where the secret goes."""
    invited = invite_person(name, email, role, organisation=organisation, valid_days=valid_days, by=by, at=at)
    address = link.replace("{token}", invited.token)
    post(email, Letter(letter.subject, letter.text.replace("{link}", address)), organisation=organisation, at=at)
    return invited
