"""Where a mail server hands over: 250 means kept, and a slow or greedy peer is nobody else's trouble."""

import smtplib
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from issuetracker.intake.conversation import Limits
from issuetracker.intake.listener import Listener, opened
from issuetracker.mail_config import ListenerConfig, MailIn
from tests.faults.processes import until
from tests.intake.doors.receiving import Receiver, message

INBOX, DISPUTES = "certification@desk.example", "disputes@desk.example"
MAIL = MailIn((INBOX, "issues@desk.example"), DISPUTES)
A, B = message("first"), message("second")
Listen = Callable[..., Listener]


@pytest.fixture
def listen(receiver: Receiver) -> Iterator[Listen]:
    with ExitStack() as stack:

        def started(protocol: str = "lmtp", largest: int = 50_000, path: str = "", **limits: float) -> Listener:
            config = ListenerConfig(protocol, "" if path else "127.0.0.1", 0, path, largest)
            listener = Listener(config, MAIL, receiver.accept, replace(Limits(), **limits))  # type: ignore[arg-type]
            listener.start()
            stack.callback(listener.stop, 10.0)
            return listener

        yield started


class Peer:
    """A mail server's side of the conversation, line by line: smtplib reads one answer where LMTP gives several."""

    def __init__(self, listener: Listener) -> None:
        family = socket.AF_UNIX if isinstance(listener.address, str) else socket.AF_INET
        self.socket = socket.socket(family)
        self.socket.settimeout(20)
        self.socket.connect(listener.address)
        self.lines = self.socket.makefile("rb")
        assert self.answer().startswith("220")

    def answer(self) -> str:
        while (line := self.lines.readline().decode()) and line[3:4] == "-":
            pass
        return line.strip()

    def say(self, line: str) -> str:
        self.socket.sendall(line.encode() + b"\r\n")
        return self.answer()

    def hand_over(self, raw: bytes, *recipients: str, sender: str = "petra@lab.example") -> list[str]:
        """The answers to the recipients that were refused, and one for each other when the message has come."""
        assert self.say(f"MAIL FROM:<{sender}>").startswith("250")
        said = [self.say(f"RCPT TO:<{recipient}>") for recipient in recipients]
        assert self.say("DATA").startswith("354")
        self.socket.sendall(raw.replace(b"\r\n.", b"\r\n..") + b".\r\n")
        return [answer for answer in said if answer[:1] == "5"] + [self.answer() for kept in said if kept[:1] == "2"]

    def is_cut_off(self) -> bool:
        try:
            return self.socket.recv(1000) == b""
        except ConnectionResetError:
            return True

    def close(self) -> None:
        self.lines.close()
        self.socket.close()


@contextmanager
def peer_of(listener: Listener, hello: str = "LHLO mx.desk.example") -> Iterator[Peer]:
    peer = Peer(listener)
    try:
        if hello:
            assert peer.say(hello).startswith("250")
        yield peer
    finally:
        peer.close()


def test_a_message_is_kept_byte_for_byte_before_250_is_said(listen: Listen, receiver: Receiver) -> None:
    raw = b"Subject: \xff\r\n\r\n.dot\r\n..dots\r\nbare\nline\r\n" + b"x" * 5000 + b"\r\n"
    before = datetime.now(UTC)
    with peer_of(listen()) as peer:
        (said,) = peer.hand_over(raw, INBOX)
        assert said.startswith("250")
        (handed,) = receiver.kept
    assert handed.raw == raw
    assert (handed.door, handed.envelope_from, handed.envelope_to) == ("lmtp", "petra@lab.example", (INBOX,))
    assert before <= handed.taken_at <= datetime.now(UTC)


