"""Writes the messages of the corpus that carry a filled-in template: `python -m tests.intake.making.template_mails`.

A story says what a person wrote, with which program, and what a reader takes from it. The program decides about MIME
structure, encoding, signature and headers. The same bytes are written each time.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any

MAILS = Path(__file__).parent.parent / "mails"
_FROM = {
    "dekra": "Petra Vogel <petra.vogel@dekra.example>",
    "kema": "Joost van Dijk <joost.vandijk@kema.example>",
    "hanguk": "박지훈 <jihoon.park@hanguk.example>",
    "iberia": "Lucía Ortega <lucia.ortega@iberialab.example>",
    "pruef": "Jürgen Groß <juergen.gross@pruefwerk.example>",
}
_DOCX = "vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class File:
    """A file that comes with a message."""

    name: str
    content: bytes
    kind: str = "text/plain"


@dataclass(frozen=True)
class Story:
    """A message and what a reader takes from it; `says` are texts that are new in it."""

    name: str
    client: str
    sender: str
    subject: str
    text: str
    fields: dict[str, dict[str, Any]]
    description: str
    html: str = ""
    files: tuple[File, ...] = ()
    errors: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)


def read(**values: Any) -> dict[str, dict[str, Any]]:
    """Fields that stand in the template; `vendor__email` is a contact's."""
    return {_name(key): {"value": value, "how": "read"} for key, value in values.items()}


def guessed(**values: Any) -> dict[str, dict[str, Any]]:
    """Fields that stand elsewhere and can mean one thing only."""
    return {_name(key): {"value": value, "how": "guessed"} for key, value in values.items()}


def missing(*names: str) -> dict[str, dict[str, Any]]:
    """Fields that a reader does not find."""
    return {_name(name): {"value": None, "how": "missing"} for name in names}


def _name(key: str) -> str:
    party, _, part = key.partition("__")
    return f"{party}_contact.{part}" if part else key


def word(name: str, content: bytes) -> File:
    return File(name, content, f"application/{_DOCX}")


def _plain(message: EmailMessage, story: Story, encoding: str, charset: str = "utf-8") -> None:
    message.set_content(story.text, charset=charset, cte=encoding)


def _alternative(message: EmailMessage, story: Story, encoding: str, charset: str = "utf-8") -> None:
    _plain(message, story, encoding, charset)
    html = story.html or "<br>\n".join(escape(line) for line in story.text.split("\n"))
    message.add_alternative(f"<html><body>{html}</body></html>", subtype="html", charset=charset, cte=encoding)


def _html_only(message: EmailMessage, story: Story, encoding: str) -> None:
    message.set_content(f"<html><body>{story.html}</body></html>", subtype="html", charset="utf-8", cte=encoding)


def _flowed(message: EmailMessage, story: Story) -> None:
    # A space at the end would mean that the line goes on (RFC 3676), so the program takes it away.
    text = "\n".join(line.rstrip() for line in story.text.split("\n"))
    message.set_content(text, charset="utf-8", cte="8bit")
    message.set_param("format", "flowed")


_CLIENTS: dict[str, tuple[str, Callable[[EmailMessage, Story], None]]] = {
    "outlook": ("Microsoft Outlook 16.0", lambda m, s: _alternative(m, s, "quoted-printable")),
    "outlook_latin": ("Microsoft Outlook 15.0", lambda m, s: _alternative(m, s, "quoted-printable", "windows-1252")),
    "outlook_korean": ("Microsoft Outlook 16.0", lambda m, s: _alternative(m, s, "base64", "euc-kr")),
    "outlook_html": ("Microsoft Outlook 16.0", lambda m, s: _html_only(m, s, "quoted-printable")),
    "exchange": ("Microsoft Exchange Server", lambda m, s: _alternative(m, s, "base64")),
    "apple": ("Apple Mail (2.3774.300.61.1.2)", lambda m, s: _plain(m, s, "quoted-printable")),
    "iphone": ("iPhone Mail (21E236)", lambda m, s: _plain(m, s, "quoted-printable")),
    "gmail": ("", lambda m, s: _alternative(m, s, "base64")),
    "gmail_html": ("", lambda m, s: _html_only(m, s, "base64")),
    "thunderbird": ("Mozilla Thunderbird", _flowed),
    "mutt": ("Mutt/2.2.12", lambda m, s: _plain(m, s, "8bit")),
    "samsung": ("SamsungEmail", lambda m, s: _alternative(m, s, "base64")),
}


def composed(story: Story, number: int) -> bytes:
    """The message as its program sends it."""
    message = EmailMessage(SMTP)
    message["From"] = _FROM[story.sender]
    message["To"] = "certification@openchargealliance.example"
    message["Subject"] = story.subject
    message["Date"] = f"Mon, {2 + number % 27:02} Mar 2026 10:{number % 60:02}:00 +0100"
    message["Message-ID"] = f"<{story.name}@{story.sender}.example>"
    program, body = _CLIENTS[story.client]
    for name, value in (({"X-Mailer": program} if program else {}) | story.headers).items():
        message[name] = value
    body(message, story)
    for file in story.files:
        main, _, sub = file.kind.partition("/")
        message.add_attachment(file.content, maintype=main, subtype=sub, filename=file.name)
    for at, part in enumerate(message.walk()):
        if part.is_multipart():
            part.set_boundary(f"=_{story.name}_{at}")
    return message.as_bytes()


def expected(story: Story) -> dict[str, Any]:
    """What a reader takes from the message, for a known and authenticated sender."""
    files = [{"name": f.name, "size": len(f.content), "sha256": sha256(f.content).hexdigest()} for f in story.files]
    return {
        "description": story.description,
        "outcome": "new_issue",
        "fields": story.fields,
        "errors": sorted(story.errors),
        "visible_contains": list(story.says),
        "attachments": files,
    }


def write(stories: list[Story]) -> None:
    """All messages of the corpus with what is expected of them."""
    for number, story in enumerate(stories):
        (MAILS / f"t_{story.name}.eml").write_bytes(composed(story, number))
        text = json.dumps(expected(story), ensure_ascii=False, indent=2)
        (MAILS / f"t_{story.name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    from tests.intake.making.template_stories import STORIES

    write(STORIES)
