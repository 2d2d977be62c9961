"""People as the office lists them, and what is known of an account."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, tuple_
from sqlalchemy.orm import Session

from issuetracker.models import AccountLink, ApiKey, Laboratory, LinkKind, Passkey, Person, PersonRole, SignIn, Vendor
from issuetracker.services.sessions import sessions_of

MOST = 200
STAFF = 50
_ORDER = (Person.active.desc(), Person.name, Person.id)


def people(session: Session, words: str, role: str, after: int | None) -> Sequence[Any]:
    """Person, short name of the laboratory, name of the vendor: by name, whoever is let in first, with one more than a
    page; behind a person if one is named.
    """
    query = (
        select(Person, Laboratory.short_name, Vendor.name)
        .outerjoin(Laboratory, Laboratory.id == Person.laboratory_id)
        .outerjoin(Vendor, Vendor.id == Person.vendor_id)
        .order_by(*_ORDER)
        .limit(MOST + 1)
    )
    if words:
        columns = (Person.name, Person.email, Laboratory.name, Laboratory.short_name, Vendor.name)
        query = query.where(or_(*(column.icontains(words, autoescape=True) for column in columns)))
    if role:
        query = query.where(Person.id.in_(select(PersonRole.person_id).where(PersonRole.role == role)))
    return session.execute(query.where(*_behind(session, after))).all()


def staff_of(session: Session, party: Laboratory | Vendor, after: int | None) -> Sequence[Person]:
    """A party's people in the same order, with one more than a page."""
    column = Person.laboratory_id if isinstance(party, Laboratory) else Person.vendor_id
    query = select(Person).where(column == party.id, *_behind(session, after))
    return session.scalars(query.order_by(*_ORDER).limit(STAFF + 1)).all()


def _behind(session: Session, after: int | None) -> list[ColumnElement[bool]]:
    """What stands behind a person in the order of lists; nothing narrows where none is named."""
    last = session.get(Person, after) if after is not None else None
    if last is None:
        return []
    alike = and_(Person.active.is_(last.active), tuple_(Person.name, Person.id) > (last.name, last.id))
    return [or_(alike, Person.active.is_(False)) if last.active else alike]


@dataclass(frozen=True, slots=True)
class Account:
    """How an account stands: what it can sign in with, where it is signed in, what it was sent."""

    passkeys: int
    keys: int
    sessions: Sequence[SignIn]
    last_seen: datetime | None
    invited_until: datetime | None


def account(session: Session, person_id: int, at: datetime, idle: timedelta) -> Account:
    """What is known of an account; two queries."""
    open_invitation = (
        AccountLink.person_id == person_id,
        AccountLink.kind == LinkKind.INVITATION.value,
        AccountLink.used_at.is_(None),
        AccountLink.expires_at > at,
    )
    not_expired = or_(ApiKey.expires_at.is_(None), ApiKey.expires_at > at)
    live_key = (ApiKey.person_id == person_id, ApiKey.revoked_at.is_(None), not_expired)
    passkeys, keys, seen, until = session.execute(
        select(
            select(func.count()).select_from(Passkey).where(Passkey.person_id == person_id).scalar_subquery(),
            select(func.count()).select_from(ApiKey).where(*live_key).scalar_subquery(),
            select(func.max(SignIn.last_seen_at)).where(SignIn.person_id == person_id).scalar_subquery(),
            select(func.max(AccountLink.expires_at)).where(*open_invitation).scalar_subquery(),
        )
    ).one()
    return Account(passkeys, keys, sessions_of(session, person_id, at, idle), seen, until)
