"""What is done to tell people something. A message is written in its act's transaction and sent after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from touchstone.ledger.api import FULL_REACH, Actor, Personal, Record, act, record
from touchstone.notices.adapters.post import deliver
from touchstone.notices.adapters.work import run
from touchstone.notices.domain import (
    JobState,
    MessagePosted,
    NoticeRead,
    OldNoticesForgotten,
    WorkAskedFor,
    WorkTriedAgain,
    state_now,
)
from touchstone.notices.models import Job, Message, Notice
from touchstone.people.api import (
    Impossible,
    Invited,
    NotOnRecord,
    PersonName,
    Role,
    appoint,
    disown_guest_link,
    enter_person,
    get_appointment,
    get_guest_link,
    get_invitation,
    holders_of,
    invite_person,
    issue_guest_link,
    permit,
    require,
    withdraw_invitation,
)

LONGEST_SUBJECT = 200

NOTICES_KEPT = timedelta(days=365)
"""How long a notice is kept after it was read, and a piece of long work after it ended."""

MESSAGES_KEPT = timedelta(days=90)
"""How long it is kept that an e-mail was posted."""


@dataclass(frozen=True, slots=True)
class Letter:
    """The words of an e-mail; ``{link}`` in the text is where a secret link goes."""

    subject: str
    text: str

    def with_link(self, link: str, token: str) -> Letter:
        """The letter with the secret link in it: ``link`` has ``{token}`` where the secret goes."""
        return Letter(self.subject, self.text.replace("{link}", link.replace("{token}", token)))


def post(to: str, letter: Letter, *, organisation: int | None, at: datetime, person: int | None = None) -> int:
    """Put an e-mail into the outbox, as part of the act that is being done; a worker sends it after the commit.

    ``person`` is whose address it is, where that is known: a lawful erasure then finds it in the ledger.
    """
    return _post(to, letter, organisation=organisation, at=at, known={"to": Personal(to, person)})


def _post(to: str, letter: Letter, *, organisation: int | None, at: datetime, known: dict[str, Personal]) -> int:
    # A subject is one line, and as long as its column: a name that stands in it may be neither.
    subject = " ".join(letter.subject.split())[:LONGEST_SUBJECT]
    message = Message.objects.create(
        to=to, subject=subject, body=letter.text, organisation_id=organisation, posted_at=at
    )
    record(
        MessagePosted(
            record=Record("notices.message", str(message.id)),
            organisation=organisation,
            after={**known, "subject": subject},
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
def read_all_notices(*, by: Actor, at: datetime) -> int:
    """Mark every notice of one's own as read; answers how many were unread."""
    require(permit("notices.read_all_notices", by, person=by.person))
    unread = list(Notice.objects.filter(person=by.person, read_at=None).values_list("id", "organisation"))
    Notice.objects.filter(id__in=[notice for notice, _ in unread]).update(read_at=at)
    for notice, organisation in unread:
        record(
            NoticeRead(record=Record("notices.notice", str(notice)), organisation=organisation, after={"read": True})
        )
    return len(unread)


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
    require(permit("notices.invite_by_mail", by, organisation=organisation))
    invited = invite_person(name, email, role, organisation=organisation, valid_days=valid_days, by=by, at=at)
    post(email, letter.with_link(link, invited.token), organisation=organisation, at=at)
    return invited


@act
def invite_again(invitation: int, *, valid_days: int, letter: Letter, link: str, by: Actor, at: datetime) -> Invited:
    """Withdraw an invitation, where it is still open, and send the same person a new one with a new link."""
    told = get_invitation(invitation, by.reach, at=at)
    require(permit("notices.invite_again", by, organisation=told.organisation))
    if told.state == "accepted":
        raise Impossible("This invitation was accepted already.", "End the role instead.")
    if told.state != "withdrawn":
        withdraw_invitation(invitation, by=by, at=at)
    return invite_by_mail(
        PersonName(told.given_names, told.family_name),
        told.email,
        told.role,
        organisation=told.organisation,
        valid_days=valid_days,
        letter=letter,
        link=link,
        by=by,
        at=at,
    )


@act
def send_guest_link(
    appointment: int, email: str, *, valid_days: int, letter: Letter, link: str, by: Actor, at: datetime
) -> int:
    """Issue an expert witness a link and send it to them; answers its id. Nobody else ever sees it.

    It goes by e-mail only: whoever asks for a testimony must not be able to write it.
    """
    held = get_appointment(appointment, by.reach)
    require(permit("notices.send_guest_link", by, organisation=held.organisation))
    issued = issue_guest_link(appointment, valid_days=valid_days, by=by, at=at)
    post(email, letter.with_link(link, issued.token), organisation=held.organisation, person=held.person, at=at)
    return issued.link


