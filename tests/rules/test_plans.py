"""Plans by example: shapes in which a planner goes wrong easily."""

from __future__ import annotations

from datetime import date

import pytest

from tests.rules.small import UNITS, held, rules_of
from touchstone.catalogue.specifications import load_specification
from touchstone.rules.api import (
    FEWEST_UNITS,
    LEAST_VALUE,
    Cell,
    Objective,
    Plans,
    RuleSet,
    compile_rules,
    least_cost,
    parse_holdings,
    plan,
    plan_reserve,
    preferred,
)
from touchstone.rules.finishing import filler

TWO = "- {clause: two, says: Two units count., count: units, at_least: 2}"
ALIKE = """\
units:
  list:
    - {code: A, title: Unit A, group: core, values: {1: 5, 2: 5}}
    - {code: B, title: Unit B, group: core, values: {1: 5, 2: 5}}
    - {code: C, title: Unit C, group: core, values: {1: 5, 2: 5}}
"""


def new_units(plans: Plans) -> list[str]:
    return [" ".join(map(str, found.new)) for found in plans.plans]


def plans_for(rules: RuleSet, units: str, **wishes: object) -> list[str]:
    return new_units(plan(rules, held(rules, units), **wishes))  # type: ignore[arg-type]  # the wishes of plan


def test_units_alike_are_taken_at_different_levels_where_each_level_takes_few() -> None:
    rules = rules_of(
        """
- {clause: three, says: Three units count., count: units, at_least: 3}
- {clause: one-level, says: Each unit counts once., one_level_per_area: {}}
- {clause: first, says: At most two at level 1., count: units, over: {level: 1}, at_most: 2}
- {clause: second, says: At most one at level 2., count: units, over: {level: 2}, at_most: 1}
""",
        units=ALIKE,
    )
    assert sorted(plans_for(rules, "", best=9)) == ["A@1 B@1 C@2", "A@1 B@2 C@1", "A@2 B@1 C@1"]


def test_a_unit_that_something_held_counts_as_may_be_taken_so_that_it_counts_as_another() -> None:
    more = (
        "equivalences: [{held: {code: X, level: 1, title: X}, counts_as: [{code: A, level: 1}, {code: C, level: 2}]}]\n"
    )
    rules = rules_of("- {clause: two, says: A and C., count: units, over: {code: [A, C]}, at_least: 2}", more=more)
    assert plans_for(rules, "X", best=9) == ["C@2", "A@1", "A@2"]


def test_no_plan_is_given_where_a_prerequisite_is_neither_held_nor_on_offer() -> None:
    rules = rules_of("""
- {clause: one, says: A counts., require: {code: A}}
- {clause: first, says: A needs B held., needs: {unit: {code: A}, held: {code: B}}}
""")
    assert plans_for(rules, "", offered=[Cell("A", 1)]) == []
    assert plans_for(rules, "", offered=[Cell("A", 1), Cell("B", 1)]) == ["A@1 B@1"]
    assert plans_for(rules, "B@1", offered=[Cell("A", 1)]) == ["A@1"]


def test_no_plan_is_given_where_what_is_held_disqualifies() -> None:
    rules = rules_of("""
- {clause: one, says: A counts., require: {code: A}}
- {clause: never, says: Nobody may hold two options., count: units, over: {group: option}, at_most: 1, held: true}
""")
    assert plans_for(rules, "B@1 C", offered=[Cell("A", 1)]) == []
    assert plans_for(rules, "B@1", best=9) == ["A@1", "A@2"]


def test_no_plan_is_given_where_no_unit_is_in_force() -> None:
    gone = UNITS.replace("group: core,", "group: core, valid: {from: 2030-01-01},")
    gone = gone.replace("group: option,", "group: option, valid: {from: 2030-01-01},")
    rules = rules_of(TWO, units=gone, on=date(2020, 1, 1))
    assert plan(rules, ()).best is None
    assert plan_reserve(rules, ()) is None


def test_at_the_highest_level_only_a_higher_unit_is_taken_instead_of_a_lower_one() -> None:
    rules = rules_of("""
- {clause: highest, says: The highest counts., one_level_per_area: {choose: highest}}
- {clause: two, says: Level 2 twice., count: units, over: {level: 2}, at_least: 2}
""")
    assert plans_for(rules, "A@1 B@2", best=9) == ["C@2", "A@2"]
    lower = rules_of("""
- {clause: highest, says: The highest counts., one_level_per_area: {choose: highest}}
- {clause: one, says: A at level 1., require: {code: A, level: 1}}
""")
    assert plans_for(lower, "A@2") == []


def test_a_higher_level_taken_as_a_prerequisite_keeps_a_lower_one_from_counting() -> None:
    rules = rules_of("""
- {clause: highest, says: The highest counts., one_level_per_area: {choose: highest}}
- {clause: low, says: A at level 1., require: {code: A, level: 1}}
- {clause: third, says: C counts., require: {code: C}}
- {clause: after, says: C needs level 2 held., needs: {unit: {code: C}, held: {code: [A, B], level: 2}}}
""")
    assert plans_for(rules, "", best=9) == ["A@1 B@2 C@2"]
    assert plans_for(rules, "A@1 C", offered=[Cell("A", 2)]) == []


