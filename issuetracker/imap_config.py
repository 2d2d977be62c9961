"""Mailboxes that are read by IMAP, from settings: where they are, how one signs in, what is taken from them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from issuetracker.settings import PREFIX, is_loopback, listed, number, secret, secret_in

KNOWN = {
    "IMAP_URLS",
    "IMAP_PASSWORD",
    "IMAP_PASSWORD_FILE",
    "IMAP_TOKEN_FILE",
    "IMAP_TIMEOUT",
    "IMAP_POLL",
    "IMAP_CA_FILE",
    "IMAP_OAUTH_TOKEN_URL",
    "IMAP_OAUTH_CLIENT_ID",
    "IMAP_OAUTH_CLIENT_SECRET",
    "IMAP_OAUTH_CLIENT_SECRET_FILE",
    "IMAP_OAUTH_REFRESH_TOKEN",
    "IMAP_OAUTH_REFRESH_TOKEN_FILE",
    "IMAP_OAUTH_SCOPE",
}
_TLS = {"imaps": "tls", "imap": "starttls"}
_OPTIONS = {"tls", "password_file", "token_file", "processed", "since"}


@dataclass(frozen=True, slots=True)
class OAuthConfig:
    """Where a token for a mailbox comes from: by refresh token, or by the client's own credentials."""

    token_url: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)
    refresh_token_file: Path | None = None  # a newer one is written back there
    scope: str = ""


@dataclass(frozen=True, slots=True)
class ImapConfig:
    """One folder of one mailbox. `tls` is `tls`, `starttls` or `none` (loopback only)."""

    host: str
    port: int
    user: str
    folder: str = "INBOX"
    tls: str = "tls"
    password: str = field(default="", repr=False)
    token_file: Path | None = None  # a token that something else keeps fresh
    oauth: OAuthConfig | None = None
    processed: str = ""  # where kept messages are moved; without it they stay and are marked
    since: date | None = None  # older messages are left alone
    timeout: float = 30.0
    ca_file: Path | None = None
    poll: float = 60.0  # seconds between two looks where the server cannot say that something came
    largest: int = 50 << 20  # bytes of a message that is fetched

    @property
    def door(self) -> str:
        """The name under which its messages come in."""
        owner = self.user if "@" in self.user else f"{self.user}@{self.host}"
        return f"imap:{owner}/{self.folder}"


def mailboxes(given: Mapping[str, str], largest: int, wrong: list[str]) -> tuple[ImapConfig, ...]:
    """The mailboxes that `IMAP_URLS` names; what is wrong is added to `wrong`."""
    urls = listed(given.get("IMAP_URLS", ""))
    if not urls:
        return ()
    timeout, poll = number(given, "IMAP_TIMEOUT", 30, wrong), number(given, "IMAP_POLL", 60, wrong)
    if timeout <= 0 or poll <= 0:
        wrong.append(f"{PREFIX}IMAP_TIMEOUT and {PREFIX}IMAP_POLL must be more than 0 seconds")
    common = ImapConfig(
        host="",
        port=0,
        user="",
        password=secret(given, "IMAP_PASSWORD", wrong),
        token_file=_path(given.get("IMAP_TOKEN_FILE")),
        oauth=_oauth(given, wrong),
        timeout=timeout,
        ca_file=_path(given.get("IMAP_CA_FILE")),
        poll=poll,
        largest=largest,
    )
    found = tuple(filter(None, (_mailbox(url, common, wrong) for url in urls)))
    if len({mailbox.door for mailbox in found}) < len(found):
        wrong.append(f"{PREFIX}IMAP_URLS names a folder twice")
    return found


