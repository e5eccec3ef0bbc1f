"""How often something may be sent from one network address."""

from __future__ import annotations

import hashlib

from django.core.cache import cache

from touchstone.web.requests import Request


def is_too_often(request: Request, what: str, *, most: int, seconds: int) -> bool:
    """Whether ``what`` was sent more than so often from the request's network address; this time is counted.

    The address itself is not kept: only a mark of it, for as long as it is counted.
    """
    mark = hashlib.sha256(f"{what} {request.actor.origin.address}".encode()).hexdigest()[:32]
    key = f"throttle:{mark}"
    if cache.add(key, 1, seconds):
        return most < 1
    try:
        return bool(cache.incr(key) > most)
    except ValueError:  # the time ran out between the two questions
        return False
