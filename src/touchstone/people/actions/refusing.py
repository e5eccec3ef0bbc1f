"""What the records do not allow, whoever asks."""

from __future__ import annotations


class Impossible(ValueError):
    """An act that the records do not allow, whoever asks: why, and what mends it."""

    def __init__(self, why: str, mend: str = "") -> None:
        """Say why not, and what mends it."""
        super().__init__(" ".join(part for part in (why, mend) if part))
        self.why, self.mend = why, mend
