"""The documents of a centre: the list, one with its versions, adding, replacing, withdrawing, and sending files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from touchstone.archive.api import (
    PREVIEW_TYPE,
    ContentMissing,
    Described,
    FileKind,
    FileTold,
    count_files,
    get_file,
    list_files,
    list_versions,
    preview,
    read_content,
    replace_file,
    retire_file,
    store_file,
)
from touchstone.ledger.api import Reach, Record, history_of, note_look
from touchstone.people.api import (
    Allowed,
    Impossible,
    NotOnRecord,
    NotPermitted,
    Refused,
    list_centres,
    names_of_people,
    permit,
    reach_for,
    require,
)
from touchstone.policy.api import value_on
from touchstone.web.doing import do_or_show
from touchstone.web.forms.documents import AddDocument, FindDocuments, ReplaceDocument, RetireDocument
from touchstone.web.listing import Rows, csv_export, list_context
from touchstone.web.pages.documents_shown import (
    acts_shown,
    csv_heading,
    csv_row,
    person_said,
    summary_of,
    table_of,
    versions_shown,
)
from touchstone.web.requests import Request, page
from touchstone.web.sending import Sent, is_known, known, send, send_drawn

MOST_CENTRES = 500
LARGEST_PREVIEWED = 50_000_000


def _reach(request: Request) -> Reach:
    """Whose documents the present role may see: for an external verifier the centres', not those of the office."""
    return reach_for("archive.see_files", request.actor)


@page("archive.see_files")
@require_GET
def documents(request: Request) -> HttpResponse:
    """The documents within reach, the newest first."""
    form = _finding(request)
    wanted = form.wanted()
    rows = Rows(
        lambda: count_files(_reach(request), wanted),
        lambda start, size: list_files(_reach(request), wanted, start=start, size=size),
    )
    context = list_context(request, rows, filters=form, export="documents_export")
    counted = ngettext("%(count)s document", "%(count)s documents", len(rows)) % {"count": len(rows)}
    context |= {"title": _("Documents"), "counted": counted, "empty": _empty(request), **_adding(request)}
    context |= table_of(context["page"].object_list, with_centre="centre" in form.fields)
    return render(request, "parts/list_page.html", context)


def _finding(request: Request) -> FindDocuments:
    several = _reach(request).everything or len(_reach(request).organisations) > 1
    centres = list_centres(_reach(request), size=MOST_CENTRES) if several else ()
    return FindDocuments(request.GET, centres=[(centre.id, centre.name) for centre in centres])


def _may(request: Request, act: str, organisation: int | None) -> bool:
    return isinstance(permit(act, request.actor, organisation=organisation), Allowed)


def _adding(request: Request) -> dict[str, str]:
    if not _may(request, "archive.store_file", request.actor.organisation):
        return {}
    return {"action": _("Add a document"), "action_url": reverse("add_document")}


def _empty(request: Request) -> dict[str, str]:
    words = _("Policies, staff certificates, records and reports stand here once they are added.")
    return {"title": _("No documents yet"), "words": words, **_adding(request)}


@page("archive.see_files")
@require_GET
def documents_export(request: Request) -> HttpResponseBase:
    """The whole list, as it is filtered, as CSV."""
    wanted = _finding(request).wanted()

    def read(start: int, size: int) -> Sequence[tuple[FileTold, str]]:
        files = list_files(_reach(request), wanted, start=start, size=size)
        names = names_of_people({file.stored_by for file in files if file.stored_by is not None}, _reach(request))
        return [(file, person_said(file.stored_by, names)) for file in files]

    return csv_export("documents.csv", csv_heading(), read, row=csv_row)


@page("archive.store_file")
@require_http_methods(["GET", "POST"])
def add_document(request: Request) -> HttpResponse:
    """Add a document to the organisation where the present role is held."""
    here = request.actor.organisation
    if here is None:
        raise NotPermitted(Refused("A document belongs to a centre, and your role is held at none."))
    form = AddDocument(request.POST or None, request.FILES or None, megabytes=_limit(request))

    def store() -> int:
        given = form.cleaned_data
        described = Described(FileKind(given["kind"]), given["title"])
        return store_file(given["file"], described, organisation=here, by=request.actor, at=request.at)

    if request.method == "POST":
        done = do_or_show(request, form, store, then=_address, said=_("The document was added."))
        if done is not None:
            return done
    context = {"form": form, "title": _("Add a document"), "submit": _("Add"), "cancel_url": reverse("documents")}
    return render(request, "documents/send.html", {**context, "trail": _trail()})


def _limit(request: Request) -> int:
    megabytes: int = value_on("upload_limit_megabytes", timezone.localdate(request.at))
    return megabytes


def _address(file: int) -> str:
    return reverse("document", args=[file])


def _trail(file: FileTold | None = None) -> list[tuple[str, str]]:
    above = [(_("Home"), reverse("home")), (_("Documents"), reverse("documents"))]
    return above if file is None else [*above, (file.title, _address(file.id))]


