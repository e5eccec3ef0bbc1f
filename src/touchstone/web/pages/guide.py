"""The public guide and the glossary, and the editing of the guide by the awarding body."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from touchstone.catalogue.api import (
    GuidePage,
    edit_guide_page,
    edits_of,
    glossary,
    guide_page,
    guide_pages,
    guide_source,
    revert_guide_page,
)
from touchstone.ledger.api import Record
from touchstone.people.api import EditedMeanwhile, names_of_people
from touchstone.policy.api import value_on
from touchstone.web.confirming import Question, ask
from touchstone.web.conflicts import chosen_texts, show_conflict
from touchstone.web.doing import do, do_or_show
from touchstone.web.forms.guide import GuideWords, Version, as_initial
from touchstone.web.markdown import as_html
from touchstone.web.requests import Request, may, open_page, page

EDIT = "catalogue.edit_guide"
LONG = frozenset({"body"})


def _language() -> str:
    return get_language() or "en"


def _trail() -> list[tuple[Any, str]]:
    return [(_("Guide"), reverse("guide"))]


@open_page
@require_GET
def guide(request: Request) -> HttpResponse:
    """The pages of the guide."""
    language = _language()
    cards = [
        {"title": each.title(language), "words": each.summary(language), "url": reverse("guide_page", args=[each.slug])}
        for each in guide_pages()
    ]
    return render(request, "guide/guide.html", {"cards": cards, "source": guide_source()})


@open_page
@require_GET
def guide_page_shown(request: Request, slug: str) -> HttpResponse:
    """One page of the guide."""
    found = guide_page(slug)
    context = _shown(found) | {"may_edit": may(request, EDIT), "trail": _trail(), "others": _others(slug)}
    return render(request, "guide/page.html", context)


def _shown(found: GuidePage) -> dict[str, Any]:
    language = _language()
    return {
        "guide_page": found,
        "title": found.title(language),
        "summary": found.summary(language),
        "body": as_html(found.words.body),
        "source": guide_source(),
        "is_only_english": language.startswith("cy"),
    }


def _others(slug: str) -> list[dict[str, str]]:
    language, pages = _language(), guide_pages()
    place = next(number for number, each in enumerate(pages) if each.slug == slug)
    near = [("prev", place - 1), ("next", place + 1)]
    return [
        {"rel": rel, "title": pages[at].title(language), "url": reverse("guide_page", args=[pages[at].slug])}
        for rel, at in near
        if 0 <= at < len(pages)
    ]


@page(EDIT)
@require_http_methods(["GET", "POST"])
def edit_guide(request: Request, slug: str) -> HttpResponse:
    """Give a page the awarding body's own words, looking at them first where that is wished."""
    found = guide_page(slug)
    sent = _resolved(request.POST)
    form = GuideWords(sent) if request.method == "POST" else GuideWords(initial=as_initial(found.words, found.version))
    preview = "preview" in request.POST and form.is_valid()
    answer = _edited(request, found, form) if request.method == "POST" and not preview else None
    if answer is not None:
        return answer
    context = {
        "form": form,
        "guide_page": found,
        "title": found.title(_language()),
        "preview": as_html(form.words.body) if preview else "",
        "trail": [*_trail(), (found.title(_language()), reverse("guide_page", args=[slug]))],
    }
    return render(request, "guide/edit.html", context)


def _resolved(sent: QueryDict) -> QueryDict:
    return chosen_texts(sent, tuple(GuideWords.base_fields.keys() - {"version"}))


def _edited(request: Request, found: GuidePage, form: GuideWords) -> HttpResponse | None:
    address = reverse("guide_page", args=[found.slug])
    try:
        return do_or_show(
            request,
            form,
            lambda: edit_guide_page(
                found.slug,
                form.words,
                version=form.cleaned_data["version"],
                by=request.actor,
                at=request.at,
            ),
            then=lambda _number: address,
            said=_("The page has its new words."),
            draft=f"guide-{found.slug}",
        )
    except EditedMeanwhile as meanwhile:
        labels = {name: field.label for name, field in form.fields.items() if name != "version"}
        return show_conflict(
            request,
            meanwhile,
            form.cleaned_data,
            labels=labels,
            title=found.title(_language()),
            record=Record("catalogue.guide_page", found.slug),
            cancel_url=address,
            long=LONG,
        )


@page(EDIT)
@require_GET
def guide_history(request: Request, slug: str) -> HttpResponse:
    """Every edit of a page: who wrote what, and when."""
    found, edits = guide_page(slug), edits_of(slug)
    names = names_of_people({edit.edited_by for edit in edits if edit.edited_by is not None}, request.actor.reach)
    acts = [
        {
            "what": _("Shipped words again")
            if edit.reverted
            else _("Own words, edit %(number)s") % {"number": edit.number},
            "who": names.get(edit.edited_by, _("Somebody")) if edit.edited_by else _("The system"),
            "at": edit.edited_at,
            "note": edit.words.body if edit.words else "",
        }
        for edit in edits
    ]
    context = {
        "guide_page": found,
        "title": found.title(_language()),
        "acts": acts,
        "trail": [*_trail(), (found.title(_language()), reverse("guide_page", args=[slug]))],
    }
    return render(request, "guide/history.html", context)


@page(EDIT)
@require_http_methods(["GET", "POST"])
def revert_guide(request: Request, slug: str) -> HttpResponse:
    """Give a page its shipped words again."""
    found = guide_page(slug)
    address = reverse("guide_page", args=[slug])
    form = Version(request.POST or None, initial={"version": found.version})
    if request.method == "POST" and form.is_valid():
        return _reverted(request, found, form.cleaned_data["version"])
    question = Question(
        title=_("Go back to the shipped words?"),
        words=_("“%(title)s” is shown as it was shipped. Your words stay in the history.")
        % {"title": found.title(_language())},
        submit=_("Show the shipped words"),
        cancel_url=address,
        gentle=True,
    )
    return ask(request, question, form)


def _reverted(request: Request, found: GuidePage, version: int) -> HttpResponse:
    address = reverse("guide_page", args=[found.slug])
    try:
        return do(
            request,
            lambda: revert_guide_page(found.slug, version=version, by=request.actor, at=request.at),
            then=lambda _nothing: address,
            said=_("The page has its shipped words again."),
        )
    except EditedMeanwhile:
        now = Version(initial={"version": guide_page(found.slug).version})
        question = Question(
            title=_("Somebody edited the page meanwhile"),
            words=_("Read it again before you go back to the shipped words."),
            submit=_("Show the shipped words"),
            cancel_url=address,
            gentle=True,
        )
        return ask(request, question, now)


@open_page
@require_GET
def glossary_shown(request: Request) -> HttpResponse:
    """The field's terms: the leaflet's word, its meaning, and today's word."""
    language, day = _language(), timezone.localdate(request.at)
    is_modern = value_on("vocabulary", day) == "modern"
    terms = [
        {
            "slug": term.slug,
            "term": term.shown(language, modern=is_modern),
            "other": term.shown(language, modern=not is_modern) if term.modern else "",
            "meaning": term.meaning,
            "other_language": "en-gb" if language.startswith("cy") else "cy",
            "translation": term.term["en"] if language.startswith("cy") else term.term.get("cy", ""),
        }
        for term in glossary()
    ]
    context = {"terms": sorted(terms, key=lambda term: term["term"].casefold()), "is_modern": is_modern}
    return render(request, "guide/glossary.html", context)
