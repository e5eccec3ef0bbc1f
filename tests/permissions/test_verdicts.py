"""The matrix of permissions says what the table that was written by hand says, of every act, role and record."""

from __future__ import annotations

import pytest

from tests.permissions.table import CASES, EVERYBODY, actor, acts_of_the_rooms, expected, table
from touchstone.ledger.api import Origin
from touchstone.people.api import GRANTS, Allowed, Role, permit, system

WORDS = {"own", "centre", "covered", "everywhere"}


def test_every_row_of_the_matrix_stands_in_the_table_and_the_other_way_round() -> None:
    assert set(GRANTS) == set(table("verdicts")["grants"])


def test_every_act_has_a_row_of_its_name_or_is_told_another_one() -> None:
    told = table("verdicts")["acts"]
    assert acts_of_the_rooms() - set(GRANTS) == set(told)
    assert set(told.values()) <= set(GRANTS)


def test_what_no_role_may_do_is_the_systems_own() -> None:
    nobodys = {act for act, row in table("verdicts")["grants"].items() if row == {}}
    assert nobodys == set(table("verdicts")["acts_of_the_system"])


def test_the_table_speaks_of_roles_and_scopes_that_exist() -> None:
    for row in table("verdicts")["grants"].values():
        if isinstance(row, dict):
            assert set(row) <= {role.value for role in Role}
            assert set(row.values()) <= WORDS
        else:
            assert row in {"everybody", "signed_in"}


@pytest.mark.parametrize("act", table("verdicts")["grants"])
def test_the_matrix_gives_the_verdicts_of_the_table(act: str) -> None:
    row = table("verdicts")["grants"][act]
    wanted = {(who, case.name): expected(row, who, case) for who in EVERYBODY for case in CASES}
    given = {
        (who, case.name): isinstance(
            permit(act, actor(who), organisation=case.organisation, person=case.person), Allowed
        )
        for who in EVERYBODY
        for case in CASES
    }
    assert {cell: verdict for cell, verdict in given.items() if wanted[cell] != verdict} == {}


def test_an_act_that_nobody_wrote_down_is_refused_to_everybody_and_to_the_system() -> None:
    everybody = [*map(actor, EVERYBODY), system(Origin("test"))]
    assert not any(isinstance(permit("people.no_such_act", by), Allowed) for by in everybody)


@pytest.mark.parametrize("act", table("verdicts")["grants"])
def test_a_refusal_says_why_in_words(act: str) -> None:
    for who in EVERYBODY:
        verdict = permit(act, actor(who), organisation=5, person=8)
        assert isinstance(verdict, Allowed) or (len(str(verdict)) > 20 and "None" not in str(verdict))
