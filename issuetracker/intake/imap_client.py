"""The standard library's IMAP client, which can wait for ever and be made to read anything: here it cannot.

Every wait ends after a time, every command after a longer one, however slowly the server drips; and no answer is read
that is longer than what was asked for can be.
"""

import imaplib
import select
import ssl
import time
from dataclasses import dataclass
from threading import Event
from typing import Any

ROOM = 8 << 20  # bytes of an answer besides a message: the numbers of a million messages


@dataclass(frozen=True, slots=True)
class Bounds:
    """How long one wait may take, how long a command, and how large a message may be that is asked for.

    `cut` ends it all, whatever another thread is reading.
    """

    wait: float
    command: float
    largest: int
    cut: Event


class BoundedClient(imaplib.IMAP4):
    """Reading with bounds; without TLS, or before STARTTLS."""

    sock: Any

    def __init__(self, host: str, port: int, bounds: Bounds) -> None:
        self._set(bounds)
        super().__init__(host, port, timeout=bounds.wait)

    def _set(self, bounds: Bounds) -> None:
        self._bounds, self._held, self._source = bounds, bytearray(), None
        self._ends, self._came = time.monotonic() + bounds.command, 0

    def send(self, data: Any) -> None:
        """Send a command or a part of it: now begins the time for its answer."""
        self._ends, self._came = time.monotonic() + self._bounds.command, 0
        super().send(data)

    def readline(self) -> bytes:
        """The next line."""
        searched = 0
        while (end := self._held.find(b"\n", searched)) < 0:
            searched = len(self._held)
            self._read_more()
        return self._taken(end + 1)

    def read(self, size: int) -> bytes:
        """The next bytes, as many."""
        if size > self._bounds.largest + ROOM:
            raise self.abort(f"the server sends {size} bytes that nobody asked for")
        while len(self._held) < size:
            self._read_more()
        return self._taken(size)

    def speaks_within(self, seconds: float) -> bool:
        """True as soon as there is something to read."""
        if self._held or (isinstance(self.sock, ssl.SSLSocket) and self.sock.pending()):
            return True
        poll = select.poll()
        poll.register(self.sock, select.POLLIN)
        return bool(poll.poll(seconds * 1000))

    def _read_more(self) -> None:
        if self._source is not self.sock:  # TLS begins: what was said before it may be anybody's
            self._source = self.sock
            self._held.clear()
        if self._bounds.cut.is_set():
            raise self.abort("we are closing")
        if time.monotonic() > self._ends:
            raise self.abort("the server takes too long")
        data = self.sock.recv(1 << 16)
        if not data:
            raise self.abort("the server closed the connection")
        self._held += data
        self._came += len(data)
        if self._came > self._bounds.largest + ROOM:
            raise self.abort("the server does not stop answering")

    def _taken(self, size: int) -> bytes:
        data = bytes(self._held[:size])
        del self._held[:size]
        return data


class BoundedTlsClient(BoundedClient, imaplib.IMAP4_SSL):
    """With TLS from the first byte."""

    def __init__(self, host: str, port: int, bounds: Bounds, context: ssl.SSLContext) -> None:
        self._set(bounds)
        imaplib.IMAP4_SSL.__init__(self, host, port, ssl_context=context, timeout=bounds.wait)
