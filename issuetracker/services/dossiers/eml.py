"""Messages and letters as .eml files (RFC 5322), the same bytes each time."""

from collections.abc import Callable
from datetime import datetime
from email.header import Header
from email.mime.text import MIMEText
from email.utils import format_datetime, formataddr

from issuetracker.models import Letter
from issuetracker.services.desk import Desk
from issuetracker.services.dossiers.contents import Message
from notifications.composing import Outgoing, written
from notifications.errors import Permanent


def message_eml(message: Message, desk: Desk) -> bytes:
    """What somebody wrote on the desk; its body is exactly the text whose digest the event names."""
    return _plain(_no_reply(desk), message.author, message.subject, message.at, message.body, seen_by=message.seen_by)


def letter_eml(letter: Letter, desk: Desk, cut: Callable[[str], str]) -> bytes:
    """A letter as it was or will be sent, without its addressee's personal links."""
    body = cut(letter.body)
    outgoing = Outgoing(
        letter.message_id, letter.thread_id, letter.recipient, letter.recipient_name, letter.subject, body,
        letter.calendar, letter.created_at,
    )  # fmt: skip
    try:
        return written(outgoing, f"OCA certification desk <{_no_reply(desk)}>")
    except Permanent:  # nobody to send it to: its words are kept all the same
        return _plain(_no_reply(desk), "OCA certification desk", letter.subject, letter.created_at, body)


def _no_reply(desk: Desk) -> str:
    return f"no-reply@{desk.mail_domain}"


def _plain(address: str, author: str, subject: str, at: datetime, body: str, *, seen_by: str = "") -> bytes:
    message = MIMEText(body, "plain", "utf-8")  # in base64, which changes no line end
    message["From"] = formataddr((_line(author), address), "utf-8")
    message["Date"] = format_datetime(at)
    message["Subject"] = _header("Subject", subject)
    if seen_by:
        message["X-OCA-Seen-By"] = _header("X-OCA-Seen-By", seen_by)
    return message.as_bytes()


def _header(name: str, text: str) -> str:
    return Header(_line(text), "utf-8" if not text.isascii() else "us-ascii", header_name=name).encode()


def _line(text: str) -> str:
    return " ".join(text.split())