def test_every_recipient_gets_an_answer_and_those_unknown_are_refused(listen: Listen, receiver: Receiver) -> None:
    recipients = ["certification+abc.17@desk.example", "nobody@desk.example", "Disputes@Desk.Example",
                  "certification@other.example", "issues@desk.example"]  # fmt: skip
    with peer_of(listen()) as peer:
        said = peer.hand_over(A, *recipients)
        assert [answer[:3] for answer in said] == ["550", "550", "250", "250", "250"]
        assert [answer[:3] for answer in peer.hand_over(B, INBOX)] == ["250"]  # nothing is out of step
    assert receiver.kept[0].envelope_to == (recipients[0], recipients[2], recipients[4])


def test_what_cannot_be_kept_is_told_to_come_again(listen: Listen, receiver: Receiver) -> None:
    receiver.failing = lambda raw: raw == A
    with peer_of(listen()) as peer:
        assert [answer[:3] for answer in peer.hand_over(A, INBOX, DISPUTES)] == ["451", "451"]
        assert [answer[:3] for answer in peer.hand_over(B, INBOX)] == ["250"]


def test_a_receiver_that_takes_too_long_is_not_waited_for(listen: Listen, receiver: Receiver) -> None:
    receiver.open.clear()
    with peer_of(listen(keeping=0.1)) as peer:
        assert peer.hand_over(A, INBOX)[0].startswith("451")
        receiver.open.set()


def test_what_is_too_large_is_refused_for_each_recipient(listen: Listen, receiver: Receiver) -> None:
    with peer_of(listen(largest=10_000)) as peer:
        assert peer.say("MAIL FROM:<a@b.example> SIZE=10001").startswith("552")
        said = peer.hand_over(message("large", "line\r\n" * 5000), INBOX, DISPUTES)
        assert [answer[:3] for answer in said] == ["552", "552"]
        assert [answer[:3] for answer in peer.hand_over(B, INBOX)] == ["250"]
    assert receiver.raws == [B]


def test_reports_of_mail_servers_have_no_sender(listen: Listen, receiver: Receiver) -> None:
    with peer_of(listen()) as peer:
        peer.hand_over(A, INBOX, sender="")
    assert receiver.kept[0].envelope_from == ""


def test_the_mail_server_on_this_machine_says_where_a_message_came_from(listen: Listen, receiver: Receiver) -> None:
    with peer_of(listen()) as peer:
        assert peer.say("XFORWARD NAME=mail.lab.example ADDR=192.0.2.7 HELO=mail.lab.example").startswith("250")
        peer.hand_over(A, INBOX)
        peer.hand_over(B, INBOX)
        peer.say("XFORWARD ADDR=IPV6:2001:db8::7 HELO=[UNAVAILABLE]")
        peer.hand_over(A, INBOX)
    assert [(one.client, one.helo) for one in receiver.kept] == [
        ("192.0.2.7", "mail.lab.example"), ("", ""), ("2001:db8::7", "")]  # fmt: skip


def test_smtp_takes_a_message_from_the_standard_library(listen: Listen, receiver: Receiver) -> None:
    with smtplib.SMTP(*listen("smtp").address, timeout=20) as client:
        refused = client.sendmail("petra@lab.example", [INBOX, "nobody@desk.example"], A)
    assert list(refused) == ["nobody@desk.example"]
    assert receiver.raws == [A]
    assert receiver.kept[0].door == "smtp"


def test_a_unix_socket_is_opened_again_after_a_process_that_was_killed(
    listen: Listen, receiver: Receiver, tmp_path: Path
) -> None:
    path = str(tmp_path / "lmtp")
    opened(ListenerConfig("lmtp", path=path)).close()  # what kill -9 leaves behind
    with peer_of(listen(path=path)) as peer:
        assert peer.hand_over(A, INBOX)[0].startswith("250")
        with pytest.raises(OSError, match="in use"):
            opened(ListenerConfig("lmtp", path=path))


# Peers that are slow, idle, many or gone.


@pytest.mark.parametrize("said", ["", "LH", "LHLO mx\r\nMAIL FR"])
def test_a_peer_that_does_not_go_on_is_cut_off(listen: Listen, said: str) -> None:
    with peer_of(listen(idle=0.3), hello="") as peer:
        peer.socket.sendall(said.encode())
        until(peer.is_cut_off, "the end")


