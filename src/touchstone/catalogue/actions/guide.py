"""What is done about the public guide: a page given the awarding body's own words, and its shipped words again."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from touchstone.catalogue.domain.guide import GuidePage, GuidePageEdited, GuidePageReverted, PageWords
from touchstone.catalogue.models import GuideEdit
from touchstone.catalogue.queries.guide import guide_page
from touchstone.ledger.api import Actor, Record, act, record
from touchstone.people.api import EditedMeanwhile, Impossible, permit, require

EDIT = "catalogue.edit_guide"
FIELDS = ("title", "title_cy", "summary", "summary_cy", "body")


@act
def edit_guide_page(slug: str, words: PageWords, *, version: int, by: Actor, at: datetime) -> int:
    """Give a page the awarding body's own words; answers the number of the edit.

    ``version`` is the edit that was read. Raises ``EditedMeanwhile`` where another came since, ``Impossible`` where
    nothing was changed.
    """
    require(permit(EDIT, by))
    page = _unchanged(slug, version)
    if words == page.words:
        raise Impossible("Nothing was changed.", "Change a word, or leave the page as it is.")
    said = {name: getattr(words, name) for name in FIELDS}
    _add(page, by=by, at=at, said=said)
    before = {name: getattr(page.words, name) for name in FIELDS if getattr(page.words, name) != said[name]}
    after = {name: said[name] for name in before}
    record(GuidePageEdited(record=_record(slug), before=before, after=after | {"number": page.version + 1}))
    return page.version + 1


@act
def revert_guide_page(slug: str, *, version: int, by: Actor, at: datetime) -> None:
    """Give a page its shipped words again; the awarding body's words stay in its history."""
    require(permit(EDIT, by))
    page = _unchanged(slug, version)
    if not page.is_own:
        raise Impossible("The page has its shipped words.")
    _add(page, by=by, at=at, said={}, reverted=True)
    record(GuidePageReverted(record=_record(slug), before={"number": page.version}, after={"number": page.version + 1}))


def _unchanged(slug: str, version: int) -> GuidePage:
    page = guide_page(slug)
    if page.version != version:
        raise EditedMeanwhile(page.version, {name: getattr(page.words, name) for name in FIELDS})
    return page


def _add(page: GuidePage, *, by: Actor, at: datetime, said: dict[str, str], reverted: bool = False) -> None:
    number = page.version + 1
    try:
        with transaction.atomic():
            GuideEdit.objects.create(
                slug=page.slug, number=number, edited_by_id=by.person, edited_at=at, reverted=reverted, **said
            )
    except IntegrityError:
        now = guide_page(page.slug)
        raise EditedMeanwhile(now.version, {name: getattr(now.words, name) for name in FIELDS}) from None


def _record(slug: str) -> Record:
    return Record("catalogue.guide_page", slug)
