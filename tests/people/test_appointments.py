"""Who holds which role where, from when to when, and who may see it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from touchstone.ledger.api import FULL_REACH, Actor, Origin, Reach, list_entries, reaching
from touchstone.people.api import (
    EditedMeanwhile,
    Hat,
    Impossible,
    NotOnRecord,
    NotPermitted,
    OrganisationKind,
    PeopleWanted,
    PersonName,
    Role,
    admit_organisation,
    appoint,
    bareheaded,
    change_name,
    close_organisation,
    count_centres_lacking,
    count_ending,
    count_without_coverage,
    cover_centre,
    end_appointment,
    end_coverage,
    enter_person,
    get_person,
    hats_of,
    invite_person,
    list_coverages,
    list_invitations,
    list_people,
    names_of_people,
    reach_for,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("full_reach")]

TEST = Origin("test")


@pytest.fixture
def body(the_system: Actor, at: datetime) -> int:
    return admit_organisation(OrganisationKind.AWARDING_BODY, name="Body", number="AB", by=the_system, at=at)


@pytest.fixture
def here(the_system: Actor, at: datetime) -> int:
    return admit_organisation(OrganisationKind.CENTRE, name="Northgate", number="1", by=the_system, at=at)


@pytest.fixture
def there(the_system: Actor, at: datetime) -> int:
    return admit_organisation(OrganisationKind.CENTRE, name="Southgate", number="2", by=the_system, at=at)


def person_in(place: int, role: Role, by: Actor, at: datetime, *, given: str = "Ann") -> tuple[int, int]:
    """A person and their appointment."""
    person = enter_person(PersonName(given, "Other"), organisation=place, by=by, at=at)
    return person, appoint(person, role, organisation=place, by=by, at=at)


def coordinator_of(place: int, by: Actor, at: datetime) -> Actor:
    person, _ = person_in(place, Role.COORDINATOR, by, at, given="Cora")
    return hats_of(person, at.date())[0].actor(TEST)


def test_a_role_that_is_ended_is_over_at_once_and_was_held_before(here: int, the_system: Actor, at: datetime) -> None:
    person, appointment = person_in(here, Role.ASSESSOR, the_system, at)
    later = at + timedelta(days=10)
    end_appointment(appointment, why="Left", by=the_system, at=later)
    held_on = [bool(hats_of(person, (later + timedelta(days=days)).date())) for days in (-1, 0, 1)]
    (told,) = get_person(person, FULL_REACH).appointments
    told_on = [told.holds_on((later + timedelta(days=days)).date()) for days in (-1, 0, 1)]
    assert (held_on, told_on) == ([True, False, False], [True, False, False])


def test_a_role_with_a_last_day_is_held_on_it(here: int, the_system: Actor, at: datetime) -> None:
    person = enter_person(PersonName("Tom", "Temp"), organisation=here, by=the_system, at=at)
    last = at.date() + timedelta(days=5)
    appoint(person, Role.TRAINER, organisation=here, until=last, by=the_system, at=at)
    assert [bool(hats_of(person, last + timedelta(days=days))) for days in (-1, 0, 1)] == [True, True, False]
    assert count_ending(FULL_REACH, on=at.date(), by_day=last) == 1
    assert count_ending(FULL_REACH, on=at.date(), by_day=last - timedelta(days=1)) == 0


def test_a_role_that_ran_out_is_given_anew(here: int, the_system: Actor, at: datetime) -> None:
    person = enter_person(PersonName("Tom", "Temp"), organisation=here, by=the_system, at=at)
    appoint(person, Role.TRAINER, organisation=here, until=at.date(), by=the_system, at=at)
    with pytest.raises(Impossible, match="This person is trainer here already"):
        appoint(person, Role.TRAINER, organisation=here, by=the_system, at=at)
    appoint(person, Role.TRAINER, organisation=here, by=the_system, at=at + timedelta(days=1))
    assert len(get_person(person, FULL_REACH).appointments) == 2


def test_a_role_does_not_end_before_it_begins(here: int, the_system: Actor, at: datetime) -> None:
    person = enter_person(PersonName("Tom", "Temp"), organisation=here, by=the_system, at=at)
    with pytest.raises(Impossible, match="cannot end before it begins"):
        appoint(
            person,
            Role.TRAINER,
            organisation=here,
            until=at.date() - timedelta(days=1),
            by=the_system,
            at=at,
        )


def test_a_co_ordinator_appoints_nobody_whom_they_cannot_know(
    here: int, there: int, the_system: Actor, at: datetime
) -> None:
    by = coordinator_of(here, the_system, at)
    foreign, _ = person_in(there, Role.CANDIDATE, the_system, at, given="Zoe")
    with pytest.raises(NotOnRecord):
        appoint(foreign, Role.CANDIDATE, organisation=here, by=by, at=at)
    with pytest.raises(NotOnRecord):
        change_name(foreign, PersonName("Mine", "Now"), organisation=here, version=1, by=by, at=at)
    assert get_person(foreign, FULL_REACH).name == "Zoe Other"


def test_a_name_that_was_changed_meanwhile_is_not_overwritten(here: int, the_system: Actor, at: datetime) -> None:
    person, _ = person_in(here, Role.CANDIDATE, the_system, at)
    change_name(person, PersonName("Anna", "Other"), organisation=here, version=1, by=the_system, at=at)
    with pytest.raises(EditedMeanwhile) as meanwhile:
        change_name(person, PersonName("Annie", "Other"), organisation=here, version=1, by=the_system, at=at)
    assert meanwhile.value.version == 2
    assert dict(meanwhile.value.current) == {"given_names": "Anna", "family_name": "Other", "known_as": ""}


def test_an_allocation_that_is_ended_is_over_at_once(body: int, here: int, the_system: Actor, at: datetime) -> None:
    verifier, appointment = person_in(body, Role.EXTERNAL_VERIFIER, the_system, at)
    coverage = cover_centre(appointment, centre=here, by=the_system, at=at)
    before = hats_of(verifier, at.date())[0].covers
    assert count_without_coverage(at.date()) == 0
    end_coverage(coverage, by=the_system, at=at)
    assert (before, hats_of(verifier, at.date())[0].covers) == (frozenset({here}), frozenset())
    assert count_without_coverage(at.date()) == 1
    cover_centre(appointment, centre=here, by=the_system, at=at)


def test_nobody_verifies_a_centre_that_they_work_for(body: int, here: int, the_system: Actor, at: datetime) -> None:
    verifier, appointment = person_in(body, Role.EXTERNAL_VERIFIER, the_system, at)
    appoint(verifier, Role.TRAINER, organisation=here, by=the_system, at=at)
    with pytest.raises(Impossible, match="may not check a centre that they work for"):
        cover_centre(appointment, centre=here, by=the_system, at=at)


def test_who_verifies_a_centre_does_not_come_to_work_there(
    body: int, here: int, the_system: Actor, at: datetime
) -> None:
    verifier, appointment = person_in(body, Role.EXTERNAL_VERIFIER, the_system, at)
    cover_centre(appointment, centre=here, by=the_system, at=at)
    with pytest.raises(Impossible, match="may not check a centre that they work for"):
        appoint(verifier, Role.ASSESSOR, organisation=here, by=the_system, at=at)


def test_centres_are_counted_by_whom_they_lack(here: int, there: int, the_system: Actor, at: datetime) -> None:
    body = admit_organisation(OrganisationKind.AWARDING_BODY, name="Body", number="AB", by=the_system, at=at)
    _, appointment = person_in(body, Role.EXTERNAL_VERIFIER, the_system, at)
    cover_centre(appointment, centre=here, by=the_system, at=at)
    person_in(here, Role.COORDINATOR, the_system, at)
    lacking = {Role.COORDINATOR: 1, Role.INTERNAL_VERIFIER: 2, Role.EXTERNAL_VERIFIER: 1}
    assert count_centres_lacking(FULL_REACH, on=at.date()) == lacking
    close_organisation(there, why="Merged", by=the_system, at=at)
    nothing_but = {Role.COORDINATOR: 0, Role.INTERNAL_VERIFIER: 1, Role.EXTERNAL_VERIFIER: 0}
    assert count_centres_lacking(FULL_REACH, on=at.date()) == nothing_but


def test_closing_a_centre_ends_what_holds_there_at_once(body: int, here: int, the_system: Actor, at: datetime) -> None:
    person, _ = person_in(here, Role.CANDIDATE, the_system, at)
    _, appointment = person_in(body, Role.EXTERNAL_VERIFIER, the_system, at)
    cover_centre(appointment, centre=here, by=the_system, at=at)
    assert close_organisation(here, why="Closed", by=the_system, at=at) == 1
    assert (hats_of(person, at.date()), list_coverages(organisations=[here], on=at.date())) == ((), ())


def test_nobody_is_given_a_role_at_a_closed_centre(body: int, here: int, the_system: Actor, at: datetime) -> None:
    person, _ = person_in(here, Role.CANDIDATE, the_system, at)
    _, verifier = person_in(body, Role.EXTERNAL_VERIFIER, the_system, at)
    close_organisation(here, why="Closed", by=the_system, at=at)
    with pytest.raises(Impossible, match="closed"):
        appoint(person, Role.CANDIDATE, organisation=here, by=the_system, at=at)
    with pytest.raises(Impossible, match="closed"):
        invite_person(
            PersonName("Bea", "Sharp"),
            "bea@example.org",
            Role.ASSESSOR,
            organisation=here,
            valid_days=14,
            by=the_system,
            at=at,
        )
    with pytest.raises(Impossible, match="closed"):
        cover_centre(verifier, centre=here, by=the_system, at=at)
    assert get_person(person, FULL_REACH).appointments[0].is_ended


def test_every_allocation_that_ends_with_something_else_stands_in_its_entry(
    body: int, here: int, the_system: Actor, at: datetime
) -> None:
    there = admit_organisation(OrganisationKind.CENTRE, name="Southgate", number="2", by=the_system, at=at)
    verifier, appointment = person_in(body, Role.EXTERNAL_VERIFIER, the_system, at)
    covered = [cover_centre(appointment, centre=place, by=the_system, at=at) for place in (here, there)]
    close_organisation(here, why="Closed", by=the_system, at=at)
    closed = list_entries(FULL_REACH)[0]
    end_appointment(appointment, why="Left", by=the_system, at=at)
    left = list_entries(FULL_REACH)[0]
    for entry, coverage in zip((closed, left), covered, strict=True):
        ended = [fact for fact in entry.facts if fact.fact == "people.CoverageEnded"]
        told = [(fact.record, fact.after["person"], fact.after["until_day"]) for fact in ended]
        assert told == [(f"people.coverage/{coverage}", verifier, at.date().isoformat())]


def test_a_role_that_is_given_just_after_midnight_in_summer_begins_on_the_day_that_people_have(
    here: int, the_system: Actor
) -> None:
    late = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    person, appointment = person_in(here, Role.CANDIDATE, the_system, late)
    (told,) = get_person(person, FULL_REACH).appointments
    assert told.from_day == date(2026, 7, 1)
    end_appointment(appointment, why="Left", by=the_system, at=late)
    (told,) = get_person(person, FULL_REACH).appointments
    assert told.until_day == date(2026, 7, 1)


@pytest.mark.postgresql
def test_words_of_names_are_in_the_order_of_their_letters_whatever_the_servers_language() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'zuleika' < '{' COLLATE \"en-x-icu\"")
        assert cursor.fetchone() == (False,), "in the order of a language the range would find nobody"
        cursor.execute(
            "SELECT collation_name FROM information_schema.columns"
            " WHERE table_name = 'people_nameword' AND column_name = 'word'"
        )
        assert cursor.fetchone() == ("C",)


@pytest.mark.postgresql
def test_the_database_lets_nobody_delete_what_they_may_see_but_not_write(
    body: int, here: int, the_system: Actor, at: datetime
) -> None:
    candidate, _ = person_in(here, Role.CANDIDATE, the_system, at)
    verifier, appointment = person_in(body, Role.EXTERNAL_VERIFIER, the_system, at)
    cover_centre(appointment, centre=here, by=the_system, at=at)
    statements = {
        candidate: "DELETE FROM people_appointment WHERE person_id = %s",
        verifier: "DELETE FROM people_coverage WHERE person_id = %s",
    }
    for person, statement in statements.items():
        with reaching(Reach(person=person)), connection.cursor() as cursor:
            cursor.execute(statement, [person])
            assert cursor.rowcount == 0


def test_the_reach_of_an_act_is_as_wide_as_its_scope() -> None:
    coordinator = Hat(1, 5, Role.COORDINATOR, 10, "Northgate").actor(TEST)
    verifier = Hat(2, 6, Role.EXTERNAL_VERIFIER, 1, "Body", frozenset({10, 11})).actor(TEST)
    officer = Hat(3, 7, Role.OFFICER, 1, "Body").actor(TEST)
    reaches = [reach_for("people.see_people", by) for by in (coordinator, verifier, officer, bareheaded(8, TEST))]
    assert reaches == [
        Reach(organisations=frozenset({10}), person=5),
        Reach(organisations=frozenset({10, 11}), person=6),
        Reach(everything=True, person=7),
        Reach(person=8),
    ]
    assert reach_for("people.invite_person", officer) == Reach(person=7)


def test_names_out_of_reach_are_not_told(here: int, there: int, the_system: Actor, at: datetime) -> None:
    ours, _ = person_in(here, Role.CANDIDATE, the_system, at, given="Ann")
    theirs, _ = person_in(there, Role.CANDIDATE, the_system, at, given="Zoe")
    reach = Reach(organisations=frozenset({here}))
    assert names_of_people({ours, theirs}, reach) == {ours: "Ann Other"}


@pytest.fixture
def two_names(here: int, the_system: Actor, at: datetime) -> date:
    """The day on which two people are candidates."""
    person_in(here, Role.CANDIDATE, the_system, at)
    sian = enter_person(PersonName("Siân", "O’Hare-Jones"), organisation=here, by=the_system, at=at)
    appoint(sian, Role.CANDIDATE, organisation=here, by=the_system, at=at)
    return at.date()


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("sian", ["Siân O’Hare-Jones"]),
        ("SIÂN O", ["Siân O’Hare-Jones"]),
        ("jones", ["Siân O’Hare-Jones"]),
        ("ohare", ["Siân O’Hare-Jones"]),
        ("hare", []),
        ("", ["Ann Other", "Siân O’Hare-Jones"]),
        ("%", ["Ann Other", "Siân O’Hare-Jones"]),
    ],
)
def test_people_are_found_by_the_beginnings_of_the_words_of_their_names(
    two_names: date, search: str, found: list[str]
) -> None:
    told = list_people(FULL_REACH, PeopleWanted(search), on=two_names)
    assert sorted(person.name for person in told) == found


def test_a_stranger_appoints_nobody(here: int, the_system: Actor, at: datetime) -> None:
    person, _ = person_in(here, Role.CANDIDATE, the_system, at)
    with pytest.raises(NotPermitted) as refused:
        appoint(person, Role.ASSESSOR, organisation=here, by=bareheaded(None, TEST), at=at)
    assert refused.value.refused.why == "Only people who are signed in may do this."


def test_a_centre_acts_no_more_for_whoever_left_it(here: int, the_system: Actor, at: datetime) -> None:
    boss = coordinator_of(here, the_system, at)
    person, appointment = person_in(here, Role.ASSESSOR, the_system, at)
    end_appointment(appointment, why="Left", by=boss, at=at)
    with pytest.raises(Impossible, match="no role here any more"):
        change_name(person, PersonName("Mine", "Now"), organisation=here, version=1, by=boss, at=at)
    with pytest.raises(Impossible, match="no role here any more"):
        appoint(person, Role.TRAINER, organisation=here, by=boss, at=at)
    assert str(get_person(person, FULL_REACH).name) == "Ann Other"


def test_a_centre_that_closes_takes_its_invitations_back(here: int, the_system: Actor, at: datetime) -> None:
    invite_person(
        PersonName("Bob", "Next"),
        "bob@example.org",
        Role.TRAINER,
        organisation=here,
        valid_days=14,
        by=the_system,
        at=at,
    )
    close_organisation(here, why="It moved", by=the_system, at=at)
    assert [invitation.state for invitation in list_invitations(FULL_REACH, at=at)] == ["withdrawn"]
