"""Configuration: read from the environment once at start, checked, and immutable from then on.

The only file that reads `os.environ`. Secrets have no default; the embedded default makes its own with `init`.
"""

import hmac
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from issuetracker import mail_config, s3_config
from issuetracker.mail_config import MailIn
from issuetracker.s3_config import S3Config
from issuetracker.settings import PREFIX, number
from notifications.return_address import ReturnAddress


class ConfigurationError(Exception):
    """The configuration cannot work."""


@dataclass(frozen=True, slots=True)
class SmtpConfig:
    """How letters leave. `security` is `starttls`, `tls` or `none` (loopback only)."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    security: str = "starttls"
    timeout: float = 30.0


@dataclass(frozen=True, slots=True)
class OidcConfig:
    """An organisation whose people sign in by its own OpenID Connect provider.

    `domains` are the mail domains that it vouches for: it lets in nobody with an address of another.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    label: str
    domains: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that an installation chooses."""

    database_url: str
    var_dir: Path
    base_url: str
    mail_from: str
    mail_domain: str
    smtp: SmtpConfig | None
    max_upload_bytes: int
    rate_limit: str
    filing_rate_limit: str
    rate_limit_storage: str = field(repr=False)
    proxies: int = 0  # reverse proxies in front, whose X-Forwarded-For, -Proto and -Host are believed
    log_level: str = "INFO"
    log_format: str = "text"
    webhooks_to_loopback: bool = False
    secret_key: str = field(default="", repr=False)
    idle_hours: float = 12.0  # a session that was not used for so long has ended
    oidc: OidcConfig | None = None
    demo_sign_in: bool = False
    s3: S3Config | None = None  # without one, files lie on the disk
    mail_in: MailIn | None = None  # without a mailbox of its own, a desk takes no mail

    def key_for(self, purpose: str) -> bytes:
        """A key of 32 bytes for one purpose, so that none is used for two."""
        return hmac.digest(self.secret_key.encode(), purpose.encode(), "sha256")

    @property
    def return_address(self) -> ReturnAddress | None:
        """The signed addresses to which replies and bounces go; None where no mail is read."""
        if self.mail_in is None:
            return None
        return ReturnAddress(self.mail_in.inboxes[0], self.mail_domain, self.key_for("return address"))

    @property
    def is_https(self) -> bool:
        """True where browsers come by TLS."""
        return self.base_url.startswith("https://")

    @property
    def files_dir(self) -> Path:
        """Where the bytes of files lie, or come in before they go to a store elsewhere."""
        return self.var_dir / "files"

    @property
    def indexes_dir(self) -> Path:
        """Where it is noted at which byte a page of a long log begins; may be lost."""
        return self.var_dir / "log-indexes"

    @property
    def outbox_dir(self) -> Path:
        """Where letters are written as .eml files when no SMTP server is configured."""
        return self.var_dir / "outbox"

    @property
    def is_sqlite(self) -> bool:
        """True for the embedded default."""
        return self.database_url.startswith("sqlite")


_KNOWN = (
    {
        "DATABASE_URL",
        "VAR_DIR",
        "BASE_URL",
        "MAIL_FROM",
        "MAIL_DOMAIN",
        "SMTP_HOST",
        "SMTP_PORT",
        "SMTP_USER",
        "SMTP_PASSWORD",
        "SMTP_SECURITY",
        "SMTP_TIMEOUT",
        "MAX_UPLOAD_MB",
        "RATE_LIMIT",
        "FILING_RATE_LIMIT",
        "RATE_LIMIT_STORAGE",
        "PROXIES",
        "LOG_LEVEL",
        "LOG_FORMAT",
        "WEBHOOKS_TO_LOOPBACK",
        "SECRET_KEY",
        "IDLE_HOURS",
        "OIDC_ISSUER",
        "OIDC_CLIENT_ID",
        "OIDC_CLIENT_SECRET",
        "OIDC_LABEL",
        "OIDC_DOMAINS",
        "DEMO_SIGN_IN",
    }
    | mail_config.KNOWN
    | s3_config.KNOWN
)
SHORTEST_KEY = 32


def from_environment(environ: Mapping[str, str] | None = None) -> Config:
    """Read every `ISSUETRACKER_…` variable; raises ConfigurationError with all that is misspelt or wrong."""
    environ = os.environ if environ is None else environ
    given = {name.removeprefix(PREFIX): value for name, value in environ.items() if name.startswith(PREFIX)}
    wrong = [f"{PREFIX}{name} is not a setting" for name in sorted(given.keys() - _KNOWN)]
    var_dir = Path(given.get("VAR_DIR", "var")).resolve()
    smtp = _smtp(given, wrong)
    config = Config(
        database_url=_database_url(given.get("DATABASE_URL", f"sqlite:///{var_dir / 'issuetracker.sqlite3'}"), wrong),
        var_dir=var_dir,
        base_url=given.get("BASE_URL", "http://localhost:8080").rstrip("/"),
        mail_from=given.get("MAIL_FROM", "OCPP certification desk <certification@oca.example>"),
        mail_domain=given.get("MAIL_DOMAIN", "tracker.oca.example"),
        smtp=smtp,
        max_upload_bytes=int(number(given, "MAX_UPLOAD_MB", 128, wrong) * 1024 * 1024),
        rate_limit=given.get("RATE_LIMIT", "600/minute"),
        filing_rate_limit=given.get("FILING_RATE_LIMIT", "60/minute"),
        rate_limit_storage=given.get("RATE_LIMIT_STORAGE", "process://"),
        proxies=int(number(given, "PROXIES", 0, wrong)),
        log_level=given.get("LOG_LEVEL", "INFO").upper(),
        log_format=given.get("LOG_FORMAT", "text"),
        webhooks_to_loopback=given.get("WEBHOOKS_TO_LOOPBACK", "no") == "yes",
        secret_key=given.get("SECRET_KEY") or _kept_key(var_dir),
        idle_hours=number(given, "IDLE_HOURS", 12, wrong),
        oidc=_oidc(given, wrong),
        demo_sign_in=given.get("DEMO_SIGN_IN", "no") == "yes",
        s3=s3_config.s3(given, wrong),
        mail_in=mail_config.mail_in(given, wrong),
    )
    wrong += _wrong_choices(config, given)
    if wrong:
        raise ConfigurationError("; ".join(wrong))
    return config


def _wrong_choices(config: Config, given: Mapping[str, str]) -> list[str]:
    """What is wrong with values that can be anything but these."""
    wrong = []
    if not config.base_url.startswith(("http://", "https://")):
        wrong.append(f"{PREFIX}BASE_URL must begin with http:// or https://")
    if config.log_level not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        wrong.append(f"{PREFIX}LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR")
    if config.log_format not in ("text", "json"):
        wrong.append(f"{PREFIX}LOG_FORMAT must be text or json")
    for name in ("WEBHOOKS_TO_LOOPBACK", "DEMO_SIGN_IN"):
        if given.get(name, "no") not in ("yes", "no"):
            wrong.append(f"{PREFIX}{name} must be yes or no")
    if config.secret_key and len(config.secret_key) < SHORTEST_KEY:
        wrong.append(f"{PREFIX}SECRET_KEY must have at least {SHORTEST_KEY} characters: openssl rand -hex 32")
    if config.idle_hours <= 0:
        wrong.append(f"{PREFIX}IDLE_HOURS must be more than 0")
    # Whoever reaches the page is let in as anybody: only on the machine of whoever tries the program out.
    if config.demo_sign_in and urlsplit(config.base_url).hostname not in ("localhost", "127.0.0.1"):
        wrong.append(f"{PREFIX}DEMO_SIGN_IN is for a desk on localhost only; {PREFIX}BASE_URL is {config.base_url}")
    return wrong


def key_file(var_dir: Path) -> Path:
    """Where the embedded default keeps its secret key."""
    return var_dir / "secret-key"


def make_key_file(var_dir: Path) -> None:
    """Make the secret key of a new desk; one that is there stays."""
    path = key_file(var_dir)
    if path.exists():
        return
    var_dir.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(32) + "\n")


def _kept_key(var_dir: Path) -> str:
    path = key_file(var_dir)
    return path.read_text("ascii").strip() if path.is_file() else ""


def _oidc(given: Mapping[str, str], wrong: list[str]) -> OidcConfig | None:
    names = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_DOMAINS")
    if not any(given.get(name) for name in names):
        return None
    missing = [f"{PREFIX}{name}" for name in names if not given.get(name)]
    if missing:
        wrong.append(f"signing in by OpenID Connect also needs {', '.join(missing)}")
    issuer = given.get("OIDC_ISSUER", "")
    local = urlsplit(issuer).hostname in ("localhost", "127.0.0.1")
    if issuer and not issuer.startswith("https://") and not local:
        wrong.append(f"{PREFIX}OIDC_ISSUER must begin with https://")
    domains = tuple(domain.strip().lower().lstrip("@") for domain in given.get("OIDC_DOMAINS", "").split(","))
    return OidcConfig(
        issuer=issuer.rstrip("/"),
        client_id=given.get("OIDC_CLIENT_ID", ""),
        client_secret=given.get("OIDC_CLIENT_SECRET", ""),
        label=given.get("OIDC_LABEL", "your organisation"),
        domains=tuple(filter(None, domains)),
    )


def _database_url(url: str, wrong: list[str]) -> str:
    if url.startswith("postgresql://"):
        return url.replace("postgresql://", "postgresql+psycopg://", 1)
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        wrong.append(f"{PREFIX}DATABASE_URL must begin with sqlite:/// or postgresql://")
    return url


def _smtp(given: Mapping[str, str], wrong: list[str]) -> SmtpConfig | None:
    if "SMTP_HOST" not in given:
        return None
    security = given.get("SMTP_SECURITY", "starttls")
    if security not in ("starttls", "tls", "none"):
        wrong.append(f"{PREFIX}SMTP_SECURITY must be starttls, tls or none")
    if bool(given.get("SMTP_USER")) != bool(given.get("SMTP_PASSWORD")):
        wrong.append(f"{PREFIX}SMTP_USER and {PREFIX}SMTP_PASSWORD go together")
    return SmtpConfig(
        host=given["SMTP_HOST"],
        port=int(number(given, "SMTP_PORT", 587, wrong)),
        user=given.get("SMTP_USER", ""),
        password=given.get("SMTP_PASSWORD", ""),
        security=security,
        timeout=number(given, "SMTP_TIMEOUT", 30, wrong),
    )
