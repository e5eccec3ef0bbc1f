"""The generator makes every construct of the language, and samples on which the laws have something to say."""

from __future__ import annotations

import types
from collections.abc import Iterator
from functools import lru_cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import yaml

from tests.rules.brute import bodies_in
from tests.rules.generator import AFTER, BEFORE, Sample, seeded_sample
from touchstone.rules.api import check, plan
from touchstone.rules.language import schema
from touchstone.rules.specification import Amount, AnyOf, Block, Body, Choose, Filter, Measure, Needs, OneLevel, Slots

SAMPLE = 300

NOT_DECIDING = {
    *{("DocumentPart", word) for word in ("reference", "publisher")},
    *{("CitePart", word) for word in ("document", "heading", "place", "words")},
    *{("SpecificationPart", word) for word in ("valid", "open_points")},
    *{("UnitPart", word) for word in ("cite", "open_points")},
    *{(part, "cite") for part in ("UnitsPart", "RoutePart", "EquivalencePart", "RulePart", "QualificationPart")},
    ("QualificationPart", "valid"),
}
"""Words that tell where something stands or what is open, and days that are checked where a day is chosen."""


@lru_cache(maxsize=1)
def samples() -> tuple[Sample, ...]:
    return tuple(seeded_sample(seed) for seed in range(SAMPLE))


def members(annotation: Any) -> Iterator[Any]:
    """The alternatives of an annotation, without ``Annotated`` and ``None``."""
    if get_origin(annotation) is Annotated:
        yield from members(get_args(annotation)[0])
    elif get_origin(annotation) in (Union, types.UnionType):
        for argument in get_args(annotation):
            yield from members(argument)
    elif annotation is not type(None):
        yield annotation


def own_words(part: type[schema.Part]) -> Iterator[tuple[str, str, Any]]:
    """The words that a part brings in itself: field, word as it is written, annotation."""
    hints = get_type_hints(part, include_extras=True)
    for name in vars(part).get("__annotations__", {}):
        if name in part.model_fields:
            yield name, part.model_fields[name].alias or name, hints[name]


def every_word() -> set[tuple[str, ...]]:
    """Each word of each part; each choice of a word with choices; each form in which a filter may be written."""
    found: set[tuple[str, ...]] = set()
    parts = [part for part in vars(schema).values() if isinstance(part, type) and issubclass(part, schema.Part)]
    for part in parts:
        for _, word, annotation in own_words(part):
            found.add((part.__name__, word))
            found |= {(part.__name__, word, form) for form in forms(part, annotation)}
    return found


def forms(part: type[schema.Part], annotation: Any) -> Iterator[str]:
    for member in members(annotation):
        if get_origin(member) is Literal:
            yield from map(str, get_args(member))
        elif part is schema.FilterPart:
            yield (get_origin(member) or member).__name__


def words_in(value: Any) -> Iterator[tuple[str, ...]]:
    if isinstance(value, schema.Part):
        for owner in type(value).__mro__:
            if issubclass(owner, schema.Part) and owner is not schema.Part:
                yield from words_of(owner, value)
    elif isinstance(value, list | dict):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from words_in(inner)


def words_of(owner: type[schema.Part], value: schema.Part) -> Iterator[tuple[str, ...]]:
    for name, word, annotation in own_words(owner):
        if name in value.model_fields_set:
            given = getattr(value, name)
            yield owner.__name__, word
            if any(get_origin(member) is Literal for member in members(annotation)):
                yield owner.__name__, word, str(given)
            elif owner is schema.FilterPart:
                yield owner.__name__, word, type(given).__name__
            yield from words_in(given)


def written_part(sample: Sample) -> schema.SpecificationPart:
    """The sample as it is written, ``$name`` and all: placeholders stand where the schema takes text or nothing."""
    data = yaml.safe_load(sample.text)
    for qualification in data["qualifications"]:
        if "outcomes" in qualification:
            qualification["rules"] = [r for r in qualification["rules"] if r.get("at_least") != "$least"]
    return schema.SpecificationPart.model_validate(data)


def test_every_word_of_the_language_occurs_in_the_sample() -> None:
    used = {word for sample in samples() for word in words_in(written_part(sample))}
    assert {word for word in every_word() - used if word[:2] not in NOT_DECIDING} == set()


