"""Where a mail server hands over by LMTP or SMTP. 250 is said only of a message that is kept.

The conversations run in a thread with a loop of its own. The receiver is called in a pool of threads, so that a slow
disk or database never stops the conversation with other peers.
"""

import asyncio
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import structlog

from issuetracker.intake.conversation import (
    TRY_AGAIN,
    Conversation,
    Envelope,
    Limits,
    LmtpConversation,
    Session,
    SmtpConversation,
)
from issuetracker.intake.doors import Accept, Handed
from issuetracker.mail_config import ListenerConfig, MailIn

USUAL = Limits()
KEEPERS = 4  # messages that are kept at the same time

log = structlog.get_logger(__name__)


class _Full(asyncio.Protocol):
    """What a peer meets when all places are taken: its mail server comes again later."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport), "a stream"
        transport.write(b"421 4.3.2 Too many connections; try again later\r\n")
        transport.close()


class Listener:
    """The open listener; `start`, then `stop`."""

    def __init__(self, config: ListenerConfig, mail: MailIn, accept: Accept, limits: Limits = USUAL) -> None:
        self._config, self._mail, self._accept, self.limits = config, mail, accept, limits
        self._present: set[Conversation] = set()
        self._loop = asyncio.new_event_loop()
        self._loop.set_exception_handler(_peer_gone)
        self._pool = ThreadPoolExecutor(KEEPERS, thread_name_prefix="keeping")
        self._thread = threading.Thread(target=self._loop.run_forever, name="listener", daemon=True)

    def start(self) -> None:
        """Open; raises OSError where the address cannot be had."""
        self._socket = opened(self._config)
        self._thread.start()
        self._server = self._in_loop(self._open())
        log.info("mail servers may hand over", at=str(self._config))

    @property
    def address(self) -> Any:
        """Where it listens."""
        return self._socket.getsockname()

    def stop(self, grace: float = 30.0) -> None:
        """Take no more; what is being handed over is finished within `grace` seconds, or handed over again later."""
        if self._loop.is_closed():
            return
        self._in_loop(self._close(grace))
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        if self._config.path:
            Path(self._config.path).unlink(missing_ok=True)

    def _in_loop(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _open(self) -> asyncio.Server:
        if self._config.path:
            return await self._loop.create_unix_server(self._meet, sock=self._socket)
        return await self._loop.create_server(self._meet, sock=self._socket)

    async def _close(self, grace: float) -> None:
        # Whoever was let in at this moment has to arrive before the server is closed: asyncio would forget its socket.
        self._loop.remove_reader(self._socket)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        self._server.close()
        end, ourselves = self._loop.time() + grace, {asyncio.current_task()}
        while self._present or asyncio.all_tasks() - ourselves:
            for conversation in list(self._present):
                if self._loop.time() > end:
                    conversation.abort()
                else:
                    conversation.end()
            await asyncio.sleep(0.01)

    def _meet(self) -> asyncio.BaseProtocol:
        if len(self._present) >= self.limits.connections:
            log.warning("a mail server was sent away: too many connections", connections=len(self._present))
            return _Full()
        kind = LmtpConversation if self._config.protocol == "lmtp" else SmtpConversation
        met: asyncio.BaseProtocol = kind(
            self, data_size_limit=self._config.largest, hostname=socket.gethostname(), loop=self._loop
        )
        return met

    def entered(self, conversation: Conversation) -> None:
        """A peer is there."""
        self._present.add(conversation)

    def left(self, conversation: Conversation) -> None:
        """It has gone."""
        self._present.discard(conversation)

    async def handle_EHLO(  # noqa: N802
        self, server: Conversation, session: Session, envelope: Envelope, hostname: str, answers: list[str]
    ) -> list[str]:
        """Say what we understand; XFORWARD only to the mail server on this machine."""
        session.host_name = hostname
        return [*answers[:-1], *(["250-XFORWARD NAME ADDR HELO"] if server.is_near else []), answers[-1]]

    async def handle_RCPT(  # noqa: N802
        self, server: Conversation, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Our own addresses, with or without a detail, and nobody else's."""
        if not self._mail.takes(address):
            return "550 5.1.1 There is no such mailbox here"
        if len(envelope.rcpt_tos) >= self.limits.recipients:
            return "452 4.5.3 Too many recipients"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: Conversation, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Have the message kept, and say 250 only then."""
        handed = Handed(
            raw=bytes(envelope.original_content or b""),
            door=self._config.protocol,
            taken_at=datetime.now(UTC),
            envelope_from="" if envelope.mail_from == "<>" else str(envelope.mail_from),
            envelope_to=tuple(envelope.rcpt_tos),
            client=server.client,
            helo=server.forwarded.get("HELO", "" if server.is_near else str(session.host_name)),
        )
        keeping = self._loop.run_in_executor(self._pool, self._accept, handed)
        try:
            await asyncio.wait_for(keeping, self.limits.keeping)
        except Exception as error:  # whatever it was, the mail server still has the message
            log.exception("a message could not be kept; its mail server will try again", error=type(error).__name__)
            return TRY_AGAIN
        return "250 2.0.0 The message is kept"


def opened(config: ListenerConfig) -> socket.socket:
    """A socket that listens at the configured address; raises OSError."""
    if not config.path:
        family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
        return socket.create_server((config.host, config.port), family=family, backlog=100)
    path = Path(config.path)
    if path.is_socket() and not answers(config):
        path.unlink()  # left behind by a process that was killed
    opened = socket.socket(socket.AF_UNIX)
    try:
        opened.bind(config.path)
        path.chmod(0o666)  # a mail server drops all groups but one: its directory says who comes near it
        opened.listen(100)
    except OSError:
        opened.close()
        raise
    return opened


def connected(config: ListenerConfig, timeout: float = 5.0) -> socket.socket:
    """A connection to whoever listens at the configured address; raises OSError."""
    if not config.path:
        return socket.create_connection((config.host, config.port), timeout)
    peer = socket.socket(socket.AF_UNIX)
    peer.settimeout(timeout)
    try:
        peer.connect(config.path)
    except OSError:
        peer.close()
        raise
    return peer


def answers(config: ListenerConfig) -> bool:
    """True if somebody listens at the configured address."""
    try:
        connected(config).close()
    except OSError:
        return False
    return True


def _peer_gone(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """A peer that hangs up in the middle is no error of ours."""
    log.debug("a conversation ended early", reason=str(context.get("exception") or context.get("message")))
