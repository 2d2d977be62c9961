"""What a door for mail hands over, and what it may expect. Doors know nothing else of the receiver."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Handed:
    """A message as a mail server handed it over, byte for byte.

    `taken_at` is when the mail server took it (P-07): the clock of the procedure starts there. It is never the
    message's own Date, which its sender chooses.
    """

    raw: bytes = field(repr=False)
    door: str  # "imap:certification@desk.example/INBOX", "lmtp", "smtp", "pipe", "file"
    taken_at: datetime  # aware
    envelope_from: str = ""  # "" for reports of mail servers, and where the door knows no envelope
    envelope_to: tuple[str, ...] = ()
    client: str = ""  # address of the host from which the message reached the mail server, where known
    helo: str = ""  # what that host called itself


@dataclass(frozen=True, slots=True)
class TooLarge:
    """A message that was left in its mailbox, because it is larger than this desk takes."""

    header: bytes = field(repr=False)  # its header, or the beginning of it
    door: str
    taken_at: datetime
    size: int  # bytes
    limit: int
    kept_in: str  # the folder in which it lies from now on


# Returns when the message is durable (file fsynced, row committed) and raises when it is not. It is called from
# several threads at once, and with the same message again when a mail server could not be told that it was kept.
Accept = Callable[[Handed], None]

# The same for what is left in its mailbox.
Report = Callable[[TooLarge], None]
