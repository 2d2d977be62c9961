"""The receiver: keep a mail, and only then read it and do what follows, each in a transaction of its own.

A mail that was kept is never lost: what fails while it is read is tried again a few times and then shown to a person,
and stops no other. Any number of processes may work at once; each takes mails by their rows.
"""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import msgspec
import structlog
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from issuetracker.intake.authentication import Verdict, judge
from issuetracker.intake.carrying_out import carry_out
from issuetracker.intake.doors import Handed
from issuetracker.intake.explaining import Explained, explain
from issuetracker.intake.installation import InHand, Intake
from issuetracker.intake.judging import Around
from issuetracker.intake.keeping import keep
from issuetracker.intake.knowing import Kept, around
from issuetracker.intake.mail import Bounce, Mail
from issuetracker.intake.reading import read
from issuetracker.intake.template import TemplateReading, read_template
from issuetracker.models import Cause, InboundMail, InboundState
from issuetracker.queries.mails import Unread, next_unread
from workflows.errors import Refusal

log = structlog.get_logger(__name__)
Begin = Callable[[], AbstractContextManager[Session]]
MOST_ATTEMPTS = 3
_PAUSE = timedelta(minutes=5)  # between two attempts
_ASKED_AGAIN = timedelta(hours=1)  # so long a sender is asked for where the DNS does not answer


def accept(begin: Begin, intake: Intake, handed: Handed, at: datetime) -> int:
    """Keep a mail durably; returns its id. What raises has not taken it: whoever hands it over must keep it."""
    stored = intake.store.put(io.BytesIO(handed.raw))
    with begin() as session:
        row, _ = keep(session, handed, stored, at)
        return row.id


def take_in(begin: Begin, intake: Intake, now: Callable[[], datetime]) -> int:
    """Read every mail that waits, the longest due first; returns how many were finished."""
    finished, last = 0, None
    while True:
        with begin() as session:
            found = session.execute(next_unread(last, now())).one_or_none()
        if found is None:
            return finished
        last = Unread(*found)
        finished += take_one(begin, intake, last.id, now())


def take_one(begin: Begin, intake: Intake, mail_id: int, at: datetime, *, trusted: bool = False) -> bool:
    """Read one mail and do what follows; False if somebody else has, or it waits for another attempt."""
    try:
        with begin() as session:
            row = _locked(session, mail_id)
            if row is None:
                return False
            check_sender(intake, row)
            explained = understand(session, intake, row, at, trusted=trusted)
            if explained.around.ask_again and at < row.stored_at + _ASKED_AGAIN:
                row.not_before = at + _PAUSE
                return False
            carry_out(InHand(session, intake, row, explained, at))
        return True
    except Refusal as refusal:
        return _put_aside(begin, mail_id, at, Cause.NOT_POSSIBLE, f"{refusal.sentence()} {refusal.detail}".strip())
    except Exception:
        log.exception("a mail could not be taken in", mail=mail_id)
        return _failed(begin, mail_id, at)


def _locked(session: Session, mail_id: int) -> InboundMail | None:
    return session.scalar(
        select(InboundMail)
        .where(InboundMail.id == mail_id, InboundMail.state == InboundState.RECEIVED.value)
        .with_for_update(skip_locked=True)
    )


def check_sender(intake: Intake, row: InboundMail) -> None:
    """Ask who vouches for a mail's sender, and keep what was found: whoever reads the mail later asks nobody."""
    row.verdict = msgspec.to_builtins(judge(_handed(_bytes(intake, row), row), intake.settings, intake.look_up))


def understand(session: Session, intake: Intake, row: InboundMail, at: datetime, *, trusted: bool = False) -> Explained:
    """What a kept mail is and what would become of it now; `trusted` if a person has released it."""
    return understand_bytes(session, intake, _bytes(intake, row), at, row=row, trusted=trusted)


def _bytes(intake: Intake, row: InboundMail) -> bytes:
    with intake.store.open(row.sha256) as stream:
        return stream.read()


def understand_bytes(
    session: Session,
    intake: Intake,
    raw: bytes,
    at: datetime,
    *,
    row: InboundMail | None = None,
    trusted: bool = False,
) -> Explained:
    """The same for a mail that need not be kept."""

    def ask(mail: Mail, report: Bounce | None) -> Around:
        verdict = _verdict(intake, raw, row, at)
        kept = Kept(at, tuple(row.envelope_to) if row else (), row.id if row else None, trusted)
        return around(session, intake.addresses, mail, report, verdict, kept)

    return explain(raw, ask, lambda found: _earlier(session, intake, found))


def _verdict(intake: Intake, raw: bytes, row: InboundMail | None, at: datetime) -> Verdict:
    """What was kept of the sender when the mail came; else what is found now."""
    if row is not None and row.verdict:
        return msgspec.convert(row.verdict, Verdict)
    handed = _handed(raw, row) if row is not None else Handed(raw, "file", at)
    return judge(handed, intake.settings, intake.look_up)


def _handed(raw: bytes, row: InboundMail) -> Handed:
    """The mail as its door had it."""
    return Handed(raw, row.door, row.taken_at, row.envelope_from, tuple(row.envelope_to), row.client, row.helo)


def _earlier(session: Session, intake: Intake, found: Around) -> TemplateReading | None:
    """The reading of the mail that this one completes."""
    if found.answered is None or found.answered.completes is None:
        return None
    first = session.get_one(InboundMail, found.answered.completes)
    return read_template(read(_bytes(intake, first)))


def _put_aside(begin: Begin, mail_id: int, at: datetime, cause: Cause, reason: str) -> bool:
    with begin() as session:
        row = _locked(session, mail_id)
        if row is None:
            return False
        row.state, row.cause, row.reason, row.done_at = InboundState.QUARANTINED.value, cause.value, reason, at
    return True


def _failed(begin: Begin, mail_id: int, at: datetime) -> bool:
    """Count an attempt; after the last one a person sees the mail, and `mail reprocess` takes it again."""
    with begin() as session:
        made = session.scalar(
            update(InboundMail)
            .where(InboundMail.id == mail_id, InboundMail.state == InboundState.RECEIVED.value)
            .values(attempts=InboundMail.attempts + 1, not_before=at + _PAUSE)
            .returning(InboundMail.attempts)
        )
    if made is None or made < MOST_ATTEMPTS:
        return False
    return _put_aside(begin, mail_id, at, Cause.FAILED, "The program could not take it in; see its log.")
