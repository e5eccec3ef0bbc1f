"""Every act, done by every role to a record here and to one of a foreign centre: only whom the table names succeeds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.db import transaction

from tests.archive.factories import LARGEST, picture
from tests.isolation.population import Holdings, two_centres
from tests.permissions.table import EVERYBODY, NO_ROLE, STRANGER, acts_of_the_rooms, table
from tests.web.world import LONG_AGO, SYSTEM, World, actor_of, hat_of, member
from touchstone.archive import api as archive
from touchstone.catalogue import api as catalogue
from touchstone.ledger.api import FULL_REACH, Actor, Origin, reaching
from touchstone.notices import api as notices
from touchstone.people import api as people
from touchstone.people.api import (
    HELD_AT,
    EditedMeanwhile,
    Impossible,
    NotOnRecord,
    NotPermitted,
    OrganisationKind,
    PersonName,
    Role,
    bareheaded,
)
from touchstone.policy import api as policy

pytestmark = pytest.mark.django_db

AT = LONG_AGO + timedelta(days=1)
NAME = PersonName("Eve", "Other")
LETTER = notices.Letter("Subject", "Text {link}")
LINK = "https://example.org/{token}"


@dataclass(frozen=True, slots=True)
class Records:
    """What an act is done to: the records of one centre, and a few that are the awarding body's."""

    has: Holdings
    world: World
    witness: int
    advice: int
    standards: int
    token: str


Attempt = Callable[[Records, Actor], object]


def _file(records: Records, by: Actor) -> object:
    described = archive.Described(archive.FileKind.OTHER, "Plan")
    examined = archive.examine("plan.png", BytesIO(picture(size=(9, 9))), largest=LARGEST)
    return archive.store_file(examined, described, organisation=records.has.organisation, by=by, at=AT)


def _new_version(records: Records, by: Actor) -> object:
    examined = archive.examine("plan.png", BytesIO(picture(size=(9, 8))), largest=LARGEST)
    return archive.replace_file(records.has.file, examined, by=by, at=AT)


def _invite(records: Records, by: Actor) -> object:
    place = records.has.organisation
    return people.invite_person(NAME, "eve@example.org", Role.TRAINER, organisation=place, valid_days=5, by=by, at=AT)


def _by_mail(act: Callable[..., object], *about: object) -> Attempt:
    return lambda records, by: act(
        *about, organisation=records.has.organisation, valid_days=5, letter=LETTER, link=LINK, by=by, at=AT
    )


def _ask(_records: Records, by: Actor) -> object:
    topic = catalogue.advice_topics()[0].slug
    asked = catalogue.Asked("Eve Other", catalogue.Way.CALL, (topic,), telephone="01234 567890")
    return catalogue.ask_for_advice(asked, letter=LETTER, by=by, at=AT)


def _edit_guide(_records: Records, by: Actor) -> object:
    page = catalogue.guide_pages()[0]
    words = catalogue.PageWords("Title", "Teitl", "Summary", "Crynodeb", "Body")
    return catalogue.edit_guide_page(page.slug, words, version=page.version, by=by, at=AT)


def _take_standards(_records: Records, by: Actor) -> int:
    source = catalogue.Source(catalogue.Provenance.OWN, "Ourselves")
    return catalogue.take_standards_file("book.yaml", b"area: CC\n", source=source, by=by, at=AT)


