"""The regular calls: TWG and CWG every two weeks, in turn, none around Christmas.

The series are laid so that the last TWG call was at most a week ago and the next CWG call is at most a week ahead.
"""

from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.demo.moments import Moments
from issuetracker.models import CallSeries, WorkingGroupCall
from issuetracker.services.calls import extend_series
from workflows.roles import Group
from workflows.working_days import WorkingCalendar

_TWO_WEEKS = timedelta(weeks=2)
_HISTORY = timedelta(days=95)
_WEDNESDAY, _THURSDAY = 2, 3


def add_calls(session: Session, base: datetime, calendar: WorkingCalendar) -> Moments:
    """Both series with their calls from three months ago on; the base moment's view of them."""
    today = calendar.local_date(base)
    last = {
        Group.TWG: (_latest(_THURSDAY, today - timedelta(days=1)), time(15), 60),
        Group.CWG: (_latest(_WEDNESDAY, today - timedelta(days=7)), time(14), 90),
    }
    for group, (day, clock, minutes) in last.items():
        first = day - 10 * _TWO_WEEKS
        session.add(
            CallSeries(
                working_group=group.value,
                title=f"Regular {group.label} call",
                rule="FREQ=WEEKLY;INTERVAL=2",
                first_at_local=datetime.combine(first, clock).isoformat(timespec="minutes"),
                minutes=minutes,
                join_how=f"https://meet.oca.example/{group.value}",
                exceptions=[day.isoformat() for day in _exceptions(first, calendar)],
            )
        )
    session.flush()
    for at in (base - _HISTORY, base - _HISTORY / 2, base):
        extend_series(session, at)
    return _moments(session, base, calendar)


def _latest(weekday: int, until: date) -> date:
    return until - timedelta(days=(until.weekday() - weekday) % 7)


def _exceptions(first: date, calendar: WorkingCalendar) -> list[date]:
    """No call on a day that does not count, and none in the two weeks around Christmas."""
    days = [first + n * _TWO_WEEKS for n in range(40)]
    return [d for d in days if (d.month, d.day) >= (12, 22) or (d.month, d.day) <= (1, 4) or not _works(d, calendar)]


def _works(day: date, calendar: WorkingCalendar) -> bool:
    return day <= calendar.last_day and calendar.is_working_day(day)


def _moments(session: Session, base: datetime, calendar: WorkingCalendar) -> Moments:
    rows = session.execute(
        select(WorkingGroupCall.working_group, WorkingGroupCall.starts_at).order_by(WorkingGroupCall.starts_at)
    ).all()
    by_group = {group: [starts_at for name, starts_at in rows if name == group.value] for group in Group}
    return Moments(
        base,
        calendar,
        {group: tuple(sorted((at for at in known if at < base), reverse=True)) for group, known in by_group.items()},
        {group: tuple(at for at in known if at >= base) for group, known in by_group.items()},
    )
