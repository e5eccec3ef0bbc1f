"""What is said when a question cannot be answered as asked: what is wrong, and what mends it."""

from __future__ import annotations

import unicodedata

EARNED, NOT_EARNED, BAD_INPUT = 0, 1, 2
"""Exit statuses: yes, no, and “the question cannot be answered as asked”."""


class CannotAnswer(Exception):
    """The question cannot be answered as asked; each line says what is wrong and what mends it."""

    def __init__(self, what: str, mend: str = "") -> None:
        self.what, self.mend = what, mend
        self.lines: tuple[str, ...] = (f"{what} {mend}".rstrip(),)
        super().__init__(self.lines[0])

    @classmethod
    def because(cls, lines: list[str]) -> CannotAnswer:
        """Several things are wrong; all are said at once."""
        refused = cls(lines[0])
        refused.lines = tuple(lines)
        return refused


def printable(text: str) -> str:
    """Text from a stranger, safe to show: what would steer a terminal is written out instead."""
    if text.isprintable():
        return text
    return "".join([c if not unicodedata.category(c).startswith("C") else _written_out(c) for c in text])


def _written_out(character: str) -> str:
    return f"\\x{ord(character):02x}" if ord(character) < 0x100 else f"\\u{ord(character):04x}"
