"""The form in which an entry is hashed, against vectors that were made without this code.

Each hash below can be made again with a shell: ``printf '%s' '…' | sha256sum``.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from touchstone.ledger.api import FULL_REACH, NO_REACH, Actor, Personal, Reach, Record
from touchstone.ledger.domain import FIRST_PREVIOUS, Content, Fact, Kept, canonical, commitment, written

CONTENT = Content(
    number=1,
    at=datetime(2026, 3, 2, 9, 30, tzinfo=UTC),
    act="people.enter_person",
    person=7,
    role="coordinator",
    organisation=3,
    origin='{"door":"web"}',
    facts="[]",
)
SAID = (
    b"0000000000000000000000000000000000000000000000000000000000000000\n"
    b'[1,"2026-03-02T09:30:00.000000+00:00","people.enter_person",7,"coordinator",3,'
    b'"{\\"door\\":\\"web\\"}","[]"]'
)
HASH = "0d6f736d694688fcffe639fd379cb7e620f11d86382db9bbc9c75bb105fdf5a8"


class ThingMoved(Fact):
    """Something was moved."""


def test_an_entry_is_hashed_over_the_hash_before_it_and_the_canonical_list_of_what_it_says() -> None:
    assert hashlib.sha256(SAID).hexdigest() == HASH
    assert CONTENT.hash_after(FIRST_PREVIOUS) == HASH


def test_the_moment_is_hashed_in_universal_time_wherever_it_was_told() -> None:
    in_summer_time = CONTENT.at.astimezone(timezone(timedelta(hours=1)))
    assert replace(CONTENT, at=in_summer_time).hash_after(FIRST_PREVIOUS) == HASH


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("number", 2),
        ("at", datetime(2026, 3, 2, 9, 30, 0, 1, tzinfo=UTC)),
        ("act", "people.enter_people"),
        ("person", 8),
        ("person", None),
        ("role", "officer"),
        ("organisation", 4),
        ("organisation", None),
        ("origin", '{"door":"cli"}'),
        ("facts", "[1]"),
    ],
)
def test_every_column_is_hashed(column: str, value: object) -> None:
    assert replace(CONTENT, **{column: value}).hash_after(FIRST_PREVIOUS) != HASH  # type: ignore[arg-type]


def test_text_cannot_pass_from_one_column_into_the_next() -> None:
    one = replace(CONTENT, act='a","b', role="c")
    other = replace(CONTENT, act="a", role='b","c')
    assert one.hash_after(FIRST_PREVIOUS) != other.hash_after(FIRST_PREVIOUS)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": [True, None, -3]}, '{"a":[true,null,-3],"b":1}'),
        ("Siân “O’Hare”\n\t\\", '"Siân “O’Hare”\\n\\t\\\\"'),
        ({"€": {}, "A": ""}, '{"A":"","€":{}}'),
    ],
)
def test_a_value_has_one_text(value: object, text: str) -> None:
    assert canonical(value) == text


def test_facts_are_written_in_order_with_days_moments_and_lists_as_text() -> None:
    fact = ThingMoved(
        record=Record("ledger.thing", "5"),
        organisation=3,
        before={"units": ("AA", "CC")},
        after={"on": date(2026, 3, 2), "at": datetime(2026, 3, 2, 9, 30, tzinfo=UTC), "open": True, "none": None},
    )
    text, kept = written([fact], [])
    assert text == (
        '[{"after":{"at":"2026-03-02T09:30:00.000000+00:00","none":null,"on":"2026-03-02","open":true},'
        '"before":{"units":["AA","CC"]},"fact":"ledger.ThingMoved","organisation":3,"record":"ledger.thing/5"}]'
    )
    assert kept == []


def test_a_personal_value_is_written_as_a_commitment_with_a_salt_of_its_own() -> None:
    said = {"name": Personal("Ann", 7), "again": Personal("Ann", 7)}
    text, kept = written([ThingMoved(record=Record("ledger.thing", "5"), organisation=3, after=said)], ["ab", "cd"])
    first, second = hashlib.sha256(b"ab\nAnn").hexdigest(), hashlib.sha256(b"cd\nAnn").hexdigest()
    assert text == (
        f'[{{"after":{{"again":{{"commitment":"{second}","of":7}},"name":{{"commitment":"{first}","of":7}}}},'
        '"before":{},"fact":"ledger.ThingMoved","organisation":3,"record":"ledger.thing/5"}]'
    )
    assert kept == [Kept(first, "ab", "Ann", 7, 3), Kept(second, "cd", "Ann", 7, 3)]


def test_a_personal_value_belongs_to_the_organisation_of_its_own_fact() -> None:
    facts = [
        ThingMoved(record=Record("ledger.thing", str(place)), organisation=place, after={"name": Personal("Ann")})
        for place in (3, 4)
    ]
    assert [value.organisation for value in written(facts, ["ab", "cd"])[1]] == [3, 4]


def test_a_commitment_binds_salt_and_value() -> None:
    assert commitment("Ann", "ab") == "b7ed19acc94700736a84139aa2ec9aa7d4fc0768ce5919fb0682c0b7930fa7f4"
    assert commitment("Ann", "ac") != commitment("Bob", "ab") != commitment("Ann", "ab")


def test_reach_covers_own_organisations_and_never_what_belongs_to_none() -> None:
    actor = Actor(person=7, role="external_verifier", organisation=1, covers=frozenset({3, 4}))
    assert actor.reach == Reach(organisations=frozenset({1, 3, 4}), person=7)
    assert [actor.reach.covers(place) for place in (1, 3, 5, None)] == [True, True, False, False]
    assert [FULL_REACH.covers(None), NO_REACH.covers(None), NO_REACH.covers(1)] == [True, False, False]
