"""Accounts: invitations, links that are good once, second factors set back, people let in no more."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

import structlog
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from issuetracker.models import AccountLink, LinkKind, Passkey, Person
from issuetracker.services.account_letters import write_letter
from issuetracker.services.desk import Desk
from issuetracker.services.errors import InvalidFields, LinkIsOver
from issuetracker.services.sessions import end_all

log = structlog.get_logger(__name__)

INVITED_FOR = timedelta(days=7)
SIGN_IN_LINK_FOR = timedelta(minutes=15)


def invite(session: Session, desk: Desk, person: Person, by: str, at: datetime) -> None:
    """Send a person the link with which they choose a password; an invitation of before is worth nothing more."""
    if not person.active:
        raise InvalidFields({"email": f"{person.name} is let in no more; activate the account first."})
    session.execute(
        delete(AccountLink).where(
            AccountLink.person_id == person.id,
            AccountLink.kind == LinkKind.INVITATION.value,
            AccountLink.used_at.is_(None),
        )
    )
    token = _link(session, person, LinkKind.INVITATION, by, at)
    write_letter(
        session,
        desk,
        person,
        "account_invitation",
        at,
        invitation=f"{desk.base_url}/invitation/{token}",
        until=at + INVITED_FOR,
        by=by,
    )


def sign_in_link(session: Session, desk: Desk, person: Person, by: str, at: datetime) -> str:
    """A link that lets a person in once; for the first administrator, and for lock-outs."""
    if not person.active:
        raise InvalidFields({"email": f"{person.name} is let in no more; activate the account first."})
    token = _link(session, person, LinkKind.SIGN_IN, by, at)
    log.warning("sign-in link made", person_id=person.id, by=by)
    return f"{desk.base_url}/sign-in/link/{token}"


def person_of_link(session: Session, token: str, kind: LinkKind, at: datetime) -> Person:
    """Whose link this is; LinkIsOver if it lets nobody in any more."""
    found = session.scalar(
        select(Person)
        .join(AccountLink, AccountLink.person_id == Person.id)
        .where(
            AccountLink.token_sha256 == _digest(token),
            AccountLink.kind == kind.value,
            AccountLink.used_at.is_(None),
            AccountLink.expires_at > at,
            Person.active,
        )
    )
    if found is None:
        raise LinkIsOver
    return found


def use_link(session: Session, token: str, kind: LinkKind, at: datetime) -> Person:
    """Whose link this is, which is used up by that: of two at the same moment, one finds it over."""
    person = person_of_link(session, token, kind, at)
    used = session.scalar(
        update(AccountLink)
        .where(AccountLink.token_sha256 == _digest(token), AccountLink.used_at.is_(None))
        .values(used_at=at)
        .returning(AccountLink.id)
    )
    if used is None:
        raise LinkIsOver
    if kind is LinkKind.SIGN_IN:
        log.warning("sign-in link used", person_id=person.id)
    return person


def deactivate(session: Session, person: Person, at: datetime) -> None:
    """Let somebody in no more, from this moment; what they did stays theirs."""
    person.active = False
    person.stamp = secrets.token_hex(16)
    end_all(session, person.id, at)
    session.execute(delete(AccountLink).where(AccountLink.person_id == person.id, AccountLink.used_at.is_(None)))
    session.flush()


def activate(session: Session, person: Person) -> None:
    """Let somebody in again."""
    person.active = True
    session.flush()


def reset_second_factor(session: Session, desk: Desk, person: Person, by: str, at: datetime) -> None:
    """Take away codes and passkeys: the next sign-in sets up a new second factor. All sessions end."""
    person.totp_method = person.totp_secret = person.totp_counter = None
    person.recovery_codes = []
    session.execute(delete(Passkey).where(Passkey.person_id == person.id))
    end_all(session, person.id, at)
    session.flush()
    what = f"Your second factor was taken away by {by}. At your next sign-in you set up a new one."
    write_letter(session, desk, person, "account_changed", at, what=what, title="your second factor was reset")
    log.warning("second factor reset", person_id=person.id, by=by)


def _link(session: Session, person: Person, kind: LinkKind, by: str, at: datetime) -> str:
    token = secrets.token_urlsafe(32)
    good_for = INVITED_FOR if kind is LinkKind.INVITATION else SIGN_IN_LINK_FOR
    session.add(
        AccountLink(
            person_id=person.id,
            kind=kind.value,
            token_sha256=_digest(token),
            made_by=by,
            created_at=at,
            expires_at=at + good_for,
        )
    )
    session.flush()
    return token


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
