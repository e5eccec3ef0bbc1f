"""A demonstration has somebody in every role, and every state that the pages can show."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.demonstration.conftest import AT, in_silence
from touchstone.archive.api import FilesWanted, Standing, list_files, list_versions, verify_files
from touchstone.catalogue.api import count_versions, guide_pages, list_advice
from touchstone.cli.demonstration import DEFAULT_CANDIDATES, Demonstration, make_demonstration
from touchstone.ledger.api import FULL_REACH, count_entries, count_looks, verify
from touchstone.ledger.models import Entry
from touchstone.notices.models import Notice
from touchstone.people.api import (
    OrganisationTold,
    PeopleWanted,
    Role,
    count_by_role,
    count_people,
    hats_of,
    list_centres,
    list_coverages,
    list_invitations,
)
from touchstone.people.models import Account, Appointment, Coverage, GuestLink, Person
from touchstone.policy.api import Standing as PolicyStanding
from touchstone.policy.api import dated_value_on

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("made")]
TODAY = AT.date()
EVERYTHING = 10_000


def centre(name: str) -> OrganisationTold:
    return next(one for one in list_centres(FULL_REACH, size=EVERYTHING) if one.name == name)


def hats_by_name(given: str, family: str) -> list[tuple[Role, str]]:
    person = Person.objects.get(given_names=given, family_name=family)
    return [(hat.role, hat.organisation_name) for hat in hats_of(person.id, TODAY)]


def test_the_ledger_of_a_demonstration_is_whole() -> None:
    verified = verify()
    assert (verified.flaws, verified.entries) == ((), count_entries(FULL_REACH))


def test_the_acts_stand_in_the_order_of_their_moments_and_none_lies_ahead() -> None:
    moments = list(Entry.objects.order_by("number").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert moments[-1] <= AT


def test_somebody_is_in_office_in_every_role() -> None:
    lacking = [role for role in Role if not count_people(FULL_REACH, PeopleWanted(role=role), on=TODAY)]
    assert lacking == []


def test_there_are_two_officers_one_administrator_and_three_external_verifiers() -> None:
    wanted = (Role.OFFICER, Role.ADMINISTRATOR, Role.EXTERNAL_VERIFIER)
    assert [count_people(FULL_REACH, PeopleWanted(role=role), on=TODAY) for role in wanted] == [2, 1, 3]


def test_there_are_as_many_candidates_as_were_asked_for() -> None:
    described = 1  # a trainer who is a candidate at another centre
    candidates = Appointment.objects.filter(role=Role.CANDIDATE).values("person").distinct().count()
    assert candidates == DEFAULT_CANDIDATES + described


def test_eight_centres_stand_at_different_stages() -> None:
    assert len(list_centres(FULL_REACH, size=EVERYTHING)) == 8
    new = centre("Bright and Mabey Telephone Answering")
    assert count_by_role(new.id, TODAY) == {Role.COORDINATOR: 1}
    assert Role.INTERNAL_VERIFIER not in count_by_role(centre("Pennine Water Contact Centre").id, TODAY)
    moorland = centre("Moorland Rail Enquiries")
    assert not list_coverages(organisations=[moorland.id], on=TODAY)
    assert Coverage.objects.filter(organisation=moorland.id).exists()
    closed = centre("Castlefield Direct")
    assert (closed.is_closed, count_by_role(closed.id, TODAY)) == (True, {})


def test_people_wear_several_hats() -> None:
    northgate = "Northgate Contact Services"
    assert hats_by_name("Imran", "Qureshi") == [(Role.ASSESSOR, northgate), (Role.TRAINER, northgate)]
    assert hats_by_name("Claire", "Whitehead") == [(Role.INTERNAL_VERIFIER, northgate), (Role.ASSESSOR, northgate)]
    assert hats_by_name("Graham", "Atkinson") == [
        (Role.INTERNAL_VERIFIER, "Harbourline Bank Telephone Banking"),
        (Role.ASSESSOR, "Weirside College"),
    ]


def test_roles_have_ended_with_a_reason_and_will_end() -> None:
    assert Appointment.objects.filter(ended_at__isnull=False).exclude(why_ended="").exists()
    assert Appointment.objects.filter(until_day__gt=TODAY, until_day__lt=TODAY + timedelta(days=30)).count() == 2


def test_invitations_stand_in_every_state_and_some_are_about_to_expire() -> None:
    invitations = list_invitations(FULL_REACH, at=AT, size=EVERYTHING)
    assert {one.state for one in invitations} == {"open", "accepted", "withdrawn", "expired"}
    soon = [one for one in invitations if one.state == "open" and one.expires_at < AT + timedelta(days=2)]
    assert len(soon) == 2


def test_witnesses_have_links_in_every_state_or_none() -> None:
    links = GuestLink.objects.all()
    assert links.filter(withdrawn_at=None, expires_at__gt=AT).exists()
    assert links.filter(withdrawn_at=None, expires_at__lte=AT).exists()
    assert links.filter(withdrawn_at__isnull=False).exists()
    assert Appointment.objects.filter(role=Role.WITNESS).exclude(person__in=links.values("person")).exists()


def test_an_account_was_closed_a_person_erased_and_a_name_changed() -> None:
    assert Account.objects.filter(is_active=False).exists()
    assert Person.objects.filter(erased_at__isnull=False).exists()
    assert Entry.objects.filter(act="people.change_name").exists()


def test_nobody_can_sign_in_with_a_password_or_be_sent_e_mail() -> None:
    assert [one.email for one in Account.objects.all() if one.has_usable_password()] == []
    receiving = [email for email in Account.objects.values_list("email", flat=True) if email.endswith(".example")]
    assert (
        len(receiving) + Account.objects.filter(email__endswith="@invalid.invalid").count() == Account.objects.count()
    )


def test_everybody_in_a_role_of_an_office_was_told_something_and_read_some() -> None:
    assert Notice.objects.filter(read_at=None).exists()
    assert Notice.objects.exclude(read_at=None).exists()


def test_the_access_log_has_looks() -> None:
    assert count_looks() == 8


def test_documents_stand_in_every_state_and_are_whole() -> None:
    files = list_files(FULL_REACH, FilesWanted(retired=True), size=None)
    versions = [version for one in files for version in list_versions(one.first, FULL_REACH)]
    assert {one.standing for one in versions} == {Standing.CURRENT, Standing.SUPERSEDED, Standing.WITHDRAWN}
    assert {one.media_type for one in versions} == {"application/pdf", "text/plain", "text/csv", "image/png"}
    assert verify_files().flaws == ()


def test_advice_was_asked_for_and_answered_and_some_of_it_waits() -> None:
    assert {one.answered_at is None for one in list_advice(day=TODAY)} == {True, False}
    assert [one.is_late(TODAY) for one in list_advice(day=TODAY)].count(True) == 1


def test_the_guide_has_the_awarding_bodys_own_words_and_the_standards_are_published() -> None:
    assert [page.slug for page in guide_pages() if page.is_own] == ["becoming-a-centre"]
    assert count_versions() > 0


def test_the_awarding_body_made_a_choice_of_its_own() -> None:
    assert dated_value_on("sample_share_low_risk", TODAY).standing is PolicyStanding.OWN_CHOICE


def test_a_second_demonstration_changes_nothing(made: Demonstration) -> None:
    before = count_entries(FULL_REACH), Person.objects.count(), Notice.objects.count()
    again = make_demonstration(50, 2, AT, in_silence)
    assert (count_entries(FULL_REACH), Person.objects.count(), Notice.objects.count()) == before
    assert (again.is_new, again.people) == (False, made.people)
