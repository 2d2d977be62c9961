"""Mails for tests, as a mail server hands them over: whole messages, their verdict on top."""

from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

INBOX = "certification@oca.example"
DISPUTES = "disputes@oca.example"
AUTHSERV = "mx.oca.example"
TEMPLATE = """\
Vendor:             Voltwerk B.V.
Contact details:    Name: Jeroen Bakker  E-mail: j.bakker@voltwerk.example  Phone: +31 20 555 0111
Test laboratory:    DEKRA
Contact details:    Name: Petra Vogel  E-mail: petra.vogel@dekra.example  Phone: +31 26 555 0142
Summary:            seqNo restarts after an offline transaction
Test type:          [x] Conformance test  [ ] Performance measurement
Test reference:     TC_E_22_CS
Description:        The OCTT expects 0, the station sends 7.
OCPP version:       [ ] 1.6  [x] 2.0.1
"""


def mail(
    text: str = TEMPLATE,
    *,
    sender: str = "Petra Vogel <petra.vogel@dekra.example>",
    to: str = INBOX,
    subject: str = "Issue with TC_E_22_CS",
    verdict: str | None = "pass",
    attached: dict[str, bytes] | None = None,
    **headers: str,
) -> bytes:
    """A mail with the receiving server's verdict (None: without one); other headers by name, `_` for `-`."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = headers.pop("Message_ID", make_msgid(domain="client.example"))
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    for name, content in (attached or {}).items():
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    domain = sender.rpartition("@")[2].rstrip(">")
    top = f"Authentication-Results: {AUTHSERV}; dmarc={verdict} header.from={domain}\r\n" if verdict else ""
    return top.encode() + message.as_bytes().replace(b"\n", b"\r\n")


def reply(letter: EmailMessage, text: str, *, sender: str, **more: str) -> bytes:
    """An answer as mail programs write it: to the letter's reply address, with its Message-ID, quoted below."""
    part = letter.get_body(("plain",))
    quoted = "\n".join(f"> {line}" for line in (part.get_content() if part else "").splitlines())
    return mail(
        f"{text}\n\nOn Mon, 2 Mar 2026 at 10:00, OCPP certification desk wrote:\n{quoted}\n",
        sender=sender,
        to=str(letter["Reply-To"]),
        subject=f"Re: {letter['Subject']}",
        In_Reply_To=str(letter["Message-ID"]),
        References=str(letter["Message-ID"]),
        **more,
    )
