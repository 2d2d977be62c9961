"""One folder of a mailbox, open: which messages wait in it, their bytes, and how they are put away."""

import re
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from imaplib import IMAP4
from threading import Event
from typing import Any, Self

from imap_tools import AND
from imap_tools.errors import UnexpectedCommandStatusError
from imap_tools.mailbox import BaseMailBox
from imap_tools.utils import encode_folder

from issuetracker.imap_config import ImapConfig
from issuetracker.intake.imap_client import BoundedClient, BoundedTlsClient, Bounds
from issuetracker.intake.oauth import Tokens

KEYWORD = "$OcaReceived"
MOVED_TO = "Received"
LONGEST_COMMAND = 900.0  # seconds
_AT_ONCE = 500  # messages whose sizes are asked for in one command

Refused = UnexpectedCommandStatusError  # the server said no to one command; the connection is good


@dataclass(frozen=True, slots=True)
class Fetched:
    """A message as it lies in the folder, or its beginning."""

    raw: bytes = field(repr=False)
    taken_at: datetime


class _MailBox(BaseMailBox):
    """imap-tools' mailbox with our client under it."""

    def __init__(self, config: ImapConfig, bounds: Bounds) -> None:
        self._config, self._bounds = config, bounds
        super().__init__()

    def _get_mailbox_client(self) -> BoundedClient:
        config, bounds = self._config, self._bounds
        if config.tls == "none":
            return BoundedClient(config.host, config.port, bounds)
        context = ssl.create_default_context(cafile=config.ca_file)
        if config.tls == "tls":
            return BoundedTlsClient(config.host, config.port, bounds, context)
        client = BoundedClient(config.host, config.port, bounds)
        try:
            client.starttls(context)
        except BaseException:
            client.shutdown()
            raise
        return client


