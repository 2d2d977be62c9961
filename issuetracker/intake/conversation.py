"""One conversation with a mail server that hands over: aiosmtpd's, with what it lacks for that.

aiosmtpd 1.4 gives one answer for all recipients where LMTP wants one for each, answers 500 (never try again) to any
error, refuses lines over 1,000 bytes for good, and waits for ever for a peer that does not read. This mends that.
"""

import ipaddress
import re
from dataclasses import dataclass
from typing import Any, Protocol

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session, syntax

TRY_AGAIN = "451 4.3.0 The message cannot be kept now; try again later"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much room and how many seconds a peer gets."""

    connections: int = 40
    idle: float = 120.0  # between two commands
    transfer: float = 600.0  # for a message and its answer
    life: float = 3600.0  # of a whole connection
    keeping: float = 300.0  # for the receiver to keep a message
    recipients: int = 100


class Hall(Protocol):
    """The listener, as its conversations see it."""

    limits: Limits

    def entered(self, conversation: "Conversation") -> None:
        """A peer is there."""

    def left(self, conversation: "Conversation") -> None:
        """It has gone."""


class Conversation(SMTP):
    """What LMTP and SMTP have in common here."""

    line_length_limit = 1 << 20  # longer lines than RFC 5321 allows arrive all the same; nothing is lost for them
    transport: Any
    session: Any
    envelope: Any

    def __init__(self, hall: Hall, **options: Any) -> None:
        super().__init__(hall, timeout=hall.limits.idle, ident="certification desk", enable_SMTPUTF8=True, **options)
        self._hall, self._ends = hall, self.loop.time() + hall.limits.life
        self._answers = 1  # how many the peer waits for after the message
        self.forwarded: dict[str, str] = {}
        self.in_transfer = self.is_last = False

    def connection_made(self, transport: Any) -> None:
        """Count the peer."""
        self._hall.entered(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """Count the peer out."""
        self._hall.left(self)
        super().connection_lost(error)

    def end(self) -> None:
        """No more commands: at once, or after the message that is being handed over."""
        self.is_last = True
        if not self.in_transfer and self.transport is not None:
            self.transport.close()

    def abort(self) -> None:
        """End at once, whether the peer reads or not; what was not acknowledged is handed over again."""
        if self.transport is not None:
            self.transport.abort()

    @property
    def is_near(self) -> bool:
        """True for a peer on this machine: the mail server, whose word on where a message came from counts."""
        peer = self.session.peer
        return not isinstance(peer, tuple) or ipaddress.ip_address(peer[0]).is_loopback

    @property
    def client(self) -> str:
        """The address that the message came from to the mail server; "" if nobody knows."""
        if self.is_near:
            return self.forwarded.get("ADDR", "")
        address = ipaddress.ip_address(self.session.peer[0])
        return str(address) if address.is_global else ""

    def _reset_timeout(self, duration: float | None = None) -> None:
        left = max(self._ends - self.loop.time(), 0.0)
        super()._reset_timeout(min(duration or self._timeout_duration, left or 0.001))

    def _timeout_cb(self) -> None:
        self.abort()

    async def handle_exception(self, error: Exception) -> str:
        """Our own errors are never the message's fault."""
        await super().handle_exception(error)  # logs it
        return TRY_AGAIN

    async def push(self, status: Any) -> None:
        """Say something: after a message once for each recipient, where the peer counts."""
        await super().push("\r\n".join([status] * self._answers) if self._answers > 1 else status)

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        """Take a message, with the time that a message needs."""
        self._reset_timeout(self._hall.limits.transfer)
        self.in_transfer = True
        try:
            await super().smtp_DATA(arg)
        finally:
            self.in_transfer, self._answers = False, 1
            self.forwarded = {}
        if self.transport is not None:
            self._reset_timeout()
        if self.is_last:
            self.end()

    @syntax("XFORWARD attribute=value...")
    async def smtp_XFORWARD(self, arg: str | None) -> None:  # noqa: N802
        """Where the message came from, as Postfix says it with `lmtp_send_xforward_command = yes`."""
        if not self.is_near:
            await self.push("550 5.7.0 Not from there")
            return
        for name, value in re.findall(r"([A-Za-z]+)=(\S+)", arg or ""):
            plain = re.sub(r"\+([0-9A-F]{2})", lambda code: chr(int(code[1], 16)), value)
            if plain not in ("[UNAVAILABLE]", "[TEMPUNAVAIL]"):
                self.forwarded[name.upper()] = plain.removeprefix("IPV6:")
        await self.push("250 2.0.0 OK")


class LmtpConversation(Conversation, LMTP):
    """LMTP: an answer for each recipient."""

    async def push(self, status: Any) -> None:
        """After the message has come, every answer counts once for each recipient."""
        await super().push(status)
        if self.in_transfer and str(status).startswith("354"):
            self._answers = len(self.envelope.rcpt_tos)


class SmtpConversation(Conversation):
    """SMTP: one answer for a message."""


__all__ = ["TRY_AGAIN", "Conversation", "Envelope", "Hall", "Limits", "LmtpConversation", "Session", "SmtpConversation"]
