"""Vendors that have not acknowledged their notice are reminded, a few times, by working days (P-53, P-58)."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session, aliased

from issuetracker.models import Case, Obligation, Telling, Vendor
from issuetracker.services.desk import Desk
from issuetracker.services.notice_contacts import addressee, first_usable
from issuetracker.services.notice_letters import NOTICE, REMINDER, certificates_told, letter, of_telling
from issuetracker.services.notice_links import links_for
from issuetracker.services.owing import store
from notifications.outbox import ObligationState
from workflows.versions import procedure
from workflows.working_days import WorkingCalendar

BATCH = 500
NOT_BEFORE = time(8)
# Accepted by a server, and nobody there has said so; who was told otherwise by a person is not reminded.
UNACKNOWLEDGED = (
    Obligation.letter == NOTICE.name,
    Obligation.state == ObligationState.ACCEPTED.value,
    Obligation.to_acknowledge,
    Obligation.acknowledged_at.is_(None),
    Obligation.acknowledged_by == "",
)


def corrected() -> ColumnElement[bool]:
    """True of an obligation whose vendor is owed a later notice of the same case, which takes its place."""
    later = aliased(Obligation)
    return exists().where(
        later.case_id == Obligation.case_id, later.vendor_id == Obligation.vendor_id,
        later.letter == NOTICE.name, later.event_seq > Obligation.event_seq,
    )  # fmt: skip


def may_remind(calendar: WorkingCalendar, at: datetime) -> bool:
    """Reminders leave on working days, from 08:00."""
    return calendar.is_working_day(calendar.local_date(at)) and at.astimezone(calendar.zone).time() >= NOT_BEFORE


def waited_since(calendar: WorkingCalendar, at: datetime, days: int) -> datetime:
    """Whatever was accepted up to this moment has waited so many working days today."""
    day = today = calendar.local_date(at)
    while day > calendar.first_day and calendar.nth_working_day_after(day, days) > today:
        day -= timedelta(days=1)
    return calendar.end_of(day)


def unacknowledged(session: Session) -> Sequence[int]:
    """The notices that some vendor has and has not acknowledged; a paused one reminds nobody."""
    owed = exists().where(
        Obligation.case_id == Telling.case_id, Obligation.event_seq == Telling.event_seq, *UNACKNOWLEDGED
    )
    return session.scalars(select(Telling.id).where(owed, Telling.paused_at.is_(None)).order_by(Telling.id)).all()


def remind(session: Session, desk: Desk, telling: Telling, calendar: WorkingCalendar, at: datetime) -> int:
    """Owe a reminder to the next vendors of a notice for which it is time; returns how many.

    Of several that are due the last is sent, once: those missed before it are not made up for.
    """
    case = session.get_one(Case, telling.case_id)
    days = procedure(case.procedure).notice_reminders
    for ordinal in range(len(days), 0, -1):
        due = _due(session, telling, ordinal, len(days), waited_since(calendar, at, days[ordinal - 1]))
        if due:
            _owe(session, desk, telling, due, ordinal, at)
            return len(due)
    return 0


def _due(session: Session, telling: Telling, ordinal: int, last: int, since: datetime) -> Sequence[Obligation]:
    """Notices that arrived before `since`, without this reminder or a later one, and not replaced by a correction."""
    other = aliased(Obligation)
    keys = [other.unique_key == Obligation.unique_key + f":reminder-{n}" for n in range(ordinal, last + 1)]
    return session.scalars(
        select(Obligation)
        .where(
            Obligation.case_id == telling.case_id,
            Obligation.event_seq == telling.event_seq,
            Obligation.accepted_at <= since,
            *UNACKNOWLEDGED,
            ~exists().where(or_(*keys)),
            ~corrected(),
        )
        .order_by(Obligation.id)
        .limit(BATCH)
    ).all()


def _owe(session: Session, desk: Desk, telling: Telling, due: Sequence[Obligation], ordinal: int, at: datetime) -> None:
    notice = of_telling(session, telling)
    notice.refuse_names()
    ids = {owed.vendor_id for owed in due if owed.vendor_id is not None}
    vendors = {vendor.id: vendor for vendor in session.scalars(select(Vendor).where(Vendor.id.in_(ids)))}
    contacts, links = first_usable(session, ids), links_for(session, desk, telling, ids, at)
    told = certificates_told(session, telling, ids)
    drafts = {}
    for owed in due:
        vendor = vendors[owed.vendor_id or 0]
        numbers = tuple(certificate.number for certificate in told[vendor.id])
        to = addressee(vendor, contacts.get(vendor.id), numbers)
        drafts[f"{owed.unique_key}:reminder-{ordinal}"] = letter(desk, notice, to, links[vendor.id], REMINDER)
    store(session, desk, session.get_one(Case, telling.case_id), drafts, at)
