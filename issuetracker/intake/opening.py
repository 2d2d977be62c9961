"""All doors for mail that are configured, opened and closed together."""

from concurrent.futures import ThreadPoolExecutor
from typing import Self

from issuetracker.intake.doors import Accept, Report
from issuetracker.intake.listener import Listener
from issuetracker.intake.mailbox import MailboxDoor
from issuetracker.mail_config import MailIn


class Doors:
    """Open while it is entered; each door runs in threads of its own."""

    def __init__(self, mail: MailIn, accept: Accept, report: Report, grace: float = 30.0) -> None:
        self._listener = Listener(mail.listener, mail, accept) if mail.listener else None
        self._mailboxes = [MailboxDoor(config, accept, report) for config in mail.mailboxes]
        self._grace = grace

    def __enter__(self) -> Self:
        """Open; raises OSError where the listener's address cannot be had."""
        if self._listener:
            self._listener.start()
        for mailbox in self._mailboxes:
            mailbox.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Close all at the same time; what is in hand is finished first, or handed over again later."""
        stops = [mailbox.stop for mailbox in self._mailboxes] + ([self._listener.stop] if self._listener else [])
        with ThreadPoolExecutor(len(stops) or 1) as pool:
            for closing in [pool.submit(stop, self._grace) for stop in stops]:
                closing.result()
