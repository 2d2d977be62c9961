"""Servers and wires that misbehave, each for one test."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress


@contextmanager
def serving(talk: Callable[[socket.socket], None]) -> Iterator[int]:
    """A port at which each visitor gets a thread with this talk; all are hung up on at the end."""
    visitors: list[socket.socket] = []

    def meet(peer: socket.socket) -> None:
        with suppress(OSError, ValueError):
            talk(peer)
        with suppress(OSError):
            peer.shutdown(socket.SHUT_RDWR)

    def welcome() -> None:
        with suppress(OSError):
            while True:
                peer = listening.accept()[0]
                visitors.append(peer)
                threading.Thread(target=meet, args=(peer,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=welcome, daemon=True)
        thread.start()
        try:
            yield int(listening.getsockname()[1])
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            thread.join(10)
            for peer in visitors:
                with suppress(OSError):
                    peer.shutdown(socket.SHUT_RDWR)
                peer.close()


def silent(peer: socket.socket) -> None:
    """Says nothing at all."""
    peer.recv(1)


def pretending(fetched: bytes) -> Callable[[socket.socket], None]:
    """An IMAP server with one message in its inbox, that answers so when it is asked for it."""

    def talk(peer: socket.socket) -> None:
        peer.sendall(b"* OK ready\r\n")
        with peer.makefile("rb") as lines:
            for line in lines:
                tag, _, command = line.strip().partition(b" ")
                said = b""
                if command == b"CAPABILITY":
                    said = b"* CAPABILITY IMAP4rev1\r\n"
                elif command.startswith(b"SELECT"):
                    said = b"* OK [UIDVALIDITY 7] x\r\n* OK [PERMANENTFLAGS (\\*)] x\r\n"
                elif command.startswith(b"UID SEARCH"):
                    said = b"* SEARCH 1\r\n"
                elif command.startswith(b"UID FETCH"):
                    said = b"* 1 FETCH (UID 1 RFC822.SIZE 10)\r\n" if b"SIZE" in command else fetched
                peer.sendall(said + tag + b" OK done\r\n")

    return talk


@contextmanager
def wire_to(port: int, change: Callable[[bytes, bool], bytes | None]) -> Iterator[int]:
    """A wire to a real server. `change` sees what passes (and whether the server says it); None cuts the wire."""

    def talk(client: socket.socket) -> None:
        with socket.create_connection(("127.0.0.1", port), 10) as server:
            server.settimeout(None)
            back = threading.Thread(target=pass_on, args=(server, client, True), daemon=True)
            back.start()
            pass_on(client, server, False)
            back.join(10)

    def pass_on(source: socket.socket, target: socket.socket, from_server: bool) -> None:
        with suppress(OSError):
            while data := source.recv(1 << 16):
                changed = change(data, from_server)
                if changed is None:
                    break
                target.sendall(changed)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    with serving(talk) as opened:
        yield opened
