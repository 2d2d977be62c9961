"""From the outbox to the mail server: claim, send, mark. Any number of workers at once (P-53, P-58).

A letter is marked `sending` in a committed transaction before its bytes leave, and by its result in the next one,
with the start of the next letter: one statement on PostgreSQL (decision 23).
A worker that dies in between leaves one letter of which nobody knows whether it arrived: when its lease has ended
it becomes `unclear` and is shown to a person; it is never sent again blindly.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from sqlalchemy import Boolean, ColumnElement, Row, String, Update, and_, bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from notifications.composing import Attachment, Outgoing
from notifications.errors import Permanent, Temporary, Unclear
from notifications.mailer import Transport, Unreachable
from notifications.outbox import Letter, LetterState, Obligation, ObligationState
from notifications.retry import LEASE, next_attempt
from notifications.storage import MOMENT, table_of

BATCH = 100
# What is done once a letter goes round the ORM, which would double its cost.
_LETTERS, _OBLIGATIONS = table_of(Letter), table_of(Obligation)
_SENT = (
    "id", "message_id", "thread_id", "recipient", "recipient_name", "subject", "body", "calendar",
    "attachments", "created_at", "attempts",
)  # fmt: skip
# Each is asked for every letter, so built only once. `one`, `again_at` and the like are parameters.
_START = (
    update(_LETTERS)
    .where(
        _LETTERS.c.id == bindparam("one"),
        _LETTERS.c.claimed_by == bindparam("worker"),
        _LETTERS.c.state == LetterState.QUEUED.value,
    )
    .values(
        state=LetterState.SENDING.value, attempts=_LETTERS.c.attempts + 1, lease_until=bindparam("lease", type_=MOMENT)
    )
    .returning(*(_LETTERS.c[name] for name in _SENT))
)
# A letter that was shown as unclear meanwhile stays so, unless it is now known to have arrived: a person may have sent
# it again.
_OPEN = or_(
    _LETTERS.c.state == LetterState.QUEUED.value,
    _LETTERS.c.state == LetterState.SENDING.value,
    and_(_LETTERS.c.state == LetterState.UNCLEAR.value, bindparam("arrived", type_=Boolean)),
)
_MARK = (
    update(_LETTERS)
    .where(_LETTERS.c.id == bindparam("marked"), _OPEN)
    .values(
        state=bindparam("becomes"),
        answer=bindparam("said"),
        claimed_by="",
        lease_until=None,
        next_attempt_at=func.coalesce(bindparam("again_at", type_=MOMENT), _LETTERS.c.next_attempt_at),
        finished_at=bindparam("finished", type_=MOMENT),
    )
    .returning(_LETTERS.c.obligation_id)
)


def _settle(obligation_id: ColumnElement[int]) -> Update:
    """An obligation becomes what its letter has become, where that settles anything."""
    becomes = bindparam("settled", type_=String)
    return (
        update(_OBLIGATIONS)
        .where(
            _OBLIGATIONS.c.id == obligation_id,
            _OBLIGATIONS.c.state != ObligationState.ACKNOWLEDGED.value,
            becomes.is_not(None),
        )
        .values(
            state=becomes,
            accepted_at=func.coalesce(bindparam("accepted", type_=MOMENT), _OBLIGATIONS.c.accepted_at),
        )
    )


_SETTLE = _settle(bindparam("obligation", type_=_OBLIGATIONS.c.id.type))
_MARKED = _MARK.cte("marked")
# All that happens between two letters.
_TURN = _START.add_cte(_MARKED, _settle(_MARKED.c.obligation_id).cte("settled"))
Begin = Callable[[], AbstractContextManager[Session]]
Now = Callable[[], datetime]
Open = Callable[[str], IO[bytes]]  # the bytes of a file by their SHA-256


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one attempt; `again_at` only for a queued one."""

    letter_id: int
    state: LetterState
    answer: str
    again_at: datetime | None = None


_OBLIGATION = {
    LetterState.ACCEPTED: ObligationState.ACCEPTED,
    LetterState.FAILED: ObligationState.FAILED,
    LetterState.UNCLEAR: ObligationState.UNCLEAR,
}


@dataclass(frozen=True, slots=True)
class Carrier:
    """What carries letters: a transport, where their files are opened, and the time."""

    transport: Transport
    now: Now
    open_file: Open


def _no_files(digest: str) -> IO[bytes]:
    raise FileNotFoundError(digest)


