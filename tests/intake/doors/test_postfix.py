"""A real Postfix hands over to our listener: whatever we cannot keep stays with it, and nothing is lost."""

import smtplib
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from issuetracker.intake.listener import Listener
from issuetracker.mail_config import ListenerConfig, MailIn
from tests.faults.processes import until
from tests.intake.doors.imap_servers import free_port
from tests.intake.doors.postfix import Postfix, postfix_for
from tests.intake.doors.receiving import Receiver, message

MAIL = MailIn(("certification@desk.example",), "disputes@desk.example")


@dataclass
class House:
    """A mail server, and the listener that it hands over to, which can be closed and opened."""

    postfix: Postfix
    config: ListenerConfig
    receiver: Receiver
    listener: Listener | None = None

    def open(self) -> None:
        self.listener = Listener(self.config, MAIL, self.receiver.accept)
        self.listener.start()

    def close(self) -> None:
        if self.listener:
            self.listener.stop(10.0)

    def send(self, *raws: bytes, to: tuple[str, ...] = ("certification@desk.example",)) -> None:
        with smtplib.SMTP("127.0.0.1", self.postfix.port, timeout=30) as client:
            for raw in raws:
                client.sendmail("petra@lab.example", list(to), raw)

    def subjects(self) -> list[bytes]:
        """What was kept; Postfix adds headers of its own."""
        return sorted(raw[raw.index(b"Message-ID:") :] for raw in self.receiver.raws)


@pytest.fixture
def house(receiver: Receiver) -> Iterator[House]:
    config = ListenerConfig("lmtp", "127.0.0.1", free_port(), largest=1 << 20)
    with postfix_for(config.port) as postfix:
        opened = House(postfix, config, receiver)
        opened.open()
        yield opened
        opened.close()


def test_postfix_hands_over_with_the_detail_of_the_address_and_says_where_it_came_from(
    house: House, receiver: Receiver
) -> None:
    with smtplib.SMTP("127.0.0.1", house.postfix.port, timeout=30) as client:
        client.ehlo("desk.example")
        client.docmd("XFORWARD", "NAME=mail.lab.example ADDR=192.0.2.7 HELO=mail.lab.example")
        client.sendmail("petra@lab.example", ["certification+abc.17@desk.example"], message("first"))
    until(lambda: len(receiver.kept) == 1, "it to come")
    (handed,) = receiver.kept
    assert handed.envelope_to == ("certification+abc.17@desk.example",)
    assert handed.envelope_from == "petra@lab.example"
    assert (handed.client, handed.helo) == ("192.0.2.7", "mail.lab.example")


def test_what_cannot_be_kept_stays_with_postfix_and_comes_when_it_can(house: House, receiver: Receiver) -> None:
    """451: deferred, delivered after a flush, nothing lost."""
    messages = [message(f"number {n}") for n in range(20)]
    receiver.failing = lambda _: True
    house.send(*messages)
    until(lambda: house.postfix.log_says("status=deferred", 20), "all to be deferred")
    assert house.postfix.queue().count("certification@desk.example") == 20
    receiver.failing = lambda _: False
    until(house.postfix.has_got_rid_of_all, "the queue to be empty", every=0.2)
    assert house.subjects() == sorted(messages)
    assert not house.postfix.log_says("status=bounced")


def test_a_tracker_that_is_down_loses_nothing(house: House, receiver: Receiver) -> None:
    house.close()
    first, second = message("first"), message("second")
    house.send(first, second)
    until(lambda: house.postfix.log_says("status=deferred", 2), "both to be deferred")
    house.open()
    until(house.postfix.has_got_rid_of_all, "the queue to be empty", every=0.2)
    assert house.subjects() == [first, second]


def test_several_recipients_come_as_one_message_and_unknown_ones_are_refused(house: House, receiver: Receiver) -> None:
    recipients = ("certification+abc@desk.example", "disputes@desk.example", "nobody@desk.example")
    house.send(message("first"), to=recipients)
    until(lambda: house.postfix.log_says("status=bounced"), "the unknown one to be refused")
    until(lambda: house.postfix.log_says("status=sent", 2), "the others to be kept")
    assert sorted(address for handed in receiver.kept for address in handed.envelope_to) == sorted(recipients[:2])


def test_what_is_too_large_goes_back_to_its_sender(house: House, receiver: Receiver) -> None:
    house.send(message("huge", "line of a log\r\n" * 100_000), message("small"))
    until(lambda: house.postfix.log_says("status=bounced"), "it to be refused")
    until(lambda: len(receiver.kept) == 1, "the other to come")
