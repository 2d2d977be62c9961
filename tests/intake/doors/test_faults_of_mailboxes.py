"""Mail servers that die, stall and lie, and a tracker that is killed: nothing is lost, nobody else waits."""

import re
import signal
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from issuetracker.imap_config import ImapConfig
from tests.faults.processes import until
from tests.intake.doors.conftest import Open
from tests.intake.doors.hostile import pretending, serving, silent, wire_to
from tests.intake.doors.imap_servers import Dovecot, ImapServer
from tests.intake.doors.receiving import Receiver, message

A, B, C = message("first"), message("second"), message("third")


def test_a_server_that_says_nothing_holds_up_no_other_mailbox(
    imap: ImapServer, receiver: Receiver, open_door: Open
) -> None:
    """zammad#2321: a stalled mail server hangs the fetcher for ever."""
    imap.put(A, B)
    with serving(silent) as port:
        stalled = open_door(imap.config(port=port, timeout=0.3))
        open_door(imap.config())
        receiver.until_kept(A, B)
        until(lambda: stalled.counts.broken >= 2, "the stalled one to be given up and tried again")
        stalled.stop(10)
        assert not stalled.is_open


def test_a_server_that_drips_does_not_keep_its_door_from_being_closed(receiver: Receiver, open_door: Open) -> None:
    dripped = Event()

    def drip(peer: socket.socket) -> None:
        peer.sendall(b"* OK re")
        while True:
            peer.sendall(b"a")
            dripped.wait(0.01)

    with serving(drip) as port:
        door = open_door(ImapConfig("127.0.0.1", port, "a@b", tls="none", password="x", timeout=5.0))
        door.stop(0.2)
        assert not door.is_open


def test_a_server_that_never_stops_is_left(receiver: Receiver, open_door: Open) -> None:
    def pour(peer: socket.socket) -> None:
        peer.sendall(b"* OK re")
        while True:
            peer.sendall(b"a" * 65536)

    with serving(pour) as port:
        door = open_door(ImapConfig("127.0.0.1", port, "a@b", tls="none", password="x", timeout=5.0, largest=1000))
        until(lambda: door.counts.broken >= 1, "it to be given up")


@pytest.mark.parametrize(
    "fetched",
    [
        b"* 1 FETCH (UID 1 BODY[]<0> {999999999999}\r\n",
        b"* 1 FETCH (UID 1 BODY[]<0> {-5}\r\nx\r\n",
        b"* 1 FETCH (UID 1 BODY[]<0> {10}\r\nshort",
        b"* 1 FETCH (" * 3 + b"\r\n",
        b"\xff\xfe\r\n",
        b"* BYE go away\r\n",
    ],
)
def test_a_server_that_lies_is_left_and_tried_again(fetched: bytes, receiver: Receiver, open_door: Open) -> None:
    with serving(pretending(fetched)) as port:
        door = open_door(ImapConfig("127.0.0.1", port, "a@b", tls="none", password="x", timeout=0.3, poll=0.1))
        until(lambda: door.counts.broken + door.counts.failed >= 2 or len(receiver.kept) == 1, "it to be noticed")
        assert all(handed.raw == b"" for handed in receiver.kept)


def test_more_than_was_asked_for_is_too_large_whatever_the_server_said_before(
    receiver: Receiver, open_door: Open
) -> None:
    lie = b"* 1 FETCH (UID 1 BODY[]<0> {2001}\r\n" + b"x" * 2001 + b")\r\n"
    with serving(pretending(lie)) as port:
        open_door(ImapConfig("127.0.0.1", port, "a@b", tls="none", password="x", timeout=2.0, poll=0.1, largest=2000))
        until(lambda: bool(receiver.too_large), "it to be reported")
        assert receiver.kept == []


def test_a_server_that_is_killed_in_the_middle_of_a_message_loses_none(
    dovecot: Dovecot, receiver: Receiver, open_door: Open
) -> None:
    large = message("large", "x" * 60 + "\r\n" + "a line of a log\r\n" * 40_000)
    dovecot.put(A, large, B)
    killed = []

    def kill_in_the_middle(data: bytes, from_server: bool) -> bytes | None:
        if from_server and not killed and data.count(b"a line of a log") > 100:
            killed.append(data)
            dovecot.kill()
            return None
        return data

    with wire_to(dovecot.port, kill_in_the_middle) as port:
        door = open_door(dovecot.config(port=port))
        until(lambda: door.counts.broken >= 1, "the connection to end")
        assert killed
        dovecot.start()
        receiver.until_kept(A, large, B)
        until(lambda: not dovecot.waiting(), "all to be put away")


def test_a_message_that_its_server_cannot_give_stops_no_other(
    imap: ImapServer, receiver: Receiver, open_door: Open
) -> None:
    """zammad#2754: one bad mail blocks the mailbox. Dovecot hangs up when it comes to a damaged file."""
    imap.put(A, B, C)
    first: list[bytes] = []

    def hang_up_on_the_first(data: bytes, from_server: bool) -> bytes | None:
        if not from_server and (found := re.search(rb"UID FETCH (\d+) \(UID INTERNALDATE", data)):
            first[:] = first or [found[1]]
            return None if found[1] == first[0] else data
        return data

    with wire_to(imap.port, hang_up_on_the_first) as port:
        door = open_door(imap.config(port=port))
        receiver.until_kept(B, C)
        until(lambda: door.counts.failed >= 2, "the first to be tried again")
    assert A in imap.waiting()


