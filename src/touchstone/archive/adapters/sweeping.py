"""What lies in the store without being named by any record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

from touchstone.archive.adapters.store import Lying, lies_since, lying
from touchstone.archive.models import Content

CHUNK = 500


def find_unnamed(*, before: datetime) -> tuple[Lying, ...]:
    """What lies in the store since before a moment and is named by no record. Needs full reach.

    Contents lie so where an act came to nothing after its file was put there. It is asked outside any act: to read
    the list of a large store takes long, and an act would keep others waiting.
    """
    return tuple(
        found
        for some in _several()
        for found in _unnamed(some)
        if (since := lies_since(found.address)) is not None and since < before
    )


def _several() -> Iterator[list[Lying]]:
    everything = lying()
    while some := list(islice(everything, CHUNK)):
        yield some


def _unnamed(some: Sequence[Lying]) -> list[Lying]:
    hashes = [found.sha256 for found in some if found.sha256]
    named = set(Content.objects.filter(sha256__in=hashes).values_list("sha256", flat=True))
    return [found for found in some if found.sha256 not in named]
