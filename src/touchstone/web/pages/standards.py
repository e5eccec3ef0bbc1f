"""Standards for the administrator: every version, and the import of a scheme book with its preview."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from touchstone.catalogue.api import (
    LARGEST_BOOK,
    FileTold,
    Pages,
    Planned,
    VersionTold,
    areas_with_versions,
    book_in,
    count_versions,
    get_standards_file,
    list_standards_files,
    list_versions,
    plan_mark,
    plan_publication,
    publish_standards,
    set_standards_file_aside,
    take_standards_file,
)
from touchstone.policy.api import value_on
from touchstone.web.catalogue_words import DIFFERS, PROVENANCES
from touchstone.web.confirming import Question, ask
from touchstone.web.doing import do, do_or_show
from touchstone.web.forms.standards import FromDay, ImportStandards, Publish, VersionFilters
from touchstone.web.listing import Rows, cell, columns, list_context
from touchstone.web.requests import Request, page

MANAGE = "catalogue.manage_standards"


def _trail(*steps: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Standards"), reverse("standards")), *steps]


@page(MANAGE)
@require_GET
def standards(request: Request) -> HttpResponse:
    """Every version of the standards, and the files that were uploaded."""
    filters = VersionFilters(request.GET, areas=areas_with_versions())
    area = filters.chosen.get("area", "")
    rows: Rows[VersionTold] = Rows(
        lambda: count_versions(area), lambda start, size: list_versions(area, start=start, size=size)
    )
    context = list_context(request, rows, filters=filters)
    add: dict[str, Any] = {"action": _("Import standards"), "action_url": reverse("import_standards")}
    extra: dict[str, Any] = {
        "counted": ngettext("%(count)s version", "%(count)s versions", len(rows)) % {"count": len(rows)},
        "columns": columns(_("Unit"), _("Level"), _("Version"), _("From"), _("Whose words"), _("Source")),
        "rows": [_version_row(version) for version in context["page"]],
        "files": [_file_row(file) for file in list_standards_files()],
        "file_columns": columns(_("File"), _("Uploaded"), _("State"), _("Problems")),
        "empty": {"title": _("No standards yet"), "words": _("Import a file to publish its standards."), **add},
        **add,
    }
    return render(request, "standards/list.html", {**context, **extra})


def _version_row(version: VersionTold) -> list[dict[str, Any]]:
    place = [version.area, version.level, version.number]
    return [
        cell(f"{version.area} {version.title}", reverse("standards_version", args=place)),
        cell(version.level),
        cell(version.number),
        cell(f"{version.from_day:%d.%m.%Y}"),
        cell(PROVENANCES[version.provenance]),
        cell(version.source),
    ]


def _file_row(file: FileTold) -> list[dict[str, Any]]:
    word, kind = _state(file)
    return [
        cell(file.name, reverse("standards_file", args=[file.id])),
        cell(f"{timezone.localtime(file.uploaded_at):%d.%m.%Y %H:%M}"),
        cell(word, kind=kind),
        cell(len(file.problems)),
    ]


def _state(file: FileTold) -> tuple[str, str]:
    if file.state == "waiting" and file.problems:
        return _("To be mended"), "late"
    words = {
        "reading": (_("Being read"), "info"),
        "waiting": (_("To be published"), "next"),
        "published": (_("Published"), "well"),
        "set_aside": (_("Set aside"), "waiting"),
    }
    return words[file.state]


@page(MANAGE)
@require_http_methods(["GET", "POST"])
def import_standards(request: Request) -> HttpResponse:
    """Upload a file of standards."""
    limit = min(value_on("upload_limit_megabytes", timezone.localdate(request.at)), LARGEST_BOOK)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ImportStandards(*sent, megabytes=limit)
    answer = _taken(request, form) if request.method == "POST" else None
    return answer or render(request, "standards/import.html", {"form": form, "trail": _trail()})


def _taken(request: Request, form: ImportStandards) -> HttpResponse | None:
    def take() -> int:
        file = form.cleaned_data["file"]
        source, content = form.taken_from, file.read()
        return take_standards_file(file.name, content, source=source, pages=_pages(), by=request.actor, at=request.at)

    return do_or_show(request, form, take, then=lambda file: reverse("standards_file", args=[file]))


def _pages() -> Pages:
    file, work = reverse("standards_file", args=[0]), reverse("work", args=[0])
    return Pages(file.replace("/0/", "/{file}/"), work.replace("/0/", "/{job}/"))


@page(MANAGE)
@require_http_methods(["GET", "POST"])
def standards_file(request: Request, number: int) -> HttpResponse:
    """A file that was uploaded: its problems, or what publishing it would change; and the publishing."""
    file = get_standards_file(number)
    if file.state == "reading" and file.job is not None and file.uploaded_by == request.actor.person:
        return redirect("work", file.job)
    if file.state != "waiting" or file.problems:
        return render(request, "standards/file.html", _file_context(file))
    form = Publish(request.POST) if request.method == "POST" else None
    answer = _published(request, file, form) if form is not None else None
    return answer or _preview(request, file, form)


def _file_context(file: FileTold) -> dict[str, Any]:
    word, kind = _state(file)
    problems = [
        [cell(problem.row), cell(problem.column), cell(problem.what), cell(problem.mend)] for problem in file.problems
    ]
    return {
        "file": file,
        "state_word": word,
        "state_kind": kind,
        "provenance": PROVENANCES[file.provenance],
        "problem_columns": columns(_("Row"), _("Column"), _("What is wrong"), _("What mends it")),
        "problem_rows": problems,
        "counted": ngettext("%(count)s problem", "%(count)s problems", len(problems)) % {"count": len(problems)},
        "trail": _trail(),
    }


def _published(request: Request, file: FileTold, form: Publish) -> HttpResponse | None:
    return do_or_show(
        request,
        form,
        lambda: publish_standards(
            file.id,
            from_day=form.cleaned_data["from_day"],
            plan=form.cleaned_data["plan"],
            by=request.actor,
            at=request.at,
        ),
        then=lambda _count: reverse("standards_file", args=[file.id]),
        said=_("The standards are published."),
    )


def _preview(request: Request, file: FileTold, refused: Publish | None) -> HttpResponse:
    """What would change from a day on: the day that was sent or is in the address, else today."""
    sent = request.POST if request.method == "POST" else request.GET
    asked = FromDay(sent) if "from_day_day" in sent else FromDay(initial={"from_day": timezone.localdate(request.at)})
    day = asked.cleaned_data["from_day"] if asked.is_valid() else timezone.localdate(request.at)
    planned = plan_publication(book_in(file.id).standards, file.provenance, day)
    context = {
        **_file_context(file),
        **_plan_told(planned),
        "day": day,
        "day_form": asked,
        "form": refused or asked,
        "hidden": [("from_day_day", day.day), ("from_day_month", day.month), ("from_day_year", day.year)],
        "plan": plan_mark(planned, day),
    }
    return render(request, "standards/preview.html", context)


def _plan_told(planned: tuple[Planned, ...]) -> dict[str, Any]:
    new = [_planned(each) for each in planned if each.is_new]
    same = len(planned) - len(new)
    return {
        "new": new,
        "new_counted": ngettext("%(count)s new version", "%(count)s new versions", len(new)) % {"count": len(new)},
        "same_counted": ngettext("%(count)s unchanged", "%(count)s unchanged", same) % {"count": same},
    }


def _planned(planned: Planned) -> dict[str, Any]:
    standard = planned.standard
    return {
        "title": f"{standard.area} {standard.title}",
        "level": standard.level,
        "number": planned.number,
        "is_first": planned.in_force is None,
        "criteria": len(standard.criteria),
        "differences": [
            {
                "place": each.place,
                "word": DIFFERS[each.how][0],
                "kind": DIFFERS[each.how][1],
                "before": each.before,
                "after": each.after,
            }
            for each in planned.differences
        ],
    }


@page(MANAGE)
@require_http_methods(["GET", "POST"])
def set_file_aside(request: Request, number: int) -> HttpResponse:
    """Set a file aside without publishing anything of it."""
    file = get_standards_file(number)
    if request.method == "POST":
        return do(
            request,
            lambda: set_standards_file_aside(number, by=request.actor, at=request.at),
            then=lambda _nothing: reverse("standards"),
            said=_("The file was set aside. Nothing of it was published."),
        )
    question = Question(
        title=_("Set this file aside?"),
        words=_("Nothing of %(name)s is published, and its content is not kept. You can upload it again.")
        % {"name": file.name},
        submit=_("Set the file aside"),
        cancel_url=reverse("standards_file", args=[number]),
    )
    return ask(request, question)
