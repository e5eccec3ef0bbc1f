"""Every example in the reference of the specification language does what the page says.

``yaml specification`` is a whole file. ``yaml fragment`` is laid over it: words of the head stay for the fragments that
follow; a list of clauses, units or qualifications, or a filter, is tried by itself. ``yaml mistaken`` is refused with
the ``text`` after it.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from touchstone.catalogue.specifications import load_specification
from touchstone.rules.api import (
    Specification,
    SpecificationRefused,
    check,
    compile_rules,
    parse_holdings,
    read_specification,
)
from touchstone.rules.language import schema

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "specification-language.md"
TEXT = PAGE.read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(?P<kind>[a-z]+(?: [a-z]+)?)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#+ (?P<title>.+)$", re.MULTILINE)
WORD = re.compile(r"`([a-z_]+)(?::[^`]*)?`")


class Example(NamedTuple):
    kind: str
    text: str
    line: int

    def __str__(self) -> str:
        return f"line-{self.line}"


EXAMPLES = [Example(m["kind"], m["text"], TEXT.count("\n", 0, m.start()) + 1) for m in BLOCK.finditer(TEXT)]
WHOLE = [example for example in EXAMPLES if example.kind == "yaml specification"]
FRAGMENTS = [example for example in EXAMPLES if example.kind == "yaml fragment"]


def resolve(name: str, version: str | None) -> Specification:
    return load_specification(f"{name}@{version}" if version else name)


def read(data: Any) -> Specification:
    """The specification that plain data means; aliases are written out, so the text is YAML of the plainest kind."""
    text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
    return read_specification(text, name="example", resolve=resolve)


def base_for(fragment: Example) -> dict[str, Any]:
    """The worked example, with the head of every fragment up to this one laid over it."""
    data: dict[str, Any] = yaml.safe_load(WHOLE[0].text)
    for earlier in FRAGMENTS:
        part = yaml.safe_load(earlier.text)
        if isinstance(part, dict) and part.keys() <= schema.SpecificationPart.model_fields.keys():
            data |= part
        if earlier == fragment:
            break
    return data


def laid_over(fragment: Example) -> dict[str, Any]:
    data, part = base_for(fragment), yaml.safe_load(fragment.text)
    rules = data["qualifications"][0]["rules"]
    if isinstance(part, dict) and part.keys() == {"over"}:
        rules.append({"clause": "tried", "says": "Tried.", "sum": "value", "at_least": 1, **part})
    elif isinstance(part, list) and "clause" in part[0]:
        named = {clause["clause"] for clause in part}
        data["qualifications"][0]["rules"] = [*(r for r in rules if r["clause"] not in named), *part]
    elif isinstance(part, list) and "group" in part[0]:
        data["units"]["list"] += part
    elif isinstance(part, list):
        data["qualifications"] += part
    return data


def test_every_block_of_the_page_is_of_a_known_kind() -> None:
    kinds = {example.kind for example in EXAMPLES}
    assert kinds == {"yaml specification", "yaml fragment", "yaml mistaken", "text"}
    assert len(WHOLE) == 1


def test_the_worked_example_is_read_and_decides_as_the_page_says() -> None:
    specification = read_specification(WHOLE[0].text, name="the worked example")
    said = re.search(r"touchstone check (\S+) (.+?) --spec", TEXT)
    assert said is not None
    rules = compile_rules(specification, said[1], on=date(2026, 3, 1))
    verdict = check(rules, parse_holdings(specification, said[2]))
    assert (verdict.earned, verdict.total) == (True, 27)


@pytest.mark.parametrize("fragment", FRAGMENTS, ids=str)
def test_a_fragment_is_read(fragment: Example) -> None:
    data = laid_over(fragment)
    specification = read(data)
    assert data != yaml.safe_load(WHOLE[0].text)
    for qualification in specification.qualifications:
        compile_rules(specification, qualification.code, on=date(2026, 3, 1))


def test_the_mistaken_example_is_refused_with_the_messages_printed() -> None:
    places = [place for place, example in enumerate(EXAMPLES) if example.kind == "yaml mistaken"]
    for place in places:
        with pytest.raises(SpecificationRefused) as refused:
            read_specification(EXAMPLES[place].text, name="example")
        assert [str(mistake) for mistake in refused.value.mistakes] == EXAMPLES[place + 1].text.splitlines()
    assert len(places) == 1


def test_every_word_of_the_language_is_explained() -> None:
    parts = [p for p in vars(schema).values() if isinstance(p, type) and issubclass(p, schema.Part)]
    words = {field.alias or name for part in parts for name, field in part.model_fields.items()}
    assert words - set(WORD.findall(TEXT)) == set()


def test_every_link_of_the_page_has_a_heading() -> None:
    anchors = {
        re.sub(r"[^\w\- ]", "", heading["title"].lower()).replace(" ", "-") for heading in HEADING.finditer(TEXT)
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", TEXT)) - anchors == set()
