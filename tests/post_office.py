"""A real SMTP server for tests, which can be told to misbehave towards a recipient."""

import asyncio
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from types import TracebackType
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Received:
    """A letter as the server accepted it."""

    recipient: str
    message: EmailMessage

    @property
    def subject(self) -> str:
        """The subject, decoded."""
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        """The plain text."""
        part = self.message.get_body(("plain",))
        assert part is not None, "every letter has a plain text"
        return str(part.get_content())

    @property
    def html(self) -> str:
        """The HTML."""
        part = self.message.get_body(("html",))
        assert part is not None, "every letter has HTML"
        return str(part.get_content())


@dataclass
class PostOffice:
    """Accepts everything, unless a recipient's fault says otherwise: a reply, `drop-before-dot` or `drop-after-dot`."""

    received: list[Received] = field(default_factory=list)
    faults: dict[str, str] = field(default_factory=dict)
    connections: int = 0

    def __enter__(self) -> Self:
        office = self

        class Counting(Controller):
            def factory(self) -> SMTP:
                office.connections += 1
                return SMTP(self.handler, **self.SMTP_kwargs)

            def _trigger_server(self) -> None:
                # Port 0 let the system choose; only now is it known which.
                self.port = self.server.sockets[0].getsockname()[1]
                super()._trigger_server()

        self._controller = Counting(self, hostname="127.0.0.1", port=0, ready_timeout=10)
        self._controller.start()
        self.port = self._controller.port
        self.connections = 0
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._controller.stop(no_assert=True)

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str,  # noqa: N802
                          options: list[Any]) -> str:
        """Refuse a recipient with its own reply."""
        fault = self.faults.get(address.lower(), "")
        if fault[:1] in "45" and fault:
            return fault
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Accept, or end the connection as the recipient's fault says."""
        recipient = envelope.rcpt_tos[0].lower()
        fault = self.faults.get(recipient, "")
        if fault == "drop-before-accept":
            assert server.transport is not None, "connected"
            server.transport.abort()
            await asyncio.sleep(0)
            return "250 never seen"
        message = message_from_bytes(envelope.content or b"", policy=default)
        assert isinstance(message, EmailMessage), "the default policy makes these"
        self.received.append(Received(recipient, message))
        if fault == "drop-after-accept":
            assert server.transport is not None, "connected"
            server.transport.abort()
        return "250 accepted"

    def to(self, address: str) -> list[Received]:
        """What one address received."""
        return [letter for letter in self.received if letter.recipient == address.lower()]

    def take(self) -> list[Received]:
        """Everything received since the last time."""
        taken, self.received[:] = list(self.received), []
        return taken