def _mailbox(url: str, common: ImapConfig, wrong: list[str]) -> ImapConfig | None:
    name = f"{PREFIX}IMAP_URLS"
    try:
        parts = urlsplit(url)
        port, options = parts.port, dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
    except ValueError as error:
        wrong.append(f"{name}: {error}")
        return None
    if parts.password is not None:  # and is repeated in no message
        wrong.append(f"{name} must hold no password: use {PREFIX}IMAP_PASSWORD_FILE or ?password_file=/path")
        return None
    if parts.scheme not in _TLS or not parts.hostname or not parts.username:
        wrong.append(f"{name} must look like imaps://user@host:993/INBOX, not {url}")
        return None
    wrong += [f"{name}: {option} is not an option" for option in sorted(options.keys() - _OPTIONS)]
    tls = _tls(parts, options, wrong)
    own_password = options.get("password_file")
    own_token = _path(options.get("token_file"))
    password = secret_in(Path(own_password), f"{name}: password_file", wrong) if own_password else common.password
    mailbox = ImapConfig(
        host=parts.hostname,
        port=port or (993 if tls == "tls" else 143),
        user=unquote(parts.username),
        folder=unquote(parts.path.lstrip("/")) or "INBOX",
        tls=tls,
        password="" if own_token else password,
        token_file=None if own_password else own_token or common.token_file,
        oauth=None if own_password or own_token else common.oauth,
        processed=options.get("processed", ""),
        since=_day(options.get("since"), wrong),
        timeout=common.timeout,
        ca_file=common.ca_file,
        poll=common.poll,
        largest=common.largest,
    )
    if not (mailbox.password or mailbox.token_file or mailbox.oauth):
        wrong.append(f"{name}: {mailbox.door} has no password: {PREFIX}IMAP_PASSWORD_FILE, or one of the IMAP_OAUTH_…")
    return mailbox


def _tls(parts: SplitResult, options: Mapping[str, str], wrong: list[str]) -> str:
    tls = options.get("tls", _TLS[parts.scheme])
    if tls not in (_TLS[parts.scheme], "none") or (tls == "none" and parts.scheme == "imaps"):
        wrong.append(f"{PREFIX}IMAP_URLS: tls={tls} does not go with {parts.scheme}://")
    if tls == "none" and not is_loopback(parts.hostname or ""):
        wrong.append(f"{PREFIX}IMAP_URLS: tls=none is for a server on the same machine only")
    return tls


def _day(text: str | None, wrong: list[str]) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        wrong.append(f"{PREFIX}IMAP_URLS: since must be a day like 2026-11-01, not {text!r}")
        return None


def _path(text: str | None) -> Path | None:
    return Path(text) if text else None


def _oauth(given: Mapping[str, str], wrong: list[str]) -> OAuthConfig | None:
    if not any(name.startswith("IMAP_OAUTH_") and value for name, value in given.items()):
        return None
    missing = [f"{PREFIX}{name}" for name in ("IMAP_OAUTH_TOKEN_URL", "IMAP_OAUTH_CLIENT_ID") if not given.get(name)]
    if missing:
        wrong.append(f"signing in to a mailbox by OAuth 2 also needs {', '.join(missing)}")
    found = OAuthConfig(
        token_url=given.get("IMAP_OAUTH_TOKEN_URL", ""),
        client_id=given.get("IMAP_OAUTH_CLIENT_ID", ""),
        client_secret=secret(given, "IMAP_OAUTH_CLIENT_SECRET", wrong),
        refresh_token=secret(given, "IMAP_OAUTH_REFRESH_TOKEN", wrong),
        refresh_token_file=_path(given.get("IMAP_OAUTH_REFRESH_TOKEN_FILE")),
        scope=given.get("IMAP_OAUTH_SCOPE", ""),
    )
    local = is_loopback(urlsplit(found.token_url).hostname or "")
    if found.token_url and not found.token_url.startswith("https://") and not local:
        wrong.append(f"{PREFIX}IMAP_OAUTH_TOKEN_URL must begin with https://")
    if not (found.client_secret or found.refresh_token):
        wrong.append(f"{PREFIX}IMAP_OAUTH_REFRESH_TOKEN_FILE or {PREFIX}IMAP_OAUTH_CLIENT_SECRET_FILE is needed")
    return found
