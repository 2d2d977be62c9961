"""Keep a mail before anything of it is understood: its bytes in the store, and a row that waits (promise 1)."""

import re
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.intake.doors import Handed
from issuetracker.models import InboundMail, InboundState
from issuetracker.services.files import Stored

# What stays the same when one mail comes by two ways, which each put their own lines on top.
_SAME = re.compile(rb"^(?:message-id|from|date|subject):[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE)
_MESSAGE_ID = re.compile(rb"^message-id:\s*(<[^<>\s]{1,900}>)", re.IGNORECASE | re.MULTILINE)
_MOST_HEADERS = 1 << 18


def keep(session: Session, handed: Handed, stored: Stored, at: datetime) -> tuple[InboundMail, bool]:
    """The row of a mail whose bytes are in the store, and whether it is new.

    The same bytes are the same row. The same mail with other lines of transport on top is kept as a duplicate of the
    first; another mail with its Message-ID is not: whoever knows one could else make a mail disappear.
    """
    known = session.scalar(select(InboundMail).where(InboundMail.sha256 == stored.sha256))
    if known is not None:
        return known, False
    head, body = _parts(handed.raw)
    content = sha256(b"\n".join(_SAME.findall(head)) + b"\n\n" + body).hexdigest()
    first = session.scalar(
        select(InboundMail.id).where(
            InboundMail.content_sha256 == content, InboundMail.state != InboundState.DUPLICATE.value
        )
    )
    found = _MESSAGE_ID.search(head)
    row = InboundMail(
        sha256=stored.sha256,
        size=stored.size,
        content_sha256=content,
        message_id=found[1].decode("utf-8", "replace") if found else "",
        door=handed.door,
        envelope_from=_plain(handed.envelope_from),
        envelope_to=[_plain(address) for address in handed.envelope_to],
        client=_plain(handed.client),
        helo=_plain(handed.helo),
        taken_at=handed.taken_at,
        stored_at=at,
        not_before=at,
        state=InboundState.RECEIVED.value,
    )
    if first is not None:
        row.state, row.first_id, row.done_at = InboundState.DUPLICATE.value, first, at
        row.reason = "The same mail came by another way."
    session.add(row)
    session.flush()
    return row, True


def _parts(raw: bytes) -> tuple[bytes, bytes]:
    """Headers and body with one kind of line end."""
    plain = raw.replace(b"\r\n", b"\n")
    head, _, body = plain.partition(b"\n\n")
    return head[:_MOST_HEADERS], body.rstrip(b"\n")


def _plain(address: str) -> str:
    """An envelope's address as a database takes it."""
    return "".join(char for char in address if char.isprintable())[:320]
