"""One POST to one system that is not ours: a public address, little time, no redirects, little read."""

import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection

from notifications.errors import NoAnswer
from notifications.webhook_address import Destination, Resolve, destination, resolve

_MOST_READ = 1024
_MOST_KEPT = 1000


@dataclass(frozen=True, slots=True)
class Answer:
    """What the receiver said: the status, and its beginning as text that any database and page can hold."""

    status: int
    text: str


class Poster:
    """The way out for webhooks. `timeout`: the seconds for connecting, and again for the whole conversation."""

    def __init__(
        self,
        *,
        to_loopback: bool = False,
        timeout: float = 10.0,
        lookup: Resolve = resolve,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._to_loopback = to_loopback
        self._timeout = timeout
        self._lookup = lookup
        self._context = tls

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Hand over one body; raises AddressRefused, or NoAnswer if none came in time."""
        to = destination(url, to_loopback=self._to_loopback, lookup=self._lookup)
        try:
            with socket.create_connection((to.address, to.port), self._timeout) as raw, _at_most(raw, self._timeout):
                return self._converse(raw, to, headers, body)
        except (OSError, HTTPException, ValueError) as error:
            said = _plain(str(error)) or type(error).__name__
            raise NoAnswer(f"no answer from {to.host}: {said}") from error

    def _tls(self) -> ssl.SSLContext:
        """Made when it is first needed: reading the certificates of all authorities takes a while."""
        if self._context is None:
            self._context = ssl.create_default_context()
        return self._context

    def _converse(self, raw: socket.socket, to: Destination, headers: Mapping[str, str], body: bytes) -> Answer:
        # With a socket of its own, http.client connects to nothing else; it is left the name for the Host header.
        if to.tls:
            connection: HTTPConnection = HTTPSConnection(to.host, to.port, context=self._tls())
            connection.sock = self._tls().wrap_socket(raw.dup(), server_hostname=to.host, do_handshake_on_connect=False)
        else:
            connection = HTTPConnection(to.host, to.port)
            connection.sock = raw.dup()
        connection.sock.settimeout(self._timeout)
        try:
            if isinstance(connection.sock, ssl.SSLSocket):
                connection.sock.do_handshake()
            connection.request("POST", to.target, body, {**headers, "Connection": "close"})
            with connection.getresponse() as response:
                said = response.read(_MOST_READ).decode("utf-8", "replace")
                return Answer(response.status, _plain(f"{response.status} {response.reason} {said}"))
        finally:
            connection.close()


@contextmanager
def _at_most(raw: socket.socket, seconds: float) -> Iterator[None]:
    """Hang up after that time: a socket's own timeout begins anew with every byte that drips in."""

    def hang_up() -> None:
        with suppress(OSError):
            raw.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _plain(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:_MOST_KEPT]
