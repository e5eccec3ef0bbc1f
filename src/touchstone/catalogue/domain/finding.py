"""What a search through the catalogue and the guide finds, and in which order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from touchstone.catalogue.domain.standards import Standard


class FoundKind(StrEnum):
    """What was found."""

    QUALIFICATION = "qualification"
    UNIT = "unit"
    STANDARD = "standard"
    GUIDE_PAGE = "guide_page"
    TERM = "term"


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that a search found. ``key`` is its code or slug, ``level`` is the standard's."""

    kind: FoundKind
    key: str
    title: str
    specification: str = ""
    level: int | None = None
    excerpt: str = ""
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Searched:
    """One thing that can be found: its code, its title and its text, folded."""

    found: Found
    code: str
    title: str
    text: str


EXACT, CODE, TITLE, TITLE_AND_TEXT, TEXT, NOT_FOUND = range(6)
"""How well a thing fits what was typed, the best first."""

WIDTH = 160
LONGEST_SEARCH = 200


@lru_cache(maxsize=16_384)
def fold(text: str) -> str:
    """A text as it is searched for: without accents, marks and capitals."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    kept = "".join(letter if letter.isalnum() else "" if unicodedata.combining(letter) else " " for letter in plain)
    return " ".join(kept.split())


def words_sought(text: str) -> tuple[str, ...]:
    """The words that are sought, each once."""
    return tuple(dict.fromkeys(fold(text[:LONGEST_SEARCH]).split()))


def text_of(standard: Standard) -> str:
    """All that standards say, folded."""
    return fold(" ".join(said for _, said in standard.lines()))


def holds(text: str, word: str) -> bool:
    """Whether a folded text has a word that begins so."""
    return f" {word}" in f" {text}"


def rank(thing: Searched, words: Sequence[str]) -> int:
    """How well a thing fits: its code, then its title, then its text. Every word must begin one that is somewhere."""
    sought = " ".join(words)
    if thing.code and sought == thing.code:
        return EXACT
    if thing.code and thing.code.startswith(sought):
        return CODE
    if all([holds(thing.title, word) for word in words]):
        return TITLE
    whole = f"{thing.code} {thing.title}"
    if any([holds(whole, word) for word in words]) and all([holds(f"{whole} {thing.text}", word) for word in words]):
        return TITLE_AND_TEXT
    return TEXT if all([holds(thing.text, word) for word in words]) else NOT_FOUND


def excerpt(texts: Iterable[str], words: Sequence[str]) -> str:
    """The first of the texts with the most of the words, cut to what stands around one; nothing where none has any."""
    best, most = "", 0
    for text in texts:
        folded = fold(text)
        count = sum([holds(folded, word) for word in words])
        if count > most:
            best, most = text, count
    return _around(" ".join(best.split()), words) if best else ""


def _around(text: str, words: Sequence[str]) -> str:
    if len(text) <= WIDTH:
        return text
    # Folding may change a text's length, so the place is looked for word by word.
    parts = text.split(" ")
    begins = (number for number, part in enumerate(parts) if any([holds(fold(part), word) for word in words]))
    start = max(next(begins, 0) - 10, 0)
    cut = " ".join(parts[start:])
    shown = cut if len(cut) <= WIDTH else f"{cut[:WIDTH].rsplit(' ', 1)[0]} …"
    return f"… {shown}" if start else shown


def plain(markdown: str) -> str:
    """A CommonMark text without its marks, for an excerpt."""
    linked = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", markdown)
    return " ".join(re.sub(r"[#*_|`>]|-{3,}", " ", linked).split())
