"""What taking in mail needs of an installation, and a mail that is being taken in."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from issuetracker.intake.explaining import Explained
from issuetracker.intake.looking_up import LookUp, dns
from issuetracker.mail_config import MailIn
from issuetracker.models import InboundMail
from issuetracker.services.desk import Desk
from issuetracker.services.files import FileStore
from notifications.return_address import ReturnAddress


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses of this installation's mail; `disputes` in lower case, "" where there is none."""

    returns: ReturnAddress
    disputes: str = ""


@dataclass(frozen=True, slots=True)
class Intake:
    """One installation as mail sees it."""

    desk: Desk
    store: FileStore
    addresses: Addresses
    settings: MailIn  # whose word counts for a sender
    look_up: LookUp = dns


@dataclass(frozen=True, slots=True)
class InHand:
    """A mail in the transaction that takes it in: its row, locked, and what it was understood to be."""

    session: Session
    intake: Intake
    row: InboundMail
    explained: Explained
    at: datetime
