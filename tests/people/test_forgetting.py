"""What is promised to be kept no longer is kept no longer."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from touchstone.ledger.api import FULL_REACH, Actor, list_entries
from touchstone.notices.api import forget_old_notices
from touchstone.notices.models import Message, Notice
from touchstone.people.api import (
    OrganisationKind,
    PersonName,
    Role,
    admit_organisation,
    enter_person,
    forget_old_links,
    invite_person,
)
from touchstone.people.models import Invitation

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def centre_of(by: Actor, at: datetime) -> int:
    return admit_organisation(OrganisationKind.CENTRE, name="Northgate", number="12345", by=by, at=at)


@pytest.mark.usefixtures("full_reach")
@pytest.mark.parametrize(("days", "left"), [(103, 1), (105, 0)])
def test_an_invitation_goes_ninety_days_after_it_expired(the_system: Actor, at: datetime, days: int, left: int) -> None:
    centre = centre_of(the_system, at)
    name = PersonName("Ann", "Other")
    invite_person(name, "ann@example.org", Role.ASSESSOR, organisation=centre, valid_days=14, by=the_system, at=at)
    forget_old_links(by=the_system, at=at + days * DAY)
    assert Invitation.objects.count() == left


@pytest.mark.usefixtures("full_reach")
def test_an_invitation_that_was_accepted_goes_ninety_days_after_that(the_system: Actor, at: datetime) -> None:
    centre = centre_of(the_system, at)
    for address in ("ann@example.org", "bob@example.org"):
        invite_person(
            PersonName("Ann", "Other"),
            address,
            Role.ASSESSOR,
            organisation=centre,
            valid_days=300,
            by=the_system,
            at=at,
        )
    Invitation.objects.filter(email="ann@example.org").update(accepted_at=at)
    assert forget_old_links(by=the_system, at=at + 91 * DAY) == 1
    assert [invitation.email for invitation in Invitation.objects.all()] == ["bob@example.org"]


@pytest.mark.usefixtures("full_reach")
def test_notices_go_a_year_after_they_were_read_and_messages_after_ninety_days(the_system: Actor, at: datetime) -> None:
    centre = centre_of(the_system, at)
    person = enter_person(PersonName("Ann", "Other"), organisation=centre, by=the_system, at=at)
    for subject, read_at in (("long read", at), ("unread", None)):
        Notice.objects.create(person_id=person, organisation_id=centre, subject=subject, at=at, read_at=read_at)
    Message.objects.create(to="ann@example.org", subject="Hello", organisation_id=centre, posted_at=at)
    assert forget_old_notices(by=the_system, at=at + 89 * DAY) == 0
    assert forget_old_notices(by=the_system, at=at + 366 * DAY) == 2
    assert [notice.subject for notice in Notice.objects.all()] == ["unread"]


@pytest.mark.usefixtures("full_reach")
def test_where_nothing_is_old_nothing_is_done(the_system: Actor, at: datetime) -> None:
    forget_old_links(by=the_system, at=at)
    forget_old_notices(by=the_system, at=at)
    assert list_entries(FULL_REACH) == ()
