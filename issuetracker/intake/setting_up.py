"""Put together what taking in mail needs, from the configuration: for doors, the clock, pages and commands."""

from datetime import UTC, datetime
from io import BytesIO

from flask import Flask

from issuetracker.extensions import db, transaction
from issuetracker.intake.doors import Accept, Handed, Report, TooLarge
from issuetracker.intake.installation import Addresses, Intake
from issuetracker.intake.keeping import keep
from issuetracker.intake.receiver import accept
from issuetracker.mail_config import MailIn
from issuetracker.models import Cause, InboundState
from notifications.return_address import ReturnAddress


def intake_of(app: Flask) -> Intake:
    """What taking in mail needs of this app; also where no mailbox is configured and mails come from files."""
    config = app.extensions["config"]
    returns = config.return_address or ReturnAddress("", config.mail_domain, config.key_for("return address"))
    settings = config.mail_in or MailIn(())
    return Intake(app.extensions["desk"], app.extensions["files"], Addresses(returns, settings.disputes), settings)


def accepting(app: Flask) -> Accept:
    """How doors hand mails over: from any thread, each in a transaction of its own."""
    intake = intake_of(app)

    def take(handed: Handed) -> None:
        with app.app_context():
            try:
                accept(transaction, intake, handed, datetime.now(UTC))
            finally:
                db.session.remove()

    return take


def reporting(app: Flask) -> Report:
    """How doors tell of a mail that they left in its mailbox, since it is larger than this desk takes."""
    store = app.extensions["files"]

    def tell(left: TooLarge) -> None:
        at = datetime.now(UTC)
        handed = Handed(left.header, left.door, left.taken_at)
        with app.app_context():
            try:
                kept = store.put(BytesIO(left.header))
                with transaction() as session:
                    row, new = keep(session, handed, kept, at)
                    if new:
                        row.state, row.cause, row.done_at = InboundState.QUARANTINED.value, Cause.TOO_LARGE.value, at
                        row.reason = (
                            f"It has {left.size / 1e6:,.0f} MB and lies in the folder “{left.kept_in}”; "
                            f"at most {left.limit / 1e6:,.0f} MB are taken in. Only its header is kept here."
                        )
            finally:
                db.session.remove()

    return tell
