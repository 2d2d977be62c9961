"""Configuration: read from the environment once at start, checked, and immutable from then on.

The only file that reads `os.environ`. Secrets have no default; the embedded default needs none.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


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

    @property
    def files_dir(self) -> Path:
        """Where the bytes of files lie."""
        return self.var_dir / "files"

    @property
    def outbox_dir(self) -> Path:
        """Where letters are written as .eml files when no SMTP server is configured."""
        return self.var_dir / "outbox"

    @property
    def is_sqlite(self) -> bool:
        """True for the embedded default."""
        return self.database_url.startswith("sqlite")


_KNOWN = {
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
}
PREFIX = "ISSUETRACKER_"


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
        max_upload_bytes=int(_number(given, "MAX_UPLOAD_MB", 128, wrong) * 1024 * 1024),
        rate_limit=given.get("RATE_LIMIT", "600/minute"),
        filing_rate_limit=given.get("FILING_RATE_LIMIT", "60/minute"),
        rate_limit_storage=given.get("RATE_LIMIT_STORAGE", "memory://"),
        proxies=int(_number(given, "PROXIES", 0, wrong)),
        log_level=given.get("LOG_LEVEL", "INFO").upper(),
        log_format=given.get("LOG_FORMAT", "text"),
        webhooks_to_loopback=given.get("WEBHOOKS_TO_LOOPBACK", "no") == "yes",
    )
    if not config.base_url.startswith(("http://", "https://")):
        wrong.append(f"{PREFIX}BASE_URL must begin with http:// or https://")
    if config.log_level not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        wrong.append(f"{PREFIX}LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR")
    if config.log_format not in ("text", "json"):
        wrong.append(f"{PREFIX}LOG_FORMAT must be text or json")
    if given.get("WEBHOOKS_TO_LOOPBACK", "no") not in ("yes", "no"):
        wrong.append(f"{PREFIX}WEBHOOKS_TO_LOOPBACK must be yes or no")
    if wrong:
        raise ConfigurationError("; ".join(wrong))
    return config


def _database_url(url: str, wrong: list[str]) -> str:
    if url.startswith("postgresql://"):
        return url.replace("postgresql://", "postgresql+psycopg://", 1)
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        wrong.append(f"{PREFIX}DATABASE_URL must begin with sqlite:/// or postgresql://")
    return url


def _number(given: Mapping[str, str], name: str, default: float, wrong: list[str]) -> float:
    try:
        return float(given.get(name, default))
    except ValueError:
        wrong.append(f"{PREFIX}{name} must be a number, not {given[name]!r}")
        return default


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
        port=int(_number(given, "SMTP_PORT", 587, wrong)),
        user=given.get("SMTP_USER", ""),
        password=given.get("SMTP_PASSWORD", ""),
        security=security,
        timeout=_number(given, "SMTP_TIMEOUT", 30, wrong),
    )
