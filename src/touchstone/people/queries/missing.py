"""What is asked for and is not there."""

from __future__ import annotations

PAGE = 25


class NotOnRecord(LookupError):
    """There is no such record within reach: it does not exist, or it is another centre's."""
