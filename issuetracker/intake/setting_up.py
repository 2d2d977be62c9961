"""Put together what taking in mail needs, from the configuration."""

from flask import Flask

from issuetracker.intake.authentication import Verdict
from issuetracker.intake.installation import Addresses, Intake
from issuetracker.intake.mail import Mail
from issuetracker.models import InboundMail
from notifications.return_address import ReturnAddress


def intake_of(app: Flask) -> Intake:
    """What taking in mail needs of this app; also where no mailbox is configured and mails come from files."""
    config = app.extensions["config"]
    returns = config.return_address or ReturnAddress("", config.mail_domain, config.key_for("return address"))
    disputes = config.mail_in.disputes if config.mail_in else ""

    def authenticate(raw: bytes, mail: Mail, row: InboundMail | None) -> Verdict:
        return Verdict(True, "none", "", "")

    return Intake(app.extensions["desk"], app.extensions["files"], Addresses(returns, disputes), authenticate)
