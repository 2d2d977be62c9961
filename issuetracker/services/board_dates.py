"""The Board's own date for another issue (P-70): it is reminded one working day before, and told when it has passed.

No maximum time is set for such issues, so that a date that has passed is no breach and stands in no digest: the Board
is told once, and the office with it, as for everything that is over its time with the Board (P-95).
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from issuetracker.models import Case, Obligation
from issuetracker.services.addresses import Holders
from issuetracker.services.calendars import calendars, in_force
from issuetracker.services.desk import Desk
from issuetracker.services.owing import Draft, store
from notifications.messages import LetterKind
from notifications.recipients import Addressee, Audience
from notifications.rendering import render
from workflows.clocks import ABOVE
from workflows.roles import Role
from workflows.stages import BoardMatterStage
from workflows.working_days import WorkingCalendar

NOT_BEFORE = time(8)
LETTER = "board_date_reminder"
_AUDIENCE = {Role.BOARD: Audience.BOARD, ABOVE[Role.BOARD]: Audience.OFFICE}
_LOOKS_BACK = timedelta(days=14)  # for clocks that stood still; a date that passed before is not brought up again


def remind(session: Session, desk: Desk, at: datetime) -> int:
    """Owe the reminders of today that are not owed yet; none on a day that does not count, none before 08:00."""
    calendar = in_force(calendars(session))
    today = calendar.local_date(at)
    if not calendar.is_working_day(today) or at.astimezone(calendar.zone).time() < NOT_BEFORE:
        return 0
    until, holders, owed = calendar.local_date(calendar.due_at(at, 1)), Holders(session), 0
    for case in session.scalars(_dated(today - _LOOKS_BACK, until)):
        drafts = dict(_drafts(case, desk, holders, calendar, today))
        known = set(session.scalars(select(Obligation.unique_key).where(Obligation.unique_key.in_(drafts))))
        store(session, desk, case, {key: one for key, one in drafts.items() if key not in known}, at)
        owed += len(drafts.keys() - known)
    return owed


def _dated(after: date, until: date) -> Select[Case]:
    return (
        select(Case)
        .where(Case.board_due_on > after, Case.board_due_on <= until)
        .where(Case.board_matter_stage == BoardMatterStage.OPEN.value)
        .order_by(Case.board_due_on, Case.id)
    )


def _drafts(
    case: Case, desk: Desk, holders: Holders, calendar: WorkingCalendar, today: date
) -> Iterator[tuple[str, Draft]]:
    """To the Board while the date is to come; once it has passed to the office, too. On the day itself to nobody."""
    due = case.board_due_on
    assert due is not None, "asked for by its date"
    if due == today:
        return
    over, left = due < today, calendar.working_days_until(today, due)
    for role in (Role.BOARD, ABOVE[Role.BOARD]) if over else (Role.BOARD,):
        for who in holders.of(role):
            key = f"{case.number}:board-date-{'over' if over else 'soon'}:{due:%Y%m%d}:{who.key}"
            yield key, _draft(case, desk, _AUDIENCE[role], who, left)


def _draft(case: Case, desk: Desk, audience: Audience, who: Addressee, left: int) -> Draft:
    facts = {
        "number": case.number,
        "recipient": who,
        "link": desk.case_link(case.number),
        "desk": desk.base_url,
        "summary": case.summary,
        "due_on": case.board_due_on,
        "days_left": left,
        "is_board": audience is Audience.BOARD,
    }
    return Draft(LetterKind(LETTER, audience), who, case.history_seq, render(LETTER, facts))
