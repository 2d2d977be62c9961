"""Letters as the bytes that go over the wire: pure, and the same by every transport."""

import re
import unicodedata
from base64 import encodebytes
from binascii import b2a_qp
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.mime.nonmultipart import MIMENonMultipart
from email.policy import Compat32
from email.utils import format_datetime, formataddr, parseaddr
from functools import cache, lru_cache
from typing import Any
from urllib.parse import quote

from notifications.errors import Permanent
from notifications.layout import page

_CHARSET, _SECTION = "utf-8''", 48
OWN_MARK = "X-OCA-Issue-Tracker"
_SHORT = 74  # a header that needs no folding
_BREAKING = {"Cc", "Cs", "Zl", "Zp"}  # control characters, lone surrogates, line and paragraph separators
# Never a message or a multipart, which would have parts and lines of their own.
_MEDIA_TYPE = re.compile(r"(application|audio|font|image|model|text|video)/([a-z0-9][a-z0-9.+-]{0,100})")
_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


# The library's older, faster half: the newer one parses each header anew and corrupts long ones beyond ASCII.
class _Policy(Compat32):
    def fold_binary(self, name: str, value: Any) -> bytes:
        """A header as bytes; what is one short plain line already is not taken apart to be folded."""
        if isinstance(value, str) and value.isascii() and value.isprintable() and len(name) + len(value) < _SHORT:
            return f"{name}: {value}\r\n".encode("ascii")
        return super().fold_binary(name, value)


_POLICY = _Policy(linesep="\r\n", max_line_length=76)


def _words(text: str, name: str) -> Header:
    """People's words as a header, in encoded words (RFC 2047) where ASCII cannot hold or fold them."""
    plain = text.isascii() and all(len(word) < 70 for word in text.split())
    return Header(text, "us-ascii" if plain else "utf-8", header_name=name)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a letter."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to one address."""

    message_id: str
    thread_id: str
    recipient: str
    recipient_name: str
    subject: str
    body: str
    calendar: str
    written_at: datetime
    attachments: tuple[Attachment, ...] = ()

    @property
    def is_answer(self) -> bool:
        """True for an answer to a mail: it refers to a Message-ID that is not of our domain (RFC 3834, 3.1.7)."""
        domain = self.message_id.rpartition("@")[2]
        return bool(self.thread_id) and self.thread_id.rpartition("@")[2] != domain


def written(outgoing: Outgoing, sender: str, answers_to: str = "") -> bytes:
    """The letter's bytes, the same by every transport; raises Permanent if it cannot be addressed or written.

    `answers_to` is the address for replies, where mail is read.
    """
    try:
        return b"".join((*_headers(outgoing, sender, answers_to), _content(outgoing)))
    except Exception as error:  # composing is pure: what fails once always fails; the library raises many kinds
        raise Permanent(f"cannot be written: {error}") from error


def _headers(outgoing: Outgoing, sender: str, answers_to: str) -> Iterator[bytes]:
    """Its headers, each folded by the library where it needs to be."""
    yield _header("From", _addressed(*parts_of(sender), "From"))
    yield _header("To", _addressed(_one_line(outgoing.recipient_name), on_the_wire(outgoing.recipient), "To"))
    if answers_to:
        yield _header("Reply-To", _addressed(parts_of(sender)[0], answers_to, "Reply-To"))
    yield _subject(outgoing.subject)
    yield _header("Date", format_datetime(outgoing.written_at))
    yield _header("Message-ID", outgoing.message_id)
    if outgoing.thread_id:
        yield _header("In-Reply-To", outgoing.thread_id)
        yield _header("References", outgoing.thread_id)
    yield _header("Auto-Submitted", "auto-replied" if outgoing.is_answer else "auto-generated")
    yield _header("X-Auto-Response-Suppress", "All")
    yield _header(OWN_MARK, outgoing.message_id.strip("<>"))
    yield _header("MIME-Version", "1.0")


def _header(name: str, value: Header | str) -> bytes:
    return _POLICY.fold_binary(name, value)


@lru_cache(256)  # a notice has one for all its letters, and folding it costs as much as all other headers
def _subject(text: str) -> bytes:
    return _header("Subject", _words(_one_line(text), "Subject"))


