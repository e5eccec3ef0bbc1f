"""Asking the awarding body for an advice call or visit, and the office's list of those who asked."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from touchstone.catalogue.api import (
    AdviceTold,
    advice_topics,
    answer_advice,
    ask_for_advice,
    count_advice,
    get_advice,
    in_language,
    list_advice,
)
from touchstone.ledger.api import Record, note_look
from touchstone.notices.api import Letter
from touchstone.people.api import names_of_people
from touchstone.policy.api import value_on
from touchstone.web.doing import do_or_show
from touchstone.web.forms.advice import WAYS, AdviceFilters, AnswerAdvice, AskForAdvice
from touchstone.web.listing import Rows, cell, columns, csv_export, list_context
from touchstone.web.requests import Request, open_page, page
from touchstone.web.throttle import is_too_often

ANSWER = "catalogue.answer_advice_request"
MOST_AN_HOUR = 5


@open_page
@require_http_methods(["GET", "POST"])
def ask_advice(request: Request) -> HttpResponse:
    """The form by which anybody asks for an advice call or visit."""
    form = AskForAdvice(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if is_too_often(request, "advice", most=MOST_AN_HOUR, seconds=3_600):
            return render(request, "429.html", status=429)
        answer = _asked(request, form)
        if answer is not None:
            return answer
    trail = [(_("Guide"), reverse("guide"))]
    return render(request, "advice/ask.html", {"form": form, "trail": trail, "days": _days(request)})


def _days(request: Request) -> int:
    return int(value_on("advice_answer_days", timezone.localdate(request.at)))


def _asked(request: Request, form: AskForAdvice) -> HttpResponse | None:
    return do_or_show(
        request,
        form,
        lambda: ask_for_advice(form.asked, letter=_letter(request), by=request.actor, at=request.at),
        then=lambda reference: f"{reverse('advice_asked')}?reference={reference}",
        said=_("Your request was sent."),
        draft="advice",
    )


def _letter(request: Request) -> Letter:
    words = {"days": _days(request), "address": settings.TOUCHSTONE_ORIGIN + reverse("guide")}
    text = _(
        "Thank you for asking for advice. Your reference is {reference}.\n\n"
        "You will be answered within %(days)s working days. Until then the guide may help: %(address)s\n\n"
        "If you did not ask for advice, somebody gave your address by mistake. You need do nothing.\n"
    )
    return Letter(_("Your request for advice {reference}"), text % words)


@open_page
@require_GET
def advice_asked(request: Request) -> HttpResponse:
    """The reference of a request that was sent."""
    reference = request.GET.get("reference", "")[:12]
    return render(request, "advice/asked.html", {"reference": reference, "days": _days(request)})


@page(ANSWER)
@require_GET
def advice(request: Request) -> HttpResponse:
    """Who asked for advice: those that wait before those that are answered."""
    filters, day = AdviceFilters(request.GET), timezone.localdate(request.at)
    state = filters.chosen.get("state", "")
    rows: Rows[AdviceTold] = Rows(
        lambda: count_advice(state), lambda start, size: list_advice(state, day=day, start=start, size=size)
    )
    context = list_context(request, rows, filters=filters, export="advice_export")
    extra = {
        "counted": ngettext("%(count)s request", "%(count)s requests", len(rows)) % {"count": len(rows)},
        "columns": columns(_("Reference"), _("From"), _("Wanted"), _("Topics"), _("Asked on"), _("State")),
        "rows": [_row(request, told) for told in context["page"]],
        "empty": {"title": _("Nobody has asked for advice yet"), "words": _("Requests come from the public guide.")},
    }
    return render(request, "advice/list.html", {**context, **extra})


def _row(request: Request, told: AdviceTold) -> list[dict[str, Any]]:
    word, kind = _state(told, request)
    return [
        cell(told.reference, reverse("advice_request", args=[told.id])),
        cell(told.asked.name, hint=told.asked.organisation),
        cell(WAYS[told.asked.way]),
        cell(_topics(told)),
        cell(f"{timezone.localtime(told.asked_at):%d.%m.%Y}"),
        cell(word, kind=kind),
    ]


def _state(told: AdviceTold, request: Request) -> tuple[str, str]:
    if told.answered_at is not None:
        return _("Answered"), "well"
    if told.is_late(timezone.localdate(request.at)):
        return _("Late"), "late"
    return _("Waiting"), "next"


def _topics(told: AdviceTold) -> str:
    language = get_language() or "en"
    titles = {topic.slug: in_language(topic.title, language) for topic in advice_topics()}
    return ", ".join(titles.get(slug, slug) for slug in told.asked.topics)


@page(ANSWER)
@require_GET
def advice_export(request: Request) -> StreamingHttpResponse:
    """The requests as a CSV file. Taking it away is a look at everybody in it."""
    state, day = AdviceFilters(request.GET).chosen.get("state", ""), timezone.localdate(request.at)
    note_look(Record("catalogue.advice_requests", "csv"), by=request.actor, at=request.at, why="export")
    heading = ["reference", "name", "organisation", "e-mail", "telephone", "way", "topics", "asked on", "answered on"]
    return csv_export(
        "advice.csv",
        heading,
        lambda start, size: list_advice(state, day=day, start=start, size=size),
        row=_exported,
    )


def _exported(told: AdviceTold) -> list[object]:
    asked = told.asked
    answered = timezone.localdate(told.answered_at) if told.answered_at else ""
    return [
        told.reference,
        asked.name,
        asked.organisation,
        asked.email,
        asked.telephone,
        asked.way.value,
        ", ".join(asked.topics),
        timezone.localdate(told.asked_at),
        answered,
    ]


@page(ANSWER)
@require_http_methods(["GET", "POST"])
def advice_request(request: Request, number: int) -> HttpResponse:
    """One request, and the note of how it was answered. Opening it is noted in the access log."""
    told = get_advice(number, day=timezone.localdate(request.at))
    form = AnswerAdvice(request.POST or None)
    if request.method == "POST":
        answer = _answered(request, told, form)
        if answer is not None:
            return answer
    else:
        note_look(Record("catalogue.advice_request", str(number)), by=request.actor, at=request.at)
    names = names_of_people({told.answered_by} if told.answered_by else set(), request.actor.reach)
    word, kind = _state(told, request)
    context = {
        "told": told,
        "form": form,
        "rows": _facts(told),
        "state_word": word,
        "state_kind": kind,
        "answered_by": names.get(told.answered_by or 0, ""),
        "trail": [(_("Requests for advice"), reverse("advice"))],
    }
    return render(request, "advice/request.html", context)


def _answered(request: Request, told: AdviceTold, form: AnswerAdvice) -> HttpResponse | None:
    return do_or_show(
        request,
        form,
        lambda: answer_advice(told.id, form.cleaned_data["answer"], by=request.actor, at=request.at),
        then=lambda _nothing: reverse("advice_request", args=[told.id]),
        said=_("The answer is noted."),
    )


def _facts(told: AdviceTold) -> list[dict[str, Any]]:
    asked = told.asked
    rows = [
        (_("Name"), asked.name, ""),
        (_("Organisation"), asked.organisation, ""),
        (_("E-mail address"), asked.email, f"mailto:{quote(asked.email)}"),
        (_("Telephone"), asked.telephone, ""),
        (_("Wanted"), WAYS[asked.way], ""),
        (_("Topics"), _topics(told), ""),
        (_("Message"), asked.message, ""),
        (_("To be answered by"), f"{told.due_day:%d.%m.%Y}", ""),
    ]
    return [{"key": key, "value": value, "url": url} for key, value, url in rows if value]
