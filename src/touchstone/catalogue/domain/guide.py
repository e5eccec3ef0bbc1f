"""The public guide and the glossary: pages as shipped, and as the awarding body has edited them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from touchstone.ledger.domain import Fact

Words = Mapping[str, str]
"""The same words by language: ``en`` and ``cy``."""


def in_language(words: Words, language: str) -> str:
    """The words in a language; in English where there are none."""
    return words.get(language.split("-")[0]) or words["en"]


@dataclass(frozen=True, slots=True)
class PageWords:
    """All that can be edited of a page: title and summary in both languages, and the text in CommonMark."""

    title: str
    title_cy: str
    summary: str
    summary_cy: str
    body: str


@dataclass(frozen=True, slots=True)
class GuidePage:
    """A page of the guide as it now reads."""

    slug: str
    words: PageWords
    audience: tuple[str, ...] = ()
    cites: str = ""
    version: int = 0
    """The number of the last edit; 0 where the page was never edited."""
    edited_at: datetime | None = None
    """When the awarding body's own words were written; None where the shipped words stand."""
    edited_by: int | None = None

    @property
    def is_own(self) -> bool:
        """Whether the words are the awarding body's own."""
        return self.edited_at is not None

    def title(self, language: str) -> str:
        """The title in a language."""
        return in_language({"en": self.words.title, "cy": self.words.title_cy}, language)

    def summary(self, language: str) -> str:
        """The one sentence about the page, in a language."""
        return in_language({"en": self.words.summary, "cy": self.words.summary_cy}, language)


@dataclass(frozen=True, slots=True)
class EditTold:
    """One edit of a page, as its history shows it."""

    number: int
    edited_at: datetime
    edited_by: int | None
    reverted: bool
    words: PageWords | None


@dataclass(frozen=True, slots=True)
class Term:
    """One term of the field: the leaflet's word, its meaning, and today's word where it is another."""

    slug: str
    term: Words
    meaning: str
    modern: Words | None = None

    def shown(self, language: str, *, modern: bool = False) -> str:
        """The term in a language, in the leaflet's vocabulary or today's."""
        return in_language(self.modern if modern and self.modern else self.term, language)


@dataclass(frozen=True, slots=True)
class Topic:
    """One of the four topics of an advice call or visit."""

    slug: str
    title: Words
    hint: Words


class GuidePageEdited(Fact):
    """A page of the public guide was given the awarding body's own words."""


class GuidePageReverted(Fact):
    """A page of the public guide was given its shipped words again."""
