"""API keys: made once, shown once, kept as a hash."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from issuetracker.models import ApiKey, Person, PersonRole
from issuetracker.services.errors import Unauthorised
from notifications.storage import table_of
from workflows.roles import Actor, Role

_SEEN_EVERY = timedelta(minutes=1)
_KEYS, _PEOPLE, _ROLES = table_of(ApiKey), table_of(Person), table_of(PersonRole)
# Asked by every request, so built only once, of tables: through the ORM it would cost half as much again.
_CALLER = (
    select(
        _KEYS.c.id,
        _KEYS.c.scopes,
        _KEYS.c.expires_at,
        _KEYS.c.last_used_at,
        _PEOPLE.c.id.label("person_id"),
        _PEOPLE.c.name,
        _PEOPLE.c.laboratory_id,
        _PEOPLE.c.vendor_id,
        _ROLES.c.role,
    )
    .join(_PEOPLE, _PEOPLE.c.id == _KEYS.c.person_id)
    .outerjoin(_ROLES, _ROLES.c.person_id == _PEOPLE.c.id)
    .where(_KEYS.c.key_sha256 == bindparam("digest"), _KEYS.c.revoked_at.is_(None), _PEOPLE.c.active)
)


@dataclass(frozen=True, slots=True)
class Caller:
    """Whose key it is, and what the key lets through. `stale` when its last use should be written down."""

    actor: Actor
    key_id: int
    scopes: frozenset[str]
    stale: bool
    expires_at: datetime | None = None


def make_key(
    session: Session, person: Person, name: str, scopes: str, at: datetime, expires_at: datetime | None = None
) -> str:
    """A new key of a person; the returned text is never to be had again."""
    secret = f"oca_{secrets.token_urlsafe(32)}"
    session.add(
        ApiKey(
            person_id=person.id,
            name=name,
            key_sha256=_digest(secret),
            scopes=scopes,
            created_at=at,
            expires_at=expires_at,
        )
    )
    session.flush()
    return secret


def caller(session: Session, secret: str, at: datetime) -> Caller:
    """Who calls with this key; Unauthorised if it is unknown, expired or revoked, or its person has left."""
    rows = session.execute(_CALLER, {"digest": _digest(secret)}).all()
    if not rows:
        raise Unauthorised("The API key is not known, or was revoked.")
    first = rows[0]
    if first.expires_at is not None and first.expires_at <= at:
        raise Unauthorised("The API key has expired.")
    roles = frozenset(Role(row.role) for row in rows if row.role)
    actor = Actor(first.person_id, first.name, roles, first.laboratory_id, first.vendor_id)
    stale = first.last_used_at is None or at - first.last_used_at > _SEEN_EVERY
    return Caller(actor, first.id, frozenset(first.scopes.split()), stale, first.expires_at)


def note_use(session: Session, key_id: int, at: datetime) -> None:
    """Write down when a key was last used."""
    session.execute(update(ApiKey).where(ApiKey.id == key_id).values(last_used_at=at))


def revoke(session: Session, key_id: int, at: datetime) -> None:
    """A key that is revoked opens nothing from this moment."""
    session.execute(update(ApiKey).where(ApiKey.id == key_id, ApiKey.revoked_at.is_(None)).values(revoked_at=at))


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