@page("archive.see_files")
@require_GET
def document(request: Request, file: int) -> HttpResponse:
    """One version of a document: what it is, how it stands, its versions and what was done."""
    told = _seen(request, file)
    versions = list_versions(told.first, _reach(request))
    acts = history_of([Record("archive.file", str(version.id)) for version in versions], _reach(request))
    people = {act.person for act in acts} | {version.stored_by for version in versions}
    names = names_of_people({person for person in people if person is not None}, _reach(request))
    context: dict[str, Any] = {
        "file": told,
        "title": told.title,
        "caption": told.organisation_name,
        "newest": versions[0],
        "rows": summary_of(told, names),
        "versions": versions_shown(versions, names, told.id) if len(versions) > 1 else None,
        "acts": acts_shown(acts, versions, names),
        "may_replace": told.is_current and _may(request, "archive.replace_file", told.organisation),
        "may_retire": told.is_current and _may(request, "archive.retire_file", told.organisation),
        "has_preview": told.is_picture and told.size <= LARGEST_PREVIEWED,
        "trail": _trail(),
    }
    return render(request, "documents/one.html", context)


def _seen(request: Request, file: int) -> FileTold:
    """A version within reach that the present role may see; anything else is not on record for whoever asks."""
    told = get_file(file, _reach(request))
    require(permit("archive.see_files", request.actor, organisation=told.organisation))
    return told


def _to_change(request: Request, file: int, act: str) -> FileTold:
    told = _seen(request, file)
    require(permit(act, request.actor, organisation=told.organisation))
    if not told.is_current:
        raise Impossible(_("This version is no longer in force."), _("Look at the document's newest version."))
    return told


@page("archive.replace_file")
@require_http_methods(["GET", "POST"])
def replace_document(request: Request, file: int) -> HttpResponse:
    """Put a newer version of a document in the place of this one."""
    told = _seen(request, file)
    require(permit("archive.replace_file", request.actor, organisation=told.organisation))
    form = ReplaceDocument(
        request.POST or None, request.FILES or None, megabytes=_limit(request), initial={"title": told.title}
    )

    def replace() -> int:
        given = form.cleaned_data
        return replace_file(told.id, given["file"], title=given["title"], by=request.actor, at=request.at)

    if request.method == "POST":
        done = do_or_show(request, form, replace, then=_address, said=_("The new version is in force."))
        if done is not None:
            return done
    else:
        _to_change(request, file, "archive.replace_file")
    words = _("The new file becomes version %(number)s. This one stays on record as superseded.")
    context = {
        "form": form,
        "title": _("Replace this document"),
        "caption": told.title,
        "words": words % {"number": told.version + 1},
        "submit": _("Replace"),
        "cancel_url": _address(file),
        "trail": _trail(told),
    }
    return render(request, "documents/send.html", context)


@page("archive.retire_file")
@require_http_methods(["GET", "POST"])
def retire_document(request: Request, file: int) -> HttpResponse:
    """Withdraw a document, with the reason, after a page that says what that means."""
    told = _seen(request, file)
    require(permit("archive.retire_file", request.actor, organisation=told.organisation))
    form = RetireDocument(request.POST or None)

    def retire() -> None:
        retire_file(told.id, why=form.cleaned_data["why"], by=request.actor, at=request.at)

    if request.method == "POST":
        said = _("The document was withdrawn.")
        done = do_or_show(request, form, retire, then=lambda _none: _address(file), said=said)
        if done is not None:
            return done
    else:
        _to_change(request, file, "archive.retire_file")
    context = {
        "form": form,
        "title": _("Withdraw this document?"),
        "words": _(
            "It will no longer be in force and leaves the list. It stays on record with your reason, and cannot be put"
            " in force again: add it anew if it is needed."
        ),
        "rows": [{"key": _("Document"), "value": told.title}, *summary_of(told, {})],
        "submit": _("Withdraw the document"),
        "cancel_url": _address(file),
        "trail": _trail(told),
    }
    return render(request, "parts/confirm.html", context)


@page("archive.see_files")
@require_safe
def download_document(request: Request, file: int) -> HttpResponseBase:
    """The file, to be kept by whoever asked."""
    return _send(request, _seen(request, file), inline=False, why="downloaded")


@page("archive.see_files")
@require_safe
def open_document(request: Request, file: int) -> HttpResponseBase:
    """A PDF, to be read in the browser; any other file is to be kept."""
    told = _seen(request, file)
    if told.media_type != "application/pdf":
        return redirect("download_document", file=file)
    return _send(request, told, inline=True, why="opened")


def _send(request: Request, told: FileTold, *, inline: bool, why: str) -> HttpResponseBase:
    def read(start: int, stop: int) -> Iterator[bytes]:
        # Noted only where bytes leave: not for a question about the file, nor where the browser has it already.
        _note(request, told, why)
        return _read(told, start, stop)

    sent = Sent(told.name, told.media_type, told.size, f'"{told.sha256}"', inline)
    return send(request, sent, read)


def _note(request: Request, told: FileTold, why: str) -> None:
    note_look(Record("archive.file", str(told.id)), by=request.actor, at=request.at, why=why)


def _read(told: FileTold, start: int, stop: int) -> Iterator[bytes]:
    try:
        return read_content(told.sha256, start=start, stop=stop)
    except ContentMissing:
        raise Impossible(
            _("The file is on record, but the store does not hold it."),
            _("Tell the awarding body: the store has to be brought back from its copy."),
        ) from None


@page("archive.see_files")
@require_safe
def preview_document(request: Request, file: int) -> HttpResponseBase:
    """A smaller copy of a picture, drawn anew without what the camera wrote into it."""
    told = _seen(request, file)
    if not told.is_picture or told.size > LARGEST_PREVIEWED:
        raise NotOnRecord(f"preview of file {file}")
    etag = f'"{told.sha256}-preview"'
    if is_known(request, etag):
        return known(etag)
    _note(request, told, "previewed")
    return send_drawn(preview(b"".join(_read(told, 0, told.size)), told.media_type), PREVIEW_TYPE, etag)
