"""Laws of reading many texts at once: what is encoded is what single texts mean; the rest is doubtful."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.rules.generator import Sample, Size, samples
from tests.rules.laws import examples
from touchstone.catalogue.specifications import load_specification
from touchstone.rules.api import Holding, UnitsRefused, compile_rules, parse_holdings
from touchstone.rules.bulk import BulkJudge

SMALL = Size(cells=7, held=5, offered=0, clauses=2)

SEPARATORS = (" ", ",", ";", "  ", ", ", "\t", "\n", "\r\n", "\x0b", "\x0c")
UNICODE_SPACES = ("\u00a0", "\u2003", "\u3000", "\x85", "\x1c", "\u2028", "\ufeff")
ODD_WORDS = (
    *("A", "A@", "@1", "A@1@2", "A@9", "A@99", "A@100", "A@01", "a@1", "A@1:", ":rpl", "A@1:rpl", "A@1:RPL", "A1"),
    *("A@1:assessed", "X", "X@1", "X@1:rpl", "ZZZ@1", "A@-1", "A@1.0", "A@\u0661", "\u0391@1", "\uff21@1", "A@\u00b2"),
    *("e\u0301@1", "\U0001f600", "A@1\x00", "A@1/B@1", "'A@1'", "A=1", "P@2", "Q", "B@1:exempt", "B@1:equivalent"),
)


def encoded(judge: BulkJudge, texts: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.bool_]]:
    written = [text.encode() for text in texts]
    offsets = np.cumsum([0, *map(len, written)], dtype=np.int64)
    return judge.encode(np.frombuffer(b"".join(written), dtype=np.uint8), offsets)


def parsed(judge: BulkJudge, text: str) -> tuple[Holding, ...] | None:
    """What the reader of single texts finds in force, or nothing where it refuses."""
    rules = judge.rule_sets[0]
    try:
        held = parse_holdings(rules.specification, text)
    except UnitsRefused:
        return None
    return held if all(holding in judge.problem.sources for holding in held) else None


def texts_for(data: st.DataObject, sample: Sample) -> list[str]:
    known = sorted({str(holding) for holding in sample.rules.problems[0].sources})
    known += [word.split("@")[0] for word in known]
    words = st.sampled_from([*known, *known, *ODD_WORDS, *(word + "!" for word in known)])
    gap = st.one_of(st.sampled_from(SEPARATORS), st.sampled_from([*SEPARATORS, *UNICODE_SPACES]))
    pieces = st.lists(st.tuples(words, gap), max_size=5)
    text = st.one_of(pieces.map(lambda found: "".join(word + between for word, between in found)), st.text(max_size=12))
    return data.draw(st.lists(text, min_size=1, max_size=12))


@given(st.data())
@examples(200)
def test_what_is_not_doubtful_is_encoded_as_it_is_read_and_what_is_refused_is_doubtful(data: st.DataObject) -> None:
    sample = data.draw(samples(SMALL))
    judge = BulkJudge([sample.rules])
    texts = texts_for(data, sample)
    bits, doubtful = encoded(judge, texts)
    for text, row, doubt in zip(texts, bits, doubtful, strict=True):
        held = parsed(judge, text)
        assert doubt or held is not None
        assert row.tolist() == (judge.encode_one(() if doubt else held or ()).tolist())


@given(samples(SMALL), st.sampled_from(SEPARATORS))
@examples(100)
def test_units_spelled_as_they_are_printed_are_never_doubtful(sample: Sample, between: str) -> None:
    judge = BulkJudge([sample.rules])
    alone = [between.join(("", str(holding), "")) for holding in judge.problem.sources]
    bits, doubtful = encoded(judge, alone)
    assert not doubtful.any()
    assert bits.tolist() == [judge.encode_one([holding]).tolist() for holding in judge.problem.sources]


@given(st.lists(st.integers(0, 123), max_size=30, unique=True), st.sampled_from(SEPARATORS))
@examples(60)
def test_texts_of_leaflet_units_are_encoded_as_they_are_read(places: list[int], between: str) -> None:
    leaflet = load_specification()
    judge = BulkJudge([compile_rules(leaflet, "03447", on=date(2020, 6, 1))])
    known = list(judge.problem.sources)
    held = [known[place] for place in places]
    bits, doubtful = encoded(judge, [between.join(map(str, held))])
    assert not doubtful[0]
    assert bits[0].tolist() == judge.encode_one(held).tolist()
    assert set(parse_holdings(leaflet, between.join(map(str, held)))) == set(held)


def test_no_texts_and_empty_texts_are_encoded_as_nothing_held() -> None:
    judge = BulkJudge([compile_rules(load_specification(), "03447", on=date(2020, 6, 1))])
    assert encoded(judge, [])[0].shape == (0, judge.width)
    bits, doubtful = encoded(judge, ["", "  ", ",;"])
    assert not bits.any()
    assert not doubtful.any()
