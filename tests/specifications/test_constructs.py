"""Everything that the specification language can say is said by a specification that Touchstone ships."""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest

from touchstone.catalogue.specifications import Shelf, list_specifications, load_specification
from touchstone.rules.language import schema
from touchstone.rules.language.reader import read_yaml
from touchstone.rules.language.templates import Expansion
from touchstone.rules.specification import Amount, AnyOf, Body, Choose, Filter, Measure, OneLevel, Rule, walk_rules

PARTS = [part for part in vars(schema).values() if isinstance(part, type) and issubclass(part, schema.Part)]
SHELVES = list_specifications()


def members(annotation: Any) -> Iterator[Any]:
    """The alternatives of an annotation, without ``Annotated`` and ``None``."""
    if get_origin(annotation) is Annotated:
        yield from members(get_args(annotation)[0])
    elif get_origin(annotation) in (Union, types.UnionType):
        for argument in get_args(annotation):
            yield from members(argument)
    elif annotation is not type(None):
        yield annotation


def own_words(part: type[schema.Part]) -> Iterator[tuple[str, Any]]:
    """The words that a part brings in itself, as they are written, with their annotation."""
    hints = get_type_hints(part, include_extras=True)
    for name in vars(part).get("__annotations__", {}):
        if name in part.model_fields:
            yield part.model_fields[name].alias or name, hints[name]


def every_construct() -> set[tuple[str, ...]]:
    """Each word of each part; each choice of a word with choices; each form in which a filter may be written."""
    found: set[tuple[str, ...]] = set()
    for part, word, annotation in ((one, *own) for one in PARTS for own in own_words(one)):
        found.add((part.__name__, word))
        for member in members(annotation):
            if get_origin(member) is Literal:
                found |= {(part.__name__, word, str(choice)) for choice in get_args(member)}
            elif part is schema.FilterPart:
                found.add((part.__name__, word, (get_origin(member) or member).__name__))
    return found


def parts_in(value: Any) -> Iterator[schema.Part]:
    if isinstance(value, schema.Part):
        yield value
        for name in value.model_fields_set:
            yield from parts_in(getattr(value, name))
    elif isinstance(value, list | dict):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from parts_in(inner)


def constructs_in(part: schema.Part) -> Iterator[tuple[str, ...]]:
    for owner in type(part).__mro__:
        if owner not in PARTS:
            continue
        for word, annotation in own_words(owner):
            name = next(n for n, field in owner.model_fields.items() if word in (field.alias, n))
            if name not in part.model_fields_set:
                continue
            value = getattr(part, name)
            yield owner.__name__, word
            if any(get_origin(member) is Literal for member in members(annotation)):
                yield owner.__name__, word, str(value)
            elif owner is schema.FilterPart:
                yield owner.__name__, word, type(value).__name__


def read_part(shelf: Shelf) -> schema.SpecificationPart:
    data, marks = read_yaml(shelf.file.read_text(encoding="utf-8"), name=str(shelf))
    return schema.SpecificationPart.model_validate(Expansion(marks, str(shelf)).expand(data))


def shipped_rules() -> Iterator[Rule]:
    for shelf in SHELVES:
        for qualification in load_specification(str(shelf)).qualifications:
            yield from qualification.rules()


def shipped_bodies() -> Iterator[Body]:
    for rule in shipped_rules():
        yield rule.body
        yield from (reading.body for reading in rule.readings)


def test_every_word_of_the_language_is_used_by_a_shipped_specification() -> None:
    used = {found for shelf in SHELVES for part in parts_in(read_part(shelf)) for found in constructs_in(part)}
    assert used == every_construct()


def test_every_kind_of_body_is_used_by_a_shipped_specification() -> None:
    assert {type(body) for body in shipped_bodies()} == set(get_args(Body))


def test_sums_and_counts_are_both_used_with_a_minimum_and_with_a_maximum() -> None:
    amounts = [body for body in shipped_bodies() if isinstance(body, Amount)]
    found = {
        (amount.measure, bound)
        for amount in amounts
        for bound in ("at_least", "at_most")
        if getattr(amount, bound) is not None
    }
    assert found == {(measure, bound) for measure in Measure for bound in ("at_least", "at_most")}


def test_every_choice_of_level_is_used() -> None:
    assert {body.choose for body in shipped_bodies() if isinstance(body, OneLevel)} == set(Choose)


def test_amounts_over_everything_are_used() -> None:
    assert any(isinstance(body, Amount) and body.over == Filter() for body in shipped_bodies())


def test_alternatives_stand_inside_alternatives_and_more_than_one_may_be_asked_for() -> None:
    choices = [body for body in shipped_bodies() if isinstance(body, AnyOf)]
    inner = [rule.body for body in choices for block in body.blocks for rule in walk_rules(block.rules)]
    assert any(isinstance(body, AnyOf) for body in inner)
    assert {body.at_least > 1 for body in choices} == {True, False}


def test_a_clause_changes_on_a_day() -> None:
    dated: dict[tuple[str, str, str], set[str]] = {}
    for shelf in SHELVES:
        for qualification in load_specification(str(shelf)).qualifications:
            for rule in qualification.outcomes[0].rules:
                dated.setdefault((str(shelf), qualification.code, rule.name), set()).add(str(rule.valid))
    assert max(len(periods) for periods in dated.values()) == 2


def test_the_level_is_an_output() -> None:
    qualifications = [q for shelf in SHELVES for q in load_specification(str(shelf)).qualifications]
    assert any(len({outcome.level for outcome in q.outcomes}) > 1 for q in qualifications)


def test_a_specification_is_shipped_in_two_versions_with_the_same_qualifications() -> None:
    versions: dict[str, list[Shelf]] = {}
    for shelf in SHELVES:
        versions.setdefault(shelf.name, []).append(shelf)
    pairs = [found for found in versions.values() if len(found) > 1]
    assert pairs
    for found in pairs:
        codes = [[q.code for q in load_specification(str(shelf)).qualifications] for shelf in found]
        assert all(each == codes[0] for each in codes)


@pytest.mark.parametrize("shelf", SHELVES, ids=str)
def test_a_shipped_file_is_named_after_its_specification_and_version(shelf: Shelf) -> None:
    specification = load_specification(str(shelf))
    assert (specification.name, specification.version) == (shelf.name, shelf.version)