ATTEMPTS: dict[str, Attempt] = {
    "archive.store_file": _file,
    "archive.replace_file": _new_version,
    "archive.retire_file": lambda it, by: archive.retire_file(it.has.file, why="Old", by=by, at=AT),
    "archive.sweep_store": lambda _, by: archive.sweep_store((), by=by, at=AT),
    "catalogue.answer_advice": lambda it, by: catalogue.answer_advice(it.advice, "Answered", by=by, at=AT),
    "catalogue.ask_for_advice": _ask,
    "catalogue.edit_guide_page": _edit_guide,
    "notices.forget_old_notices": lambda _, by: notices.forget_old_notices(by=by, at=AT),
    "people.forget_old_links": lambda _, by: people.forget_old_links(by=by, at=AT),
    "catalogue.forget_answered_advice": lambda _, by: catalogue.forget_answered_advice(by=by, at=AT),
    "catalogue.revert_guide_page": lambda _, by: catalogue.revert_guide_page(
        catalogue.guide_pages()[0].slug, version=0, by=by, at=AT
    ),
    "catalogue.load_shipped_standards": lambda _, by: catalogue.load_shipped_standards(by=by, at=AT),
    "catalogue.take_standards_file": _take_standards,
    "catalogue.publish_standards": lambda it, by: catalogue.publish_standards(
        it.standards, from_day=AT.date(), plan="", by=by, at=AT
    ),
    "catalogue.set_standards_file_aside": lambda it, by: catalogue.set_standards_file_aside(it.standards, by=by, at=AT),
    "notices.invite_by_mail": _by_mail(notices.invite_by_mail, NAME, "eve@example.org", Role.TRAINER),
    "notices.invite_again": lambda it, by: notices.invite_again(
        it.has.invitation, valid_days=5, letter=LETTER, link=LINK, by=by, at=AT
    ),
    "notices.send_guest_link": lambda it, by: notices.send_guest_link(
        it.witness, "w@example.org", valid_days=5, letter=LETTER, link=LINK, by=by, at=AT
    ),
    "notices.enter_witness": _by_mail(notices.enter_witness, NAME, "w@example.org"),
    "notices.report_wrong_guest": lambda it, by: notices.report_wrong_guest(
        it.has.link, LETTER, address="/", by=by, at=AT
    ),
    "notices.read_notice": lambda it, by: notices.read_notice(it.has.notice, by=by, at=AT),
    "notices.read_all_notices": lambda _, by: notices.read_all_notices(by=by, at=AT),
    "notices.try_again": lambda it, by: notices.try_again(it.has.job, by=by, at=AT),
    "notices.write_about_account": lambda _, by: notices.write_about_account(
        "eve@example.org", LETTER, person=None, by=by, at=AT
    ),
    "people.accept_invitation": lambda it, by: people.accept_invitation(it.token, password="x" * 20, by=by, at=AT),
    "people.admit_organisation": lambda _, by: people.admit_organisation(
        OrganisationKind.CENTRE, name="New", number="777", by=by, at=AT
    ),
    "people.appoint": lambda it, by: people.appoint(
        it.has.person, Role.TRAINER, organisation=it.has.organisation, by=by, at=AT
    ),
    "people.change_name": lambda it, by: people.change_name(
        it.has.person, NAME, organisation=it.has.organisation, version=1, by=by, at=AT
    ),
    "people.choose_language": lambda _, by: people.choose_language("cy", by=by, at=AT),
    "people.close_account": lambda it, by: people.close_account(it.has.person, why="Left", by=by, at=AT),
    "people.close_organisation": lambda it, by: people.close_organisation(it.has.organisation, why="x", by=by, at=AT),
    "people.cover_centre": lambda it, by: people.cover_centre(
        hat_of(it.world.people[Role.EXTERNAL_VERIFIER]).appointment, centre=it.has.organisation, by=by, at=AT
    ),
    "people.disown_guest_link": lambda it, by: people.disown_guest_link(it.has.link, by=by, at=AT),
    "people.end_appointment": lambda it, by: people.end_appointment(it.has.appointment, why="Left", by=by, at=AT),
    "people.end_coverage": lambda it, by: people.end_coverage(it.has.coverage, by=by, at=AT),
    "people.enter_intake": lambda it, by: people.enter_intake(
        [NAME], Role.CANDIDATE, organisation=it.has.organisation, by=by, at=AT
    ),
    "people.enter_person": lambda it, by: people.enter_person(NAME, organisation=it.has.organisation, by=by, at=AT),
    "people.erase_person": lambda it, by: people.erase_person(it.has.person, why="Asked", by=by, at=AT),
    "people.invite_person": _invite,
    "people.issue_guest_link": lambda it, by: people.issue_guest_link(it.witness, valid_days=5, by=by, at=AT),
    "people.note_security_change": lambda _, by: people.note_security_change(1, what="password", by=by, at=AT),
    "people.open_account": lambda it, by: people.open_account(
        it.world.people[Role.WITNESS], email=f"{uuid4()}@example.org", password=None, by=by, at=AT
    ),
    "people.rename_organisation": lambda it, by: people.rename_organisation(
        it.has.organisation, name="Other", version=1, by=by, at=AT
    ),
    "people.withdraw_guest_link": lambda it, by: people.withdraw_guest_link(it.has.link, by=by, at=AT),
    "people.withdraw_invitation": lambda it, by: people.withdraw_invitation(it.has.invitation, by=by, at=AT),
    "policy.set_parameter": lambda _, by: policy.set_parameter(
        "registration_to_first_claim_weeks", "12", from_day=AT.date(), source="Ourselves", by=by, at=AT
    ),
}

