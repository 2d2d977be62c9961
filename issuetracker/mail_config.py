"""How mail comes in: to which addresses, by which doors, and whose word counts for its sender."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from issuetracker import imap_config
from issuetracker.imap_config import ImapConfig
from issuetracker.settings import PREFIX, listed, number

LMTP_PORT, SMTP_PORT = 24, 25


class Trust(StrEnum):
    """Whose messages may do something."""

    AUTHENTICATED = "authenticated"  # those whose sender somebody vouches for
    EVERYTHING = "everything"  # all: only where nobody else can write to the mailbox


@dataclass(frozen=True, slots=True)
class ListenerConfig:
    """Where a mail server hands over: `lmtp` or `smtp`, at an address or a Unix socket."""

    protocol: str
    host: str = ""
    port: int = 0
    path: str = ""
    largest: int = 50 << 20

    def __str__(self) -> str:
        return f"{self.protocol}://{self.path or f'{self.host}:{self.port}'}"


@dataclass(frozen=True, slots=True)
class MailIn:
    """Everything that an installation chooses about mail that comes in."""

    inboxes: tuple[str, ...]  # addresses, in lower case
    disputes: str = ""
    authserv_ids: tuple[str, ...] = ()  # whose Authentication-Results count; "-": those that name nobody
    trust: Trust = Trust.AUTHENTICATED
    mailboxes: tuple[ImapConfig, ...] = ()
    listener: ListenerConfig | None = None
    largest: int = 50 << 20

    def takes(self, recipient: str) -> bool:
        """True if this address, or this address with a detail after its `+` (RFC 5233), is ours."""
        local, _, domain = recipient.strip().lower().rpartition("@")
        return f"{local.partition('+')[0]}@{domain}" in (*self.inboxes, self.disputes)


KNOWN = {
    "MAIL_INBOX",
    "MAIL_DISPUTES",
    "MAIL_AUTHSERV_ID",
    "MAIL_TRUST",
    "MAIL_MAX_MB",
    "LMTP_LISTEN",
} | imap_config.KNOWN


def mail_in(given: Mapping[str, str], wrong: list[str]) -> MailIn | None:
    """What is set about mail that comes in, or None where no mailbox is; what is wrong is added to `wrong`."""
    inboxes = _addresses(given, "MAIL_INBOX", wrong)
    if not inboxes:
        wrong += [
            f"{PREFIX}{name} needs {PREFIX}MAIL_INBOX, the address that people write to"
            for name in sorted(KNOWN - {"MAIL_INBOX"})
            if given.get(name)
        ]
        return None
    disputes = _addresses(given, "MAIL_DISPUTES", wrong)
    if len(disputes) > 1 or set(disputes) & set(inboxes):
        wrong.append(f"{PREFIX}MAIL_DISPUTES must be one address, and not one of {PREFIX}MAIL_INBOX")
    if given.get("MAIL_TRUST", "authenticated") not in list(Trust):
        wrong.append(f"{PREFIX}MAIL_TRUST must be authenticated or everything")
    largest = int(number(given, "MAIL_MAX_MB", 50, wrong) * (1 << 20))
    if largest <= 0:
        wrong.append(f"{PREFIX}MAIL_MAX_MB must be more than 0")
    return MailIn(
        inboxes=inboxes,
        disputes=disputes[0] if disputes else "",
        authserv_ids=tuple(name.lower() for name in listed(given.get("MAIL_AUTHSERV_ID", ""))),
        trust=Trust.EVERYTHING if given.get("MAIL_TRUST") == "everything" else Trust.AUTHENTICATED,
        mailboxes=imap_config.mailboxes(given, largest, wrong),
        listener=_listener(given.get("LMTP_LISTEN", ""), largest, wrong),
        largest=largest,
    )


def _addresses(given: Mapping[str, str], name: str, wrong: list[str]) -> tuple[str, ...]:
    found = tuple(address.lower() for address in listed(given.get(name, "")))
    for address in found:
        local, _, domain = address.rpartition("@")
        if not local or not domain or "+" in local or set(address) & set(' <>"'):
            wrong.append(f"{PREFIX}{name} must be an address like certification@desk.example, not {address!r}")
    return found


def _listener(text: str, largest: int, wrong: list[str]) -> ListenerConfig | None:
    if not text:
        return None
    protocol, _, rest = text.rpartition("://") if "://" in text else ("lmtp", "", text)
    if protocol in ("lmtp", "smtp") and rest.startswith("unix:/"):
        return ListenerConfig(protocol, path=rest.removeprefix("unix:"), largest=largest)
    try:
        parts = urlsplit(f"//{rest}")
        host, port = parts.hostname, parts.port or (LMTP_PORT if protocol == "lmtp" else SMTP_PORT)
    except ValueError:
        host, port = None, 0
    if protocol not in ("lmtp", "smtp") or not host:
        wrong.append(f"{PREFIX}LMTP_LISTEN must be like 127.0.0.1:2424, unix:/path or smtp://address:port, not {text}")
        return None
    return ListenerConfig(protocol, host=host, port=port, largest=largest)