def test_a_server_without_idle_is_asked(imap: ImapServer, receiver: Receiver, open_door: Open) -> None:
    def hide(data: bytes, from_server: bool) -> bytes:
        return data.replace(b" IDLE", b" NONE") if from_server else data

    with wire_to(imap.port, hide) as port:
        open_door(imap.config(port=port, poll=0.1))
        for new in (A, B):
            imap.put(new)
            until(lambda new=new: new in receiver.raws, "the message to come", seconds=30)


def test_a_server_that_says_it_has_idle_and_has_not_is_asked(
    imap: ImapServer, receiver: Receiver, open_door: Open
) -> None:
    def refuse(data: bytes, from_server: bool) -> bytes:
        return data if from_server else re.sub(rb"( )IDLE\r\n", rb"\1BOGUS\r\n", data)

    with wire_to(imap.port, refuse) as port:
        open_door(imap.config(port=port, poll=0.1))
        for new in (A, B):
            imap.put(new)
            until(lambda new=new: new in receiver.raws, "the message to come", seconds=30)


def test_a_message_that_comes_just_before_the_wait_is_not_slept_through(
    dovecot: Dovecot, receiver: Receiver, open_door: Open
) -> None:
    """Dovecot says so in the same breath in which it lets us wait (pymap does not: it waits for the next look)."""
    put: list[bytes] = []

    def put_before_idle(data: bytes, from_server: bool) -> bytes:
        if not from_server and re.search(rb" IDLE\r\n", data) and not put:
            put.append(A)
            dovecot.put(A)
        return data

    with wire_to(dovecot.port, put_before_idle) as port:
        open_door(dovecot.config(port=port, poll=300.0))
        receiver.until_kept(A)


def test_a_server_that_forgets_keywords_gets_its_messages_moved(
    dovecot: Dovecot, receiver: Receiver, open_door: Open
) -> None:
    def forget(data: bytes, from_server: bool) -> bytes:
        return data if from_server else data.replace(b"+FLAGS ($OcaReceived)", b"-FLAGS ($OcaReceived)")

    with wire_to(dovecot.port, forget) as port:
        dovecot.put(A)
        open_door(dovecot.config(port=port))
        receiver.until_kept(A)
        dovecot.put(B)
        receiver.until_kept(A, B)
        until(lambda: A in dovecot.lying_in("Received"), "what was marked in vain to be moved")


KILLED = """
import os, signal, sys
from issuetracker.imap_config import ImapConfig
from issuetracker.intake.mailbox import MailboxDoor

def accept(handed):
    with open(sys.argv[3], "ab") as kept:
        kept.write(handed.raw + b"====")
    os.kill(os.getpid(), signal.SIGKILL)

config = ImapConfig("127.0.0.1", int(sys.argv[1]), sys.argv[2], tls="none", password=sys.argv[4])
door = MailboxDoor(config, accept, print)
door.start()
door._thread.join()
"""


def test_a_tracker_that_is_killed_after_keeping_gets_the_message_again(
    imap: ImapServer, receiver: Receiver, open_door: Open, tmp_path: Path
) -> None:
    """Twice does no harm, the receiver knows it; never would."""
    imap.put(A, B)
    kept = tmp_path / "kept"
    arguments = [str(imap.port), imap.user, str(kept), imap.config().password]
    done = subprocess.run([sys.executable, "-c", KILLED, *arguments], check=False, timeout=60, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert kept.read_bytes().split(b"====")[0] in (A, B)
    assert sorted(imap.waiting()) == sorted([A, B])
    open_door(imap.config())
    receiver.until_kept(A, B)


def test_a_certificate_that_nobody_vouches_for_gets_no_password(
    imap: ImapServer, receiver: Receiver, open_door: Open
) -> None:
    imap.put(A)
    door = open_door(imap.config(tls="starttls"))
    until(lambda: door.counts.broken >= 1, "the certificate to be refused")
    assert receiver.kept == []
    open_door(imap.config(tls="starttls", ca_file=imap.certificate))
    receiver.until_kept(A)


def test_tls_from_the_first_byte(dovecot: Dovecot, receiver: Receiver, open_door: Open) -> None:
    refused = open_door(dovecot.config(tls="tls", port=dovecot.tls_port))
    until(lambda: refused.counts.broken >= 1, "the certificate to be refused")
    open_door(dovecot.config(tls="tls", port=dovecot.tls_port, ca_file=dovecot.certificate))
    for new in (A, B):
        dovecot.put(new)
        until(lambda new=new: new in receiver.raws, "the message to come", seconds=30)


def test_a_server_without_tls_gets_no_password(receiver: Receiver, open_door: Open) -> None:
    said = []

    def listen(peer: socket.socket) -> None:
        peer.sendall(b"* OK ready\r\n")
        while data := peer.recv(1000):
            said.append(data)
            peer.sendall(b"* CAPABILITY IMAP4rev1\r\n" + data.split()[0] + b" OK x\r\n")

    with serving(listen) as port:
        door = open_door(ImapConfig("127.0.0.1", port, "a@b", tls="starttls", password="gehe1m", timeout=2.0))
        until(lambda: door.counts.broken >= 1, "it to be refused")
    assert b"gehe1m" not in b"".join(said)


def test_a_wrong_password_is_said_in_the_log_and_the_right_one_is_not(
    imap: ImapServer, receiver: Receiver, open_door: Open, capsys: pytest.CaptureFixture[str]
) -> None:
    door = open_door(imap.config(password="wr0ng", timeout=20.0))
    until(lambda: door.counts.broken >= 1, "it to be refused")
    assert "wr0ng" not in repr(replace(imap.config(), password="wr0ng"))
    said = capsys.readouterr().out
    assert "a mailbox cannot be read" in said
    assert "wr0ng" not in said
