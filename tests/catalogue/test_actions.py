"""What is done in the catalogue leaves what it should, once, and refuses the rest with a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from tests.catalogue.factories import LICENSED, OWN, a_standard, office, published, taken
from touchstone.catalogue.api import (
    Asked,
    Provenance,
    Way,
    answer_advice,
    ask_for_advice,
    count_advice_late,
    edit_guide_page,
    edits_of,
    forget_answered_advice,
    get_advice,
    get_standards_file,
    guide_page,
    list_advice,
    load_shipped_standards,
    plan_mark,
    plan_publication,
    publish_standards,
    revert_guide_page,
    set_standards_file_aside,
    shipped_page,
    standard_on,
    standard_version,
    standards_in_force,
    take_standards_file,
    versions_of,
)
from touchstone.catalogue.models import StandardsFile
from touchstone.ledger.api import FULL_REACH, Actor, Origin, list_entries, reaching, verify
from touchstone.ledger.models import Entry, PersonalValue
from touchstone.notices.api import Letter
from touchstone.notices.models import Message
from touchstone.people.api import EditedMeanwhile, Impossible, NotOnRecord, NotPermitted, Role, bareheaded

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)
STRANGER = bareheaded(None, Origin("test"))


@pytest.fixture
def admin(the_system: Actor, at: datetime) -> Actor:
    """The awarding body's administrator."""
    return office(Role.ADMINISTRATOR, by=the_system, at=at)


def acts() -> list[str]:
    """The acts in the ledger, the latest first."""
    with reaching(FULL_REACH):
        return [entry.act for entry in list_entries(FULL_REACH)]


def test_the_shipped_standards_are_loaded_once_and_hold_from_the_first_day(admin: Actor, at: datetime) -> None:
    assert load_shipped_standards(by=admin, at=at) == 45
    assert load_shipped_standards(by=admin, at=at) == 0
    assert acts()[:2] == ["catalogue.load_shipped_standards", "people.appoint"]
    told = standard_on("CC", 2, date(2009, 1, 1))
    assert told is not None
    assert (told.number, told.provenance, told.standard.title) == (1, Provenance.ILLUSTRATIVE, "Customer care")
    assert standard_on("CC", 2, date(2008, 12, 31)) is None
    assert len(standards_in_force(DAY)) == 45
    with reaching(FULL_REACH):
        assert verify().is_whole


def test_the_shipped_standards_do_not_displace_anybody_elses(admin: Actor, at: datetime) -> None:
    published(a_standard(), by=admin, at=at)
    assert load_shipped_standards(by=admin, at=at) == 44
    assert [told.provenance for told in versions_of("CC", 2)] == [Provenance.LICENSED]


def test_a_file_is_published_as_one_act_with_a_version_for_each_cell_that_changes(admin: Actor, at: datetime) -> None:
    load_shipped_standards(by=admin, at=at)
    same = next(told.standard for told in standards_in_force(DAY) if told.standard.cell == ("AA", 1))
    file = taken(same, a_standard(), source=replace(LICENSED, provenance=Provenance.ILLUSTRATIVE), by=admin, at=at)
    planned = plan_publication([same, a_standard()], Provenance.ILLUSTRATIVE, DAY)
    assert [(each.standard.cell, each.is_new) for each in planned] == [(("AA", 1), False), (("CC", 2), True)]
    assert publish_standards(file, from_day=DAY, plan=plan_mark(planned, DAY), by=admin, at=at) == 1
    assert acts()[:2] == ["catalogue.publish_standards", "catalogue.take_standards_file"]
    assert (len(versions_of("AA", 1)), len(versions_of("CC", 2))) == (1, 2)


def test_what_was_judged_under_a_version_stays_under_it(admin: Actor, at: datetime) -> None:
    published(a_standard(), by=admin, at=at)
    old = standard_on("CC", 2, DAY)
    assert old is not None
    later = at + timedelta(days=30)
    published(a_standard(third="Close each contact"), by=admin, at=later)
    assert standard_on("CC", 2, DAY) == replace(old, until_day=timezone.localdate(later) - timedelta(days=1))
    now = standard_on("CC", 2, timezone.localdate(later))
    assert now is not None
    assert (now.number, len(now.standard.criteria)) == (2, 3)
    assert standard_version(old.id).standard == old.standard
    with pytest.raises(NotOnRecord):
        standard_version(10_000)


