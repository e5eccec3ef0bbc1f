"""Invitations and guest links, as acts: who may, what each refuses, and what the ledger keeps of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db.models import Q

from touchstone.ledger.api import (
    FULL_REACH,
    Actor,
    Origin,
    Record,
    history_of,
    list_entries,
    reaching,
    verify,
)
from touchstone.ledger.models import PersonalValue
from touchstone.notices.api import Letter, list_notices, report_wrong_guest, write_about_account
from touchstone.people.api import (
    Hat,
    Impossible,
    Invited,
    Linked,
    NotOnRecord,
    NotPermitted,
    OrganisationKind,
    PersonName,
    Role,
    accept_invitation,
    admit_organisation,
    appoint,
    bareheaded,
    choose_language,
    disown_guest_link,
    end_appointment,
    enter_person,
    erase_person,
    find_guest_by_token,
    find_invitation_by_token,
    forget_old_links,
    get_invitation,
    get_person,
    holders_of,
    invite_person,
    issue_guest_link,
    list_accounts,
    note_security_change,
    open_account,
    withdraw_invitation,
)

pytestmark = pytest.mark.django_db

STRANGER = bareheaded(None, Origin("test"))
PASSWORD = "proved on dark slate"
BEA = PersonName("Bea", "Sharp")


@pytest.fixture
def centre(the_system: Actor, at: datetime) -> int:
    """A centre."""
    return admit_organisation(OrganisationKind.CENTRE, name="Northgate", number="12345", by=the_system, at=at)


@pytest.fixture
def invited(centre: int, the_system: Actor, at: datetime) -> Invited:
    """Bea Sharp, invited to be assessor."""
    return invite(centre, by=the_system, at=at)


def invite(
    centre: int, *, by: Actor, at: datetime, role: Role = Role.ASSESSOR, email: str = "Bea@Example.org"
) -> Invited:
    """Invite Bea Sharp for a fortnight."""
    return invite_person(BEA, email, role, organisation=centre, valid_days=14, by=by, at=at)


def member(centre: int, role: Role, *, by: Actor, at: datetime, name: PersonName = BEA) -> Hat:
    """A person who holds a role at a centre: their hat."""
    person = enter_person(name, organisation=centre, by=by, at=at)
    return Hat(appoint(person, role, organisation=centre, by=by, at=at), person, role, centre, "Northgate")


def state_of(invited: Invited, at: datetime) -> str:
    """The state of an invitation at a moment."""
    with reaching(FULL_REACH):
        told = find_invitation_by_token(invited.token, at=at)
    assert told is not None
    return told.state


def test_a_stranger_with_the_link_gets_an_account_with_the_address_in_small_letters(
    invited: Invited, centre: int, at: datetime
) -> None:
    account = accept_invitation(invited.token, password=PASSWORD, by=STRANGER, at=at)
    kept = get_user_model().objects.get(id=account)
    assert (kept.email, kept.check_password(PASSWORD)) == ("bea@example.org", True)
    with reaching(FULL_REACH):
        assert holders_of(Role.ASSESSOR, centre, at.date()) == (kept.person_id,)
        last = list_entries(FULL_REACH)[0]
    assert [fact.fact for fact in last.facts] == [
        "people.PersonEntered",
        "people.AccountOpened",
        "people.PersonAppointed",
        "people.InvitationAccepted",
    ]
    assert PASSWORD not in str(last)
    assert state_of(invited, at) == "accepted"


@pytest.mark.parametrize(("days", "then"), [(0, "open"), (13, "open"), (14, "expired"), (400, "expired")])
def test_an_invitation_is_open_for_its_days(invited: Invited, at: datetime, days: int, then: str) -> None:
    assert state_of(invited, at + timedelta(days=days)) == then


def test_an_invitation_is_accepted_once(invited: Invited, at: datetime) -> None:
    accept_invitation(invited.token, password=PASSWORD, by=STRANGER, at=at)
    with pytest.raises(Impossible, match="accepted already"):
        accept_invitation(invited.token, password=PASSWORD, by=STRANGER, at=at)


def test_neither_an_expired_nor_a_withdrawn_nor_an_unknown_link_is_accepted(
    invited: Invited, the_system: Actor, at: datetime
) -> None:
    with pytest.raises(Impossible, match="has expired"):
        accept_invitation(invited.token, password=PASSWORD, by=STRANGER, at=at + timedelta(days=14))
    with pytest.raises(NotOnRecord):
        accept_invitation("no such link", password=PASSWORD, by=STRANGER, at=at)
    withdraw_invitation(invited.invitation, by=the_system, at=at)
    with pytest.raises(Impossible, match="was withdrawn"):
        accept_invitation(invited.token, password=PASSWORD, by=STRANGER, at=at)


def test_a_stranger_does_not_take_over_an_account_by_an_invitation_to_its_address(
    invited: Invited, centre: int, the_system: Actor, at: datetime
) -> None:
    hat = member(centre, Role.TRAINER, by=the_system, at=at)
    account = open_account(hat.person, email="bea@example.org", password=PASSWORD, by=the_system, at=at)
    with pytest.raises(Impossible, match="Sign in"):
        accept_invitation(invited.token, password="another password", by=STRANGER, at=at)
    assert get_user_model().objects.get(id=account).check_password(PASSWORD)


def test_who_invites_is_told_and_the_secret_is_kept_nowhere(centre: int, the_system: Actor, at: datetime) -> None:
    ann = member(centre, Role.COORDINATOR, by=the_system, at=at, name=PersonName("Ann", "Other"))
    invited = invite(centre, by=ann.actor(Origin("web")), at=at)
    with reaching(FULL_REACH):
        told = find_invitation_by_token(invited.token, at=at)
        kept = str(list_entries(FULL_REACH))
    assert told is not None
    assert (told.invited_by, told.organisation_name) == ("Ann Other", "Northgate")
    assert invited.token not in kept


def test_who_is_erased_leaves_no_invitation_with_their_name_or_address(
    invited: Invited, centre: int, the_system: Actor, at: datetime
) -> None:
    withdrawn = invite(centre, by=the_system, at=at, role=Role.TRAINER)
    withdraw_invitation(withdrawn.invitation, by=the_system, at=at)
    account = accept_invitation(invited.token, password=PASSWORD, by=STRANGER, at=at)
    waiting = invite(centre, by=the_system, at=at, role=Role.TRAINER)
    other = invite(centre, by=the_system, at=at, email="ann@example.org")
    person = get_user_model().objects.get(id=account).person_id
    with reaching(FULL_REACH):
        (held,) = get_person(person, FULL_REACH).appointments
        end_appointment(held.id, why="Left", by=the_system, at=at)
        erase_person(person, why="Asked for it", by=the_system, at=at)
        theirs = [get_invitation(one.invitation, FULL_REACH, at=at) for one in (invited, withdrawn, waiting)]
        assert {(one.email, one.name.strip()) for one in theirs} == {("", "")}
        assert [one.state for one in theirs] == ["accepted", "withdrawn", "withdrawn"]
        assert get_invitation(other.invitation, FULL_REACH, at=at).email == "ann@example.org"
        kept = PersonalValue.objects.filter(Q(value__icontains="bea@") | Q(value="Left")).count()
        assert (kept, verify().is_whole) == (0, True)
        assert [held.why_ended for held in get_person(person, FULL_REACH).appointments] == [""]


def test_an_invitation_that_is_forgotten_leaves_no_name_or_address_beside_the_ledger(
    invited: Invited, the_system: Actor, at: datetime
) -> None:
    forget_old_links(by=the_system, at=at + timedelta(days=14 + 90))
    with reaching(FULL_REACH):
        assert PersonalValue.objects.filter(value__in=["Bea@Example.org", "Bea Sharp"]).count() == 2
    forget_old_links(by=the_system, at=at + timedelta(days=14 + 91))
    with reaching(FULL_REACH):
        assert PersonalValue.objects.filter(value__in=["Bea@Example.org", "Bea Sharp"]).count() == 0
        assert verify().is_whole
    with pytest.raises(NotOnRecord):
        withdraw_invitation(invited.invitation, by=the_system, at=at)


def test_only_the_witness_of_a_link_disowns_it(centre: int, the_system: Actor, at: datetime) -> None:
    wyn = member(centre, Role.WITNESS, by=the_system, at=at, name=PersonName("Wyn", "Price"))
    other = member(centre, Role.WITNESS, by=the_system, at=at, name=PersonName("Olu", "Ade"))
    link = issue_guest_link(wyn.appointment, valid_days=30, by=the_system, at=at)
    with pytest.raises(NotPermitted):
        disown_guest_link(link.link, by=other.actor(Origin("web")), at=at)
    with pytest.raises(NotOnRecord):
        disown_guest_link(link.link, by=STRANGER, at=at)
    disown_guest_link(link.link, by=wyn.actor(Origin("web")), at=at)
    assert hat_of(link, at) is None
    with pytest.raises(Impossible):
        disown_guest_link(link.link, by=wyn.actor(Origin("web")), at=at)


def hat_of(link: Linked, at: datetime) -> Hat | None:
    """The hat that a link puts on at a moment."""
    with reaching(FULL_REACH):
        return find_guest_by_token(link.token, at=at)[1]


def test_a_report_of_a_wrong_guest_reaches_every_coordinator_in_the_same_entry(
    centre: int, the_system: Actor, at: datetime
) -> None:
    wyn = member(centre, Role.WITNESS, by=the_system, at=at, name=PersonName("Wyn", "Price"))
    ann = member(centre, Role.COORDINATOR, by=the_system, at=at, name=PersonName("Ann", "Other"))
    cat = member(centre, Role.COORDINATOR, by=the_system, at=at, name=PersonName("Cat", "Else"))
    link = issue_guest_link(wyn.appointment, valid_days=30, by=the_system, at=at)
    told = report_wrong_guest(
        link.link, Letter("Wrong person", "Look."), address="/people/1/", by=wyn.actor(Origin("web")), at=at
    )
    assert told == 2
    with reaching(FULL_REACH):
        assert [[notice.subject for notice in list_notices(hat.person)] for hat in (ann, cat)] == [["Wrong person"]] * 2
        assert [entry.act for entry in history_of(Record("people.guest_link", str(link.link)), FULL_REACH)] == [
            "notices.report_wrong_guest",
            "people.issue_guest_link",
        ]


def test_a_guest_link_stops_with_its_day(centre: int, the_system: Actor, at: datetime) -> None:
    wyn = member(centre, Role.WITNESS, by=the_system, at=at)
    link = issue_guest_link(wyn.appointment, valid_days=30, by=the_system, at=at)
    assert hat_of(link, at + timedelta(days=29)) is not None
    assert hat_of(link, at + timedelta(days=30)) is None


def test_a_language_is_chosen_for_oneself_only(centre: int, the_system: Actor, at: datetime) -> None:
    hat = member(centre, Role.ASSESSOR, by=the_system, at=at)
    account = open_account(hat.person, email="bea@example.org", password=PASSWORD, by=the_system, at=at)
    choose_language("cy", by=bareheaded(hat.person, Origin("web")), at=at)
    assert get_user_model().objects.get(id=account).language == "cy"
    with pytest.raises(NotPermitted):
        choose_language("cy", by=STRANGER, at=at)


def test_a_change_of_signing_in_is_noted_by_its_owner_without_its_value(
    centre: int, the_system: Actor, at: datetime
) -> None:
    hat = member(centre, Role.ASSESSOR, by=the_system, at=at)
    account = open_account(hat.person, email="bea@example.org", password=PASSWORD, by=the_system, at=at)
    note_security_change(account, what="password", by=bareheaded(hat.person, Origin("web")), at=at)
    with reaching(FULL_REACH):
        (fact,) = list_entries(FULL_REACH)[0].facts
    assert dict(fact.after) == {"changed": "password", "person": hat.person}
    with pytest.raises(NotPermitted):
        note_security_change(account, what="password", by=STRANGER, at=at)


def test_a_letter_to_an_address_that_is_nobody_s_leaves_no_address_in_the_ledger(at: datetime) -> None:
    write_about_account("x@example.org", Letter("None", "No account."), person=None, by=STRANGER, at=at)
    write_about_account("y@example.org", Letter("Some", "Yours."), person=7, by=STRANGER, at=at)
    with reaching(FULL_REACH):
        last, first = list_entries(FULL_REACH)
    assert [dict(entry.facts[0].after) for entry in (first, last)] == [
        {"subject": "None"},
        {"subject": "Some", "to": "y@example.org"},
    ]


def test_accounts_of_a_role_are_found_by_beginnings_of_names(centre: int, the_system: Actor, at: datetime) -> None:
    for given in ("Ann", "Annie", "Bob"):
        hat = member(centre, Role.TRAINER, by=the_system, at=at, name=PersonName(given, "Other"))
        open_account(hat.person, email=f"{given}@example.org", password=None, by=the_system, at=at)
    member(centre, Role.TRAINER, by=the_system, at=at, name=PersonName("Anna", "Without"))
    with reaching(FULL_REACH):
        found = [told.person_name for told in list_accounts(Role.TRAINER, search="ann oth", on=at.date())]
        first = [told.person_name for told in list_accounts(Role.TRAINER, on=at.date(), size=2)]
        none = list_accounts(Role.ASSESSOR, on=at.date())
    assert (found, first, none) == (["Ann Other", "Annie Other"], ["Ann Other", "Annie Other"], ())
