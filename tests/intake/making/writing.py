"""Pieces of which mails are put together, as bytes with CRLF."""

import base64
import hashlib
import quopri
from dataclasses import dataclass, field
from typing import Any

DESK = "certification@oca.example"
LAB = '"Jörg Bächle" <j.baechle@ktc.example>'
CRLF = "\r\n"


@dataclass
class Made:
    """A mail and what a reader expects of it."""

    name: str
    raw: bytes
    outcome: str
    description: str
    expected: dict[str, Any] = field(default_factory=dict)


def lines(text: str) -> str:
    """Text with the line ends of mail."""
    return text.replace("\r\n", "\n").replace("\n", CRLF)


def word(text: str, charset: str = "utf-8", how: str = "B") -> str:
    """An encoded word, or the text if it is ASCII."""
    if text.isascii():
        return text
    data = text.encode(charset)
    if how == "B":
        return f"=?{charset}?B?{base64.b64encode(data).decode()}?="
    coded = "".join(chr(b) if chr(b).isalnum() and b < 128 else f"={b:02X}" for b in data)
    return f"=?{charset}?Q?{coded}?="


def person(name: str, address: str, charset: str = "utf-8", how: str = "B") -> str:
    """A name and an address as headers have them."""
    return f"{word(name, charset, how)} <{address}>"


JOERG = person("Jörg Bächle", "j.baechle@ktc.example")
SENT = "Mon, 16 Nov 2026 14:02:11 +0100"


def head(subject: str, *more: str, sender: str = JOERG, to: str = DESK, date: str = SENT, id_: str = "") -> str:
    """Headers that every mail has, as an MX adds to them; `more` are whole lines."""
    domain = sender.rpartition("@")[2].strip(">")
    id_ = id_ or f"<{hashlib.sha1((subject + sender).encode()).hexdigest()[:20]}@{domain}>"
    rows = [
        f"Return-Path: <{sender.rpartition('<')[2].strip('>')}>",
        f"Authentication-Results: mx.oca.example; dkim=pass header.d={domain}; spf=pass smtp.mailfrom={domain}; dmarc=pass header.from={domain}",
        f"Received: from mail.{domain} (mail.{domain} [192.0.2.17]){CRLF}\tby mx.oca.example (Postfix) with ESMTPS id 4F1c2{CRLF}\tfor <{DESK}>; {date}",
        f"From: {sender}",
        f"To: {to}",
        f"Subject: {subject}",
        f"Date: {date}",
        f"Message-ID: {id_}",
        "MIME-Version: 1.0",
        *more,
    ]
    return CRLF.join(rows) + CRLF


def reply(*more: str) -> tuple[str, ...]:
    """The headers by which an answer to a letter of ours is known."""
    ours = "<oca-2026-0042-ack.1@oca.example>"
    return (f"In-Reply-To: {ours}", f"References: {ours}", *more)


def encoded(content: bytes, how: str) -> bytes:
    """Content in a transfer encoding."""
    if how == "base64":
        return base64.encodebytes(content).replace(b"\n", b"\r\n")
    if how == "quoted-printable":
        return quopri.encodestring(content.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
    return content


def part(kind: str, content: bytes | str, how: str = "7bit", *more: str, charset: str = "") -> bytes:
    """A part with its headers; text is encoded in its charset."""
    if isinstance(content, str):
        content = lines(content).encode(charset or "utf-8")
    rows = [f"Content-Type: {kind}" + (f'; charset="{charset}"' if charset else "")]
    if how != "7bit":
        rows.append(f"Content-Transfer-Encoding: {how}")
    return (CRLF.join([*rows, *more]) + CRLF * 2).encode() + encoded(content, how)


def text(content: str, how: str = "quoted-printable", charset: str = "utf-8") -> bytes:
    """A plain text part."""
    return part("text/plain", content, how, charset=charset)


def html(content: str, how: str = "quoted-printable", charset: str = "utf-8") -> bytes:
    """An HTML part."""
    return part("text/html", content, how, charset=charset)


def multi(kind: str, boundary: str, *parts: bytes, more: str = "", preamble: str = "", close: bool = True) -> bytes:
    """A multipart with its headers."""
    mark = f"--{boundary}{CRLF}".encode()
    body = b"".join(mark + one + b"\r\n" for one in parts) + (f"--{boundary}--{CRLF}".encode() if close else b"")
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"{more}{CRLF}{CRLF}{preamble}'.encode() + body


def attached(name: str, kind: str, content: bytes, how: str = "base64", disposition: str = "attachment") -> bytes:
    """A file."""
    return part(f'{kind}; name="{name}"', content, how, f'Content-Disposition: {disposition}; filename="{name}"')


def file(name: str, content: bytes) -> dict[str, Any]:
    """What is expected of an attachment."""
    return {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


LOG = (
    b'2026-11-16T13:02:11.004Z CS > [2,"7f1","BootNotification",{"reason":"PowerUp"}]\r\n'
    b'2026-11-16T13:02:11.120Z CSMS < [3,"7f1",{"status":"Accepted","interval":300}]\r\n'
)
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
TEMPLATE = """Vendor: Voltwerk GmbH
Contact details (vendor): Name: Petra Lang E-mail: p.lang@voltwerk.example Phone: +49 30 5550100
Test laboratory: Kraftwerk Test Center
Contact details (test laboratory): Name: Jörg Bächle E-mail: j.baechle@ktc.example Phone: +49 69 5550188
Summary: TC_E_22_CS expects a status the specification does not have
Test type: [x] Conformance test [ ] Performance measurement
Test reference: TC_E_22_CS
Description: After SetChargingProfile the test case waits for “Pending”.
The specification says Accepted or Rejected only.
Applicable documentation: OCPP 2.0.1 Part 2, K01
Attached logging: see octt.log
"""
FIELDS = {
    "vendor_name": "Voltwerk GmbH",
    "laboratory_name": "Kraftwerk Test Center",
    "summary": "TC_E_22_CS expects a status the specification does not have",
    "test_references": ["TC_E_22_CS"],
    "laboratory_contact.email": "j.baechle@ktc.example",
}
ACK = """Dear Jörg Bächle,

Your issue is case OCA-2026-0042. Analysis by the end of Monday 23 November 2026.

The certification desk
"""
ACK_HTML = "<p>Dear J&ouml;rg B&auml;chle,</p><p>Your issue is case OCA-2026-0042. Analysis by the end of Monday 23 November 2026.</p>"
QUOTED = "".join(f"> {line}".rstrip() + "\n" for line in ACK.split("\n"))
