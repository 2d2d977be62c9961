"""Wrong passwords and codes are counted per account and per address; after too many comes a rest.

In the database, because every process must count the same ones, and a restart must not forgive them.
"""

from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from issuetracker.models import WrongTry

REST = timedelta(minutes=10)
# An address may be a whole laboratory's; each account behind it has its own five.
# Letters with a new password's link are counted like wrong tries, so that nobody's mailbox is filled.
MOST = {"account": 5, "address": 20, "recovery": 3}


def key(kind: str, value: str) -> tuple[str, str]:
    """What is counted: `account` with an e-mail address, `address` with that of a computer."""
    return kind, value.strip().lower()


def tries_left(session: Session, keys: list[tuple[str, str]], at: datetime) -> int:
    """How many wrong tries are left until all keys must rest; 0 during the rest.

    Tries against the same key wait for each other until the transaction ends, or many at once would all count as one.
    """
    digests = {_digest(item): MOST[item[0]] for item in keys}
    _one_at_a_time(session, sorted(digests))
    rows = session.execute(
        select(WrongTry.key_sha256, func.count().label("made"))
        .where(WrongTry.key_sha256.in_(digests), WrongTry.at > at - REST)
        .group_by(WrongTry.key_sha256)
    )
    made: dict[str, int] = {row.key_sha256: row.made for row in rows}
    return max(0, min(most - made.get(digest, 0) for digest, most in digests.items()))


def note_wrong(session: Session, keys: list[tuple[str, str]], at: datetime) -> None:
    """Count a wrong try against all keys."""
    session.add_all([WrongTry(key_sha256=_digest(item), at=at) for item in keys])
    session.flush()


def forgive(session: Session, item: tuple[str, str]) -> None:
    """Forget the wrong tries of an account whose person has shown who they are."""
    session.execute(delete(WrongTry).where(WrongTry.key_sha256 == _digest(item)))


def _one_at_a_time(session: Session, digests: list[str]) -> None:
    """SQLite writes one transaction at a time anyway."""
    if session.get_bind().dialect.name == "postgresql":
        for digest in digests:
            session.execute(select(func.pg_advisory_xact_lock(int(digest[:15], 16))))


def _digest(item: tuple[str, str]) -> str:
    return sha256(":".join(item).encode()).hexdigest()
