"""Lists: filters that stay in the address, pages of rows that are asked for as they are needed, and their exports."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar, overload

from django import forms
from django.core.paginator import Page, Paginator
from django.http import StreamingHttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from touchstone.ledger.api import current_reach, reaching
from touchstone.web.requests import Request

T = TypeVar("T")

SIZE = 25
CHUNK = 2_000
"""Rows that an export reads at a time: memory stays small however long the list is."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would take for a formula."""


class Filters(forms.Form):
    """The filters of a list. None is required; what cannot be read is no filter."""

    mark_optional = False
    use_required_attribute = False

    @cached_property
    def chosen(self) -> dict[str, Any]:
        """What is filtered by, without what was left empty."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}


class Rows(Sequence[T], Generic[T]):
    """A list that is counted once and read page by page."""

    def __init__(self, count: Callable[[], int], read: Callable[[int, int], Sequence[T]]) -> None:
        """Rows that ``count`` counts and ``read(start, size)`` reads."""
        self._count, self.read = count, read

    @cached_property
    def _length(self) -> int:
        return self._count()

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, asked: int) -> T: ...
    @overload
    def __getitem__(self, asked: slice) -> Sequence[T]: ...
    def __getitem__(self, asked: int | slice) -> T | Sequence[T]:
        if isinstance(asked, int):
            return self.read(asked, 1)[0]
        start, stop, _step = asked.indices(len(self))
        return self.read(start, stop - start)


def page_of(request: Request, rows: Sequence[T], *, size: int = SIZE) -> Page[T]:
    """The page of a list that the address asks for; the nearest there is, where there is no such page."""
    return Paginator(rows, size).get_page(request.GET.get("page"))


def list_context(
    request: Request, rows: Sequence[T], *, filters: Filters | None = None, export: str = ""
) -> dict[str, Any]:
    """What ``parts/list_page.html`` shows of a list; ``export`` is the name of the address of its CSV export."""
    return {
        "page": page_of(request, rows),
        "filter_form": filters,
        "filtered": bool(filters and filters.chosen),
        "exports": [(_("CSV"), address_with_filters(request, export))] if export else [],
    }


def address_with_filters(request: Request, name: str) -> str:
    """The address of a page that takes the same filters as this one."""
    asked = request.GET.copy()
    asked.pop("page", None)
    return f"{reverse(name)}?{asked.urlencode()}" if asked else reverse(name)


def cell(text: object, url: str = "", *, kind: str = "", hint: object = "") -> dict[str, Any]:
    """One cell of ``parts/table.html``."""
    return {"text": text, "url": url, "kind": kind, "hint": hint}


def columns(*labels: str, numeric: Iterable[str] = ()) -> list[Mapping[str, Any]]:
    """The columns of ``parts/table.html``."""
    return [{"label": label, "numeric": label in set(numeric)} for label in labels]


def csv_export(
    name: str,
    heading: Sequence[str],
    read: Callable[[int, int], Sequence[T]],
    *,
    row: Callable[[T], Sequence[object]],
) -> StreamingHttpResponse:
    """A list as a CSV file, read and sent chunk by chunk; each chunk is read with the reach that this request has."""
    lines = csv_lines(heading, in_chunks(read), row)
    return download(lines, name, "text/csv; charset=utf-8")


def download(lines: Iterator[str], name: str, content_type: str) -> StreamingHttpResponse:
    """Lines of text as a file to keep."""
    response = StreamingHttpResponse((line.encode() for line in lines), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def in_chunks(read: Callable[[int, int], Sequence[T]]) -> Iterator[T]:
    """All rows of a list. Nothing reaches further than the request did, and nothing between the chunks."""
    reach = current_reach()

    def rows() -> Iterator[T]:
        start = 0
        while True:
            with reaching(reach):
                chunk = list(read(start, CHUNK))
            yield from chunk
            start += CHUNK
            if len(chunk) < CHUNK:
                return

    return rows()


class _Line:
    """What the CSV writer writes to: it hands back each line."""

    def write(self, line: str) -> str:
        return line


def csv_lines(heading: Sequence[str], rows: Iterator[T], row: Callable[[T], Sequence[object]]) -> Iterator[str]:
    """Rows as the lines of a CSV file."""
    writer = csv.writer(_Line())
    # The mark at the beginning tells spreadsheets that the text is UTF-8.
    yield "\ufeff" + str(writer.writerow(heading))
    for one in rows:
        yield str(writer.writerow([harmless(value) for value in row(one)]))


def harmless(value: object) -> str:
    """A value as a cell that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
