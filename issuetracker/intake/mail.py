"""A message as read, before anybody has asked whose it is: values that reading makes and the receiver judges."""

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from hashlib import sha256

from issuetracker.intake.encryption import Encryption


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A name and an address of a header, decoded; the address as written."""

    name: str
    address: str

    @property
    def key(self) -> str:
        """The address as it is compared."""
        return self.address.strip().lower()


@dataclass(frozen=True)
class Leaf:
    """A leaf of the MIME tree, byte for byte as it was before its transfer encoding.

    A forwarded message is a leaf too (`message/rfc822`, the bytes of the whole), beside the leaves inside it.
    """

    name: str  # as given, decoded; "" for a part that has none
    media_type: str  # "text/plain", lower case
    content: bytes = field(repr=False)
    body: bool = False  # a text that is shown as the message's own, or another form of it
    charset: str = ""

    @cached_property
    def sha256(self) -> str:
        """The digest under which the bytes are kept."""
        return sha256(self.content).hexdigest()

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.content)


class Automatic(StrEnum):
    """Why a message is not a person's: such are recorded and never answered (RFC 3834)."""

    AUTO_REPLY = "auto_reply"  # out of office, vacation, receipts
    CHALLENGE = "challenge"  # wants its sender to prove that it is a person
    LIST = "list"  # of a mailing list or in bulk
    OWN = "own"  # carries our own mark


@dataclass(frozen=True, slots=True)
class Mail:
    """A message: who says what in it, and everything that came with it.

    `text` is the whole body as people read it, in order; `visible` what is new in it, `folded` the quoted tails,
    signatures and disclaimers that were put aside. No character of `text` is in neither.
    """

    message_id: str  # with its angle brackets; "" if there is none
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    sender: Mailbox | None
    reply_to: Mailbox | None
    recipients: tuple[str, ...]  # To, Cc, Delivered-To, X-Original-To: addresses in lower case, each once
    subject: str
    headers: tuple[tuple[str, str], ...]  # all, in order, decoded; names in lower case
    text: str
    visible: str
    folded: str
    html: str  # the HTML body as written; "" if there is none
    leaves: tuple[Leaf, ...]
    rows: tuple[tuple[str, ...], ...] = ()  # of the HTML body: a paragraph has one cell, a table's row several
    automatic: Automatic | None = None
    encryption: Encryption | None = None  # None as soon as there are words to read
    defects: tuple[str, ...] = ()  # sentences: what was wrong with the message and how it was read all the same

    def header(self, name: str) -> str:
        """The first header of that name, or ""."""
        return next((value for key, value in self.headers if key == name), "")

    def all_headers(self, name: str) -> tuple[str, ...]:
        """All headers of that name, topmost first."""
        return tuple(value for key, value in self.headers if key == name)

    @property
    def attachments(self) -> tuple[Leaf, ...]:
        """What came with the message besides its own text."""
        return tuple(leaf for leaf in self.leaves if not leaf.body)


class BounceKind(StrEnum):
    """What a mail server reports of a letter of ours."""

    FAILED = "failed"
    DELAYED = "delayed"
    FULL = "full_mailbox"


@dataclass(frozen=True, slots=True)
class Bounce:
    """A report that a letter did not arrive, or not yet."""

    kind: BounceKind
    recipients: tuple[str, ...]  # addresses that it names, in lower case
    message_ids: tuple[str, ...]  # of the letters of ours that it quotes, with their angle brackets
    diagnosis: str = ""  # what the server said, one line
