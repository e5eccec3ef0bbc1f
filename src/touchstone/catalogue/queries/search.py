"""The search through qualifications, units, standards, the guide and the glossary."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from touchstone.catalogue.domain.finding import (
    NOT_FOUND,
    WIDTH,
    Found,
    FoundKind,
    Searched,
    excerpt,
    fold,
    plain,
    rank,
    words_sought,
)
from touchstone.catalogue.domain.guide import GuidePage, Term
from touchstone.catalogue.models import Criterion, Outcome, StandardVersion
from touchstone.catalogue.queries.guide import glossary, guide_pages
from touchstone.catalogue.queries.specifications import latest_specifications
from touchstone.catalogue.specifications import DEFAULT
from touchstone.rules.api import Specification

ORDER = tuple(FoundKind)


def search_catalogue(text: str, *, day: date, language: str = "en", limit: int = 20) -> tuple[Found, ...]:
    """What fits all the words of a text, the best first: by code, by title, by text. At most five queries."""
    words = words_sought(text)
    if not words:
        return ()
    found = [*_in_memory(words, language), *_standards(words, day, limit)]
    found.sort(key=lambda each: (each.rank, ORDER.index(each.kind), each.specification != DEFAULT))
    return tuple(found[:limit])


def _in_memory(words: Sequence[str], language: str) -> Iterable[Found]:
    things = [
        *_catalogue_things(latest_specifications()),
        *(_page_thing(page, language) for page in guide_pages()),
        *_term_things(glossary(), language),
    ]
    for thing in things:
        fits = rank(thing, words)
        if fits != NOT_FOUND:
            yield _with_rank(thing.found, fits, words)


def _with_rank(found: Found, fits: int, words: Sequence[str]) -> Found:
    return replace(found, excerpt=excerpt([found.excerpt], words) or found.excerpt[:WIDTH], rank=fits)


@lru_cache(maxsize=2)
def _catalogue_things(specifications: tuple[Specification, ...]) -> tuple[Searched, ...]:
    return tuple(thing for specification in specifications for thing in _things_of(specification))


def _things_of(specification: Specification) -> Iterable[Searched]:
    for qualification in specification.qualifications:
        said = " ".join(rule.says for rule in qualification.rules())
        found = Found(FoundKind.QUALIFICATION, qualification.code, qualification.title, specification.name)
        yield Searched(found, fold(qualification.code), fold(qualification.title), fold(said))
    for unit in specification.units:
        found = Found(FoundKind.UNIT, unit.code, unit.title, specification.name)
        yield Searched(found, fold(unit.code), fold(unit.title), fold(f"unit {unit.group}"))


def _page_thing(page: GuidePage, language: str) -> Searched:
    title = page.title(language)
    found = Found(FoundKind.GUIDE_PAGE, page.slug, title, excerpt=page.summary(language))
    folded_title, text = _folded_page(page)
    return Searched(found, "", folded_title, text)


@lru_cache(maxsize=256)
def _folded_page(page: GuidePage) -> tuple[str, str]:
    words = page.words
    return fold(f"{words.title} {words.title_cy}"), fold(f"{words.summary} {words.summary_cy} {plain(words.body)}")


def _term_things(terms: Sequence[Term], language: str) -> Iterable[Searched]:
    for term in terms:
        names = " ".join([*term.term.values(), *(term.modern or {}).values()])
        found = Found(FoundKind.TERM, term.slug, term.shown(language), excerpt=term.meaning)
        yield Searched(found, "", fold(names), fold(term.meaning))


def _standards(words: Sequence[str], day: date, limit: int) -> Iterable[Found]:
    """The cells in whose standards every word stands, with the statement that holds the most of them."""
    ranked = sorted(((rank(_thing(row, words), words), row) for row in _in_force_with(words, day)), key=_rank_first)
    texts = _statements([row.id for _rank, row in ranked[:limit]])
    for fits, row in ranked[:limit]:
        said = excerpt([row.summary, *texts[row.id]], words) or row.summary
        yield replace(_thing(row, words).found, excerpt=said, rank=fits)


def _rank_first(ranked: tuple[int, StandardVersion]) -> int:
    return ranked[0]


def _thing(row: StandardVersion, words: Sequence[str]) -> Searched:
    """A version whose text is known to hold the words."""
    found = Found(FoundKind.STANDARD, row.area, row.title, DEFAULT, row.level, row.summary)
    return Searched(found, fold(f"{row.area} {row.level}"), fold(row.title), " ".join(words))


def _in_force_with(words: Sequence[str], day: date) -> list[StandardVersion]:
    latest: dict[tuple[str, int], int] = {}
    rows = StandardVersion.objects.filter(from_day__lte=day).order_by("from_day", "number")
    for version, area, level in rows.values_list("id", "area", "level"):
        latest[area, level] = version
    holding = StandardVersion.objects.filter(id__in=latest.values())
    for word in words:
        holding = holding.filter(words__contains=f" {word}")
    return list(holding.order_by("area", "level").defer("words"))


def _statements(ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {version: [] for version in ids}
    for model, text in ((Outcome, "title"), (Criterion, "text")):
        for version, said in model.objects.filter(version__in=ids).order_by("place").values_list("version_id", text):
            found[version].append(said)
    return found
