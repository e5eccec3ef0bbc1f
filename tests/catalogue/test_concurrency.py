"""Two people publish standards of the same area at the same moment: one of them does, the other is told."""

from __future__ import annotations

from datetime import datetime
from multiprocessing.connection import Connection

import pytest
from django.utils import timezone

from tests.catalogue.factories import a_standard, office, taken
from tests.ledger.test_concurrency import writers
from touchstone.catalogue.api import Provenance, plan_mark, plan_publication, publish_standards, versions_of
from touchstone.ledger.api import FULL_REACH, Actor, reaching, verify
from touchstone.people.api import Impossible, Role


@pytest.mark.usefixtures("own_database")
def test_of_many_who_publish_at_once_one_does_and_the_others_are_told(the_system: Actor, at: datetime) -> None:
    admin, day = office(Role.ADMINISTRATOR, by=the_system, at=at), timezone.localdate(at)
    file = {summary: taken(a_standard(summary=summary), by=admin, at=at) for summary in ("One", "Two", "Three")}
    plans = {
        number: plan_mark(plan_publication([a_standard(summary=summary)], Provenance.LICENSED, day), day)
        for summary, number in file.items()
    }
    waiting = list(plans)

    def publish(said: Connection) -> None:
        for number in waiting:
            try:
                publish_standards(number, from_day=day, plan=plans[number], by=admin, at=at)
            except Impossible:
                said.send("refused")
            else:
                said.send("published")

    with writers(4, publish) as started:
        answers = [writer.next() for writer in started for _ in waiting]
    # A plan is for version 1 of the cell: whoever comes second finds another one in force.
    assert (answers.count("published"), answers.count("refused")) == (1, 11)
    assert [version.number for version in versions_of("CC", 2)] == [1]
    with reaching(FULL_REACH):
        assert verify().is_whole
