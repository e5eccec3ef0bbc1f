"""Many people entered at once, and a centre closed with everybody in it."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from touchstone.ledger.api import (
    FULL_REACH,
    Actor,
    Origin,
    Record,
    count_entries,
    find_entry,
    history_of,
    list_headings,
    verify,
)
from touchstone.people.api import (
    Hat,
    Impossible,
    NotPermitted,
    OrganisationKind,
    PeopleWanted,
    PersonName,
    Role,
    admit_organisation,
    appoint,
    close_organisation,
    count_by_role,
    cover_centre,
    enter_intake,
    enter_person,
    get_organisation,
    get_person,
    list_coverages,
    list_people,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("full_reach")]

NAMES = (
    PersonName("Siân", "Price"),
    PersonName("Mohammed", "Rahman", "Mo"),
    *(PersonName("Number", f"Family{chr(97 + place)}") for place in range(28)),
)


@pytest.fixture
def centre(the_system: Actor, at: datetime) -> int:
    """A centre without people."""
    return admit_organisation(OrganisationKind.CENTRE, name="Northgate", number="1", by=the_system, at=at)


def test_everybody_of_an_intake_is_on_record_in_their_role_and_found_by_name(
    centre: int, the_system: Actor, at: datetime
) -> None:
    people = enter_intake(NAMES, Role.CANDIDATE, organisation=centre, by=the_system, at=at)
    assert [get_person(one, FULL_REACH).name for one in people[:2]] == ["Siân Price", "Mo Rahman"]
    assert count_by_role(centre, at.date()) == {Role.CANDIDATE: 30}
    found = list_people(FULL_REACH, PeopleWanted(search="moh rah"), on=at.date())
    assert [one.id for one in found] == [people[1]]


def test_an_intake_is_one_entry_and_the_ledger_stays_whole(centre: int, the_system: Actor, at: datetime) -> None:
    before = count_entries(FULL_REACH)
    enter_intake(NAMES, Role.CANDIDATE, organisation=centre, by=the_system, at=at)
    entry = find_entry(before + 1, FULL_REACH)
    assert count_entries(FULL_REACH) == before + 1
    assert entry is not None
    assert len(entry.facts) == 2 * len(NAMES)
    assert verify().is_whole


def test_the_history_of_one_of_an_intake_does_not_tell_of_the_others(
    centre: int, the_system: Actor, at: datetime
) -> None:
    people = enter_intake(NAMES, Role.CANDIDATE, organisation=centre, by=the_system, at=at)
    record = Record("people.person", str(people[1]))
    (entry,) = history_of(record, FULL_REACH)
    (fact,) = entry.facts
    assert fact.after == {"given_names": "Mohammed", "family_name": "Rahman", "known_as": "Mo"}


def test_an_intake_of_any_size_asks_the_same_number_of_questions(centre: int, the_system: Actor, at: datetime) -> None:
    asked = []
    for names in (NAMES[:2], NAMES):
        with CaptureQueriesContext(connection) as queries:
            enter_intake(names, Role.CANDIDATE, organisation=centre, by=the_system, at=at)
        asked.append(len(queries))
    assert asked[0] == asked[1] < 30


def test_the_ledgers_headings_are_read_without_what_each_entry_changed(
    centre: int, the_system: Actor, at: datetime
) -> None:
    enter_intake(NAMES, Role.CANDIDATE, organisation=centre, by=the_system, at=at)
    with CaptureQueriesContext(connection) as asked:
        first, *_ = list_headings(FULL_REACH)
    assert (first.act, first.facts) == ("people.enter_intake", ())
    assert [query["sql"].count('"facts"') for query in asked] == [0]


def test_an_intake_of_nobody_or_of_too_many_is_refused(centre: int, the_system: Actor, at: datetime) -> None:
    for names in ([], [NAMES[0]] * 1_001):
        with pytest.raises(Impossible, match=r"An intake has 1 to 1,000 people\."):
            enter_intake(names, Role.CANDIDATE, organisation=centre, by=the_system, at=at)


def test_a_co_ordinator_enters_an_intake_at_their_own_centre_only(centre: int, the_system: Actor, at: datetime) -> None:
    other = admit_organisation(OrganisationKind.CENTRE, name="Other", number="2", by=the_system, at=at)
    by = Hat(1, 1, Role.COORDINATOR, centre, "Northgate").actor(Origin("test"))
    assert len(enter_intake(NAMES[:2], Role.CANDIDATE, organisation=centre, by=by, at=at)) == 2
    with pytest.raises(NotPermitted):
        enter_intake(NAMES[:2], Role.CANDIDATE, organisation=other, by=by, at=at)


def test_a_closed_centre_keeps_its_people_on_record_without_a_role_there(
    centre: int, the_system: Actor, at: datetime
) -> None:
    body = admit_organisation(OrganisationKind.AWARDING_BODY, name="OCR", number="0", by=the_system, at=at)
    verifier = enter_person(PersonName("Alun", "Bevan"), organisation=body, by=the_system, at=at)
    held = appoint(verifier, Role.EXTERNAL_VERIFIER, organisation=body, by=the_system, at=at)
    cover_centre(held, centre=centre, by=the_system, at=at)
    people = enter_intake(NAMES[:3], Role.CANDIDATE, organisation=centre, by=the_system, at=at)
    assert close_organisation(centre, why="The company closed.", by=the_system, at=at) == 3
    assert get_organisation(centre, FULL_REACH).is_closed
    assert (count_by_role(centre, at.date()), list(list_coverages(organisations=[centre], on=at.date()))) == ({}, [])
    (kept,) = get_person(people[0], FULL_REACH).appointments
    assert kept.why_ended == "The company closed."


def test_only_a_centre_is_closed_and_only_once(centre: int, the_system: Actor, at: datetime) -> None:
    body = admit_organisation(OrganisationKind.AWARDING_BODY, name="OCR", number="0", by=the_system, at=at)
    close_organisation(centre, why="Sold.", by=the_system, at=at)
    with pytest.raises(Impossible, match="closed already"):
        close_organisation(centre, why="Sold.", by=the_system, at=at)
    with pytest.raises(Impossible, match="Only a centre"):
        close_organisation(body, why="Sold.", by=the_system, at=at)
