"""From the outbox to the mail server: claim, send, mark. Any number of workers at once (P-53, P-58).

A letter's content leaves when it is committed that it is `sending`, and what became of the one before. That one
statement runs while the mail server is asked whether it takes this sender and this recipient (decision 56).
A worker that dies in between leaves one letter of which nobody knows whether it arrived: when its lease has ended
it becomes `unclear` and is shown to a person; it is never sent again blindly.
"""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import IO, Any

from sqlalchemy import Row, or_, select, update
from sqlalchemy.orm import Session

from notifications.composing import Attachment, Outgoing
from notifications.errors import Permanent, Temporary, Unclear
from notifications.mailer import Transport, Unreachable
from notifications.marking import Begin, Connect, Result, Start, mark, turning
from notifications.outbox import Letter, LetterState
from notifications.retry import LEASE, next_attempt
from notifications.storage import table_of

BATCH = 100
# All that is sent, read when it is claimed: a letter is frozen, only what becomes of it changes.
_LETTERS = table_of(Letter)
_SENT = tuple(
    _LETTERS.c[name]
    for name in (
        "id", "message_id", "thread_id", "recipient", "recipient_name", "subject", "body", "calendar",
        "attachments", "created_at", "attempts", "next_attempt_at",
    )
)  # fmt: skip
Now = Callable[[], datetime]
Open = Callable[[str], IO[bytes]]  # the bytes of a file by their SHA-256


@dataclass(frozen=True, slots=True)
class Carrier:
    """What carries letters: a transport, where their files are opened, and the time."""

    transport: Transport
    now: Now
    open_file: Open


class _Kept(Exception):
    """The letter may not leave any more."""


def _no_files(digest: str) -> IO[bytes]:
    raise FileNotFoundError(digest)


def deliver(
    begin: Begin,
    transport: Transport,
    worker: str,
    now: Now,
    *,
    connect: Connect = nullcontext,
    open_file: Open = _no_files,
) -> int:
    """Send what is due, at most one batch over one connection; returns how many letters were attempted.

    `begin` opens one committed transaction each time it is called, and `connect` a connection whose every statement is
    one, or none.
    `open_file` opens what goes with a letter.
    """
    with begin() as session:
        letters = claim(session, worker, now())
    if not letters:
        return 0
    try:
        with transport:
            _send_all(begin, connect, Carrier(transport, now, open_file), worker, letters)
    except Unreachable as error:  # when the connection was opened, or opened anew: nothing of the rest has left
        with begin() as session:
            ids = [letter.id for letter in letters]
            rest = session.scalars(select(Letter).where(Letter.id.in_(ids), Letter.claimed_by == worker)).all()
            for letter in rest:
                mark(session, _temporary(letter, letter.attempts, str(error), now()), now())
    return len(letters)


def claim(session: Session, worker: str, now: datetime) -> list[Row[Any]]:
    """Take due letters for one worker under a lease; those of a worker that died while sending become unclear."""
    _show_unclear(session, now)
    free = or_(_LETTERS.c.lease_until.is_(None), _LETTERS.c.lease_until < now)
    due = (
        select(_LETTERS.c.id)
        .where(_LETTERS.c.state == LetterState.QUEUED.value, _LETTERS.c.next_attempt_at <= now, free)
        .order_by(_LETTERS.c.next_attempt_at)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    taken = update(_LETTERS).where(_LETTERS.c.id == due.c.id).values(claimed_by=worker, lease_until=now + LEASE)
    return sorted(session.execute(taken.returning(*_SENT)), key=attrgetter("next_attempt_at", "id"))


def _show_unclear(session: Session, now: datetime) -> None:
    abandoned = session.scalars(
        select(_LETTERS.c.id)
        .where(_LETTERS.c.state == LetterState.SENDING.value, _LETTERS.c.lease_until < now)
        .with_for_update(skip_locked=True)
    ).all()
    for letter_id in abandoned:
        mark(session, Result(letter_id, LetterState.UNCLEAR, "the sender stopped before the server's answer"), now)


def _send_all(begin: Begin, connect: Connect, carrier: Carrier, worker: str, letters: list[Row[Any]]) -> None:
    result: Result | None = None  # of the letter before, as long as it is not committed
    try:
        with turning(begin, connect) as turn:
            for letter in letters:
                begun = turn(result, Start(letter.id, worker), carrier.now())
                try:
                    # After one that may not leave, the server is asked about none before it is known that it may.
                    became = _attempt(carrier, letter, begun) if result is not None or begun() else None
                finally:
                    may_leave = begun()
                    result = None
                result = became if may_leave else None
    finally:
        if result is not None:
            with begin() as session:
                mark(session, result, carrier.now())


def _attempt(carrier: Carrier, letter: Row[Any], begun: Callable[[], bool]) -> Result | None:
    """Hand over one letter, its content only when `begun` says that it may leave; None if it may not."""

    def again(why: str) -> Result:
        return _temporary(letter, letter.attempts + 1, why, carrier.now())

    try:
        attachments = tuple(_opened(carrier.open_file, item) for item in letter.attachments)
    except FileNotFoundError as error:
        return Result(letter.id, LetterState.FAILED, f"a file that goes with it is gone: {error}")
    except OSError as error:  # nothing has left yet
        return again(f"a file that goes with it cannot be read: {error}")
    outgoing = Outgoing(
        letter.message_id,
        letter.thread_id,
        letter.recipient,
        letter.recipient_name,
        letter.subject,
        letter.body,
        letter.calendar,
        letter.created_at,
        attachments,
    )

    def may_leave() -> None:
        if not begun():
            raise _Kept

    try:
        return Result(letter.id, LetterState.ACCEPTED, carrier.transport.send(outgoing, may_leave))
    except _Kept:
        return None
    except Unreachable:
        raise
    except Temporary as error:
        return again(str(error))
    except Permanent as error:
        return Result(letter.id, LetterState.FAILED, str(error))
    except Unclear as error:
        return Result(letter.id, LetterState.UNCLEAR, str(error))


def _opened(open_file: Open, item: dict[str, Any]) -> Attachment:
    with open_file(item["sha256"]) as stream:
        return Attachment(item["name"], item["media_type"], stream.read())


def _temporary(letter: Letter | Row[Any], attempts: int, answer: str, now: datetime) -> Result:
    again = next_attempt(attempts, letter.created_at, now)
    if again is None:
        return Result(letter.id, LetterState.FAILED, f"given up: {answer}")
    return Result(letter.id, LetterState.QUEUED, answer, again)
