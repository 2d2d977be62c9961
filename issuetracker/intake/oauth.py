"""Tokens for a mailbox: fetched from the provider's token URL, kept until shortly before they expire."""

import os
import time
from pathlib import Path

import requests
import structlog

from issuetracker.imap_config import OAuthConfig

_EARLY = 60.0  # seconds before its end at which a token is not used any more
_TIMEOUT = 30.0

log = structlog.get_logger(__name__)


class NoToken(Exception):
    """The provider gave no token for the mailbox."""


class Tokens:
    """The tokens of one mailbox. Not for several threads at once."""

    def __init__(self, config: OAuthConfig) -> None:
        self._config, self._token, self._ends = config, "", 0.0
        self._refresh_token = config.refresh_token

    def current(self) -> str:
        """A token that is good now; raises NoToken."""
        if not self._token or time.monotonic() > self._ends - _EARLY:
            self._renew()
        return self._token

    def forget(self) -> None:
        """The mail server did not take the token: the next one is fetched anew."""
        self._token = ""

    def _renew(self) -> None:
        config = self._config
        form = {"client_id": config.client_id, "client_secret": config.client_secret, "scope": config.scope}
        if self._refresh_token:
            form |= {"grant_type": "refresh_token", "refresh_token": self._refresh_token}
        else:
            form |= {"grant_type": "client_credentials"}
        answer = self._ask({name: value for name, value in form.items() if value})
        token, lasts = answer.get("access_token"), answer.get("expires_in", 3600)
        if not isinstance(token, str) or not token:
            raise NoToken(f"{config.token_url} answered without a token")
        self._token = token
        self._ends = time.monotonic() + (float(str(lasts)) if str(lasts).isdigit() else 3600.0)
        newer = answer.get("refresh_token")
        if isinstance(newer, str) and newer and newer != self._refresh_token:
            self._refresh_token = newer
            _write_back(config.refresh_token_file, newer)

    def _ask(self, form: dict[str, str]) -> dict[str, object]:
        url = self._config.token_url
        try:
            answer = requests.post(url, data=form, timeout=_TIMEOUT, allow_redirects=False)
            found = answer.json()
        except (requests.RequestException, ValueError) as error:
            raise NoToken(f"{url} gave no token: {type(error).__name__}") from None  # the request holds secrets
        if answer.status_code != 200 or not isinstance(found, dict):
            said = str(found.get("error", "")) if isinstance(found, dict) else ""
            raise NoToken(f"{url} gave no token: {answer.status_code} {said[:100]}")
        return found


def _write_back(path: Path | None, token: str) -> None:
    """Keep the newer refresh token where the first one stood: some providers let the older one expire."""
    if path is None:
        return
    part = path.with_name(path.name + ".new")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(token + "\n")
            file.flush()
            os.fsync(descriptor)
        part.replace(path)
    except OSError as error:
        log.warning("a newer refresh token could not be kept; it is good until the next start", error=str(error))