def _content(outgoing: Outgoing) -> bytes:
    """Text and HTML, and what goes with them."""
    # A boundary of its own, the same in all attempts; quoted-printable text never has `=_` in it.
    boundary = f"=_{outgoing.message_id.strip('<>').partition('@')[0]}"
    both = _multipart(
        "alternative",
        boundary,
        _text("plain", outgoing.body),
        _text("html", page(_one_line(outgoing.subject), outgoing.body)),
    )
    if not outgoing.calendar and not outgoing.attachments:
        return both
    enclosed = [_attached(attachment) for attachment in outgoing.attachments]
    if outgoing.calendar:
        enclosed.insert(0, _invitation(outgoing.calendar))
    return _multipart("mixed", f"=_mixed{boundary}", both, *enclosed)


@cache  # there is one, and to take it apart takes a tenth of composing
def parts_of(sender: str) -> tuple[str, str]:
    """The name and the address of whoever all letters come from."""
    return parseaddr(sender)


def _multipart(subtype: str, boundary: str, *parts: bytes) -> bytes:
    between = f"\r\n--{boundary}"
    head = f'Content-Type: multipart/{subtype}; boundary="{boundary}"\r\n{between}\r\n'
    return head.encode() + f"{between}\r\n".encode().join(parts) + f"{between}--\r\n".encode()


def _text(kind: str, text: str) -> bytes:
    """One text part as quoted-printable: 7 bit, short lines, and nearly readable as it is."""
    head = f'Content-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    lines = b2a_qp(text.encode(), istext=True).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return head.encode() + lines.replace(b"\n", b"\r\n")


def _invitation(calendar: str) -> bytes:
    method = "CANCEL" if "METHOD:CANCEL" in calendar else "REQUEST"
    return b'Content-Disposition: attachment; filename="invite.ics"\r\n' + _text(f"calendar; method={method}", calendar)


def _attached(attachment: Attachment) -> bytes:
    """A file in base64, its name as RFC 2231 has it where ASCII cannot hold it."""
    kind = _MEDIA_TYPE.fullmatch(attachment.media_type)
    part = MIMENonMultipart(*(kind.groups() if kind else ("application", "octet-stream")), policy=_POLICY)
    part["Content-Transfer-Encoding"] = "base64"
    part.set_payload(encodebytes(attachment.content).decode("ascii"))
    name = _one_line(attachment.name)
    if name.isascii():
        part.add_header("Content-Disposition", "attachment", filename=name)
    else:
        part["Content-Disposition"] = "; ".join(("attachment", *_in_sections(name)))
    return part.as_bytes(policy=_POLICY)


def _in_sections(name: str) -> Iterator[str]:
    """A name as RFC 2231 has it; where it is long in sections, of which each fits in a line."""
    sections = [""]
    for encoded in (quote(char, safe="") for char in name):
        if len(sections[-1]) + len(encoded) > _SECTION:
            sections.append("")
        sections[-1] += encoded
    if len(sections) == 1:
        yield f"filename*={_CHARSET}{sections[0]}"
        return
    for ordinal, section in enumerate(sections):
        yield f"filename*{ordinal}*={_CHARSET * (ordinal == 0)}{section}"


def _addressed(name: str, address: str, header: str) -> Header | str:
    """A name with its address; the name in encoded words where ASCII cannot hold it, in several where it is long."""
    plain = formataddr((name, address))
    if name.isascii() or len(plain) < _SHORT:
        return plain
    found = _words(name, header)
    found.append(f"<{address}>", "us-ascii")
    return found


def on_the_wire(address: str) -> str:
    """An address in ASCII, its domain in Punycode; raises ValueError for what no server without SMTPUTF8 takes."""
    local, _, domain = address.rpartition("@")
    domain = domain if domain.isascii() else domain.encode("idna").decode("ascii")
    if not _LOCAL_PART.fullmatch(local) or not _DOMAIN.fullmatch(domain) or "=?" in local:
        raise ValueError(f"{address!r} is not an address that mail can be sent to")
    return f"{local}@{domain}"


def _one_line(text: str) -> str:
    """Words for a header: no line break, and no encoded word, which the library would decode into one."""
    if not (text.isascii() and text.isprintable()):
        text = "".join(" " if unicodedata.category(char) in _BREAKING else char for char in text)
    return text.replace("=?", "= ?").strip()
