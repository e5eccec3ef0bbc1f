"""Long work that one has asked for: how far it has come, and another try where it failed."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from touchstone.notices.api import JobState, JobTold, count_jobs, get_job, list_jobs, try_again
from touchstone.web.doing import do
from touchstone.web.listing import Rows, cell, columns, list_context
from touchstone.web.requests import Request, own_page

SHOWN = {JobState.LOST: "failed"}
"""How the part that shows progress calls the states."""


@own_page
@require_GET
def all_work(request: Request) -> HttpResponse:
    """One's own long work, the latest first."""
    person = request.actor.person or 0
    rows: Rows[JobTold] = Rows(
        lambda: count_jobs(person), lambda start, size: list_jobs(person, at=request.at, start=start, size=size)
    )
    context = list_context(request, rows)
    extra = {
        "counted": ngettext("%(count)s piece of work", "%(count)s pieces of work", len(rows)) % {"count": len(rows)},
        "columns": columns(_("Work"), _("Asked for"), _("State")),
        "rows": [_row(job) for job in context["page"]],
        "empty": {
            "title": _("No long work yet"),
            "words": _("Work that takes a while appears here, with its progress."),
        },
    }
    return render(request, "work/list.html", {**context, **extra})


def _row(job: JobTold) -> list[dict[str, Any]]:
    word, kind = _state(job)
    return [
        cell(job.title, reverse("work", args=[job.id])),
        cell(f"{timezone.localtime(job.asked_at):%d.%m.%Y %H:%M}"),
        cell(word, kind=kind),
    ]


def _state(job: JobTold) -> tuple[str, str]:
    words = {
        JobState.WAITING: (_("Waiting"), "waiting"),
        JobState.RUNNING: (_("Under way"), "info"),
        JobState.DONE: (_("Done"), "well"),
        JobState.FAILED: (_("Not done"), "stopped"),
        JobState.LOST: (_("Stopped in the middle"), "stopped"),
    }
    return words[job.state]


@own_page
@require_GET
def work(request: Request, number: int) -> HttpResponse:
    """One piece of long work. The page may be left: the work goes on, and a notice comes at the end."""
    job = get_job(number, request.actor.person, at=request.at)
    lost = _("The worker stopped in the middle. Nothing is half done; try again.")
    context = {
        "job": job,
        "state": SHOWN.get(job.state, job.state.value),
        "words": lost if job.state is JobState.LOST else job.message,
        "url": reverse("work", args=[number]),
        "next_url": job.result,
        "trail": [(_("Long work"), reverse("all_work"))],
    }
    return render(request, "work/work.html", context)


@own_page
@require_POST
def work_again(request: Request, number: int) -> HttpResponse:
    """Have work tried again that failed, or whose worker stopped."""
    return do(
        request,
        lambda: try_again(number, by=request.actor, at=request.at),
        then=lambda _nothing: reverse("work", args=[number]),
    )
