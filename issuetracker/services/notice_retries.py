"""A notice that did not reach its vendor goes on to the next contact by itself, while there is one (P-53, P-58)."""

import re
from datetime import datetime

from sqlalchemy import Select, exists, func, select, update
from sqlalchemy.orm import Session

from issuetracker.models import Letter, NoticeContact, Obligation
from issuetracker.services.desk import Desk
from issuetracker.services.notice_contacts import usable
from issuetracker.services.notice_letters import KINDS
from issuetracker.services.notice_reminders import UNACKNOWLEDGED, corrected
from issuetracker.services.obligations import post_again
from notifications.outbox import LetterState, ObligationState

BATCH = 200
# An unclear one may have arrived: a person decides.
UNREACHED = (ObligationState.BOUNCED, ObligationState.FAILED, ObligationState.NO_ADDRESS)
# A refusal for good; of the subjects of RFC 3463, addressing, mailbox and routing are the address's own fault. What
# the server says of itself, of the protocol, the content or its policy (3, 5, 6, 7) tells nothing about the address.
_REFUSED = re.compile(r"(?:5\d\d[ -]5\.[124]\.|(?:550|551|553|556)(?![ -]5\.\d))")


def refuses_address(answer: str) -> bool:
    """True for a mail server's answer that says that there is no such mailbox, or that it takes nothing."""
    return _REFUSED.match(answer) is not None


def refused_contacts(session: Session) -> set[int]:
    """The usable contacts whose address a mail server has refused for good while sending.

    It looks at what needs a person, by an index; what was refused before a contact was added or verified is forgiven.
    """
    since = func.coalesce(NoticeContact.verified_at, NoticeContact.added_at)
    rows = session.execute(
        select(NoticeContact.id, Letter.answer)
        .join(Obligation, Obligation.vendor_id == NoticeContact.vendor_id)
        .join(Letter, Letter.obligation_id == Obligation.id)
        .where(
            Obligation.state == ObligationState.FAILED.value,
            Letter.state == LetterState.FAILED.value,
            func.lower(Letter.recipient) == NoticeContact.address,
            Letter.finished_at >= since,
            usable(),
        )
    )
    return {row.id for row in rows if refuses_address(row.answer)}


def note_refusals(session: Session, at: datetime) -> int:
    """Mark these contacts as bounced; returns how many."""
    refused = refused_contacts(session)
    if refused:
        session.execute(update(NoticeContact).where(NoticeContact.id.in_(refused)).values(bounced_at=at))
    return len(refused)


def _untried() -> Select[Obligation, NoticeContact]:
    """Notices that reached nobody, each with the usable contacts of its vendor that were not tried for it."""
    tried = exists().where(Letter.obligation_id == Obligation.id, func.lower(Letter.recipient) == NoticeContact.address)
    return (
        select(Obligation, NoticeContact)
        .join(NoticeContact, NoticeContact.vendor_id == Obligation.vendor_id)
        .where(
            Obligation.state.in_([state.value for state in UNREACHED]),
            Obligation.letter.in_(KINDS),
            usable(),
            ~tried,
            ~corrected(),
        )
        .order_by(Obligation.id, NoticeContact.role, NoticeContact.id)
    )


def something_to_try(session: Session) -> bool:
    """True if a notice that reached nobody has a contact left."""
    return session.execute(_untried().with_only_columns(Obligation.id).order_by(None).limit(1)).first() is not None


def pass_on(session: Session, desk: Desk, contact: NoticeContact, at: datetime) -> int:
    """Send what nobody has acknowledged to the contact that its vendor has named and that has confirmed.

    Returns how many. Each goes once, with a link of its own: the one of before is worth nothing from then on.
    """
    if contact.proposed_at is None or contact.verified_at is None:
        return 0
    told = exists().where(Letter.obligation_id == Obligation.id, func.lower(Letter.recipient) == contact.address)
    waiting = select(Obligation).where(Obligation.vendor_id == contact.vendor_id, *UNACKNOWLEDGED, ~told, ~corrected())
    owed = session.scalars(waiting.order_by(Obligation.id).with_for_update(of=Obligation)).all()
    for one in owed:
        post_again(session, desk, one, contact.address, at, name=contact.name)
    return len(owed)


def try_next_contacts(session: Session, desk: Desk, at: datetime) -> int:
    """Send some of them on, each to its first contact that is left; returns how many."""
    rows = session.execute(_untried().limit(BATCH).with_for_update(skip_locked=True, of=Obligation))
    first = {owed.id: (owed, contact) for owed, contact in reversed(rows.all())}
    for owed, contact in first.values():
        post_again(session, desk, owed, contact.address, at, name=contact.name)
    return len(first)
