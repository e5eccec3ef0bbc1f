"""A stored file is sent whole or in the part that is asked for, as RFC 9110 says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import pytest
from django.http import HttpResponseBase, StreamingHttpResponse
from django.test import RequestFactory

from touchstone.web.requests import Request
from touchstone.web.sending import NoSuchPart, Part, Sent, part_of, send

CONTENT = b"0123456789"
SENT = Sent("diary.txt", "text/plain", len(CONTENT), '"mark"')


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-3", Part(0, 4)),
        ("bytes=3-3", Part(3, 4)),
        ("bytes=7-", Part(7, 10)),
        ("bytes=0-", Part(0, 10)),
        ("bytes=7-99", Part(7, 10)),
        ("bytes=-3", Part(7, 10)),
        ("bytes=-99", Part(0, 10)),
        ("Bytes = 2 - 4", Part(2, 5)),
        ("bytes=5-2", None),
        ("bytes=-", None),
        ("bytes=", None),
        ("", None),
        ("pages=1-2", None),
        ("bytes=0-1,4-5", None),
        ("bytes=a-b", None),
        ("bytes=+1-2", None),
        ("bytes=1--2", None),
        ("bytes=٣-٤", None),
        ("bytes=" + "9" * 5000 + "-", None),
    ],
)
def test_a_part_that_is_asked_for(asked: str, part: Part | None) -> None:
    assert part_of(asked, 10) == part


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=10-20", "bytes=99-", "bytes=-0"])
def test_a_part_beyond_the_end_is_refused(asked: str) -> None:
    with pytest.raises(NoSuchPart):
        part_of(asked, 10)


def answered(method: str = "GET", **headers: str) -> HttpResponseBase:
    request = cast("Request", RequestFactory().generic(method, "/", headers=headers))

    def read(start: int, stop: int) -> Iterator[bytes]:
        yield CONTENT[start:stop]

    return send(request, SENT, read)


def body(answer: HttpResponseBase) -> bytes:
    if isinstance(answer, StreamingHttpResponse):
        return b"".join(answer)
    return cast("bytes", answer.content)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("headers", "status", "sent", "content_range"),
    [
        ({}, 200, CONTENT, None),
        ({"Range": "bytes=2-4"}, 206, b"234", "bytes 2-4/10"),
        ({"Range": "bytes=-2"}, 206, b"89", "bytes 8-9/10"),
        ({"Range": "bytes=0-"}, 206, CONTENT, "bytes 0-9/10"),
        ({"Range": "bytes=0-1,3-4"}, 200, CONTENT, None),
        ({"Range": "bytes=10-"}, 416, b"", "bytes */10"),
        ({"Range": "bytes=2-4", "If-Range": '"mark"'}, 206, b"234", "bytes 2-4/10"),
        ({"Range": "bytes=2-4", "If-Range": '"other"'}, 200, CONTENT, None),
        ({"Range": "bytes=2-4", "If-Range": 'W/"mark"'}, 200, CONTENT, None),
        ({"Range": "bytes=2-4", "If-Range": "Mon, 02 Mar 2026 09:30:00 GMT"}, 200, CONTENT, None),
        ({"Range": "bytes=10-", "If-Range": '"other"'}, 200, CONTENT, None),
        ({"If-None-Match": '"mark"'}, 304, b"", None),
        ({"If-None-Match": 'W/"mark", "other"'}, 304, b"", None),
        ({"If-None-Match": "*"}, 304, b"", None),
        ({"If-None-Match": '"other"'}, 200, CONTENT, None),
        ({"If-None-Match": '"mark"', "Range": "bytes=2-4"}, 304, b"", None),
    ],
)
def test_what_is_sent(headers: dict[str, str], status: int, sent: bytes, content_range: str | None) -> None:
    answer = answered(**headers)
    assert (answer.status_code, body(answer), answer.get("Content-Range")) == (status, sent, content_range)
    assert answer["ETag"] == '"mark"'
    if status in (200, 206):
        assert (answer["Content-Length"], answer["Accept-Ranges"]) == (str(len(sent)), "bytes")


@pytest.mark.parametrize("asked", ["", "bytes=2-4", "bytes=10-"])
def test_a_question_about_a_file_is_answered_without_the_file(asked: str) -> None:
    answer = answered("HEAD", **({"Range": asked} if asked else {}))
    assert (answer.status_code, body(answer), answer["Content-Length"]) == (200, b"", "10")


def test_what_is_sent_may_do_nothing_in_the_browser() -> None:
    answer = answered()
    assert answer["Content-Disposition"] == 'attachment; filename="diary.txt"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer["Cache-Control"] == "private, no-cache"
