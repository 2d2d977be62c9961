"""Put together what taking in mail needs, from the configuration."""

from flask import Flask

from issuetracker.intake.installation import Addresses, Intake
from issuetracker.mail_config import MailIn
from notifications.return_address import ReturnAddress


def intake_of(app: Flask) -> Intake:
    """What taking in mail needs of this app; also where no mailbox is configured and mails come from files."""
    config = app.extensions["config"]
    returns = config.return_address or ReturnAddress("", config.mail_domain, config.key_for("return address"))
    settings = config.mail_in or MailIn(())
    return Intake(app.extensions["desk"], app.extensions["files"], Addresses(returns, settings.disputes), settings)
