"""A real HTTP server on loopback that receives webhooks, checks them on its own, and answers as it is told."""

import base64
import hashlib
import hmac
import json
import ssl
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self


@dataclass(frozen=True)
class Hook:
    """One call as it came in."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        """Its webhook-id."""
        return self.headers["webhook-id"]

    @property
    def data(self) -> Any:
        """The `data` of its body."""
        return json.loads(self.body)["data"]

    def signed_with(self, secret: str) -> bool:
        """The check of the specification, written down from its text and not from the library that signs."""
        key = base64.b64decode(secret.removeprefix("whsec_"))
        content = f"{self.id}.{self.headers['webhook-timestamp']}.".encode() + self.body
        wanted = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
        return f"v1,{wanted}" in self.headers["webhook-signature"].split(" ")


@dataclass
class Receiver:
    """Answers `statuses` in turn, the last of them for ever."""

    statuses: list[int] = field(default_factory=lambda: [204])
    location: str = ""
    answer: bytes = b""
    drip: float = 0.0  # seconds between the bytes of the status line, for ever
    tls: ssl.SSLContext | None = None
    hooks: list[Hook] = field(default_factory=list)

    def __enter__(self) -> Self:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                receiver._received(self)

            def do_GET(self) -> None:
                receiver._received(self)

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        self._closing = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        if self.tls is not None:
            self._server.socket = self.tls.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}/hooks?from=desk"

    def take(self) -> list[Hook]:
        """Everything received since the last time."""
        taken, self.hooks[:] = list(self.hooks), []
        return taken

    def _received(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in handler.headers.items()}
        self.hooks.append(Hook(handler.path, headers, body))
        if self.drip:
            self._drip(handler)
            return
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        handler.send_response(status)
        if self.location:
            handler.send_header("Location", self.location)
        handler.send_header("Content-Length", str(len(self.answer)))
        handler.end_headers()
        handler.wfile.write(self.answer)

    def _drip(self, handler: BaseHTTPRequestHandler) -> None:
        try:
            while not self._closing.is_set():
                handler.wfile.write(b"H")
                handler.wfile.flush()
                time.sleep(self.drip)
        except OSError:
            return
