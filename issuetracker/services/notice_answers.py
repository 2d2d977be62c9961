"""What a certified vendor does with its own link: acknowledges its notice, corrects its contact (P-53)."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from issuetracker.models import ContactRole, NoticeContact, Obligation
from issuetracker.services.desk import Desk
from issuetracker.services.errors import InvalidFields
from issuetracker.services.notice_contacts import ContactData, ask_to_verify, propose
from issuetracker.services.notice_letters import KINDS, NOTICE
from issuetracker.services.notice_links import Holder
from issuetracker.services.throttling import key, note_wrong, tries_left
from notifications.outbox import ObligationState


def obligations_of(session: Session, holder: Holder, kinds: Collection[str] = (NOTICE.name,)) -> list[Obligation]:
    """What this notice owes the vendor: one letter, and one more for each time that certificates were found later."""
    return list(
        session.scalars(
            select(Obligation)
            .where(
                Obligation.case_id == holder.telling.case_id,
                Obligation.event_seq == holder.telling.event_seq,
                Obligation.letter.in_(kinds),
                Obligation.vendor_id == holder.vendor.id,
            )
            .order_by(Obligation.id)
        )
    )


def acknowledge(session: Session, holder: Holder, name: str, at: datetime) -> None:
    """The vendor has read its notice; whatever became of the letter, it has reached somebody. Twice is once.

    With it its reminders are settled: none is tried again.
    """
    for owed in obligations_of(session, holder, KINDS):
        session.execute(
            update(Obligation)
            .where(Obligation.id == owed.id, Obligation.acknowledged_at.is_(None))
            .values(
                state=ObligationState.ACKNOWLEDGED.value,
                acknowledged_at=at,
                acknowledged_by=name.strip() or owed.address or holder.vendor.name,
            )
        )


def correct_contact(
    session: Session, desk: Desk, holder: Holder, name: str, address: str, at: datetime
) -> NoticeContact | None:
    """The vendor names another contact; a mail asks that address to confirm, and only then is it used.

    None where this link has asked for a handful of mails just now already. Raises InvalidFields.
    """
    if not address.strip():
        raise InvalidFields({"address": "Give the e-mail address that notices should go to."})
    counted = [key("recovery", f"notice:{holder.link.id}")]
    if not tries_left(session, counted, at):
        return None
    contact = propose(session, holder.vendor, ContactData(ContactRole.FIRST, name, address), at)
    note_wrong(session, counted, at)
    ask_to_verify(session, desk, contact, at)
    return contact
