"""What people are told, and why: true with the power off."""

from __future__ import annotations

from touchstone.ledger.domain import Fact


class NoticeRead(Fact):
    """A person read a notice."""


class MessagePosted(Fact):
    """An e-mail was put into the outbox."""
