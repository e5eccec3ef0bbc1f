"""A demonstration is the same for the same seed, of the size that was asked for, and whole or not there."""

from __future__ import annotations

import shlex
from dataclasses import replace

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from tests.demonstration.conftest import AT, in_silence
from touchstone.cli import app
from touchstone.cli.demonstration import make_demonstration
from touchstone.cli.demonstration.candidates import divide, share_out
from touchstone.cli.demonstration.cast import read_cast
from touchstone.ledger.api import FULL_REACH, reaching, verify
from touchstone.ledger.models import Entry
from touchstone.people.api import Role
from touchstone.people.models import Account, Appointment, Organisation, Person

Told = tuple[list[tuple[object, ...]], list[tuple[object, ...]]]


def told(seed: int) -> Told:
    """Names and acts of a small demonstration, which is taken back afterwards."""
    with reaching(FULL_REACH), transaction.atomic():
        make_demonstration(30, seed, AT, in_silence)
        names: list[tuple[object, ...]] = list(
            Person.objects.order_by("id").values_list("given_names", "family_name", "known_as")
        )
        acts: list[tuple[object, ...]] = list(Entry.objects.order_by("number").values_list("act", "at"))
        transaction.set_rollback(True)
    return names, acts


@pytest.mark.django_db
def test_the_same_seed_makes_the_same_people_and_acts() -> None:
    assert told(7) == told(7)


@pytest.mark.django_db
def test_another_seed_makes_other_people() -> None:
    assert told(7)[0] != told(8)[0]


@pytest.mark.django_db
@pytest.mark.usefixtures("full_reach")
def test_two_thousand_candidates_are_all_there_and_the_ledger_is_whole() -> None:
    made = make_demonstration(2_000, 1, AT, in_silence)
    candidates = Appointment.objects.filter(role=Role.CANDIDATE).values("person").distinct().count()
    assert (made.is_new, candidates) == (True, 2_001)
    assert Organisation.objects.count() == 10
    assert verify().is_whole


@pytest.mark.django_db
@pytest.mark.usefixtures("full_reach")
def test_a_thousand_candidates_more_are_entered_by_few_acts() -> None:
    with transaction.atomic():
        make_demonstration(900, 1, AT, in_silence)
        few = Entry.objects.count()
        transaction.set_rollback(True)
    make_demonstration(1_900, 1, AT, in_silence)
    assert Entry.objects.count() - few < 10


@pytest.mark.django_db
@pytest.mark.usefixtures("full_reach")
def test_whoever_interrupts_it_has_an_installation_without_records() -> None:
    def interrupt(done: int, _total: int) -> None:
        if done > 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_demonstration(30, 1, AT, interrupt)
    assert (Organisation.objects.count(), Entry.objects.count(), Account.objects.count()) == (0, 0, 0)
    assert make_demonstration(30, 1, AT, in_silence).is_new


@pytest.mark.django_db
@pytest.mark.usefixtures("full_reach")
def test_progress_counts_everybody_up_to_the_last() -> None:
    heard: list[tuple[int, int]] = []
    make_demonstration(30, 1, AT, lambda done, total: heard.append((done, total)))
    assert heard == sorted(heard)
    assert heard[-1][0] == heard[-1][1] > 30


@pytest.mark.django_db
@pytest.mark.usefixtures("full_reach")
def test_an_installation_for_real_records_gets_no_made_up_people(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.TOUCHSTONE_MODE = "production"
    status = app.run(shlex.split("demo --candidates 10"))
    assert status == 2
    assert capsys.readouterr().err.startswith("touchstone: This installation is for real records")
    assert Person.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.usefixtures("full_reach")
def test_the_command_says_what_it_made_and_the_second_time_that_it_changed_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert app.run(shlex.split("demo --candidates 12 --seed 3")) == 0
    first, people = capsys.readouterr().err, Person.objects.count()
    assert first.startswith("A demonstration was made: 8 centres, ")
    assert app.run(shlex.split("demo --candidates 12 --seed 4")) == 0
    assert capsys.readouterr().err.startswith("There are records already, and nothing was changed: 8 centres, ")
    assert Person.objects.count() == people


@given(st.integers(0, 1_000_000), st.lists(st.integers(0, 100), max_size=30))
def test_what_is_shared_out_adds_up_and_nobody_gets_a_whole_one_too_many(total: int, weights: list[int]) -> None:
    shares = share_out(total, weights)
    whole = sum(weights)
    assert sum(shares) == (total if whole else 0)
    assert all(abs(share - total * weight / whole) < 1 for share, weight in zip(shares, weights, strict=True) if whole)


@given(st.integers(0, 100_000))
def test_every_candidate_is_at_one_centre(count: int) -> None:
    assert sum(divide(count, read_cast().centres)) == count


def test_everybody_who_is_described_comes_by_their_oldest_role_under_a_name_of_their_own() -> None:
    cast = read_cast()
    members = [*cast.office, *(member for centre in cast.centres for member in centre.staff)]
    late = [str(one.name) for one in members if one.parts[0].since != max(part.since for part in one.parts)]
    assert late == []
    witnesses = [str(one.name) for centre in cast.centres for one in centre.witnesses]
    names = [*(str(member.name) for member in members), *witnesses]
    assert len(set(names)) == len(names)


def test_a_centre_without_candidates_of_its_own_gets_none() -> None:
    centre = replace(read_cast().centres[0], share=0, candidates=0)
    assert divide(10, [centre]) == [0]
