"""What people are told: each their own, read once, and letters whose secret is kept nowhere."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core import mail

from touchstone.ledger.api import FULL_REACH, Actor, Origin, list_entries, reaching
from touchstone.notices.api import (
    Letter,
    count_notices,
    count_unread,
    deliver_waiting,
    enter_witness,
    get_notice,
    invite_again,
    invite_by_mail,
    list_notices,
    notify,
    read_all_notices,
    read_notice,
    send_guest_link,
)
from touchstone.notices.models import Message
from touchstone.people.api import (
    Impossible,
    NotOnRecord,
    NotPermitted,
    OrganisationKind,
    PersonName,
    Role,
    accept_invitation,
    admit_organisation,
    appoint,
    bareheaded,
    enter_person,
    find_guest_by_token,
    hats_of,
    list_invitations,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("full_reach")]

TEST = Origin("test")
LETTER = Letter("Come in", "Dear Ines,\n\n{link}\n")
LINK = "https://touchstone.example/invitation/{token}/"


@pytest.fixture
def here(the_system: Actor, at: datetime) -> int:
    return admit_organisation(OrganisationKind.CENTRE, name="Northgate", number="1", by=the_system, at=at)


@pytest.fixture
def ann(here: int, the_system: Actor, at: datetime) -> Actor:
    """The co-ordinator."""
    person = enter_person(PersonName("Ann", "Other"), organisation=here, by=the_system, at=at)
    appoint(person, Role.COORDINATOR, organisation=here, by=the_system, at=at)
    return hats_of(person, at.date())[0].actor(TEST)


def told(person: int, subject: str, here: int, at: datetime) -> int:
    notify(person, subject, organisation=here, at=at)
    return list_notices(person, size=1)[0].id


def invited(here: int, ann: Actor, at: datetime) -> str:
    """The secret of an invitation that Ann sent."""
    name = PersonName("Ines", "Invited")
    made = invite_by_mail(
        name,
        "ines@example.org",
        Role.TRAINER,
        organisation=here,
        valid_days=14,
        letter=LETTER,
        link=LINK,
        by=ann,
        at=at,
    )
    return made.token


def test_the_newest_notice_comes_first_and_is_read_once(here: int, ann: Actor, at: datetime) -> None:
    assert ann.person is not None
    told(ann.person, "Old", here, at)
    new = told(ann.person, "New", here, at + timedelta(hours=1))
    assert [notice.subject for notice in list_notices(ann.person)] == ["New", "Old"]
    read_notice(new, by=ann, at=at)
    entries = len(list_entries(FULL_REACH))
    read_notice(new, by=ann, at=at)
    assert (count_unread(ann.person), count_notices(ann.person), len(list_entries(FULL_REACH))) == (1, 2, entries)


def test_nobody_reads_the_notice_of_another(here: int, ann: Actor, the_system: Actor, at: datetime) -> None:
    other = enter_person(PersonName("Bea", "Other"), organisation=here, by=the_system, at=at)
    theirs = told(other, "Not Ann's", here, at)
    assert ann.person is not None
    with pytest.raises(NotOnRecord):
        read_notice(theirs, by=ann, at=at)
    with pytest.raises(NotOnRecord):
        get_notice(theirs, ann.person)
    assert read_all_notices(by=ann, at=at) == 0
    assert count_unread(other) == 1


def test_all_notices_are_one_entry(here: int, ann: Actor, at: datetime) -> None:
    assert ann.person is not None
    for subject in ("One", "Two", "Three"):
        told(ann.person, subject, here, at)
    assert read_all_notices(by=ann, at=at) == 3
    entry = list_entries(FULL_REACH)[0]
    assert (entry.act, len(entry.facts)) == ("notices.read_all_notices", 3)


def test_an_invitation_is_sent_after_the_act_and_its_secret_is_emptied(here: int, ann: Actor, at: datetime) -> None:
    token = invited(here, ann, at)
    assert mail.outbox == []
    assert deliver_waiting() == 1
    assert mail.outbox[0].body == f"Dear Ines,\n\nhttps://touchstone.example/invitation/{token}/\n"
    assert [message.body for message in Message.objects.all()] == [""]
    assert all(token not in str(fact) for entry in list_entries(FULL_REACH) for fact in entry.facts)


def test_a_long_name_or_one_of_several_lines_leaves_a_subject_that_is_sent(here: int, ann: Actor, at: datetime) -> None:
    letter = Letter(f"An invitation from\r\nBcc: all@example.org {'x' * 200}", "{link}")
    invite_by_mail(
        PersonName("Ines", "Vale"),
        "ines@example.org",
        Role.TRAINER,
        organisation=here,
        valid_days=14,
        letter=letter,
        link=LINK,
        by=ann,
        at=at,
    )
    assert deliver_waiting() == 1
    assert len(mail.outbox[0].subject) == 200
    assert mail.outbox[0].subject.startswith("An invitation from Bcc: all@example.org xxx")


def test_an_invitation_sent_again_has_another_secret(here: int, ann: Actor, at: datetime) -> None:
    first = invited(here, ann, at)
    (waiting,) = list_invitations(FULL_REACH, at=at)
    second = invite_again(waiting.id, valid_days=14, letter=LETTER, link=LINK, by=ann, at=at)
    assert second.token != first
    assert [one.state for one in list_invitations(FULL_REACH, at=at)] == ["open", "withdrawn"]
    with pytest.raises(Impossible, match="withdrawn"):
        accept_invitation(first, password="proved on slate", by=bareheaded(None, TEST), at=at)
    accept_invitation(second.token, password="proved on slate", by=bareheaded(None, TEST), at=at)
    with pytest.raises(Impossible, match="accepted already"):
        invite_again(second.invitation, valid_days=14, letter=LETTER, link=LINK, by=ann, at=at)


def test_a_witness_is_entered_with_role_and_link_in_one_act(here: int, ann: Actor, at: datetime) -> None:
    name = PersonName("Wyn", "Saw")
    person = enter_witness(
        name, "wyn@example.org", organisation=here, valid_days=30, letter=LETTER, link=LINK, by=ann, at=at
    )
    entry = list_entries(FULL_REACH)[0]
    assert [fact.fact for fact in entry.facts] == [
        "people.PersonEntered",
        "people.PersonAppointed",
        "people.GuestLinkIssued",
        "notices.MessagePosted",
    ]
    deliver_waiting()
    token = mail.outbox[0].body.split("/invitation/")[1].split("/")[0]
    with reaching(FULL_REACH):
        link, hat = find_guest_by_token(token, at=at)
    assert (link.person, hat and hat.role) == (person, Role.WITNESS)


def test_a_refused_letter_is_not_posted(here: int, ann: Actor, the_system: Actor, at: datetime) -> None:
    witness = enter_person(PersonName("Wyn", "Saw"), organisation=here, by=the_system, at=at)
    appointment = appoint(witness, Role.CANDIDATE, organisation=here, by=the_system, at=at)
    with pytest.raises(NotOnRecord):
        send_guest_link(appointment, "w@example.org", valid_days=3, letter=LETTER, link=LINK, by=ann, at=at)
    with pytest.raises(NotPermitted):
        invited(here, bareheaded(None, TEST), at)
    assert Message.objects.count() == 0
