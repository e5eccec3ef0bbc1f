"""The awarding body's parameters as people read and set them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.web.world import World, acts, browser_of, queries_of, send, text_of, world
from touchstone.people.api import Role
from touchstone.policy.api import parameters, value_on
from touchstone.web.policy_told import GROUPS, UNITS

pytestmark = pytest.mark.django_db

WEEKS = "registration_to_first_claim_weeks"


@pytest.fixture
def the_world() -> World:
    return world()


def filled(value: object, day: date) -> dict[str, object]:
    when = {"from_day_day": day.day, "from_day_month": day.month, "from_day_year": day.year}
    return {"value": value, **when, "source": "Decision 12 of the board"}


def test_every_parameter_is_shown_with_its_standing_and_source(the_world: World) -> None:
    page = browser_of(the_world.people[Role.TRAINER]).get(reverse("policy"))
    rows = [row for group in page.context["groups"] for row in group["rows"]]
    assert len(rows) == len(parameters())
    assert [cell["text"] for cell in rows[0]] == ["Weeks from registration to the first claim", "10 weeks", "Published"]
    assert all(row[2]["hint"] for row in rows)


def test_every_group_and_unit_has_words() -> None:
    groups = {parameter.group for parameter in parameters().values()}
    units = {parameter.unit for parameter in parameters().values() if parameter.unit}
    assert (groups - set(GROUPS), units - set(UNITS)) == (set(), set())


def test_candidates_do_not_see_the_policy(the_world: World) -> None:
    assert browser_of(the_world.people[Role.CANDIDATE]).get(reverse("policy")).status_code == 403


@pytest.mark.parametrize("name", sorted(parameters()))
def test_every_parameter_has_a_page_and_a_form_that_begins_with_what_is_in_force(the_world: World, name: str) -> None:
    client = browser_of(the_world.people[Role.ADMINISTRATOR])
    assert client.get(reverse("parameter", args=[name])).status_code == 200
    form = client.get(reverse("set_parameter", args=[name])).context["form"]
    shown = form.initial["value"]
    parameter = parameters()[name]
    text = ", ".join(shown) if isinstance(shown, list) else shown
    assert parameter.read(text) == value_on(name, timezone.localdate())


def test_a_parameter_that_is_none_is_not_there(the_world: World) -> None:
    client = browser_of(the_world.people[Role.ADMINISTRATOR])
    names = ["parameter", "set_parameter"]
    assert [client.get(reverse(name, args=["no_such"])).status_code for name in names] == [404, 404]


def test_a_parameter_is_set_after_seeing_what_changes(the_world: World) -> None:
    client = browser_of(the_world.people[Role.ADMINISTRATOR])
    day = timezone.localdate() + timedelta(days=10)
    address = reverse("set_parameter", args=[WEEKS])
    asked = send(client, address, **filled("12", day))
    assert [row["value"] for row in asked.context["rows"]] == [
        "Weeks from registration to the first claim",
        "10 weeks",
        "12 weeks",
        "Decision 12 of the board",
    ]
    assert "policy.set_parameter" not in acts()
    sent = dict(asked.context["hidden"])
    assert send(client, address, **sent)["Location"] == reverse("parameter", args=[WEEKS])
    assert acts()[0] == "policy.set_parameter"
    assert (value_on(WEEKS, day - timedelta(days=1)), value_on(WEEKS, day)) == (10, 12)
    history = client.get(reverse("parameter", args=[WEEKS])).context["history"]
    assert [(value["value"], value["is_to_come"], value["is_in_force"]) for value in history] == [
        ("12 weeks", True, False),
        ("10 weeks", False, True),
    ]


@pytest.mark.parametrize(
    ("value", "errors"),
    [("many", ["Enter a whole number."]), ("-1", ["Enter a number from 0 to 520."]), ("", ["Enter the new value"])],
)
def test_a_value_that_does_not_fit_is_said_to_be(the_world: World, value: str, errors: list[str]) -> None:
    client = browser_of(the_world.people[Role.ADMINISTRATOR])
    answer = send(client, reverse("set_parameter", args=[WEEKS]), **filled(value, timezone.localdate()))
    assert answer.context["form"].errors["value"] == errors


def test_the_past_is_not_changed(the_world: World) -> None:
    client = browser_of(the_world.people[Role.ADMINISTRATOR])
    sent = {**filled("12", timezone.localdate() - timedelta(days=1)), "confirmed": "1"}
    answer = send(client, reverse("set_parameter", args=[WEEKS]), **sent)
    assert list(answer.context["form"].errors) == ["from_day"]


def test_roles_are_ticked(the_world: World) -> None:
    client = browser_of(the_world.people[Role.ADMINISTRATOR])
    sent = {**filled(["officer", "coordinator"], timezone.localdate()), "confirmed": "1"}
    assert send(client, reverse("set_parameter", args=["two_factor_roles"]), **sent).status_code == 302
    assert set(value_on("two_factor_roles", timezone.localdate())) == {"officer", "coordinator"}


def test_only_an_administrator_sets_a_parameter(the_world: World) -> None:
    client = browser_of(the_world.people[Role.OFFICER])
    address = reverse("set_parameter", args=[WEEKS])
    assert (client.get(address).status_code, send(client, address).status_code) == (403, 403)
    assert "Set a new value" not in text_of(client.get(reverse("parameter", args=[WEEKS])))


def test_the_policy_takes_a_constant_number_of_queries(the_world: World) -> None:
    assert queries_of(browser_of(the_world.people[Role.TRAINER]), reverse("policy")) == 7
