"""The ledger as people read it: what was done, entry by entry, and who looked at what."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from touchstone.ledger.api import (
    EntriesWanted,
    EntryTold,
    LooksWanted,
    LookTold,
    count_entries,
    count_looks,
    find_entry,
    list_entries_before,
    list_headings,
    list_looks,
    reaching,
)
from touchstone.people.api import NotOnRecord, names_of_organisations, names_of_people, reach_for
from touchstone.web.forms.ledger import LedgerFilters, LookFilters
from touchstone.web.listing import Rows, address_with_filters, cell, columns, csv_lines, download, list_context
from touchstone.web.requests import Request, may, page
from touchstone.web.telling import (
    Names,
    act_said,
    changes_of,
    fact_said,
    names_in,
    record_said,
    who_said,
)
from touchstone.web.templatetags.touchstone import role_name
from touchstone.web.trails import ledger_step, trail_to

SEE = "ledger.see_entries"
CHUNK = 1_000


@page(SEE)
@require_GET
def ledger(request: Request) -> HttpResponse:
    """The entries that touch a record within reach, the newest first."""
    reach, filters = reach_for(SEE, request.actor), LedgerFilters(request.GET)
    wanted = _wanted(filters)
    rows = Rows(
        lambda: count_entries(reach, wanted),
        lambda start, size: list_headings(reach, wanted, start=start, size=size),
    )
    context = list_context(request, rows, filters=filters)
    names = names_in(context["page"], reach)
    counted = ngettext("%(count)s entry", "%(count)s entries", len(rows)) % {"count": len(rows)}
    exports = [("CSV", "ledger_csv"), ("JSON Lines", "ledger_jsonl")]
    return render(
        request,
        "ledger/ledger.html",
        {
            **context,
            "counted": counted,
            "exports": [(label, address_with_filters(request, name)) for label, name in exports],
            "columns": columns(_("Entry"), _("What was done"), _("Who"), _("When")),
            "rows": [_row(entry, names) for entry in context["page"]],
            "empty": {"title": _("Nothing has been done yet"), "words": _("Every act leaves an entry here.")},
            "may_see_looks": may(request, "ledger.see_looks"),
        },
    )


def _wanted(filters: LedgerFilters) -> EntriesWanted:
    chosen = filters.chosen
    since, until = chosen.get("since"), chosen.get("until")
    return EntriesWanted(
        act=chosen.get("act", ""),
        person=chosen.get("person"),
        record=chosen.get("record", ""),
        since=_midnight(since) if since else None,
        until=_midnight(until + timedelta(days=1)) if until else None,
    )


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _row(entry: EntryTold, names: Names) -> list[dict[str, Any]]:
    who = who_said(entry, names)
    hint = ", ".join(part for part in (who["role"], who["place"]) if part)
    return [
        cell(entry.number, reverse("ledger_entry", args=[entry.number])),
        cell(act_said(entry)),
        cell(who["who"], hint=hint),
        cell(date_format(timezone.localtime(entry.at), "j F Y, H:i")),
    ]


@page(SEE)
@require_GET
def entry(request: Request, number: int) -> HttpResponse:
    """One entry: who did what, in which role, and what each record was before and is after."""
    reach = reach_for(SEE, request.actor)
    found = find_entry(number, reach)
    if found is None:
        raise NotOnRecord(f"entry {number}")
    names = names_in([found], reach)
    who = who_said(found, names)
    facts = [
        {
            "title": fact_said(fact.fact),
            "record": record_said(fact.record),
            "record_url": f"{reverse('ledger')}?record={fact.record}",
            "changes": changes_of(fact, names),
            "erased": sorted(fact.erased),
        }
        for fact in found.facts
    ]
    context = {
        "entry": found,
        "title": act_said(found),
        "trail": trail_to(ledger_step()),
        "details": [
            {"key": _("Who"), "value": who["who"]},
            {"key": _("In which role"), "value": ", ".join(filter(None, [who["role"], who["place"]])) or _("none")},
            {"key": _("When"), "value": date_format(timezone.localtime(found.at), "j F Y, H:i:s")},
            {"key": _("Act"), "value": found.act},
            {"key": _("Hash"), "value": found.hash},
        ],
        "facts": facts,
    }
    return render(request, "ledger/entry.html", context)


@page(SEE)
@require_GET
def export_csv(request: Request) -> StreamingHttpResponse:
    """The entries as a CSV file: one line to each entry."""
    heading = ["number", "at", "act", "person", "role", "organisation", "hash", "facts"]
    lines = csv_lines(heading, _all_entries(request), _csv_row)
    return download(lines, "ledger.csv", "text/csv; charset=utf-8")


@page(SEE)
@require_GET
def export_jsonl(request: Request) -> StreamingHttpResponse:
    """The entries as JSON Lines: one object to each entry."""
    lines = (json.dumps(_as_object(entry), ensure_ascii=False) + "\n" for entry in _all_entries(request))
    return download(lines, "ledger.jsonl", "application/jsonl; charset=utf-8")


def _all_entries(request: Request) -> Iterator[EntryTold]:
    """Every entry that the filters let through, chunk by chunk; nothing reaches further than this request may."""
    reach, seen = reach_for(SEE, request.actor), request.reach
    wanted = _wanted(LedgerFilters(request.GET))

    def entries() -> Iterator[EntryTold]:
        before: int | None = None
        while True:
            with reaching(seen):
                chunk = list_entries_before(before, reach, wanted, size=CHUNK)
            yield from chunk
            if len(chunk) < CHUNK:
                return
            before = chunk[-1].number

    return entries()


def _as_object(told: EntryTold) -> dict[str, Any]:
    return {
        "number": told.number,
        "at": told.at.isoformat(),
        "act": told.act,
        "person": told.person,
        "role": told.role,
        "organisation": told.organisation,
        "hash": told.hash,
        "facts": [
            {
                "fact": fact.fact,
                "record": fact.record,
                "before": dict(fact.before),
                "after": dict(fact.after),
                "erased": sorted(fact.erased),
            }
            for fact in told.facts
        ],
    }


def _csv_row(told: EntryTold) -> list[object]:
    known = _as_object(told)
    return [*list(known.values())[:-1], json.dumps(known["facts"], ensure_ascii=False)]


@page("ledger.see_looks")
@require_GET
def looks(request: Request) -> HttpResponse:
    """The access log: who looked at sensitive records."""
    filters = LookFilters(request.GET)
    wanted = LooksWanted(owner=filters.chosen.get("owner"), person=filters.chosen.get("person"))
    rows = Rows(lambda: count_looks(wanted), lambda start, size: list_looks(wanted, start=start, size=size))
    context = list_context(request, rows, filters=filters)
    counted = ngettext("%(count)s look", "%(count)s looks", len(rows)) % {"count": len(rows)}
    return render(
        request,
        "ledger/looks.html",
        {
            **context,
            "counted": counted,
            "trail": trail_to(ledger_step()),
            "columns": columns(_("When"), _("Who"), _("What was looked at"), _("Why")),
            "rows": _look_rows(request, context["page"]),
            "empty": {"title": _("Nobody has looked yet"), "words": _("Whoever opens another's page is noted here.")},
        },
    )


def _look_rows(request: Request, shown: Any) -> list[list[dict[str, Any]]]:
    looked: list[LookTold] = list(shown)
    people = {one for look in looked for one in (look.person, look.owner) if one is not None}
    names = Names(
        names_of_people(people, request.reach),
        names_of_organisations({look.organisation for look in looked if look.organisation is not None}),
    )
    return [
        [
            cell(date_format(timezone.localtime(look.at), "j F Y, H:i")),
            cell(names.person(look.person), hint=role_name(look.role)),
            cell(names.person(look.owner) if look.owner else record_said(look.record)),
            cell({"export": _("Export")}.get(look.why, look.why)),
        ]
        for look in looked
    ]
