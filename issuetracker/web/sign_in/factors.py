"""Second factors: codes that are good once, their QR picture, and passkeys of this very address."""

from typing import Any

from flask import Flask
from flask_security import Totp, WebauthnUtil
from markupsafe import Markup
from passlib.totp import TotpMatch
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from issuetracker.web.sign_in.accounts import Account


class Codes(Totp):
    """Codes of an authenticator; each is good once, so that nobody can use one that they saw being typed."""

    def verify_totp(self, token: str, totp_secret: str, user: Account, window: int = 0) -> bool:
        """A code of a secret that is only being set up has none before it."""
        if totp_secret != user.tf_totp_secret:
            user.person.totp_counter = None
        return bool(super().verify_totp(token, totp_secret, user, window))

    def get_last_counter(self, user: Account) -> int | None:
        """Which code was used last."""
        return user.person.totp_counter

    def set_last_counter(self, user: Account, tmatch: TotpMatch) -> None:
        """No code up to this one is good any more."""
        user.person.totp_counter = tmatch.counter

    def generate_qrcode(self, username: str, totp: str) -> str:
        """The picture as an inline SVG without styles: our pages take no picture from a data: address."""
        import qrcode.image.svg  # (8 MB with what it brings; only whoever sets up a second factor pays them)

        picture = qrcode.make(
            self.get_totp_uri(username, totp), image_factory=qrcode.image.svg.SvgPathImage, border=2
        ).to_string(encoding="unicode")
        return Markup(picture)  # noqa: S704  (made of black squares)


class Passkeys(WebauthnUtil):
    """Passkeys that are found without a name being typed, on any device, after its owner was verified."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app)
        self._base_url: str = app.extensions["config"].base_url

    def origin(self) -> str:
        """Ours as configured; what the request says could be anybody's."""
        return self._base_url

    def authenticator_selection(self, user: Account, usage: str) -> AuthenticatorSelectionCriteria:
        """A passkey instead of the password verifies its owner; as a second factor, to hold it is enough."""
        first = usage == "first"
        return AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED if first else ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.REQUIRED
            if first
            else UserVerificationRequirement.DISCOURAGED,
        )

    def user_verification(self, user: Account | None, usage: list[str]) -> Any:
        """Demanded where the passkey is all that is asked."""
        if "secondary" in usage:
            return UserVerificationRequirement.DISCOURAGED
        return UserVerificationRequirement.REQUIRED
