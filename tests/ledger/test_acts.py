"""An act is one transaction and one entry."""

from __future__ import annotations

from datetime import datetime

import pytest

from touchstone.ledger.api import FULL_REACH, Actor, list_entries, verify
from touchstone.people.api import Impossible, OrganisationKind, PersonName, admit_organisation, enter_person


@pytest.mark.django_db
@pytest.mark.usefixtures("full_reach")
def test_an_act_is_one_entry_and_the_ledger_verifies(the_system: Actor, at: datetime) -> None:
    centre = admit_organisation(OrganisationKind.CENTRE, name="Northgate", number="12345", by=the_system, at=at)
    enter_person(PersonName("Ann", "Other"), organisation=centre, by=the_system, at=at)
    assert [entry.act for entry in list_entries(FULL_REACH)] == ["people.enter_person", "people.admit_organisation"]
    assert verify().is_whole


@pytest.mark.django_db
@pytest.mark.usefixtures("full_reach")
def test_a_refused_act_leaves_no_entry(the_system: Actor, at: datetime) -> None:
    admit_organisation(OrganisationKind.CENTRE, name="Northgate", number="12345", by=the_system, at=at)
    with pytest.raises(Impossible):
        admit_organisation(OrganisationKind.CENTRE, name="Southgate", number="12345", by=the_system, at=at)
    assert [entry.number for entry in list_entries(FULL_REACH)] == [1]