@act
def enter_witness(
    name: PersonName,
    email: str,
    *,
    organisation: int,
    valid_days: int,
    letter: Letter,
    link: str,
    by: Actor,
    at: datetime,
) -> int:
    """Put an expert witness on record at a centre and send them their link; answers the person's id."""
    require(permit("notices.enter_witness", by, organisation=organisation))
    person = enter_person(name, organisation=organisation, by=by, at=at)
    appointment = appoint(person, Role.WITNESS, organisation=organisation, by=by, at=at)
    send_guest_link(appointment, email, valid_days=valid_days, letter=letter, link=link, by=by, at=at)
    return person


@act(reach=FULL_REACH)
def write_about_account(to: str, letter: Letter, *, person: int | None, by: Actor, at: datetime) -> int:
    """Write to an address about the account that belongs to it, or to say that none does; answers the message's id.

    Whoever asks for a new password is not signed in, and such a message is no centre's. An address that is nobody's on
    record (``person`` is None) stays out of the ledger.
    """
    require(permit("notices.write_about_account", by))
    known = {} if person is None else {"to": Personal(to, person)}
    return _post(to, letter, organisation=None, at=at, known=known)


@act
def report_wrong_guest(link: int, letter: Letter, *, address: str, by: Actor, at: datetime) -> int:
    """Withdraw a link whose reader says that it is not for them, and tell the centre's co-ordinators; answers how many.

    ``letter`` holds the words of the notice, ``address`` the page that it leads to.
    """
    told = get_guest_link(link, by.reach, at=at)
    require(permit("notices.report_wrong_guest", by, organisation=told.organisation, person=told.person))
    disown_guest_link(link, by=by, at=at)
    coordinators = holders_of(Role.COORDINATOR, told.organisation, timezone.localdate(at))
    for person in coordinators:
        notify(person, letter.subject, body=letter.text, address=address, organisation=told.organisation, at=at)
    return len(coordinators)


def start_job(kind: str, title: str, *, what: dict[str, Any], page: str = "", by: Actor, at: datetime) -> int:
    """Hand long work to a worker, as part of the act that is being done; it begins after the commit.

    ``page`` is the address of the page that shows the progress, with ``{job}`` where the job's number goes.
    """
    if by.person is None:
        raise Impossible("Long work belongs to a person, who is told when it ends.", "Sign in first.")
    hat = {"role": by.role, "covers": sorted(by.covers), "everywhere": by.everywhere}
    job = Job.objects.create(
        kind=kind,
        title=title[:200],
        what=what,
        person_id=by.person,
        organisation_id=by.organisation,
        hat=hat,
        asked_at=at,
    )
    Job.objects.filter(id=job.id).update(page=page.replace("{job}", str(job.id)))
    after = {"kind": kind, "title": title}
    record(WorkAskedFor(record=Record("notices.job", str(job.id)), organisation=by.organisation, after=after))
    transaction.on_commit(lambda: _run(job.id, 1))
    return job.id


def _run(job: int, attempt: int) -> None:
    run.enqueue(job, attempt)


@act
def try_again(job: int, *, by: Actor, at: datetime) -> None:
    """Hand one's own work to a worker again, after it failed or its worker was lost."""
    kept = Job.objects.select_for_update().filter(id=job, person=by.person).first()
    if kept is None:
        raise NotOnRecord(f"job {job}")
    require(permit("notices.see_own_work", by, person=kept.person_id))
    if state_now(kept.state, kept.beat_at, at) not in {JobState.FAILED, JobState.LOST}:
        raise Impossible("This work is done or still under way.", "Look at it again in a moment.")
    attempt = kept.attempt + 1
    Job.objects.filter(id=job).update(
        state=JobState.WAITING, attempt=attempt, message="", beat_at=None, finished_at=None
    )
    name = Record("notices.job", str(job))
    record(WorkTriedAgain(record=name, organisation=kept.organisation_id, after={"attempt": attempt}))
    transaction.on_commit(lambda: _run(job, attempt))


@act
def forget_old_notices(*, by: Actor, at: datetime) -> int:
    """Delete notices read a year ago, work ended a year ago and messages posted 90 days ago; answers how many."""
    require(permit("notices.forget_old_notices", by))
    old = {
        "notices": Notice.objects.filter(read_at__lt=at - NOTICES_KEPT),
        "work": Job.objects.filter(finished_at__lt=at - NOTICES_KEPT),
        "messages": Message.objects.filter(posted_at__lt=at - MESSAGES_KEPT),
    }
    forgotten = {name: rows.delete()[0] for name, rows in old.items()}
    if any(forgotten.values()):
        record(OldNoticesForgotten(record=Record("notices.notices", "old"), before=forgotten))
    return sum(forgotten.values())
