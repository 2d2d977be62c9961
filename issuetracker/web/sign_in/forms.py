"""Flask-Security's forms, with a count of wrong tries: whoever guesses must rest, whether or not the account exists."""

from typing import Any

from flask import request, session
from flask_login import current_user
from flask_security import (
    ChangePasswordForm,
    ForgotPasswordForm,
    LoginForm,
    TwoFactorVerifyCodeForm,
    VerifyForm,
)
from flask_security.recovery_codes import MfRecoveryForm

from issuetracker.extensions import db
from issuetracker.services.throttling import key, note_wrong, tries_left
from issuetracker.web.visitor import now

RESTING = "Too many wrong tries. Come back after ten minutes’ rest."
# Where an unfinished sign-in notes for whom it is; Flask-Security's own name.
PENDING = "tf_user_id"


def signing_in_keys(email: str) -> list[tuple[str, str]]:
    """What wrong tries of signing in are counted against."""
    return [key("account", email), key("address", request.remote_addr or "")]


class Counted:
    """A form whose wrong answers are counted. `left` says how many more are heard, after a wrong one."""

    left: int | None = None
    form_errors: list[str]

    def claimed(self) -> str:
        """The e-mail address of whoever they say they are."""
        raise NotImplementedError

    def answered(self) -> bool:
        """True if something was tried, and not only forgotten to be typed."""
        raise NotImplementedError

    def validate(self, **options: Any) -> bool:
        """Refuse during the rest without looking at the answer; count a wrong one."""
        keys = signing_in_keys(self.claimed())
        left = tries_left(db.session(), keys, now())
        if left == 0:
            self.left = 0
            self.form_errors = [*self.form_errors, RESTING]
            return False
        if super().validate(**options):  # type: ignore[misc]
            return True
        if self.answered():
            note_wrong(db.session(), keys, now())
            self.left = left - 1
        return False


class SignInForm(Counted, LoginForm):
    """E-mail and password."""

    remember = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.next.data = self.next.data or "/"  # else Flask-Security would come back to this page

    def claimed(self) -> str:
        """As typed: an address that nobody has is counted like any other."""
        return self.email.data or ""

    def answered(self) -> bool:
        """Both fields were filled."""
        return bool(self.email.data and self.password.data)


class CodeForm(Counted, TwoFactorVerifyCodeForm):
    """The six digits of an authenticator."""

    def claimed(self) -> str:
        """Who has given a right password, or is signed in."""
        return str(self.user.email) if self.user else ""

    def answered(self) -> bool:
        """A code was typed."""
        return bool(self.code.data)


class RecoveryCodeForm(Counted, MfRecoveryForm):
    """A recovery code, instead of the six digits."""

    def claimed(self) -> str:
        """Who has given a right password."""
        return str(self.user.email) if self.user else ""

    def answered(self) -> bool:
        """A code was typed."""
        return bool(self.code.data)

    def validate(self, **options: Any) -> bool:
        """Codes are good however they are copied: with capitals, with spaces around."""
        self.code.data = (self.code.data or "").strip().lower()
        return bool(super().validate(**options))


class AgainForm(Counted, VerifyForm):
    """The password once more, before something that matters."""

    def claimed(self) -> str:
        """Whoever is signed in."""
        return str(current_user.email)

    def answered(self) -> bool:
        """A password was typed."""
        return bool(self.password.data)


class NewPasswordForm(Counted, ChangePasswordForm):
    """A new password, with the one of before."""

    def claimed(self) -> str:
        """Whoever is signed in."""
        return str(current_user.email)

    def answered(self) -> bool:
        """The one of before was typed, and is wrong; a new one that is too short is no guess."""
        return bool(self.password.data and self.password.errors)


class ForgottenForm(ForgotPasswordForm):
    """An address to which a link for a new password goes; a handful an hour, so that nobody's mailbox is filled."""

    def validate(self, **options: Any) -> bool:
        """Past the limit nothing is sent, and the page says the same as always."""
        if not self.email.data:
            return bool(super().validate(**options))
        keys = [key("recovery", self.email.data), key("address", request.remote_addr or "")]
        if tries_left(db.session(), keys, now()) == 0:
            return False
        note_wrong(db.session(), keys[:1], now())
        return bool(super().validate(**options))


def pending() -> bool:
    """True between a right password and the second factor."""
    return PENDING in session
