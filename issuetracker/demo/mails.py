"""Mails of the last hours before the demo begins, handed to the receiver as a mail server would: filed, asked back,
put on a case, in quarantine under several causes, a bounce. All invented.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from hashlib import sha256

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.demo.mail_texts import (
    BOUNCE,
    COMPLETE,
    DISPUTE,
    ENCRYPTED,
    INCOMPLETE,
    LOG,
    OFFER,
    QUESTION,
    STRANGER,
    VENDOR,
)
from issuetracker.demo.parties import Cast
from issuetracker.extensions import db, transaction
from issuetracker.intake.doors import Handed
from issuetracker.intake.installation import Addresses, Intake
from issuetracker.intake.receiver import accept, take_in
from issuetracker.intake.setting_up import intake_of
from issuetracker.mail_config import MailIn
from issuetracker.models import Case, Letter, MailSource, Obligation
from notifications.outbox import LetterState
from notifications.return_address import ReturnAddress

_INBOX, _DISPUTES, _OUR_SERVER = "certification@oca.example", "disputes@oca.example", "mx.oca.example"
_DOMAINS = ("dekra", "dnv", "ktc")


@dataclass(frozen=True, slots=True)
class _Letter:
    """A letter of the past that somebody answers, or that did not arrive."""

    message_id: str
    subject: str
    number: str
    address: str


def know_laboratories(session: Session, cast: Cast, at: datetime) -> None:
    """The domains from which the laboratories mail."""
    for key in _DOMAINS:
        source = MailSource(pattern=f"@{key}.example", laboratory_id=cast.laboratory_ids[key])
        source.made_at, source.made_by = at, cast.actors["office"].name
        session.add(source)


def receive(app: Flask, since: datetime, until: datetime) -> None:
    """Let the mails come in, spread between two moments; the caller is in the app's context."""
    intake, raws = _intake(app), list(_mails(db.session()))
    for n, raw in enumerate(raws, 1):
        at = (since + (until - since) * n / (len(raws) + 1)).replace(microsecond=0)
        _hand_over(intake, raw.replace(b"@DATE@", format_datetime(at).encode()), at)


def _hand_over(intake: Intake, raw: bytes, at: datetime) -> None:
    to = _DISPUTES if b"\nTo: disputes@" in raw else _INBOX
    accept(transaction, intake, Handed(raw, f"imap:{_INBOX}/INBOX", at, envelope_to=(to,)), at)
    take_in(transaction, intake, lambda: at)


def _intake(app: Flask) -> Intake:
    """The installation's, with a mailbox that exists in the past only and a mail server whose word counts."""
    config = app.extensions["config"]
    returns = ReturnAddress(_INBOX, config.mail_domain, config.key_for("return address"))
    settings = MailIn((_INBOX,), _DISPUTES, (_OUR_SERVER,))
    return replace(intake_of(app), addresses=Addresses(returns, _DISPUTES), settings=settings)


def _mails(session: Session) -> Iterator[bytes]:
    answered, lost = _letter_to(session, "petra.vogel@dekra.example"), _letter_to(session, "minseo.kim@ktc.example")
    yield _mail("Ole Nygård <ole.nygard@dnv.example>", "Issue: StatusNotification after reset", COMPLETE, log=LOG)
    yield _mail("김민서 <minseo.kim@ktc.example>", "TC_K_53_CS 문의", INCOMPLETE)
    yield _mail("Lena Kowalski <l.kowalski@prueflabor-sued.example>", "OCPP issue template", STRANGER, log=LOG)
    yield _mail("Petra Vogel <petra.vogel@dekra.example>", "Another issue", STRANGER, verdict="fail")
    if answered:
        text = "The vendor has sent a second log of the same run; it is attached.\n\nRegards,\nPetra Vogel\n"
        heads = {"In-Reply-To": answered.message_id, "References": answered.message_id}
        yield _mail("Petra Vogel <petra.vogel@dekra.example>", f"Re: {answered.subject}", text, log=LOG, **heads)
        text = "As discussed on the phone: it happens with firmware 2.8.1 as well.\n"
        yield _mail("Petra Vogel <petra.vogel@dekra.example>", f"{answered.number} firmware", text)
    yield _mail("Jeroen Bakker <j.bakker@voltwerk.example>", "Our certification is blocked", VENDOR)
    yield _mail("Astrid Lindqvist <astrid.lindqvist@nordlader-mobility.example>", "A second socket", QUESTION)
    yield _mail("Ole Nygård <ole.nygard@dnv.example>", "...", ENCRYPTED)
    yield _mail("Mads Østergård <certificates@sondervolt.example>", "Disagreement", DISPUTE, to=_DISPUTES)
    yield _mail("Charging Summit <news@summit.example>", "Your stand at the Charging Summit", OFFER)
    if lost:
        yield _bounce(lost)


def _letter_to(session: Session, address: str) -> _Letter | None:
    """The last letter about an open case that left for this address."""
    row = session.execute(
        select(Letter.message_id, Letter.subject, Case.number)
        .join(Case, Case.id == Letter.case_id)
        .join(Obligation, Obligation.id == Letter.obligation_id)
        .where(Letter.recipient == address, Letter.state == LetterState.ACCEPTED.value, Case.closed_at.is_(None))
        .order_by(Letter.id.desc())
        .limit(1)
    ).first()
    return _Letter(row.message_id, row.subject, row.number, address) if row else None


def _mail(
    sender: str, subject: str, text: str, *, to: str = _INBOX, verdict: str = "pass", log: bytes = b"", **heads: str
) -> bytes:
    """A mail as our mail server hands it over, its verdict on top."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"], message["Date"] = sender, to, subject, "@DATE@"
    domain = sender.rpartition("@")[2].rstrip(">")
    message["Message-ID"] = f"<{sha256((subject + text).encode()).hexdigest()[:20]}@{domain}>"
    for name, value in heads.items():
        message[name] = value
    message.set_content(text)
    if log:
        message.add_attachment(log, "text", "plain", filename="octt-run.log")
    top = f"Authentication-Results: {_OUR_SERVER}; dmarc={verdict} header.from={domain}\n"
    return top.encode() + message.as_bytes()


def _bounce(letter: _Letter) -> bytes:
    """What a mail server writes of a letter to a full mailbox (RFC 3464)."""
    return BOUNCE.format(address=letter.address, message_id=letter.message_id, subject=letter.number).encode()
