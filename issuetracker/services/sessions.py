"""Sign-ins: one row each, found by what the cookie holds, ended at any moment."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from issuetracker.models import Person, PersonRole, SignIn, WrongTry
from issuetracker.services.errors import NotFound
from notifications.storage import table_of
from workflows.roles import Actor, Role

LONGEST = timedelta(days=30)
_SEEN_EVERY = timedelta(minutes=1)
_AGENT_LENGTH = 200
_SIGN_INS, _PEOPLE, _ROLES = table_of(SignIn), table_of(Person), table_of(PersonRole)
# Asked for every page, so built only once, of tables: through the ORM it would cost half as much again.
_KNOWN = (
    select(
        _SIGN_INS.c.id,
        _SIGN_INS.c.last_seen_at,
        _PEOPLE.c.id.label("person_id"),
        _PEOPLE.c.name,
        _PEOPLE.c.email,
        _PEOPLE.c.zone,
        _PEOPLE.c.theme,
        _PEOPLE.c.laboratory_id,
        _PEOPLE.c.vendor_id,
        _ROLES.c.role,
    )
    .join(_PEOPLE, _PEOPLE.c.id == _SIGN_INS.c.person_id)
    .outerjoin(_ROLES, _ROLES.c.person_id == _PEOPLE.c.id)
    .where(
        _SIGN_INS.c.token_sha256 == bindparam("digest"),
        _SIGN_INS.c.ended_at.is_(None),
        _SIGN_INS.c.last_seen_at > bindparam("seen_after"),
        _SIGN_INS.c.created_at > bindparam("begun_after"),
        _PEOPLE.c.active,
    )
)


@dataclass(frozen=True, slots=True)
class Device:
    """From where somebody signs in, as the request says it."""

    address: str
    agent: str


@dataclass(frozen=True, slots=True)
class Known:
    """Who a session belongs to. `stale` when its last use should be written down."""

    actor: Actor
    email: str
    zone: str
    theme: str
    session_id: int
    stale: bool


def open_session(session: Session, person_id: int, how: str, device: Device, at: datetime) -> str:
    """A new sign-in of a person; returns what the cookie holds, which is never to be had again."""
    token = secrets.token_urlsafe(32)
    row = SignIn(
        person_id=person_id,
        token_sha256=_digest(token),
        how=how,
        address=device.address,
        agent=device.agent[:_AGENT_LENGTH],
        created_at=at,
        last_seen_at=at,
    )
    session.add(row)
    session.flush()
    return token


def known(session: Session, token: str, at: datetime, idle: timedelta) -> Known | None:
    """Whose session this is, in one query; None once it has ended, was idle too long, or its person has left."""
    asked = {"digest": _digest(token), "seen_after": at - idle, "begun_after": at - LONGEST}
    rows = session.connection().execute(_KNOWN, asked).all()
    if not rows:
        return None
    first = rows[0]
    roles = frozenset(Role(row.role) for row in rows if row.role)
    actor = Actor(first.person_id, first.name, roles, first.laboratory_id, first.vendor_id)
    stale = at - first.last_seen_at > _SEEN_EVERY
    return Known(actor, first.email, first.zone, first.theme, first.id, stale)


def note_seen(session: Session, session_id: int, at: datetime) -> None:
    """Write down when a session was last used."""
    session.execute(update(SignIn).where(SignIn.id == session_id).values(last_seen_at=at))


def sessions_of(session: Session, person_id: int, at: datetime, idle: timedelta) -> Sequence[SignIn]:
    """A person's open sessions, the last used first."""
    return session.scalars(
        select(SignIn)
        .where(
            SignIn.person_id == person_id,
            SignIn.ended_at.is_(None),
            SignIn.last_seen_at > at - idle,
            SignIn.created_at > at - LONGEST,
        )
        .order_by(SignIn.last_seen_at.desc(), SignIn.id.desc())
    ).all()


def end(session: Session, person_id: int, session_id: int, at: datetime) -> None:
    """End one of a person's sessions; it opens nothing from this moment."""
    ended = session.scalar(
        update(SignIn)
        .where(SignIn.id == session_id, SignIn.person_id == person_id, SignIn.ended_at.is_(None))
        .values(ended_at=at)
        .returning(SignIn.id)
    )
    if ended is None:
        raise NotFound("You have no such session, or it has ended.")


def end_all(session: Session, person_id: int, at: datetime, *, but: int | None = None) -> None:
    """End all sessions of a person, but one where it is named."""
    query = update(SignIn).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None))
    session.execute((query.where(SignIn.id != but) if but is not None else query).values(ended_at=at))


def forget_old(session: Session, at: datetime) -> None:
    """Delete sessions and wrong tries that nobody can use or count any more."""
    session.execute(delete(SignIn).where(SignIn.created_at < at - 2 * LONGEST))
    session.execute(delete(WrongTry).where(WrongTry.at < at - timedelta(days=1)))


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
