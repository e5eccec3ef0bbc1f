"""The awarding body's parameters: dated, cited, and never changed for days that have passed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from touchstone.ledger.api import FULL_REACH, Actor, Origin, list_entries
from touchstone.people.api import Hat, Impossible, NotPermitted, Role
from touchstone.policy.api import (
    DatedValue,
    Kind,
    Parameter,
    ParameterUnknown,
    Standing,
    dated_value_on,
    get_parameter,
    history_of_parameter,
    parameters,
    set_parameter,
    value_on,
    values_on,
)

WEEKS = "registration_to_first_claim_weeks"
database = [pytest.mark.django_db, pytest.mark.usefixtures("full_reach")]


def parameter(kind: Kind, **more: object) -> Parameter:
    return Parameter("p", {"en": "P"}, kind, "g", {"en": "why"}, (), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "more", "text", "value"),
    [
        (Kind.WHOLE_NUMBER, {}, " 12 ", 12),
        (Kind.WHOLE_NUMBER, {"minimum": Decimal(-5)}, "-3", -3),
        (Kind.DECIMAL, {}, "2.50", Decimal("2.50")),
        (Kind.YES_NO, {}, "Yes", True),
        (Kind.YES_NO, {}, "no", False),
        (Kind.CHOICE, {"choices": ("a", "b")}, "b", "b"),
        (Kind.CHOICES, {"choices": ("a", "b")}, "b, a", ("b", "a")),
        (Kind.CHOICES, {"choices": ("a", "b")}, "", ()),
        (Kind.TEXT, {}, "as it is", "as it is"),
        (Kind.WHOLE_NUMBERS, {}, "30, 7,1", (30, 7, 1)),
    ],
)
def test_a_value_is_read_and_written_back(kind: Kind, more: dict[str, object], text: str, value: object) -> None:
    known = parameter(kind, **more)
    assert known.read(text) == value
    assert known.read(known.write(known.read(text))) == value


@pytest.mark.parametrize(
    ("kind", "more", "text", "said"),
    [
        (Kind.WHOLE_NUMBER, {}, "1.5", "Enter a whole number."),
        (Kind.WHOLE_NUMBER, {}, "", "Enter a whole number."),
        (Kind.WHOLE_NUMBER, {}, "--5", "Enter a whole number."),
        (Kind.WHOLE_NUMBER, {"minimum": Decimal(1), "maximum": Decimal(9)}, "10", "Enter a number from 1 to 9."),
        (Kind.DECIMAL, {}, "much", "Enter a number."),
        (Kind.YES_NO, {}, "perhaps", "Choose yes or no."),
        (Kind.CHOICE, {"choices": ("a", "b")}, "c", "Choose one of: a, b."),
        (Kind.CHOICES, {"choices": ("a", "b")}, "a, c", "Choose one of: a, b."),
        (Kind.TEXT, {}, "  ", "Enter some text."),
        (Kind.WHOLE_NUMBERS, {}, "30, x", "Enter a whole number."),
    ],
)
def test_what_is_no_value_is_said_to_be(kind: Kind, more: dict[str, object], text: str, said: str) -> None:
    with pytest.raises(ValueError, match=r"^Enter|^Choose") as wrong:
        parameter(kind, **more).read(text)
    assert str(wrong.value) == said


@pytest.mark.parametrize("name", sorted(parameters()))
def test_every_shipped_value_is_cited_in_order_and_reads_back(name: str) -> None:
    known = get_parameter(name)
    days = [value.from_day for value in known.values]
    assert (days, days[0].year) == (sorted(days), 1900)
    assert [known.read(known.write(value.value)) for value in known.values] == [value.value for value in known.values]
    assert all(value.source and known.title["en"] and known.title["cy"] and known.why["cy"] for value in known.values)


def test_a_parameter_that_is_none_is_unknown() -> None:
    with pytest.raises(ParameterUnknown):
        get_parameter("no_such")


class TestSetting:
    """Setting a parameter from a day on."""

    pytestmark = database

    def test_a_value_holds_from_its_day_until_the_next(self, the_system: Actor, at: datetime) -> None:
        day = at.date()
        for weeks, later in (("12", 5), ("14", 10)):
            set_parameter(WEEKS, weeks, from_day=day + timedelta(days=later), source="Minute", by=the_system, at=at)
        values = [value_on(WEEKS, day + timedelta(days=days)) for days in (0, 4, 5, 9, 10, 400)]
        assert values == [10, 10, 12, 12, 14, 14]
        assert values_on(day + timedelta(days=5))[WEEKS] == DatedValue(
            day + timedelta(days=5), 12, Standing.OWN_CHOICE, "Minute"
        )
        assert [value.value for value in history_of_parameter(WEEKS)] == [14, 12, 10]

    def test_of_two_values_for_one_day_the_later_one_holds(self, the_system: Actor, at: datetime) -> None:
        for weeks in ("12", "9"):
            set_parameter(WEEKS, weeks, from_day=at.date(), source="Minute", by=the_system, at=at)
        assert value_on(WEEKS, at.date()) == 9

    def test_the_past_is_not_changed(self, the_system: Actor, at: datetime) -> None:
        with pytest.raises(Impossible, match="not changed for days that have passed"):
            set_parameter(WEEKS, "12", from_day=at.date() - timedelta(days=1), source="Minute", by=the_system, at=at)
        assert list_entries(FULL_REACH) == ()

    def test_the_entry_says_before_and_after(self, the_system: Actor, at: datetime) -> None:
        set_parameter(WEEKS, "12", from_day=at.date(), source="Minute 4", by=the_system, at=at)
        (fact,) = list_entries(FULL_REACH)[0].facts
        assert (dict(fact.before), dict(fact.after)) == (
            {"value": "10"},
            {"value": "12", "from_day": at.date().isoformat(), "source": "Minute 4"},
        )

    def test_only_an_administrator_sets_a_parameter(self, at: datetime) -> None:
        officer = Hat(1, 1, Role.OFFICER, 1, "Body").actor(Origin("test"))
        with pytest.raises(NotPermitted):
            set_parameter(WEEKS, "12", from_day=at.date(), source="Minute", by=officer, at=at)

    def test_before_any_known_day_the_first_value_holds(self) -> None:
        assert dated_value_on(WEEKS, date(1900, 1, 1)).standing is Standing.PUBLISHED
