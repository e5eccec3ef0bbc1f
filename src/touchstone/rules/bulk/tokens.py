"""Texts of units, ``AA@2 BB@1``, to bits: one bit to each column, many texts at a time, straight from UTF-8 buffers.

A text that names anything but the exact spelling of known units, or one unit twice, is *doubtful*: it is left to the
reader of single texts, which understands every spelling and names every mistake.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from touchstone.rules.bulk.compiled import inlined, kernel
from touchstone.rules.holdings import levels_of
from touchstone.rules.problem import Holding
from touchstone.rules.specification import ASSESSED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from touchstone.rules.problem import Problem

OFFSET, PRIME = np.uint64(14695981039346656037), np.uint64(1099511628211)
"""The constants of the FNV-1a hash over 64 bits (draft-eastlake-fnv)."""


class Words(NamedTuple):
    """The known spellings in an open hash table: where each stands in ``letters``, the bits it sets, and those it bars.

    ``slots[h]`` is a spelling's number or -1. ``sets`` and ``bars`` have one row of 64-bit words to each spelling;
    ``bars`` are all columns of the same unit at the same level.
    """

    slots: NDArray[np.int32]
    starts: NDArray[np.int32]
    letters: NDArray[np.uint8]
    sets: NDArray[np.uint64]
    bars: NDArray[np.uint64]


def words_of(problem: Problem) -> Words:
    """The spellings of every holding of a problem's specification."""
    spellings = _spellings(problem)
    width = -(-len(problem.columns) // 64)
    size = 1 << max(4, (len(spellings) * 4).bit_length())
    slots = np.full(size, -1, dtype=np.int32)
    starts, letters = [0], bytearray()
    sets = np.zeros((len(spellings), width), dtype=np.uint64)
    bars = np.zeros((len(spellings), width), dtype=np.uint64)
    cells: dict[object, list[int]] = {}
    for column in problem.columns:
        cells.setdefault(column.cell, []).append(column.index)
    for number, (spelling, holding) in enumerate(spellings.items()):
        written = spelling.encode()
        place = int(_hash(np.frombuffer(written, dtype=np.uint8), 0, len(written))) & (size - 1)
        while slots[place] >= 0:
            place = (place + 1) & (size - 1)
        slots[place] = number
        letters += written
        starts.append(len(letters))
        sets[number] = bits_of(problem.sources[holding], width)
        same = {i for column in problem.sources[holding] for i in cells[problem.columns[column].cell]}
        bars[number] = bits_of(same, width)
    held = np.frombuffer(bytes(letters), dtype=np.uint8)
    return Words(slots, np.array(starts, dtype=np.int32), held, sets, bars)


def _spellings(problem: Problem) -> Mapping[str, Holding]:
    levels = levels_of(problem.specification)
    spellings: dict[str, Holding] = {}
    for holding in problem.sources:
        spellings[str(holding)] = holding
        if len(levels[holding.cell.code]) == 1:
            route = "" if holding.route == ASSESSED else f":{holding.route}"
            spellings[f"{holding.cell.code}{route}"] = holding
    return spellings


def bits_of(columns: object, width: int) -> NDArray[np.uint64]:
    """One row of words with the bits of these columns set."""
    row = np.zeros(width, dtype=np.uint64)
    for column in columns:  # type: ignore[attr-defined]  # any iterable of whole numbers
        row[column // 64] |= np.uint64(1) << np.uint64(column % 64)
    return row


@kernel
def _hash(letters: NDArray[np.uint8], start: int, end: int) -> np.uint64:
    value = OFFSET
    for place in range(start, end):
        value = (value ^ np.uint64(letters[place])) * PRIME
    return value ^ (value >> np.uint64(32))


@inlined
def _find(words: Words, text: NDArray[np.uint8], start: int, end: int) -> int:
    """The number of the spelling between two places of the text, or -1."""
    mask = words.slots.size - 1
    place = np.int64(_hash(text, start, end) & np.uint64(mask))
    while words.slots[place] >= 0:
        number = words.slots[place]
        first = words.starts[number]
        if words.starts[number + 1] - first == end - start:
            same = True
            for step in range(end - start):
                same &= words.letters[first + step] == text[start + step]
            if same:
                return number
        place = (place + 1) & mask
    return -1


@inlined
def _is_gap(letter: np.uint8) -> bool:
    return letter == 32 or letter == 44 or letter == 59 or 9 <= letter <= 13


@inlined
def _set(words: Words, number: int, row: NDArray[np.uint64]) -> bool:
    """Set a spelling's bits; is this the first time that its unit is named at its level?"""
    clash = np.uint64(0)
    for word in range(row.size):
        clash |= row[word] & words.bars[number, word]
        row[word] |= words.sets[number, word]
    return clash == 0


@inlined
def _read_one(words: Words, text: NDArray[np.uint8], span: tuple[int, int], row: NDArray[np.uint64]) -> bool:
    """Set the bits of one text; is every word of it known, and none given twice?"""
    place, end = span
    while place < end:
        while place < end and _is_gap(text[place]):
            place += 1
        start = place
        while place < end and not _is_gap(text[place]):
            place += 1
        if place > start:
            number = _find(words, text, start, place)
            if number < 0:
                return False
            if not _set(words, number, row):
                return False
    return True


@kernel
def encode_texts(
    words: Words,
    text: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    rows: tuple[NDArray[np.uint64], NDArray[np.bool_]],
) -> None:
    """Fill ``rows``: the bits of each text (a row of words, zero at first), and whether the text is doubtful.

    Text ``i`` is ``text[offsets[i]:offsets[i + 1]]`` in UTF-8. The row of a doubtful text is zero.
    """
    bits, doubtful = rows
    for i in range(offsets.size - 1):
        if not _read_one(words, text, (offsets[i], offsets[i + 1]), bits[i]):
            doubtful[i] = True
            bits[i, :] = 0
