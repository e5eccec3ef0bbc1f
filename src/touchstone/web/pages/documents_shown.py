"""How documents are shown: rows of a table, a summary, versions, what was done with them, and lines of a CSV."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from touchstone.archive.api import BY_MEDIA_TYPE, FileTold, Standing
from touchstone.ledger.api import EntryTold, FactTold
from touchstone.web.forms.documents import KIND_NAMES
from touchstone.web.templatetags.touchstone import role_name

Names = Mapping[int, str]


def state_of(standing: Standing) -> dict[str, str]:
    """A standing in words, with the colour of its tag."""
    words = {
        Standing.CURRENT: (_("In force"), "well"),
        Standing.SUPERSEDED: (_("Superseded"), "waiting"),
        Standing.WITHDRAWN: (_("Withdrawn"), "stopped"),
    }
    text, kind = words[standing]
    return {"text": text, "kind": kind}


def table_of(files: Sequence[FileTold], *, with_centre: bool) -> dict[str, Any]:
    """The columns and rows of the list."""
    columns = [
        _("Document"),
        *([_("Centre")] if with_centre else []),
        _("What it is for"),
        _("Added"),
        _("Size"),
        _("State"),
    ]
    return {
        "caption": None,
        "columns": [{"label": label, "numeric": label == _("Size")} for label in columns],
        "rows": [_row(file, with_centre=with_centre) for file in files],
    }


def _row(file: FileTold, *, with_centre: bool) -> list[dict[str, Any]]:
    version = _("version %(number)s") % {"number": file.version}
    hint = version if file.name == file.title else f"{version} · {file.name}"
    centre = [{"text": file.organisation_name}] if with_centre else []
    return [
        {"text": file.title, "url": reverse("document", args=[file.id]), "hint": hint},
        *centre,
        {"text": KIND_NAMES[file.kind]},
        {"text": _day(file.stored_at)},
        {"text": filesizeformat(file.size)},
        state_of(file.standing),
    ]


def _day(moment: Any) -> str:
    return str(date_format(timezone.localtime(moment), "j F Y"))


def _moment(moment: Any) -> str:
    return str(date_format(timezone.localtime(moment), "j F Y, H:i"))


def person_said(person: int | None, names: Names) -> str:
    """Who it was, by name where the name is within reach."""
    return names.get(person, _("somebody of another organisation")) if person is not None else _("the system")


def summary_of(file: FileTold, names: Names) -> list[dict[str, Any]]:
    """The facts of one version."""
    added = _moment(file.stored_at)
    if names:
        added = _("%(when)s by %(who)s") % {"when": added, "who": person_said(file.stored_by, names)}
    rows = [
        (_("State"), state_of(file.standing)["text"]),
        (_("Version"), str(file.version)),
        (_("What it is for"), KIND_NAMES[file.kind]),
        (_("File"), f"{file.name} ({BY_MEDIA_TYPE[file.media_type].said}, {filesizeformat(file.size)})"),
        (_("Added"), added),
    ]
    if file.retired_at is not None:
        rows += [(_("No longer in force since"), _moment(file.retired_at)), (_("Why"), file.why)]
    return [{"key": key, "value": value} for key, value in rows]


def versions_shown(versions: Sequence[FileTold], names: Names, shown: int) -> dict[str, Any]:
    """The columns and rows of a document's versions, the newest first; the one that is shown is not linked."""
    columns = [_("Version"), _("File"), _("Added"), _("By"), _("State")]
    rows = [
        [
            {"text": str(file.version), "url": "" if file.id == shown else reverse("document", args=[file.id])},
            {"text": file.name, "url": reverse("download_document", args=[file.id])},
            {"text": _day(file.stored_at)},
            {"text": person_said(file.stored_by, names)},
            state_of(file.standing),
        ]
        for file in versions
    ]
    return {"columns": [{"label": label} for label in columns], "rows": rows}


def acts_shown(entries: Iterable[EntryTold], versions: Sequence[FileTold], names: Names) -> list[dict[str, Any]]:
    """What was done with a document's versions, the newest first, one line to each fact."""
    numbers = {f"archive.file/{file.id}": file.version for file in versions}
    return [
        {
            "what": _what(fact, numbers[fact.record]),
            "who": person_said(entry.person, names),
            "role": role_name(entry.role) if entry.person is not None else "",
            "at": entry.at,
            "note": fact.after.get("why") or "" if fact.fact == "archive.FileWithdrawn" else "",
        }
        for entry in entries
        for fact in entry.facts
        if fact.record in numbers
    ]


def _what(fact: FactTold, version: int) -> str:
    words = {
        "archive.FileStored": _("Version %(number)s added"),
        "archive.FileReplaced": _("Version %(number)s superseded"),
        "archive.FileWithdrawn": _("Version %(number)s withdrawn"),
    }
    return words[fact.fact] % {"number": version}


def csv_heading() -> Sequence[str]:
    """The names of the columns of the CSV."""
    return (
        _("Number"),
        _("Centre"),
        _("Title"),
        _("File name"),
        _("What it is for"),
        _("Version"),
        _("State"),
        _("Size in bytes"),
        _("Media type"),
        "SHA-256",
        _("Added"),
        _("Added by"),
        _("No longer in force since"),
        _("Why"),
    )


def csv_row(line: tuple[FileTold, str]) -> Sequence[object]:
    """The line of the CSV for one version and the name of who added it."""
    file, added_by = line
    return (
        file.id,
        file.organisation_name,
        file.title,
        file.name,
        KIND_NAMES[file.kind],
        file.version,
        state_of(file.standing)["text"],
        file.size,
        file.media_type,
        file.sha256,
        timezone.localtime(file.stored_at).isoformat(timespec="seconds"),
        added_by,
        timezone.localtime(file.retired_at).isoformat(timespec="seconds") if file.retired_at else "",
        file.why,
    )
