"""The addresses of our own styles, scripts and pictures: each carries a part of its file's hash and is kept long."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


class Assets(StaticFilesStorage):
    """Static files in place, addressed with their hash: nothing has to be collected before a start."""

    def url(self, name: str | None) -> str:
        """The address of a file, with the hash of what it now holds."""
        address = super().url(name)
        return f"{address}?{_mark(name)}" if name and _mark(name) else address


@lru_cache(maxsize=500)
def _mark(name: str) -> str:
    found = finders.find(name)
    if not isinstance(found, str) or not Path(found).is_file():
        return ""
    return hashlib.sha256(Path(found).read_bytes()).hexdigest()[:12]
