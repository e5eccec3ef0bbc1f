"""The awarding body's parameters: what is in force, since when, on what it rests, and how it is changed."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from touchstone.people.api import NotOnRecord
from touchstone.policy.api import (
    DatedValue,
    Kind,
    Parameter,
    ParameterUnknown,
    dated_value_on,
    get_parameter,
    history_of_parameter,
    parameters,
    set_parameter,
    values_on,
)
from touchstone.web.confirming import Question, ask
from touchstone.web.doing import do_or_show
from touchstone.web.forms.policy import SetParameter
from touchstone.web.listing import cell, columns
from touchstone.web.pages.person_acts import GET_OR_POST
from touchstone.web.policy_told import group_said, in_language, source_said, standing_said, value_said
from touchstone.web.requests import Request, may, page
from touchstone.web.trails import policy_step, trail_to

FIRST_YEAR = 1900
"""A value from this year on has no first day that is known."""


@page("policy.see_parameters")
@require_GET
def policy(request: Request) -> HttpResponse:
    """Every parameter with the value in force, by group."""
    values = values_on(timezone.localdate(request.at))
    groups = [
        {
            "title": group_said(group),
            "columns": columns(_("What is decided"), _("In force"), _("Rests on")),
            "rows": [_row(parameter, values[parameter.name]) for parameter in members],
        }
        for group, members in groupby(parameters().values(), key=lambda parameter: parameter.group)
    ]
    return render(request, "policy/policy.html", {"groups": groups})


def _row(parameter: Parameter, value: DatedValue) -> list[dict[str, Any]]:
    standing, kind = standing_said(value)
    return [
        cell(in_language(parameter.title), reverse("parameter", args=[parameter.name])),
        cell(value_said(parameter, value.value), hint=_since(value)),
        cell(standing, kind=kind, hint=source_said(value)),
    ]


def _since(value: DatedValue) -> str:
    if value.from_day.year <= FIRST_YEAR:
        return ""
    return _("from %(day)s") % {"day": date_format(value.from_day, "j F Y")}


def _known(name: str) -> Parameter:
    try:
        return get_parameter(name)
    except ParameterUnknown:
        raise NotOnRecord(f"parameter {name}") from None


@page("policy.see_parameters")
@require_GET
def parameter(request: Request, name: str) -> HttpResponse:
    """One parameter: why it is there, what is in force, and every value it has had or will have."""
    known, today = _known(name), timezone.localdate(request.at)
    now = dated_value_on(name, today)
    history = [
        {
            "value": value_said(known, value.value),
            "since": _since(value) or _("from the beginning"),
            "standing": standing_said(value),
            "source": value.source,
            "is_to_come": value.from_day > today,
            "is_in_force": value == now,
        }
        for value in history_of_parameter(name)
    ]
    context = {
        "parameter": known,
        "title": in_language(known.title),
        "trail": trail_to(policy_step()),
        "caption": group_said(known.group),
        "why": in_language(known.why),
        "state": _("In force: %(value)s.") % {"value": value_said(known, now.value)},
        "history": history,
        "may_set": may(request, "policy.set_parameter"),
    }
    return render(request, "policy/parameter.html", context)


@page("policy.set_parameter")
@GET_OR_POST
def change(request: Request, name: str) -> HttpResponse:
    """Set a parameter from a day on: fill in, see what changes, then do it."""
    known = _known(name)
    now = known.write(dated_value_on(name, timezone.localdate(request.at)).value)
    shown = now.split(", ") if known.kind is Kind.CHOICES else now
    form = SetParameter(request.POST if request.method == "POST" else None, parameter=known, initial={"value": shown})
    if request.method == "POST" and request.POST.get("confirmed") == "1":
        answer = do_or_show(
            request,
            form,
            lambda: set_parameter(
                name,
                form.cleaned_data["value"],
                from_day=form.cleaned_data["from_day"],
                source=form.cleaned_data["source"],
                by=request.actor,
                at=request.at,
            ),
            then=lambda _done: reverse("parameter", args=[name]),
            said=_("The parameter was set."),
        )
        if answer:
            return answer
    elif request.method == "POST" and form.is_valid():
        return _confirm(request, known, form)
    title = in_language(known.title)
    trail = trail_to(policy_step(), (title, reverse("parameter", args=[name])))
    context = {"parameter": known, "form": form, "caption": title, "why": in_language(known.why), "trail": trail}
    return render(request, "policy/change.html", context)


def _confirm(request: Request, known: Parameter, form: SetParameter) -> HttpResponse:
    day, filled = form.cleaned_data["from_day"], form.cleaned_data
    before = dated_value_on(known.name, day)
    question = Question(
        title=_("Set this from %(day)s?") % {"day": date_format(day, "j F Y")},
        words=_(
            "What was decided before that day stands under the old value. A value that was set stays in the history; it"
            " can be followed by another, not taken back."
        ),
        submit=_("Set the parameter"),
        cancel_url=reverse("parameter", args=[known.name]),
        rows=[
            {"key": _("Parameter"), "value": in_language(known.title)},
            {"key": _("Until then"), "value": value_said(known, before.value)},
            {"key": _("From then on"), "value": value_said(known, known.read(filled["value"]))},
            {"key": _("Rests on"), "value": filled["source"]},
        ],
        gentle=True,
        hidden=[*_sent(request), ("confirmed", "1")],
    )
    return ask(request, question)


def _sent(request: Request) -> list[tuple[str, str]]:
    """Everything that was filled in, to be sent once more."""
    names = [name for name in request.POST if name.startswith(("value", "from_day", "source"))]
    return [(name, value) for name in names for value in request.POST.getlist(name)]
