"""Calls of the working groups: series with exceptions, extra calls, and the agenda's order and notes (P-12, P-30)."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Event, vRecur
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from issuetracker.models import AgendaItem, CallSeries, Case, WorkingGroupCall
from issuetracker.services.errors import InvalidFields, NotFound
from workflows.errors import NotPossibleNow, WrongRole
from workflows.roles import Actor, Group, Role

HORIZON = timedelta(days=120)
_MOST = 130  # one call a day within the horizon
# Rules by the hour, minute or second would make the desk count for minutes.
_FREQUENCY = re.compile(r"(^|;)FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(;|$)")


def _may_arrange(actor: Actor, group: Group) -> None:
    if not actor.holds(group.chair, Role.OCA_OFFICE):
        raise WrongRole(f"Calls of the {group.label} are arranged by its chair or the office.", rule="P-12")


def occurrences(series: CallSeries, first: datetime, last: datetime) -> list[datetime]:
    """The moments of a series between two moments; wall-clock times stay the same over a DST night."""
    zone = ZoneInfo(series.zone)
    event = Event()
    event.add("uid", f"series-{series.id}")
    event.add("dtstart", datetime.fromisoformat(series.first_at_local).replace(tzinfo=zone))
    event.add("duration", timedelta(minutes=series.minutes))
    event.add("rrule", vRecur.from_ical(series.rule))
    calendar = Calendar()
    calendar.add_component(event)
    found = (item.start for item in recurring_ical_events.of(calendar).between(first, last))
    return sorted(at for at in found if at.astimezone(zone).date().isoformat() not in series.exceptions)


def extend_series(session: Session, at: datetime) -> int:
    """Make the calls of every series up to the horizon that are not there yet; returns how many."""
    made = 0
    for series in session.scalars(select(CallSeries)):
        known = set(
            session.scalars(
                select(WorkingGroupCall.starts_at).where(
                    WorkingGroupCall.working_group == series.working_group,
                    WorkingGroupCall.starts_at > at - timedelta(days=1),  # one that is going on is an occurrence too
                )
            )
        )
        for starts_at in occurrences(series, at, at + HORIZON):
            if starts_at not in known:
                session.add(
                    WorkingGroupCall(
                        series_id=series.id,
                        working_group=series.working_group,
                        title=series.title,
                        starts_at=starts_at,
                        minutes=series.minutes,
                        join_how=series.join_how,
                    )
                )
                made += 1
    session.flush()
    return made


def add_series(
    session: Session,
    actor: Actor,
    group: Group,
    *,
    title: str,
    rule: str,
    first_at_local: datetime,
    minutes: int,
    join_how: str,
    at: datetime,
) -> CallSeries:
    """A recurring call by an iCalendar rule; its calls up to the horizon are made at once."""
    _may_arrange(actor, group)
    series = CallSeries(
        working_group=group.value,
        title=title,
        rule=rule,
        minutes=minutes,
        join_how=join_how,
        first_at_local=first_at_local.isoformat(),
        zone="Europe/Amsterdam",
        exceptions=[],
    )
    if not _FREQUENCY.search(rule.upper()):
        raise InvalidFields({"rule": "A call recurs by FREQ=DAILY, WEEKLY, MONTHLY or YEARLY (RFC 5545)."})
    try:
        found = occurrences(series, at, at + HORIZON)
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidFields({"rule": f"Not a recurrence rule of iCalendar (RFC 5545): {error}."}) from None
    if len(found) > _MOST:
        raise InvalidFields({"rule": f"The rule gives {len(found)} calls within {HORIZON.days} days; at most {_MOST}."})
    if not found:
        raise InvalidFields({"rule": f"The rule gives no call within {HORIZON.days} days."})
    session.add(series)
    session.flush()
    extend_series(session, at)
    return series


def add_exception(session: Session, actor: Actor, series_id: int, day: date, at: datetime) -> CallSeries:
    """No call of a series on one local date; a call that was made for it is cancelled."""
    series = session.get(CallSeries, series_id)
    if series is None:
        raise NotFound(f"There is no series {series_id}.")
    _may_arrange(actor, Group(series.working_group))
    midnight = datetime.combine(day, time(), ZoneInfo(series.zone))
    if day.isoformat() not in series.exceptions and not occurrences(series, midnight, midnight + timedelta(days=1)):
        raise InvalidFields({"date": f"The series has no call on {day.isoformat()}."})
    for call in session.scalars(
        select(WorkingGroupCall).where(
            WorkingGroupCall.series_id == series_id,
            WorkingGroupCall.starts_at > at,
            WorkingGroupCall.cancelled_at.is_(None),
        )
    ):
        if call.starts_at.astimezone(ZoneInfo(series.zone)).date() == day:
            cancel(session, actor, call.id, at)
    series.exceptions = sorted({*series.exceptions, day.isoformat()})
    return series


def schedule_extra(
    session: Session,
    actor: Actor,
    group: Group,
    *,
    title: str,
    starts_at: datetime,
    minutes: int,
    join_how: str,
    at: datetime,
) -> WorkingGroupCall:
    """An extra call, for example to expedite a case (P-12)."""
    _may_arrange(actor, group)
    if starts_at <= at:
        raise InvalidFields({"starts_at": "A call lies in the future."}, rule="P-12")
    clash = select(WorkingGroupCall.id).where(
        WorkingGroupCall.working_group == group.value, WorkingGroupCall.starts_at == starts_at
    )
    if session.scalar(clash) is not None:
        raise InvalidFields({"starts_at": f"The {group.label} has a call at that moment already."}, rule="P-12")
    call = WorkingGroupCall(
        working_group=group.value, title=title, starts_at=starts_at, minutes=minutes, join_how=join_how
    )
    session.add(call)
    session.flush()
    return call


def cancel(session: Session, actor: Actor, call_id: int, at: datetime) -> WorkingGroupCall:
    """Cancel a call that has nothing on its agenda; cases are moved first, so that none is forgotten."""
    call = get_call(session, call_id)
    _may_arrange(actor, Group(call.working_group))
    waiting = select(func.count()).where(AgendaItem.call_id == call.id)
    if session.scalar(waiting):
        raise NotPossibleNow("Cases stand on this call's agenda; move them to another call first.", rule="P-30")
    if call.cancelled_at is None:
        call.cancelled_at, call.sequence = at, call.sequence + 1
    return call


def get_call(session: Session, call_id: int) -> WorkingGroupCall:
    """A call by id."""
    call = session.get(WorkingGroupCall, call_id)
    if call is None:
        raise NotFound(f"There is no call {call_id}.")
    return call


def calls_between(
    session: Session, first: datetime, last: datetime, group: Group | None = None
) -> Sequence[WorkingGroupCall]:
    """Calls that begin between two moments, earliest first."""
    query = select(WorkingGroupCall).where(WorkingGroupCall.starts_at.between(first, last))
    if group is not None:
        query = query.where(WorkingGroupCall.working_group == group.value)
    return session.scalars(query.order_by(WorkingGroupCall.starts_at, WorkingGroupCall.id)).all()


def arrange(
    session: Session, actor: Actor, call_id: int, number: str, *, position: int | None, note: str | None
) -> AgendaItem:
    """Order and note of a case on an agenda; the chair's, no event of the case."""
    call = get_call(session, call_id)
    _may_arrange(actor, Group(call.working_group))
    item = session.scalar(
        select(AgendaItem)
        .join(Case, Case.id == AgendaItem.case_id)
        .where(AgendaItem.call_id == call_id, Case.number == number)
        .with_for_update()
    )
    if item is None:
        raise NotFound(f"{number} is not on the agenda of this call.")
    if note is not None:
        item.note = note
    if position is not None and position != item.position:
        session.execute(
            update(AgendaItem)
            .where(AgendaItem.call_id == call_id, AgendaItem.position >= position)
            .values(position=AgendaItem.position + 1)
        )
        item.position = position
    return item