def test_objectives_differ() -> None:
    rules = rules_of("- {clause: total, says: At least 7 credits count., sum: value, at_least: 7}")
    weights = {Cell("A", 2): 50, Cell("B", 1): 1, Cell("C", 2): 1}
    likings = {Cell("C", 2): 10, Cell("B", 1): 10}
    objectives = [FEWEST_UNITS, LEAST_VALUE, least_cost(weights, otherwise=9), preferred(likings)]
    assert [plans_for(rules, "", objective=objective) for objective in objectives] == [
        ["A@2"],
        ["A@2"],
        ["B@1 C@2"],
        ["B@1 C@2"],
    ]


def test_plans_of_one_price_come_in_the_order_of_their_value_and_then_of_their_number() -> None:
    rules = rules_of("- {clause: one, says: One unit counts., count: units, at_least: 1}")
    assert plans_for(rules, "", best=9) == ["C@2", "B@1", "A@1", "B@2", "A@2"]
    free = least_cost({}, otherwise=0)
    assert [found.price for found in plan(rules, (), objective=free, best=9).plans] == [0] * 5


def test_weights_are_whole_numbers_from_nought_to_a_thousand_million() -> None:
    with pytest.raises(ValueError, match=r"Weights must be 0 or more; A@1 is negative"):
        least_cost({Cell("A", 1): -1}, otherwise=0)
    with pytest.raises(ValueError, match=r"Weights must be 1,000,000,000 at most"):
        least_cost({Cell("A", 1): 10**9 + 1}, otherwise=0)
    with pytest.raises(ValueError, match=r"A liking lies between 0 and 10; A@1 has 11"):
        preferred({Cell("A", 1): 11})
    assert Objective("none").price(Cell("A", 1), 5) == 0


def test_heavy_weights_are_added_up_exactly() -> None:
    place = "{name: s, over: {}, amounts: [{count: units, at_least: 1}]}"
    rules = rules_of(f"{TWO}\n- {{clause: slots, says: One has its place., slots: [{place}]}}")
    cells = [Cell("A", 1), Cell("B", 1), Cell("C", 2)]
    weights = {cell: 10**9 - place for place, cell in enumerate(cells)}
    plans = plan(rules, (), objective=least_cost(weights, otherwise=10**9), offered=cells, best=9)
    assert [(" ".join(map(str, p.new)), p.price) for p in plans.plans] == [
        ("B@1 C@2", 2 * 10**9 - 3),
        ("A@1 C@2", 2 * 10**9 - 2),
        ("A@1 B@1", 2 * 10**9 - 1),
    ]


def test_an_unknown_outcome_is_named_with_those_that_there_are() -> None:
    rules = rules_of(TWO)
    with pytest.raises(KeyError, match=r"Q has no outcome HIGH\. It has: Q\."):
        plan(rules, (), outcome="HIGH")
    with pytest.raises(KeyError, match=r"Q has no outcome HIGH\. It has: Q\."):
        plan_reserve(rules, (), outcome="HIGH")


def test_the_two_ways_to_fill_a_table_give_the_same_plans(monkeypatch: pytest.MonkeyPatch) -> None:
    leaflet = load_specification()
    rules = compile_rules(leaflet, "03449", on=date(2020, 6, 1))
    units = parse_holdings(leaflet, "AA@3 BB@1 CC@3 G@3 V3@3")
    found = []
    for filled in (0, 1_000_000):
        monkeypatch.setattr(filler, "filled", filled)
        found.append([(each.new, each.price) for each in plan(rules, units, best=12).plans])
    assert found[0] == found[1]
    assert len(found[0]) == 12


def test_a_reserve_names_what_nothing_replaces() -> None:
    rules = rules_of("""
- {clause: core, says: A at level 1., require: {code: A, level: 1}}
- {clause: option, says: An option., require: {group: option}}
""")
    found = plan_reserve(rules, ())
    assert found is not None
    assert (found.new, found.indispensable) == ((Cell("A", 1), Cell("B", 1), Cell("C", 2)), (Cell("A", 1),))
    assert set(found.without) == {Cell("B", 1), Cell("C", 2)}


def test_a_reserve_takes_no_unit_that_only_looks_like_the_others() -> None:
    units = """\
units:
  list:
    - {code: A, title: Unit A, group: option, level: 1, value: 5}
    - {code: B, title: Unit B, group: option, level: 1, value: 5}
    - {code: C, title: Unit C, group: option, level: 1, value: 5}
    - {code: D, title: Unit D, group: core, level: 1, value: 5}
"""
    rules = rules_of(
        """
- {clause: option, says: An option., require: {group: option}}
- {clause: after, says: A counts only with D., needs: {unit: {code: A}, counted: {code: D}}}
""",
        units=units,
    )
    found = plan_reserve(rules, ())
    assert found is not None
    assert found.new == (Cell("B", 1), Cell("C", 1))
