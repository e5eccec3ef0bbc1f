"""A real mail server on this machine that keeps what it is sent, and can keep a sender waiting."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.deploy.installation import free_port

A_LONG_TIME = 3_600


class MailServer:
    """Keeps every message. Whoever sends while it ``keeps_waiting`` waits for an answer that does not come."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.keeps_waiting = threading.Event()
        self.someone_waits = threading.Event()
        self.port = free_port()

    @property
    def address(self) -> str:
        """The address of the setting."""
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        """Take a message."""
        if self.keeps_waiting.is_set():
            self.someone_waits.set()
            await asyncio.sleep(A_LONG_TIME)
        assert isinstance(envelope.content, bytes)
        self.messages.append(message_from_bytes(envelope.content))
        return "250 taken"


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A mail server for as long as the block does."""
    server = MailServer()
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()
