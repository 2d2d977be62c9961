"""What is written down of a letter on its way: that it begins to leave, and what became of it.

A letter is marked `sending` in a committed transaction before its content leaves, and by its result in the next one,
with the start of the next letter: one statement on PostgreSQL (decision 23), on which it works while the mail server is
asked about the next letter (decision 56).
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Connection, String, Update, and_, bindparam, func, or_, update
from sqlalchemy.orm import Session

from notifications.outbox import Letter, LetterState, Obligation, ObligationState
from notifications.retry import LEASE
from notifications.storage import MOMENT, table_of
from notifications.underway import Underway

# What is done once a letter goes round the ORM, which would double its cost.
_LETTERS, _OBLIGATIONS = table_of(Letter), table_of(Obligation)
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
    .returning(_LETTERS.c.id)
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
_OBLIGATION = {
    LetterState.ACCEPTED: ObligationState.ACCEPTED,
    LetterState.FAILED: ObligationState.FAILED,
    LetterState.UNCLEAR: ObligationState.UNCLEAR,
}


_NOTHING = dict.fromkeys(("marked", "arrived", "becomes", "said", "again_at", "finished", "settled", "accepted"))


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one attempt; `again_at` only for a queued one."""

    letter_id: int
    state: LetterState
    answer: str
    again_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Start:
    """A letter that is to leave now, by the worker that has claimed it."""

    letter_id: int
    worker: str


Begin = Callable[[], AbstractContextManager[Session]]
Connect = Callable[[], AbstractContextManager[Connection | None]]
# Marks one letter, starts the next; what it returns waits until that is committed, and is False if that may not leave.
Turn = Callable[[Result | None, Start, datetime], Callable[[], bool]]


@contextmanager
def turning(begin: Begin, connect: Connect) -> Iterator[Turn]:
    """What marks the letter before, if there is one, and then the next as leaving, while the caller does other things.

    Over a connection of `connect` it is one statement; where there is none, it is done in a transaction at once.
    """
    with connect() as connection:
        if connection is None:
            yield partial(_in_a_transaction, begin)
            return
        with Underway(connection, _TURN) as statement:
            yield lambda result, start, now: statement.send(_starting(start, now) | _marking(result, now))


def _in_a_transaction(begin: Begin, result: Result | None, start: Start, now: datetime) -> Callable[[], bool]:
    with begin() as session:
        if result is not None:
            mark(session, result, now)
        started = session.execute(_START, _starting(start, now)).one_or_none() is not None
    return lambda: started


def mark(session: Session, result: Result, now: datetime) -> None:
    """Write down what became of an attempt, on the letter and on its obligation."""
    asked = _marking(result, now)
    obligation_id = session.scalar(_MARK, asked)
    if obligation_id is not None:
        session.connection().execute(_SETTLE, asked | {"obligation": obligation_id})


def _starting(start: Start, now: datetime) -> dict[str, Any]:
    """The parameters of `_START`."""
    return {"one": start.letter_id, "worker": start.worker, "lease": now + LEASE}


def _marking(result: Result | None, now: datetime) -> dict[str, Any]:
    """The parameters of `_MARK` and `_SETTLE`; without a result they mark nothing."""
    if result is None:
        return _NOTHING
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
