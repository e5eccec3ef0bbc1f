"""How a stored file is sent: in pieces, whole or a part of it, and only again where the browser does not have it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header, parse_etags

from touchstone.web.requests import Request

RANGE = re.compile(r"bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})", re.ASCII | re.IGNORECASE)

SEALED = (
    "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'"
)
"""What a file that is shown in the browser may do: nothing but be looked at."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A file to be sent: its name, media type, size, the mark of its content, and whether it is shown or kept."""

    name: str
    media_type: str
    size: int
    etag: str
    inline: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """The bytes from ``start`` up to ``stop`` (left out)."""

    start: int
    stop: int


class NoSuchPart(ValueError):
    """A part was asked for that lies beyond the end of the file."""


def part_of(asked: str, size: int) -> Part | None:
    """The part of a file of ``size`` bytes that a Range header asks for.

    None where the whole is to be sent: nothing is asked, several parts are, or the header is not understood (RFC 9110,
    14.2). Raises :class:`NoSuchPart` where the part lies beyond the end.
    """
    found = RANGE.fullmatch(asked.strip())
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        start, stop = max(0, size - int(last)), size
    else:
        start, stop = int(first), min(int(last) + 1, size) if last else size
        if last and int(last) < start:
            return None
    if start >= size:
        raise NoSuchPart(asked)
    return Part(start, stop)


def send(request: Request, sent: Sent, read: Callable[[int, int], Iterator[bytes]]) -> HttpResponseBase:
    """Answer with a file, or the part that is asked for; ``read`` gives the bytes from a place up to another."""
    if is_known(request, sent.etag):
        return known(sent.etag)
    try:
        part = part_of(request.headers.get("Range", ""), sent.size) if _wants_part(request, sent) else None
    except NoSuchPart:
        refused = HttpResponse(status=416, headers={"Content-Range": f"bytes */{sent.size}"})
        return _marked(refused, sent.etag)
    return _answer(request, sent, part, read)


def _wants_part(request: Request, sent: Sent) -> bool:
    """A part is for GET only, and only of the content that the browser has the rest of."""
    return request.method == "GET" and request.headers.get("If-Range", sent.etag) == sent.etag


def _answer(
    request: Request, sent: Sent, part: Part | None, read: Callable[[int, int], Iterator[bytes]]
) -> HttpResponseBase:
    whole = Part(0, sent.size)
    shown = part or whole
    answer: HttpResponseBase
    if request.method == "HEAD":
        answer = HttpResponse(content_type=sent.media_type)
    else:
        pieces = read(shown.start, shown.stop)
        answer = StreamingHttpResponse(pieces, content_type=sent.media_type, status=206 if part else 200)
    answer["Content-Length"] = str(shown.stop - shown.start)
    if part:
        answer["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{sent.size}"
    answer["Accept-Ranges"] = "bytes"
    answer["Content-Disposition"] = content_disposition_header(not sent.inline, sent.name) or "attachment"
    return _marked(answer, sent.etag)


def is_known(request: Request, etag: str) -> bool:
    """Whether the browser has this content already and asks only whether it is still so."""
    etags = parse_etags(request.headers.get("If-None-Match", ""))
    return etags == ["*"] or any(known_etag.removeprefix("W/") == etag for known_etag in etags)


def known(etag: str) -> HttpResponseBase:
    """The answer that what the browser has is still so."""
    return _marked(HttpResponse(status=304), etag)


def send_drawn(content: bytes, media_type: str, etag: str) -> HttpResponseBase:
    """Answer with something small that was made on the way."""
    return _marked(HttpResponse(content, content_type=media_type), etag)


def _marked(answer: HttpResponseBase, etag: str) -> HttpResponseBase:
    answer["ETag"] = etag
    # Kept by this browser only, and never shown again without asking whether it still may be.
    answer["Cache-Control"] = "private, no-cache"
    answer["Content-Security-Policy"] = SEALED
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