def test_a_peer_that_drips_its_message_is_cut_off_and_others_are_served_meanwhile(
    listen: Listen, receiver: Receiver
) -> None:
    listener = listen(transfer=0.5)
    with peer_of(listener) as slow:
        slow.say("MAIL FROM:<a@b.example>")
        slow.say(f"RCPT TO:<{INBOX}>")
        slow.say("DATA")
        with peer_of(listener) as other:
            assert other.hand_over(A, INBOX)[0].startswith("250")

        def dripped_until_the_end() -> bool:
            try:
                slow.socket.sendall(b"x\r\n")
            except OSError:
                return True
            return False

        until(dripped_until_the_end, "the end", every=0.01)
    assert receiver.raws == [A]


def test_a_connection_has_an_end_however_busy_it_looks(listen: Listen) -> None:
    with peer_of(listen(life=0.5)) as peer:

        def kept_busy_until_the_end() -> bool:
            try:
                return not peer.say("NOOP").startswith("250")
            except OSError:
                return True

        until(kept_busy_until_the_end, "the end", every=0.01)


def test_too_many_peers_are_sent_away_and_come_in_when_there_is_room(listen: Listen, receiver: Receiver) -> None:
    listener = listen(connections=2)
    with ExitStack() as stack:
        stack.enter_context(peer_of(listener))
        leaving = stack.enter_context(peer_of(listener))
        with socket.create_connection(listener.address, 20) as third:
            assert third.recv(1000).startswith(b"421")
        leaving.say("QUIT")

        def served() -> bool:
            with socket.create_connection(listener.address, 20) as again:
                return again.recv(1000).startswith(b"220")

        until(served, "room", every=0.01)


def test_a_slow_receiver_holds_up_no_conversation(listen: Listen, receiver: Receiver) -> None:
    receiver.open.clear()
    listener = listen()
    with peer_of(listener) as waiting, peer_of(listener) as other:
        waiting.say("MAIL FROM:<a@b.example>")
        waiting.say(f"RCPT TO:<{INBOX}>")
        waiting.say("DATA")
        waiting.socket.sendall(A + b".\r\n")
        until(lambda: receiver.tries == [A], "the receiver to have it")
        assert other.say("NOOP").startswith("250")
        receiver.open.set()
        assert waiting.answer().startswith("250")


def test_a_peer_that_hangs_up_in_the_middle_hands_over_nothing(listen: Listen, receiver: Receiver) -> None:
    listener = listen()
    with peer_of(listener) as gone:
        gone.say("MAIL FROM:<a@b.example>")
        gone.say(f"RCPT TO:<{INBOX}>")
        gone.say("DATA")
        gone.socket.sendall(A)
    with peer_of(listener) as other:
        assert other.hand_over(B, INBOX)[0].startswith("250")
    assert receiver.raws == [B]


def test_a_listener_that_is_asked_to_stop_finishes_the_message_in_hand(listen: Listen, receiver: Receiver) -> None:
    receiver.open.clear()
    listener = listen()
    from threading import Thread

    with peer_of(listener) as waiting, peer_of(listener) as idle:
        waiting.say("MAIL FROM:<a@b.example>")
        waiting.say(f"RCPT TO:<{INBOX}>")
        waiting.say("DATA")
        waiting.socket.sendall(A + b".\r\n")
        until(lambda: receiver.tries == [A], "the receiver to have it")
        address = listener.address
        stopping = Thread(target=listener.stop)
        stopping.start()
        until(idle.is_cut_off, "the idle one to be sent home")
        with pytest.raises(OSError):
            socket.create_connection(address, 5).close()
        receiver.open.set()
        assert waiting.answer().startswith("250")
        until(waiting.is_cut_off, "the end")
        stopping.join(20)
    assert receiver.raws == [A]
