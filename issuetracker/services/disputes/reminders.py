"""One working day before a date of the Board's own, and of a corrective action, whoever has to act is reminded once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from issuetracker.models import Dispute, DisputeCorrective, Obligation
from issuetracker.services.calendars import calendars, in_force
from issuetracker.services.desk import Desk
from issuetracker.services.disputes.handling import Docket, load
from issuetracker.services.disputes.telling import Circle, Happened, draft
from issuetracker.services.owing import Draft, store
from notifications.dispute_messages import REMINDERS
from notifications.recipients import Audience
from workflows.disputes.state import Round
from workflows.disputes.vocabulary import ActionStage, DisputeStage, Owner, Side
from workflows.working_days import WorkingCalendar

NOT_BEFORE = time(8)
_AUDIENCE = {Owner.LABORATORY: Audience.LABORATORY, Owner.VENDOR: Audience.VENDOR, Owner.OCA: Audience.OFFICE}
_WAITS = (DisputeStage.REPORTED, DisputeStage.ADMITTED, DisputeStage.PROPOSED)


@dataclass(frozen=True, slots=True)
class Due:
    """Something that is due on the next working day."""

    key: str
    audience: Audience
    side: Side | None
    facts: dict[str, Any]


def remind(session: Session, desk: Desk, at: datetime) -> int:
    """Owe the reminders of today that are not owed yet; none on a day that does not count, none before 08:00."""
    calendar = in_force(calendars(session))
    today = calendar.local_date(at)
    if not calendar.is_working_day(today) or at.astimezone(calendar.zone).time() < NOT_BEFORE:
        return 0
    until = _next_working_day(calendar, at)
    owed = 0
    for dispute in session.scalars(_with_a_date(today, until)):
        owed += _remind(session, desk, load(session, dispute), today, until, at)
    return owed


def _next_working_day(calendar: WorkingCalendar, at: datetime) -> date:
    return calendar.local_date(calendar.due_at(at, 1))


def _with_a_date(after: date, until: date) -> Any:
    dates = (Dispute.due_on, Dispute.laboratory_asked_until, Dispute.vendor_asked_until)
    correctives = select(DisputeCorrective.dispute_id).where(
        DisputeCorrective.due_on > after,
        DisputeCorrective.due_on <= until,
        DisputeCorrective.stage == ActionStage.OPEN.value,
    )
    dated = or_(*((column > after) & (column <= until) for column in dates), Dispute.id.in_(correctives))
    return select(Dispute).where(Dispute.stage != DisputeStage.ENDED.value, dated).order_by(Dispute.id)


def _remind(session: Session, desk: Desk, docket: Docket, after: date, until: date, at: datetime) -> int:
    circle = Circle(session, docket.dispute, docket.entries)
    last = Happened(docket.state, docket.entries[-1], docket.state)
    drafts: dict[str, Draft] = {}
    for due in _due(docket, after, until):
        letter = REMINDERS[due.audience]
        reached = circle.party(due.side) if due.side else _of_oca(circle, due.audience, last)
        for who in reached:
            key = f"{docket.dispute.number}:{due.key}:{until:%Y%m%d}:{who.key}"
            drafts[key] = draft(session, desk, docket.dispute, letter, who, docket.state.seq, due.facts, at=at)
    known = set(session.scalars(select(Obligation.unique_key).where(Obligation.unique_key.in_(drafts))))
    store(session, desk, docket.dispute, {key: one for key, one in drafts.items() if key not in known}, at)
    return len(drafts.keys() - known)


def _of_oca(circle: Circle, audience: Audience, last: Happened) -> Any:
    return circle.sitting(last.after) if audience is Audience.BOARD_SITTING else circle.of(audience, last)


def _due(docket: Docket, after: date, until: date) -> Iterator[Due]:
    state = docket.state
    if state.due_on and after < state.due_on <= until and state.stage in _WAITS:
        yield Due("date", Audience.BOARD_SITTING, None, {"due_on": state.due_on})
    for side in Side:
        asked: Round | None = state.asked_of(side)
        if asked and after < asked.due_on <= until and state.stage in _WAITS:
            facts = {"due_on": asked.due_on, "question": asked.question}
            yield Due(f"round-{asked.number}", Audience.PARTIES_ASKED, side, facts)
    for item in state.correctives:
        content = item.content
        if item.stage is ActionStage.OPEN and after < content.due_on <= until:
            facts = {"due_on": content.due_on, "what": content.what}
            yield Due(f"corrective-{item.number}", _AUDIENCE[content.owner], content.owner.side, facts)
