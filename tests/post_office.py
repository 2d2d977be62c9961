"""A real SMTP server for tests, which can be told to misbehave towards a recipient."""

import asyncio
import ssl
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
    data: bytes = b""  # as it came over the wire, without the dots that were stuffed

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


class _Server(SMTP):
    """aiosmtpd's server, with those faults that lie in the conversation itself."""

    async def smtp_RCPT(self, arg: str) -> None:  # noqa: N802
        """`hang-up 550 …` answers so and hangs up; `stall` never answers; `go-away` ends the whole server."""
        office: PostOffice = self.event_handler
        fault = next((fault for address, fault in office.faults.items() if f"<{address}>" in arg.lower()), "")
        if fault == "stall":
            await asyncio.Event().wait()
        assert self.transport is not None, "connected"
        if fault == "go-away":
            office.listen_no_more()
            self.transport.abort()
            return
        if fault.startswith("hang-up "):
            await self.push(fault.removeprefix("hang-up "))
            self.transport.close()
            return
        await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        """`drop-before-dot` ends the connection when some of a long letter has come, long before its end."""
        office: PostOffice = self.event_handler
        assert self.envelope is not None, "a mail has begun"
        recipient = self.envelope.rcpt_tos[0].lower() if self.envelope.rcpt_tos else ""
        if office.faults.get(recipient) == "drop-before-dot":
            await self.push("354 go on")
            await self._reader.readexactly(1000)
            assert self.transport is not None, "connected"
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


@dataclass
class PostOffice:
    """Accepts everything, unless a recipient's fault says otherwise.

    A fault is a reply to RCPT (`450 …`, `550 …`), one to the whole letter (`data 554 …`), `drop-before-dot`,
    `drop-before-accept`, `drop-after-accept`, `hang-up 550 …`, `stall` or `go-away`.
    """

    received: list[Received] = field(default_factory=list)
    faults: dict[str, str] = field(default_factory=dict)
    connections: int = 0
    port: int = 0  # 0 lets the system choose
    pause: float = 0.0  # seconds that the server takes before it accepts a letter
    tls: ssl.SSLContext | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.stop()

    def start(self) -> None:
        """Open, at the same port as before."""
        office = self

        class Counting(Controller):
            def factory(self) -> SMTP:
                office.connections += 1
                return _Server(self.handler, **self.SMTP_kwargs)

            def _trigger_server(self) -> None:
                # Port 0 let the system choose; only now is it known which.
                self.port = self.server.sockets[0].getsockname()[1]
                super()._trigger_server()

        self._controller = Counting(self, hostname="127.0.0.1", port=self.port, ready_timeout=10, tls_context=self.tls)
        self._controller.start()
        self.port = self._controller.port
        self.connections = 0
        self._open = True

    def stop(self) -> None:
        """Close; nobody answers at the port any more."""
        if self._open:
            self._controller.stop(no_assert=True)
        self._open = False

    def listen_no_more(self) -> None:
        """Accept no connection; what is open stays so."""
        self._controller.server.close()

    async def handle_RCPT(  # noqa: N802
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[Any],
    ) -> str:
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
        if fault.startswith("data "):
            return fault.removeprefix("data ")
        if self.pause:
            await asyncio.sleep(self.pause)
        data = bytes(envelope.content or b"")
        message = message_from_bytes(data, policy=default)
        assert isinstance(message, EmailMessage), "the default policy makes these"
        self.received.append(Received(recipient, message, data))
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