@pytest.mark.usefixtures("full_reach")
@pytest.mark.parametrize("table", ["standardversion", "outcome", "criterion", "signpost"])
@pytest.mark.parametrize("change", ["UPDATE catalogue_{} SET id = id", "DELETE FROM catalogue_{}"])
def test_the_database_lets_nobody_change_a_published_standard(
    change: str, table: str, admin: Actor, at: datetime
) -> None:
    published(a_standard(), by=admin, at=at)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format(table))
    assert standard_on("CC", 2, DAY) is not None


def test_nothing_is_published_for_days_that_have_passed_or_twice_or_after_the_preview_changed(
    admin: Actor, at: datetime
) -> None:
    file = taken(a_standard(), by=admin, at=at)
    mark = plan_mark(plan_publication([a_standard()], Provenance.LICENSED, DAY), DAY)
    yesterday = DAY - timedelta(days=1)
    with pytest.raises(Impossible, match="days that have passed"):
        publish_standards(file, from_day=yesterday, plan=mark, by=admin, at=at)
    published(a_standard(summary="Another"), by=admin, at=at)
    with pytest.raises(Impossible, match="after this preview was made"):
        publish_standards(file, from_day=DAY, plan=mark, by=admin, at=at)
    again = plan_mark(plan_publication([a_standard()], Provenance.LICENSED, DAY), DAY)
    publish_standards(file, from_day=DAY, plan=again, by=admin, at=at)
    with pytest.raises(Impossible, match="published already"):
        publish_standards(file, from_day=DAY, plan=again, by=admin, at=at)


def test_a_file_whose_words_are_all_in_force_makes_no_version(admin: Actor, at: datetime) -> None:
    published(a_standard(), by=admin, at=at)
    file = taken(a_standard(), by=admin, at=at)
    mark = plan_mark(plan_publication([a_standard()], Provenance.LICENSED, DAY), DAY)
    with pytest.raises(Impossible, match="in force on that day already"):
        publish_standards(file, from_day=DAY, plan=mark, by=admin, at=at)
    assert len(versions_of("CC", 2)) == 1


def test_a_file_with_problems_keeps_every_problem_and_publishes_nothing(admin: Actor, at: datetime) -> None:
    content = b"area,level,part,code,text\nCC,0,title,,Care\n,1,title,,Care\n"
    file = take_standards_file("book.csv", content, source=OWN, by=admin, at=at)
    with reaching(admin.reach):
        told = get_standards_file(file)
    assert [(problem.row, problem.column) for problem in told.problems] == [(2, "level"), (3, "area")]
    with pytest.raises(Impossible, match="has problems"):
        publish_standards(file, from_day=DAY, plan="", by=admin, at=at)


@pytest.mark.parametrize(("content", "why"), [(b"", "empty"), (b"x" * 20_000_001, "20.0 MB")])
def test_empty_and_enormous_files_are_not_taken_in(content: bytes, why: str, admin: Actor, at: datetime) -> None:
    with pytest.raises(Impossible, match=why):
        take_standards_file("book.csv", content, source=OWN, by=admin, at=at)
    assert acts()[0] == "people.appoint"


def test_a_file_that_is_set_aside_is_emptied_and_closed(admin: Actor, at: datetime) -> None:
    file = taken(a_standard(), by=admin, at=at)
    set_standards_file_aside(file, by=admin, at=at)
    with reaching(FULL_REACH):
        row = StandardsFile.objects.get(id=file)
    assert (row.state, bytes(row.content), row.lines) == ("set_aside", b"", [])
    with pytest.raises(Impossible, match="closed already"):
        set_standards_file_aside(file, by=admin, at=at)


def test_only_the_administrator_touches_standards(the_system: Actor, at: datetime) -> None:
    officer = office(Role.OFFICER, by=the_system, at=at)
    for refused in (officer, STRANGER):
        with pytest.raises(NotPermitted):
            load_shipped_standards(by=refused, at=at)
        with pytest.raises(NotPermitted):
            take_standards_file("book.csv", b"x", source=OWN, by=refused, at=at)


SLUG = "what-is-an-nvq"


def test_a_page_of_the_guide_has_its_shipped_words_until_it_is_edited_and_after_it_is_reverted(
    admin: Actor, at: datetime
) -> None:
    shipped = guide_page(SLUG)
    words = replace(shipped.words, title="What an NVQ is")
    assert edit_guide_page(SLUG, words, version=0, by=admin, at=at) == 1
    edited = guide_page(SLUG)
    assert (edited.words, edited.edited_at, edited.is_own) == (words, at, True)
    revert_guide_page(SLUG, version=1, by=admin, at=at)
    assert (guide_page(SLUG).words, guide_page(SLUG).is_own) == (shipped.words, False)
    assert [(edit.number, edit.reverted, edit.words) for edit in edits_of(SLUG)] == [(2, True, None), (1, False, words)]
    assert shipped_page(SLUG).words == shipped.words