def bodies() -> Iterator[Body]:
    for sample in samples():
        for qualification in sample.specification.qualifications:
            yield from bodies_in(qualification.rules())


def test_every_kind_of_body_occurs() -> None:
    assert {type(body) for body in bodies()} == set(get_args(Body))


def test_sums_and_counts_occur_with_every_bound_held_shared_and_with_amounts_inside() -> None:
    marks = ("at_least", "at_most", "share", "held", "including")
    found = {
        (body.measure, mark)
        for body in bodies()
        if isinstance(body, Amount)
        for mark in marks
        if getattr(body, mark) not in (None, False, ())
    }
    assert found == {(measure, mark) for measure in Measure for mark in marks}


def test_amounts_occur_that_ask_for_exactly_so_much_and_for_nothing_at_all() -> None:
    amounts = [body for body in bodies() if isinstance(body, Amount)]
    assert any(amount.at_least is not None and amount.at_least == amount.at_most for amount in amounts)
    assert any(amount.at_most == 0 for amount in amounts)
    assert any(amount.over == Filter() for amount in amounts)


def test_filters_occur_with_every_condition_and_with_several_at_once() -> None:
    filters = [body.over for body in bodies() if isinstance(body, Amount)]
    stated = [frozenset(w for w in Filter.__slots__ if getattr(over, w) is not None) for over in filters]
    assert frozenset().union(*stated) == set(Filter.__slots__)
    assert any(len(words) > 2 for words in stated)
    assert any(over.excluded is not None and over.excluded.excluded is not None for over in filters)


def test_the_highest_and_the_best_level_occur_and_both_kinds_of_needs() -> None:
    assert {body.choose for body in bodies() if isinstance(body, OneLevel)} == set(Choose)
    assert {body.held for body in bodies() if isinstance(body, Needs)} == {True, False}


def test_alternatives_occur_inside_alternatives_and_with_more_than_one_to_be_met() -> None:
    choices = [body for body in bodies() if isinstance(body, AnyOf)]
    inner = [body for choice in choices for block in choice.blocks for body in bodies_in(block.rules)]
    assert {AnyOf, Block, Slots} <= {type(body) for body in inner}
    assert {choice.at_least for choice in choices} >= {1, 2, 3}


def test_dated_clauses_and_units_readings_and_several_outcomes_occur() -> None:
    specifications = [sample.specification for sample in samples()]
    rules = [rule for s in specifications for q in s.qualifications for rule in q.rules()]
    assert {(rule.valid.start is None, rule.valid.end is None) for rule in rules} == {
        (True, True),
        (True, False),
        (False, True),
    }
    assert {unit.valid.covers(day) for s in specifications for unit in s.units for day in (BEFORE, AFTER)} == {
        True,
        False,
    }
    assert {len(rule.readings) for rule in rules} == {0, 2}
    assert {len(q.outcomes) for s in specifications for q in s.qualifications} == {1, 2, 3}
    assert {len(s.qualifications) for s in specifications} == {1, 2}


def test_units_are_held_by_every_route_imported_and_as_equivalents() -> None:
    held = [holding for sample in samples() for holding in sample.held]
    assert {holding.route for holding in held} == {"assessed", "rpl", "exempt"}
    assert {holding.cell.code for holding in held} == {*"ABCDE", "X", "P", "Q"}


def test_the_samples_are_earned_and_not_by_both_methods_and_plans_are_found_and_not() -> None:
    verdicts = [check(sample.rules, sample.held) for sample in samples()]
    found = {(verdict.method, verdict.earned) for verdict in verdicts}
    assert found == {(method, earned) for method in ("dynamic programme", "HiGHS") for earned in (True, False)}
    assert 0.2 < sum(verdict.earned for verdict in verdicts) / SAMPLE < 0.8
    sizes = [plan(sample.rules, sample.held, offered=sample.offered).best for sample in samples()]
    assert {len(best.new) if best else None for best in sizes} >= {None, 0, 1, 2}


def test_one_seed_makes_one_sample() -> None:
    assert seeded_sample(7) == seeded_sample(7)
    assert seeded_sample(7).text != seeded_sample(8).text