def deliver(
    begin: Begin,
    transport: Transport,
    worker: str,
    now: Now,
    *,
    at_once: Begin | None = None,
    open_file: Open = _no_files,
) -> int:
    """Send what is due, at most one batch over one connection; returns how many letters were attempted.

    `begin` opens one committed transaction each time it is called, and `at_once` one for a single statement.
    `open_file` opens what goes with a letter.
    """
    with begin() as session:
        ids = claim(session, worker, now())
    if not ids:
        return 0
    try:
        with transport:
            _send_all(begin, at_once or begin, Carrier(transport, now, open_file), worker, ids)
    except Unreachable as error:  # when the connection was opened, or opened anew: nothing of the rest has left
        with begin() as session:
            rest = session.scalars(select(Letter).where(Letter.id.in_(ids), Letter.claimed_by == worker)).all()
            for letter in rest:
                mark(session, _temporary(letter, str(error), now()), now())
    return len(ids)


def claim(session: Session, worker: str, now: datetime) -> list[int]:
    """Take due letters for one worker under a lease; those of a worker that died while sending become unclear."""
    _show_unclear(session, now)
    free = or_(Letter.lease_until.is_(None), Letter.lease_until < now)
    ids = session.scalars(
        select(Letter.id)
        .where(Letter.state == LetterState.QUEUED.value, Letter.next_attempt_at <= now, free)
        .order_by(Letter.next_attempt_at)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    if ids:
        session.execute(update(Letter).where(Letter.id.in_(ids)).values(claimed_by=worker, lease_until=now + LEASE))
    return list(ids)


def _show_unclear(session: Session, now: datetime) -> None:
    abandoned = session.scalars(
        select(Letter.id)
        .where(Letter.state == LetterState.SENDING.value, Letter.lease_until < now)
        .with_for_update(skip_locked=True)
    ).all()
    for letter_id in abandoned:
        mark(session, Result(letter_id, LetterState.UNCLEAR, "the sender stopped before the server's answer"), now)


def _send_all(begin: Begin, at_once: Begin, carrier: Carrier, worker: str, ids: list[int]) -> None:
    now = carrier.now
    result: Result | None = None
    try:
        for letter_id in ids:
            with at_once() as session:
                letter = _turn(session, result, letter_id, worker, now())
            result = None  # only now is it committed
            if letter is not None:
                result = _attempt(carrier, letter)
    finally:
        if result is not None:
            with begin() as session:
                mark(session, result, now())


def _turn(session: Session, result: Result | None, letter_id: int, worker: str, now: datetime) -> Row[Any] | None:
    """Mark the letter before and then this one as leaving, if it is still this worker's."""
    asked = {"one": letter_id, "worker": worker, "lease": now + LEASE}
    if result is None:
        return session.execute(_START, asked).one_or_none()
    if session.get_bind().dialect.name == "postgresql":
        return session.execute(_TURN, asked | _marking(result, now)).one_or_none()
    mark(session, result, now)
    return session.execute(_START, asked).one_or_none()


def _attempt(carrier: Carrier, letter: Row[Any]) -> Result:
    try:
        attachments = tuple(_opened(carrier.open_file, item) for item in letter.attachments)
    except FileNotFoundError as error:
        return Result(letter.id, LetterState.FAILED, f"a file that goes with it is gone: {error}")
    except OSError as error:  # nothing has left yet
        return _temporary(letter, f"a file that goes with it cannot be read: {error}", carrier.now())
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
    try:
        return Result(letter.id, LetterState.ACCEPTED, carrier.transport.send(outgoing))
    except Unreachable:
        raise
    except Temporary as error:
        return _temporary(letter, str(error), carrier.now())
    except Permanent as error:
        return Result(letter.id, LetterState.FAILED, str(error))
    except Unclear as error:
        return Result(letter.id, LetterState.UNCLEAR, str(error))


def _opened(open_file: Open, item: dict[str, Any]) -> Attachment:
    with open_file(item["sha256"]) as stream:
        return Attachment(item["name"], item["media_type"], stream.read())


def _temporary(letter: Letter | Row[Any], answer: str, now: datetime) -> Result:
    again = next_attempt(letter.attempts, letter.created_at, now)
    if again is None:
        return Result(letter.id, LetterState.FAILED, f"given up: {answer}")
    return Result(letter.id, LetterState.QUEUED, answer, again)


def mark(session: Session, result: Result, now: datetime) -> None:
    """Write down what became of an attempt, on the letter and on its obligation."""
    asked = _marking(result, now)
    obligation_id = session.scalar(_MARK, asked)
    if obligation_id is not None:
        session.connection().execute(_SETTLE, asked | {"obligation": obligation_id})


def _marking(result: Result, now: datetime) -> dict[str, Any]:
    """The parameters of `_MARK` and `_SETTLE`."""
    settled = _OBLIGATION.get(result.state)
    return {
        "marked": result.letter_id,
        "arrived": result.state is LetterState.ACCEPTED,
        "becomes": result.state.value,
        "said": result.answer[:2000],
        "again_at": result.again_at,
        "finished": now if result.again_at is None else None,
        "settled": settled.value if settled else None,
        "accepted": now if result.state is LetterState.ACCEPTED else None,
    }
