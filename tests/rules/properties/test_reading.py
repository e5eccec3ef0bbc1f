"""Laws of the reader: any text is a specification or is refused, and every mistake has a place and a mend."""

from __future__ import annotations

from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.chance import Chance, Drawn, odds, one_of
from tests.rules.generator import AFTER, BEFORE, Sample, Size, make_sample, resolve, samples
from tests.rules.laws import examples
from touchstone.rules.api import Mistake, Specification, SpecificationRefused, check, compile_rules, read_specification

SMALL = Size(cells=5, held=0, offered=0, clauses=4)

JUNK: tuple[Any, ...] = (
    *(None, "", [], {}, 3.5, True, "x" * 2500, -1, 10**30, float("nan"), [[]], [{}], {"a": 1}, [1, "a"], [None]),
    *("core", "$least", "$x", "A", "ZZ", 0, 1, 99, 100, "2020-13-01", "\u00e9", "a b", {1: 2}, {True: 1}, b"abc"),
    *({"at_least": 5, "at_most": 1}, {"code": "A"}, {"not": {"not": {"code": "ZZ"}}}, {"level": []}, "assessed"),
)
WORDS = (
    *("frobnicate", "sum", "count", "at_least", "at_most", "held", "share", "including", "over", "require", "needs"),
    *("valid", "readings", "slots", "int", "str", "fooPart", "level", "values", "tags", "with", "cite", "outcomes"),
)
SIGNS = "[]{}:,-&*!|>%@`'\"#\n\t ?~$\u00e9\x00\x07\U0001f600"


def read_or_refused(text: str) -> Specification | None:
    """The specification, or nothing where the text is refused as a text ought to be refused."""
    mistakes: tuple[Mistake, ...] = ()
    try:
        return read_specification(text, name="any", resolve=resolve)
    except SpecificationRefused as refused:
        mistakes = refused.mistakes
    assert mistakes
    for mistake in mistakes:
        assert mistake.what
        assert mistake.mend
        assert (mistake.line >= 1 and mistake.column >= 1) or mistake.what == "The text is empty."
    return None


def assert_usable(specification: Specification) -> None:
    """Can what was read be compiled and asked?"""
    for qualification in specification.qualifications:
        for day in (BEFORE, AFTER):
            check(compile_rules(specification, qualification.code, on=day), ())


@given(samples(SMALL))
@examples(60)
def test_a_specification_is_read_alike_from_every_way_to_write_its_text(sample: Sample) -> None:
    data = yaml.safe_load(sample.text)
    for flow in (True, False):
        text = yaml.safe_dump(data, default_flow_style=flow, sort_keys=flow, width=40)
        assert read_or_refused(text) == sample.specification


@st.composite
def texts_with_parts_spoilt(draw: st.DrawFn) -> str:
    chance = Drawn(draw)
    spoilt = yaml.safe_load(make_sample(chance, SMALL).text)
    for _ in range(chance.whole(1, 3)):
        spoil(chance, spoilt)
    return str(yaml.safe_dump(spoilt, sort_keys=False, allow_unicode=True))


@st.composite
def texts_with_letters_spoilt(draw: st.DrawFn) -> str:
    chance = Drawn(draw)
    letters = list(make_sample(chance, SMALL).text)
    for _ in range(chance.whole(1, 4)):
        place, sign = chance.whole(0, len(letters) - 1), one_of(chance, SIGNS)
        letters[place : place + chance.whole(0, 2)] = [sign]
    return "".join(letters)


@given(st.one_of(texts_with_parts_spoilt(), texts_with_letters_spoilt()))
@examples(400)
def test_a_spoilt_text_is_read_or_refused_with_place_and_mend(text: str) -> None:
    found = read_or_refused(text)
    if found is not None:
        assert_usable(found)


def spoil(chance: Chance, data: Any) -> None:
    """Change, take out, add or rename one part."""
    inner = data
    while odds(chance, 85) and isinstance(inner, dict | list) and inner:
        key = one_of(chance, list(inner) if isinstance(inner, dict) else range(len(inner)))
        if not isinstance(inner[key], dict | list) or odds(chance, 15):
            break
        inner = inner[key]
    if isinstance(inner, dict) and inner:
        spoil_mapping(chance, inner)
    elif isinstance(inner, list) and inner:
        inner[chance.whole(0, len(inner) - 1)] = one_of(chance, JUNK)


def spoil_mapping(chance: Chance, data: dict[Any, Any]) -> None:
    key = one_of(chance, list(data))
    deed = chance.whole(0, 3)
    if deed == 0:
        data[key] = one_of(chance, JUNK)
    elif deed == 1:
        del data[key]
    elif deed == 2:
        data[one_of(chance, WORDS)] = one_of(chance, JUNK)
    else:
        data[f"{key}x"] = data.pop(key)


@given(st.text(alphabet=st.characters(), max_size=60))
@examples(200)
def test_any_text_at_all_is_refused_with_place_and_mend(text: str) -> None:
    assert read_or_refused(text) is None