class Folder:
    """The folder of one configuration; entered, it is open. Not for several threads at once.

    When `cut` is set by another thread, the connection ends with the next byte that the server says.
    """

    def __init__(self, config: ImapConfig, tokens: Tokens | None = None, cut: Event | None = None) -> None:
        self._config, self._tokens = config, tokens
        self._bounds = Bounds(config.timeout, LONGEST_COMMAND, config.largest, cut or Event())
        self._places: dict[str, str] = {}

    def __enter__(self) -> Self:
        self._box = _MailBox(self._config, self._bounds)
        try:
            self._sign_in()
            answer = self._client.capability()[1][-1] or b""
            self._can = set(answer.decode("ascii", "replace").upper().split())
            self.tells_news = "IDLE" in self._can  # by itself, when something comes (RFC 2177)
            self._box.folder.set(self._config.folder)
            self.validity = self._said("UIDVALIDITY")
            self.keeps_keywords = bool({r"\*", KEYWORD.lower()} & set(self._said("PERMANENTFLAGS").lower().split()))
        except BaseException:
            self._hang_up()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            with suppress(OSError, IMAP4.error, Refused):
                self._box.logout()
        self._hang_up()

    def _hang_up(self) -> None:
        """Close the connection, whatever its state; another error that is under way stays the one that is seen."""
        with suppress(OSError):
            self._client.shutdown()

    @property
    def _client(self) -> Any:
        return self._box.client

    def _sign_in(self) -> None:
        config = self._config
        if config.token_file:
            self._box.xoauth2(config.user, config.token_file.read_text("utf-8").strip(), None)
        elif self._tokens:
            try:
                self._box.xoauth2(config.user, self._tokens.current(), None)
            except Exception:
                self._tokens.forget()
                raise
        elif "AUTH=PLAIN" in self._client.capabilities:
            self._box.login_utf8(config.user, config.password, None)
        else:
            self._box.login(config.user, config.password, None)

    def _said(self, code: str) -> str:
        """What the server said of the folder when it was opened."""
        values = self._client.response(code)[1]
        return (values[-1] or b"").decode("ascii", "replace").strip("()") if values else ""

    def waiting(self) -> list[int]:
        """The numbers (UID) of the messages that nobody has put away, oldest first."""
        self._client.noop()  # the server says what is new
        self._client.untagged_responses.pop("EXISTS", None)  # from here on it is news for `wait`
        wanted: dict[str, Any] = {"deleted": False}
        if self.keeps_keywords and not self._config.processed:
            wanted["no_keyword"] = KEYWORD
        if self._config.since:
            wanted["date_gte"] = self._config.since
        return sorted(int(uid) for uid in self._box.uids(AND(**wanted), charset=None) if uid.isdigit())

    def sizes(self, uids: list[int]) -> dict[int, int]:
        """The sizes of messages in bytes, as the server says them; some servers only guess."""
        found = {}
        for i in range(0, len(uids), _AT_ONCE):
            numbers = ",".join(map(str, uids[i : i + _AT_ONCE]))
            for said, _ in self._fetched(numbers, "(UID RFC822.SIZE)"):
                uid, size = re.search(rb"UID (\d+)", said), re.search(rb"RFC822\.SIZE (\d+)", said)
                if uid and size:
                    found[int(uid[1])] = int(size[1])
        return found

    def fetch(self, uid: int, most: int, *, header: bool = False) -> Fetched | None:
        """A message, or its header, up to so many bytes; None if it is gone. It stays unread."""
        part = "HEADER" if header else ""
        for said, literal in self._fetched(str(uid), f"(UID INTERNALDATE BODY.PEEK[{part}]<0.{most}>)"):
            if re.search(rb"UID %d\b" % uid, said) and b"BODY[" in said:
                return Fetched(literal, _moment(said))
        return None

    def _fetched(self, uids: str, parts: str) -> list[tuple[bytes, bytes]]:
        """Each message's answer: everything said outside the literal, and the literal."""
        status, lines = self._client.uid("FETCH", uids, parts)
        if status != "OK":
            raise Refused((status, lines), "OK")
        found: list[tuple[bytes, bytes]] = []
        for line in lines:
            if isinstance(line, tuple):
                found.append((line[0], line[1]))
            elif line and re.match(rb"\d+ \(", line):
                found.append((line, _quoted(line)))
            elif line and found:
                found[-1] = (found[-1][0] + line, found[-1][1])
        return found

    def mark(self, uid: int) -> None:
        """Say in the folder itself that the message is kept."""
        # imap-tools' own way would also expunge what people have deleted.
        self._expect(self._client.uid("STORE", str(uid), "+FLAGS", f"({KEYWORD})"))

    def move(self, uid: int, place: str) -> None:
        """Move the message into another folder, which is made if it is missing."""
        target = encode_folder(self._place(place))
        if "MOVE" in self._can:
            self._expect(self._client.uid("MOVE", str(uid), target))
            return
        self._expect(self._client.uid("COPY", str(uid), target))
        self._expect(self._client.uid("STORE", str(uid), "+FLAGS", r"(\Deleted)"))
        if "UIDPLUS" in self._can:  # without it, what others have deleted would go with it; it stays marked as deleted
            self._expect(self._client.uid("EXPUNGE", str(uid)))

    def _place(self, name: str) -> str:
        """The folder's full name: some servers want all folders below INBOX."""
        if name not in self._places:
            separator = next((info.delim for info in self._box.folder.list("", "INBOX")), "/")
            below = f"INBOX{separator}{name}"
            there = next((one for one in (name, below) if self._box.folder.exists(one)), None)
            self._places[name] = there or self._made(name, below)
        return self._places[name]

    def _made(self, name: str, below: str) -> str:
        try:
            self._box.folder.create(name)
        except Refused:
            self._box.folder.create(below)
            return below
        return name

    def _expect(self, answer: tuple[str, list[Any]]) -> None:
        if answer[0] != "OK":
            raise Refused(answer, "OK")

    def wait(self, seconds: float, stopping: Event) -> None:
        """Wait until something comes, the time is over or somebody stops us; raises Refused where IDLE is not."""
        client = self._client
        tag = client._command("IDLE")
        while client._get_response() is not None:
            if client.tagged_commands[tag]:
                raise Refused(client.tagged_commands.pop(tag), "OK")
        while "EXISTS" not in client.untagged_responses and seconds > 0 and not stopping.is_set():
            if client.speaks_within(min(1.0, seconds)):
                client._get_response()
                if "BYE" in client.untagged_responses:
                    raise client.abort("the server says goodbye")
            else:
                seconds -= 1.0
        client.send(b"DONE\r\n")
        self._box.consume_until_tagged_response(tag)


def _moment(said: bytes) -> datetime:
    """When the server took the message; never later than now, where its clock is wrong."""
    now = datetime.now(UTC)
    found = re.search(rb'INTERNALDATE "([^"]+)"', said)
    try:
        taken = parsedate_to_datetime(found[1].decode("ascii", "replace")) if found else now
    except (ValueError, TypeError):
        return now
    return min(taken if taken.tzinfo else taken.replace(tzinfo=UTC), now).astimezone(UTC)


def _quoted(said: bytes) -> bytes:
    """A short message may come as a quoted string instead of a literal."""
    found = re.search(rb'BODY\[[A-Z]*\](?:<0>)? "((?:[^"\\]|\\.)*)"', said)
    return re.sub(rb"\\(.)", rb"\1", found[1]) if found else b""
