"""The public guide as it now reads, its history, the glossary and the topics of advice."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from touchstone.catalogue.domain.guide import EditTold, GuidePage, PageWords, Term, Topic
from touchstone.catalogue.models import GuideEdit
from touchstone.catalogue.queries.shipped import load_yaml, seen_anew
from touchstone.people.api import NotOnRecord

Row = Mapping[str, Any]


def guide_pages() -> tuple[GuidePage, ...]:
    """Every page as it now reads, in the order of the guide. One query."""
    edits: dict[str, GuideEdit] = {}
    for edit in GuideEdit.objects.order_by("number"):
        edits[edit.slug] = edit
    return tuple(_as_edited(page, edits.get(page.slug)) for page in shipped_pages())


def guide_page(slug: str) -> GuidePage:
    """One page as it now reads. Raises ``NotOnRecord``. One query."""
    page = shipped_page(slug)
    return _as_edited(page, GuideEdit.objects.filter(slug=slug).order_by("number").last())


def shipped_page(slug: str) -> GuidePage:
    """One page in its shipped words. Raises ``NotOnRecord``."""
    found = next((page for page in shipped_pages() if page.slug == slug), None)
    if found is None:
        raise NotOnRecord(f"guide page {slug}")
    return found


def edits_of(slug: str) -> tuple[EditTold, ...]:
    """Every edit of a page, the latest first. One query."""
    rows = GuideEdit.objects.filter(slug=slug).order_by("-number")
    return tuple(
        EditTold(row.number, row.edited_at, row.edited_by_id, row.reverted, None if row.reverted else _words(row))
        for row in rows
    )


def shipped_pages() -> tuple[GuidePage, ...]:
    """Every page in its shipped words."""
    return _files()[0]


def guide_source() -> str:
    """What the shipped guide is taken from."""
    return _files()[1]


def glossary() -> tuple[Term, ...]:
    """The terms of the field, in English alphabetical order."""
    return _files()[2]


def advice_topics() -> tuple[Topic, ...]:
    """The topics on which advice can be asked for, in the leaflet's order."""
    return _files()[3]


@seen_anew("guide")
def _files(folder: Path) -> tuple[tuple[GuidePage, ...], str, tuple[Term, ...], tuple[Topic, ...]]:
    guide = _read(folder, "pages.yaml")
    terms = [
        Term(row["slug"], row["term"], row["meaning"], row.get("modern"))
        for row in _read(folder, "glossary.yaml")["terms"]
    ]
    topics = [
        Topic(row["slug"], {"en": row["en"], "cy": row["cy"]}, row["hint"])
        for row in _read(folder, "advice.yaml")["topics"]
    ]
    in_order = tuple(sorted(terms, key=lambda term: term.term["en"].casefold()))
    return tuple(_page(row) for row in guide["pages"]), guide["source"], in_order, tuple(topics)


def _read(folder: Path, name: str) -> Any:
    return load_yaml((folder / name).read_text(encoding="utf-8"))


def _page(row: Row) -> GuidePage:
    title, summary = row["title"], row["summary"]
    body = "\n\n".join(_section(section) for section in row["sections"])
    words = PageWords(title["en"], title["cy"], summary["en"], summary["cy"], body)
    return GuidePage(row["slug"], words, tuple(row.get("audience", ())), row.get("cites", ""))


def _section(section: Row) -> str:
    heading = f"## {section['heading']['en']}\n\n" if "heading" in section else ""
    return heading + str(section["body"]).strip()


def _as_edited(page: GuidePage, edit: GuideEdit | None) -> GuidePage:
    if edit is None:
        return page
    if edit.reverted:
        return GuidePage(page.slug, page.words, page.audience, page.cites, version=edit.number)
    return GuidePage(page.slug, _words(edit), page.audience, page.cites, edit.number, edit.edited_at, edit.edited_by_id)


def _words(row: GuideEdit) -> PageWords:
    return PageWords(row.title, row.title_cy, row.summary, row.summary_cy, row.body)
