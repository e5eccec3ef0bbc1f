"""Text that is no specification at all is refused in a moment, with the place at which reading stopped."""

from __future__ import annotations

import pytest

from tests.rules.small import place_of, read, text_of
from touchstone.rules.api import SpecificationRefused
from touchstone.rules.language import reader

RULES = "- {clause: one, says: One., count: units, at_least: 1}"
GOOD = text_of(RULES)


def mistakes_in(text: str) -> list[tuple[int, int, str]]:
    with pytest.raises(SpecificationRefused) as refused:
        read(text)
    assert all(mistake.mend for mistake in refused.value.mistakes)
    return [(mistake.line, mistake.column, mistake.what) for mistake in refused.value.mistakes]


def test_a_text_that_is_not_yaml_is_refused_at_the_place_where_it_breaks() -> None:
    text = GOOD.replace("title: Small", "title: Small: and smaller")
    assert mistakes_in(text) == [
        (4, 13, "This is not well-formed YAML: mapping values are not allowed in this context.")
    ]


@pytest.mark.parametrize("text", ["", "   \n", "# nothing but a remark\n"])
def test_an_empty_text_is_refused(text: str) -> None:
    assert mistakes_in(text) == [(0, 0, "The text is empty.")]


@pytest.mark.parametrize("text", ["a sentence", "- a\n- list\n", "5", "~", "true"])
def test_a_text_that_is_no_mapping_is_refused(text: str) -> None:
    assert mistakes_in(text) == [(1, 1, "“the text” is not a set of “key: value” pairs.")]


def test_two_documents_in_one_text_are_refused() -> None:
    assert mistakes_in("a: 1\n---\nb: 2\n") == [(2, 1, "This is not well-formed YAML: but found another document.")]


def test_every_key_that_is_given_twice_is_reported() -> None:
    text = GOOD.replace("title: Small", "title: Small\ntitle: Smaller").replace("says: One.", "says: One., says: Two.")
    assert mistakes_in(text) == [
        (*place_of(text, "title: Smaller"), "“title” is given twice."),
        (*place_of(text, "says: Two."), "“says” is given twice."),
    ]


@pytest.mark.parametrize("key", ["1.5", "yes", "~", "2020-01-01", "[a]", "{a: 1}"])
def test_a_key_that_is_neither_word_nor_whole_number_is_refused(key: str) -> None:
    line, column, what = mistakes_in(f"? {key}\n: 1\n")[0]
    assert (line, column, what) == (1, 3, "A key must be a word or a whole number.")


@pytest.mark.parametrize(
    ("written", "what"),
    [
        ("!!python/name:os.system x", "“x” cannot be read: could not determine a constructor for the tag"),
        ("!unit x", "“x” cannot be read: could not determine a constructor for the tag"),
        ("!!python/object/apply:os.system [ls]", "The tag tag:yaml.org,2002:python/object/apply:os.system has no"),
        ("!!set {a, b}", "The tag tag:yaml.org,2002:set has no meaning here."),
        ("!!binary abc", "“abc” cannot be read: failed to decode base64 data"),
    ],
)
def test_a_tag_is_refused_and_nothing_is_made_of_it(written: str, what: str) -> None:
    found = mistakes_in(f"title: {written}\n")
    assert [(line, column) for line, column, _ in found] == [(1, 8)]
    assert found[0][2].startswith(what)


def test_merge_keys_are_refused() -> None:
    assert (2, 5) in {(line, column) for line, column, _ in mistakes_in("a: &a {x: 1}\nb: {<<: *a}\n")}


@pytest.mark.parametrize("written", ["010", "0x10", "0b1", "1_000", "1:30", "+5"])
def test_a_whole_number_that_can_be_read_as_two_is_refused(written: str) -> None:
    text = text_of(RULES.replace("at_least: 1", f"at_least: {written}"))
    assert mistakes_in(text) == [(*place_of(text, f"{written}}}"), f"“{written}” can be read as more than one number.")]


def test_a_bomb_of_aliases_is_refused() -> None:
    lines = ["l0: &l0 [" + ", ".join(["boom"] * 10) + "]"]
    lines += [f"l{n}: &l{n} [" + ", ".join([f"*l{n - 1}"] * 10) + "]" for n in range(1, 9)]
    assert [what for _, _, what in mistakes_in("\n".join(lines))] == ["More than 200,000 parts."]


@pytest.mark.parametrize("text", ["a: &a [*a]", "&a {x: *a}", "a: &a {b: [1, {c: *a}]}"])
def test_an_alias_inside_itself_is_refused(text: str) -> None:
    assert [what for _, _, what in mistakes_in(text)] == ["Nested more than 40 deep."]


def test_a_long_chain_of_aliases_is_refused() -> None:
    chain = ["l0: &l0 [x]", *(f"l{n}: &l{n} [*l{n - 1}]" for n in range(1, 3000))]
    assert [what for _, _, what in mistakes_in("\n".join(chain))] == ["Nested more than 40 deep."]


def test_an_alias_that_stands_for_nothing_is_refused() -> None:
    assert mistakes_in("a: *b") == [(1, 4, "This is not well-formed YAML: found undefined alias.")]


def test_deep_nesting_is_refused() -> None:
    deep = "\n".join(f"{' ' * depth}a:" for depth in range(60))
    assert mistakes_in(deep) == [(41, 41, "Nested more than 40 deep.")]
    assert len(mistakes_in("[" * 5000 + "]" * 5000)) == 1


def test_a_huge_text_is_refused_before_it_is_read() -> None:
    assert mistakes_in("#" * (reader.MOST_CHARACTERS + 1)) == [(0, 0, "The text has more than 4,000,000 characters.")]


def test_a_text_with_too_many_parts_is_refused() -> None:
    found = mistakes_in("a: [" + "1," * reader.MOST_NODES + "]")
    assert [what for _, _, what in found] == ["More than 200,000 parts."]


@pytest.mark.parametrize(
    ("character", "name"), [("\x00", "U+0000"), ("\x07", "U+0007"), ("\ud800", "U+D800"), ("\ufffe", "U+FFFE")]
)
def test_a_character_that_yaml_does_not_know_is_refused_where_it_stands(character: str, name: str) -> None:
    text = GOOD.replace("Nobody", f"No{character}body")
    assert mistakes_in(text) == [(5, 18, f"The character {name} cannot stand in YAML.")]


def test_a_mark_of_byte_order_at_the_beginning_does_no_harm() -> None:
    assert read("\ufeff" + GOOD) == read(GOOD)


def test_lines_may_end_as_on_other_systems() -> None:
    assert read(GOOD.replace("\n", "\r\n")) == read(GOOD)


def test_values_that_grow_when_they_are_written_out_are_refused() -> None:
    shared = "$long " * 300
    long = "x" * 1900
    outcomes = "\n".join(f"      - {{code: O{n}, title: T, with: {{long: {long}}}}}" for n in range(10))
    text = GOOD.replace("says: One.", f'says: "{shared}"') + f"    outcomes:\n{outcomes}\n"
    assert [what for _, _, what in mistakes_in(text)] == [
        "Written out for every outcome, the rules have more than 4,000,000 parts and characters."
    ]
