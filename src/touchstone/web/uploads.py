"""How files that are sent are taken in, before any page looks at them: from whom, and how much of each."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.utils import timezone

from touchstone.policy.api import value_on

MEGABYTE = 1_000_000


class Limited(FileUploadHandler):
    """Let pass on to the other handlers no more of a file than shows that it is too large; none from strangers.

    A form's files are read before the page is reached that could refuse them. What passes of a file that is too large
    is larger than the limit too: so whoever looks at it refuses it.
    """

    @cached_property
    def largest(self) -> int:
        """How many bytes of a file are let pass before the rest is left."""
        megabytes: int = value_on("upload_limit_megabytes", timezone.localdate())
        return megabytes * MEGABYTE

    def new_file(self, *args: Any, **options: Any) -> None:
        """Begin a file; skip it where nobody has signed in."""
        super().new_file(*args, **options)
        if SESSION_KEY not in getattr(self.request, "session", {}):
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Let a piece pass that begins within the limit."""
        return raw_data if start <= self.largest else None

    def file_complete(self, file_size: int) -> None:  # noqa: ARG002 - as Django calls it
        """Leave it to the handlers that kept the file to hand it over."""
        return