def test_two_people_who_edit_the_same_page_lose_neither_text(admin: Actor, at: datetime) -> None:
    words = guide_page(SLUG).words
    edit_guide_page(SLUG, replace(words, title="First"), version=0, by=admin, at=at)
    with pytest.raises(EditedMeanwhile) as meanwhile:
        edit_guide_page(SLUG, replace(words, title="Second"), version=0, by=admin, at=at)
    assert (meanwhile.value.version, meanwhile.value.current["title"]) == (1, "First")


def test_an_edit_that_changes_nothing_and_a_page_that_is_not_there_are_refused(admin: Actor, at: datetime) -> None:
    with pytest.raises(Impossible, match="Nothing was changed"):
        edit_guide_page(SLUG, guide_page(SLUG).words, version=0, by=admin, at=at)
    with pytest.raises(Impossible, match="shipped words"):
        revert_guide_page(SLUG, version=0, by=admin, at=at)
    with pytest.raises(NotOnRecord):
        edit_guide_page("nowhere", guide_page(SLUG).words, version=0, by=admin, at=at)
    with pytest.raises(NotPermitted):
        edit_guide_page(SLUG, guide_page(SLUG).words, version=0, by=STRANGER, at=at)


ASKED = Asked("Rhodri Vaughan", Way.VISIT, ("resourcing",), "Vaughan & Co", "rhodri@example.org", "", "How many staff?")
LETTER = Letter("Your request {reference}", "We have your request {reference}.")


def test_a_stranger_asks_for_advice_and_is_written_to(admin: Actor, at: datetime) -> None:
    reference = ask_for_advice(ASKED, letter=LETTER, by=STRANGER, at=at)
    with reaching(admin.reach):
        (told,) = list_advice(day=DAY)
        message = Message.objects.get(to="rhodri@example.org")
    assert (told.reference, told.asked, told.due_day) == (reference, ASKED, date(2026, 3, 9))
    assert (message.subject, message.body) == (f"Your request {reference}", f"We have your request {reference}.")


def test_advice_is_answered_once_by_the_office_only(admin: Actor, at: datetime) -> None:
    ask_for_advice(ASKED, letter=LETTER, by=STRANGER, at=at)
    with reaching(admin.reach):
        request = list_advice(day=DAY)[0].id
        assert count_advice_late(date(2026, 3, 10)) == 1
    with pytest.raises(NotPermitted):
        answer_advice(request, "Three.", by=STRANGER, at=at)
    answer_advice(request, "Three.", by=admin, at=at)
    with reaching(admin.reach):
        told = get_advice(request, day=DAY)
        assert (told.answer, told.answered_by, told.is_late(date(2027, 1, 1))) == ("Three.", admin.person, False)
        assert count_advice_late(date(2026, 3, 10)) == 0
    with pytest.raises(Impossible, match="answered already"):
        answer_advice(request, "Four.", by=admin, at=at)


def test_an_answered_request_is_deleted_after_two_years_and_leaves_no_name_in_the_ledger(
    admin: Actor, at: datetime
) -> None:
    for _ in range(2):
        ask_for_advice(ASKED, letter=LETTER, by=STRANGER, at=at)
    with reaching(admin.reach):
        first, second = (told.id for told in list_advice(day=DAY))
    answer_advice(first, "Three.", by=admin, at=at)
    assert forget_answered_advice(by=admin, at=at + timedelta(days=730)) == 0
    assert forget_answered_advice(by=admin, at=at + timedelta(days=731)) == 1
    with reaching(FULL_REACH):
        assert [told.id for told in list_advice(day=DAY)] == [second]
        facts = " ".join(Entry.objects.values_list("facts", flat=True))
        personal = list(PersonalValue.objects.values_list("value", flat=True))
    assert ("Rhodri" in facts, "How many staff" in facts, "Rhodri Vaughan" in personal) == (False, False, False)
    assert acts()[0] == "catalogue.forget_answered_advice"


@pytest.mark.parametrize(
    "asked", [replace(ASKED, email=""), replace(ASKED, topics=()), replace(ASKED, topics=("gardening",))]
)
def test_a_request_that_nobody_could_answer_is_refused(asked: Asked, at: datetime) -> None:
    with pytest.raises(Impossible):
        ask_for_advice(asked, letter=LETTER, by=STRANGER, at=at)


@pytest.mark.postgresql
def test_a_stranger_sees_no_request_for_advice_in_the_database(at: datetime) -> None:
    ask_for_advice(ASKED, letter=LETTER, by=STRANGER, at=at)
    assert list_advice(day=DAY) == ()
