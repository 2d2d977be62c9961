"""Flask-Security's mails as letters in the outbox: written with what calls for them, sent like all others."""

from typing import Any

from flask import current_app
from flask_security import MailUtil
from flask_security.mail_util import EmailValidateException

from issuetracker.extensions import db
from issuetracker.services.account_letters import write_letter
from issuetracker.web.sign_in.accounts import Account
from issuetracker.web.visitor import now


class Outbox(MailUtil):
    """What Flask-Security wants to mail; it knows two occasions here."""

    def send_mail(self, template: str, *_: Any, user: Account, **facts: Any) -> None:
        """Owe the letter. Its link is made of our own address: the request's may be anybody's invention."""
        desk = current_app.extensions["desk"]
        if template.endswith("reset_instructions"):
            link = f"{desk.base_url}/forgotten/{facts['reset_token']}"
            write_letter(
                db.session(), desk, user.person, "account_recovery", now(), recovery=link, good_for=facts["within"]
            )
        else:
            tell_change(user, "your password was changed", "The password of your account was changed.")

    def normalize(self, email: str) -> str:
        """An address as it is kept; the same few rules as for a person who is added."""
        address = email.strip().lower()
        if "@" not in address or any(char.isspace() for char in address):
            raise EmailValidateException("Give one e-mail address.")
        return address

    def validate(self, email: str) -> str:
        """The same: no name server is asked."""
        return self.normalize(email)


def tell_change(account: Account, title: str, what: str) -> None:
    """Tell a person what was changed about their account, so that somebody else's change is noticed."""
    desk = current_app.extensions["desk"]
    write_letter(db.session(), desk, account.person, "account_changed", now(), title=title, what=what)