ABOUT_ONESELF = {
    "notices.read_all_notices",
    "people.choose_language",
    "people.note_security_change",
}
"""Acts that name no record of another person: whoever is signed in does them, to what is their own."""

OWNER = Role.COORDINATOR
"""Whose the notice and the long work of ``Holdings`` are."""


def row_of(act: str) -> str | dict[str, str]:
    """The row of the table that was written by hand under which an act stands."""
    verdicts = table("verdicts")
    row: str | dict[str, str] = verdicts["grants"].get(verdicts["acts"].get(act, act), {})
    return row


def may(act: str, who: str, *, is_here: bool) -> bool:
    """Whether somebody may do an act to what a centre has: the centre at which they are, or a foreign one."""
    row = row_of(act)
    if row == "everybody":
        return True
    if row == "signed_in":
        return who != STRANGER and (act in ABOUT_ONESELF or (is_here and who == OWNER))
    assert isinstance(row, dict)
    scope = row.get(who)
    at_centre = who not in {NO_ROLE, STRANGER} and HELD_AT[Role(who)] is OrganisationKind.CENTRE
    return scope == "everywhere" or (is_here and ((scope == "centre" and at_centre) or scope == "covered"))


def test_every_act_is_tried() -> None:
    assert acts_of_the_rooms() == set(ATTEMPTS)


@pytest.fixture
def both(request: pytest.FixtureRequest) -> tuple[Records, Records]:
    request.getfixturevalue("db")
    made, here, there = two_centres()
    ask = actor_of(made.people[Role.ADMINISTRATOR])
    _ask(None, SYSTEM)  # type: ignore[arg-type]  # it asks for no record
    standards = _take_standards(None, ask)  # type: ignore[arg-type]  # as above
    return tuple(_records(made, has, standards) for has in (here, there))  # type: ignore[return-value]  # two of them


def _records(made: World, has: Holdings, standards: int) -> Records:
    invited = people.invite_person(
        NAME, f"new{has.organisation}@example.org", Role.TRAINER, organisation=has.organisation, valid_days=90,
        by=SYSTEM, at=LONG_AGO,
    )  # fmt: skip
    witness = member(has.organisation, Role.WITNESS, "Eve", "Witness")
    with reaching(FULL_REACH):
        advice = catalogue.list_advice(day=AT.date())[0].id
    return Records(has, made, hat_of(witness).appointment, advice, standards, invited.token)


def acting(made: World, who: str) -> Actor:
    """Somebody of this world who acts."""
    if who == STRANGER:
        return bareheaded(None, Origin("test"))
    if who == NO_ROLE:
        return bareheaded(made.people[Role.EMPLOYER], Origin("test"))
    return actor_of(made.people[Role(who)])


def succeeds(attempt: Attempt, records: Records, by: Actor) -> bool:
    """Whether somebody gets past the permission; what the records do not allow is another question. Nothing is kept."""
    with transaction.atomic(), reaching(by.reach):
        try:
            with transaction.atomic():
                attempt(records, by)
        except (NotPermitted, NotOnRecord):
            return False
        except (Impossible, EditedMeanwhile):
            return True
        finally:
            transaction.set_rollback(True)
    return True


def test_an_act_is_done_by_whom_the_table_names_and_by_nobody_else(both: tuple[Records, Records]) -> None:
    here, there = both
    by = {who: acting(here.world, who) for who in EVERYBODY}
    wrong = {
        (act, who, "here" if records is here else "there"): "done" if done else "refused"
        for act, attempt in ATTEMPTS.items()
        for who in EVERYBODY
        for records in (here, there)
        if (done := succeeds(attempt, records, by[who])) != may(act, who, is_here=records is here)
    }
    assert wrong == {}


def test_the_system_does_what_nobody_else_may(both: tuple[Records, Records]) -> None:
    for act in table("verdicts")["acts_of_the_system"]:
        assert succeeds(ATTEMPTS[act], both[0], SYSTEM)
