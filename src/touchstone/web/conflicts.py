"""Two people change the same record: both texts stand side by side, and neither is lost."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from touchstone.ledger.api import Record, history_of
from touchstone.people.api import EditedMeanwhile
from touchstone.web.requests import Request
from touchstone.web.telling import names_in, who_said


def chosen_texts(sent: QueryDict, names: tuple[str, ...]) -> QueryDict:
    """The form as it was filled in: on a conflict's page, with the text that was chosen for each field."""
    if sent.get("resolving") != "1":
        return sent
    texts = sent.copy()
    for name in names:
        choice = sent.get(f"{name}__choice")
        if choice in ("yours", "both"):
            texts[name] = sent.get(f"{name}__{choice}", "")
    return texts


def show_conflict(
    request: Request,
    meanwhile: EditedMeanwhile,
    typed: Mapping[str, str],
    *,
    labels: Mapping[str, Any],
    title: str,
    record: Record,
    cancel_url: str,
    long: Set[str] = frozenset(),
) -> HttpResponse:
    """The page on which the person who saved second chooses between both texts, field by field.

    ``long`` names the fields of running text, which may also be written together.
    """
    fields = [
        {"name": name, "label": label, "yours": typed[name], "theirs": meanwhile.current[name], "long": name in long}
        for name, label in labels.items()
    ]
    context = {
        "title": title,
        "fields": [field for field in fields if field["yours"] != field["theirs"]],
        "same": [field for field in fields if field["yours"] == field["theirs"]],
        "version": meanwhile.version,
        "cancel_url": cancel_url,
        **_who_saved(request, record),
    }
    return render(request, "conflict_of_fields.html", context, status=409)


def _who_saved(request: Request, record: Record) -> dict[str, Any]:
    entries = history_of(record, request.actor.reach, size=1)
    if not entries:
        return {"other": _("Somebody else"), "other_at": None}
    return {"other": who_said(entries[0], names_in(entries, request.reach))["who"], "other_at": entries[0].at}
