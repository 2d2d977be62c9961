"""Links by which a vendor's contact without an account follows one case or dispute: signed, personal, ended any time.

The link says only which row it belongs to, and is signed, so that every letter to the same contact can carry the same
one without its being kept anywhere.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import func, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from issuetracker.models import Case, CaseLink, Dispute, Person
from issuetracker.services.account_letters import write_to
from issuetracker.services.desk import Desk
from issuetracker.services.errors import LinkIsOver, NotFound
from notifications.recipients import Addressee
from workflows.roles import Actor, Role

GOOD_FOR = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Follower:
    """Who follows a case or dispute by a link, and whether the link still opens it."""

    link_id: int
    actor: Actor
    email: str
    number: str
    expired: bool
    revoked: bool


def path_of(number: str) -> str:
    """Where the page of a case or dispute is."""
    return f"/disputes/{number}" if number.startswith("D-") else f"/cases/{number}"


def link_for(session: Session, desk: Desk, of: Case | Dispute, addressee: Addressee, at: datetime) -> str:
    """The address by which a vendor's contact finds a case or dispute: by account, if there is one, else by a link.

    A link that the office has ended is not made again: then it is the plain address.
    """
    email = addressee.address.strip().lower()
    plain = f"{desk.base_url}{path_of(of.number)}"
    if not email or addressee.person_id is not None or _has_account(session, email, of.vendor_id):
        return plain
    column = _column(of)
    row = session.scalar(select(CaseLink).where(column == of.id, CaseLink.email == email))
    if row is None:
        row = CaseLink(**{column.key: of.id}, name=addressee.name or addressee.party, email=email, made_at=at)
        row.edition = 1
        session.add(row)
    elif row.revoked_at is not None:
        return plain
    row.expires_at = at + GOOD_FOR
    session.flush()
    return _address(desk, row)


def follower(session: Session, desk: Desk, token: str, at: datetime) -> Follower | None:
    """Who holds this link, good or not; None if we never made it, or it was replaced by a newer one."""
    try:
        link_id, edition = _signer(desk).loads(token)
    except (BadSignature, ValueError, TypeError):
        return None
    found = session.execute(
        select(
            CaseLink,
            func.coalesce(Case.number, Dispute.number).label("number"),
            func.coalesce(Case.vendor_id, Dispute.vendor_id).label("vendor_id"),
        )
        .outerjoin(Case, Case.id == CaseLink.case_id)
        .outerjoin(Dispute, Dispute.id == CaseLink.dispute_id)
        .where(CaseLink.id == link_id, CaseLink.edition == edition)
    ).one_or_none()
    if found is None:
        return None
    link, number, vendor_id = found
    actor = Actor(None, link.name, frozenset({Role.VENDOR}), vendor_id=vendor_id)
    return Follower(link.id, actor, link.email, number, link.expires_at <= at, link.revoked_at is not None)


def renew(session: Session, desk: Desk, token: str, at: datetime) -> None:
    """Mail a new link to the address of an expired one, whose holder asks for it; LinkIsOver if the office ended it."""
    known = follower(session, desk, token, at)
    if known is None or known.revoked:
        raise LinkIsOver
    link = session.get_one(CaseLink, known.link_id)
    link.edition += 1
    link.made_at, link.expires_at = at, at + GOOD_FOR
    session.flush()
    of: Case | Dispute = (
        session.get_one(Case, link.case_id) if link.case_id else session.get_one(Dispute, link.dispute_id)
    )
    to = Addressee(link.name, link.name, link.email, vendor_id=of.vendor_id)
    what = "case" if isinstance(of, Case) else "dispute"
    facts = {"number": of.number, "link": _address(desk, link), "until": link.expires_at, "what": what}
    write_to(session, desk, to, "case_link", at, facts, of)


def revoke(session: Session, of: Case | Dispute, email: str, by: str, at: datetime) -> None:
    """End a contact's link to a case or dispute; letters to them carry none from now on."""
    ended = session.scalar(
        update(CaseLink)
        .where(_column(of) == of.id, CaseLink.email == email.strip().lower(), CaseLink.revoked_at.is_(None))
        .values(revoked_at=at, revoked_by=by)
        .returning(CaseLink.id)
    )
    if ended is None:
        raise NotFound(f"{email} has no link to {of.number}.")


def _column(of: Case | Dispute) -> InstrumentedAttribute[int | None]:
    return CaseLink.case_id if isinstance(of, Case) else CaseLink.dispute_id


def _has_account(session: Session, email: str, vendor_id: int | None) -> bool:
    query = select(Person.id).where(Person.email == email, Person.vendor_id == vendor_id, Person.active)
    return session.scalar(query) is not None


def _address(desk: Desk, link: CaseLink) -> str:
    return f"{desk.base_url}/follow/{_signer(desk).dumps([link.id, link.edition])}"


def _signer(desk: Desk) -> URLSafeSerializer:
    return URLSafeSerializer(desk.link_key, salt="case-link")
