"""Real mail servers, and doors that are closed again."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from issuetracker.imap_config import ImapConfig
from issuetracker.intake.mailbox import MailboxDoor
from issuetracker.intake.mailbox_memory import Pauses
from tests.intake.doors.imap_servers import Dovecot, ImapServer, Pymap, directory_for_all, need_dovecot
from tests.intake.doors.receiving import Receiver

SHORT = Pauses(connection=0.05, longest_connection=0.2, message=0.1, longest_message=0.2, news=300.0)
Open = Callable[..., MailboxDoor]


@pytest.fixture(params=[Dovecot, Pymap])
def imap(request: pytest.FixtureRequest) -> Iterator[ImapServer]:
    """An IMAP server; a test that uses it runs on both."""
    if request.param is Dovecot:
        need_dovecot()
    with directory_for_all() as directory, request.param(directory) as server:
        yield server


@pytest.fixture
def dovecot() -> Iterator[Dovecot]:
    """Dovecot, where pymap cannot do it."""
    need_dovecot()
    with directory_for_all() as directory, Dovecot(directory) as server:
        yield server


@pytest.fixture
def receiver() -> Receiver:
    """Keeps what it is handed, unless it is told to fail."""
    return Receiver()


@pytest.fixture
def open_door(receiver: Receiver) -> Iterator[Open]:
    """Opens mailboxes, and closes them after the test."""
    with ExitStack() as stack:

        def opened(config: ImapConfig, pauses: Pauses = SHORT, **changes: Any) -> MailboxDoor:
            door = MailboxDoor(config, receiver.accept, receiver.report, pauses)
            door.start()
            stack.callback(door.stop, 10.0)
            return door

        yield opened
