"""HTTP clients that cost little beside what they measure: keep-alive connections, requests as ready bytes.

They share the machine's cores with the server. Several clients are sockets of one thread under a selector, which
takes about a tenth of the time that `http.client` in as many threads takes; answers are read, not parsed.
"""

import json
import selectors
import socket
import statistics
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.benchmarks.served import EMPTY, WORKER
from tests.benchmarks.servers import WORKERS


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it goes over the wire, and the status that it must be answered with."""

    wire: bytes
    status: bytes = b"200"


def request(method: str, path: str, key: str = "", body: Any = None, *, status: int = 200, **headers: str) -> Request:
    """A request with a key, and a JSON body if it has one."""
    content = b"" if body is None else json.dumps(body).encode()
    lines = [f"{method} {path} HTTP/1.1", "Host: bench", f"Content-Length: {len(content)}"]
    lines += [f"Authorization: Bearer {key}"] if key else []
    lines += ["Content-Type: application/json"] if content else []
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return Request("\r\n".join([*lines, "", ""]).encode() + content, str(status).encode())


NOTHING = request("GET", EMPTY)


class Connection:
    """One kept connection, one request at a time."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._left: int | None = None
        self._read = b""

    def send(self, wanted: Request) -> None:
        """Ask."""
        self._wanted, self._left, self._read = wanted, None, b""
        self.socket.sendall(wanted.wire)

    def receive(self) -> bool:
        """Take what has arrived; True once the answer is complete."""
        data = self.socket.recv(1 << 20)
        if not data:
            raise ConnectionError("the server closed the connection")
        self._read += data
        if self._left is None:
            head, found, _ = self._read.partition(b"\r\n\r\n")
            if not found:
                return False
            if head[9:12] != self._wanted.status:
                raise RuntimeError(f"{self._wanted.wire[:90]!r} was answered {self._read[:600]!r}")
            length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
            self._left = len(head) + 4 + int(length)
        return len(self._read) >= self._left

    def ask(self, wanted: Request) -> bytes:
        """The body of one answer."""
        self.send(wanted)
        return self.answer()

    def answer(self) -> bytes:
        """The body of the answer to what was sent."""
        while not self.receive():
            pass
        return self._read.partition(b"\r\n\r\n")[2]

    @property
    def head(self) -> bytes:
        """Status and headers of the last answer."""
        return self._read.partition(b"\r\n\r\n")[0]

    def time(self, wanted: Request) -> float:
        """Seconds that one answer takes."""
        begun = time.perf_counter()
        self.ask(wanted)
        return time.perf_counter() - begun


def spread(port: int, clients: int) -> list[Connection]:
    """Connections of which every worker holds as many as the others.

    They are opened many at once: one at a time, the worker that slept last would take them all.
    """
    for _ in range(50):
        opened = [Connection(port) for _ in range(4 * clients)]
        asked: dict[bytes, list[Connection]] = defaultdict(list)
        for connection in opened:
            connection.send(request("GET", WORKER))
        for connection in opened:
            asked[connection.answer()].append(connection)
        kept = [connection for held in asked.values() for connection in held[: clients // WORKERS]]
        for connection in opened if len(kept) < clients else set(opened) - set(kept):
            connection.socket.close()
        if len(kept) == clients:
            return kept
        time.sleep(0.1)
    raise RuntimeError("the workers do not share the connections")


def rate(port: int, wanted: Request, seconds: float, clients: int = 8) -> float:
    """Answers a second that so many clients get, each asking again as soon as it has an answer."""
    connections, answered = spread(port, clients), 0
    with selectors.DefaultSelector() as selector:
        for connection in connections:
            selector.register(connection.socket, selectors.EVENT_READ, connection)
        begun = time.perf_counter()
        for connection in connections:
            connection.send(wanted)
        waiting = clients
        while waiting:
            for key, _ in selector.select():
                if key.data.receive():
                    answered += 1
                    if time.perf_counter() - begun < seconds:
                        key.data.send(wanted)
                    else:
                        waiting -= 1
        took = time.perf_counter() - begun
    for connection in connections:
        connection.socket.close()
    return answered / took


def rates(port: int, wanted: Request, seconds: float, rounds: int = 5) -> tuple[float, float]:
    """Rates of a request and of the empty view, measured by turns; of each the best round.

    Other work on the machine only ever slows a round, so the best one is the least disturbed.
    """
    pairs = [(rate(port, wanted, seconds / rounds), rate(port, NOTHING, seconds / rounds / 2)) for _ in range(rounds)]
    return max(pair[0] for pair in pairs), max(pair[1] for pair in pairs)


def latencies(port: int, wanted: Sequence[Request], seconds: float) -> tuple[float, float]:
    """Milliseconds of `wanted` (all of them, one after the other) and of the empty view, alone and by turns.

    The median of each turn of ten; of the turns the lower quartile, for the same reason.
    """
    connection, own, empty = Connection(port), [], []
    for _ in range(20):
        connection.ask(NOTHING)
        for item in wanted:
            connection.ask(item)
    last = time.perf_counter() + seconds
    while time.perf_counter() < last or len(own) < 4:
        own.append(statistics.median(sum(connection.time(item) for item in wanted) for _ in range(10)))
        empty.append(statistics.median(connection.time(NOTHING) for _ in range(10)))
    connection.socket.close()
    return statistics.quantiles(own)[0] * 1000, statistics.quantiles(empty)[0] * 1000
