"""A case's clocks as rows: brought to what the history says, whenever the history grows."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from issuetracker.models import RunningClock
from notifications.storage import table_of
from workflows.case_state import CaseState
from workflows.clocks import Clock, ClockState, holder, next_reminder
from workflows.working_days import WorkingCalendar

_OF_CASE = select(RunningClock).where(RunningClock.case_id == bindparam("case"))
# Sorts after every due moment, so that one index orders cases with and without a clock.
NO_DUE = datetime(9999, 12, 31, tzinfo=UTC)


def earliest_due(clocks: Sequence[Clock]) -> datetime:
    """The due moment by which a case is sorted; NO_DUE when no clock runs."""
    return min((clock.due_at for clock in clocks if clock.state is ClockState.RUNNING), default=NO_DUE)


def values(clock: Clock, state: CaseState) -> dict[str, Any]:
    """What a row says of a clock; reminders apart."""
    return {
        "key": clock.key,
        "kind": clock.kind.value,
        "working_group": clock.group.value if clock.group else "",
        "holder": holder(clock, state).value,
        "started_at": clock.started_at,
        "working_days": clock.working_days,
        "calendar": clock.calendar,
        "due_at": clock.due_at,
        "indicative": clock.indicative,
        "state": clock.state.value,
        "ended_at": clock.ended_at,
        "approved_at": clock.approved_at,
    }


def write(
    session: Session,
    case_id: int,
    clocks: Sequence[Clock],
    state: CaseState,
    known: Mapping[int, WorkingCalendar],
    at: datetime,
) -> None:
    """Insert new clocks and update changed ones.

    Reminders are scheduled when a clock starts and when its date moves; whoever holds the step afterwards is
    asked when the reminder falls due.
    """
    stored = {row.key: row for row in session.scalars(_OF_CASE, {"case": case_id})}
    for clock in clocks:
        row = stored.get(clock.key)
        wanted = values(clock, state)
        if row is None:
            session.execute(insert(table_of(RunningClock)), {"case_id": case_id, **new_row(clock, state, known, at)})
        elif any(getattr(row, name) != value for name, value in wanted.items()):
            moved = row.due_at != clock.due_at
            if moved or clock.state is not ClockState.RUNNING:
                wanted["next_reminder_at"] = _next(clock, known, at)
            session.execute(update(RunningClock).where(RunningClock.id == row.id).values(wanted))


def new_row(clock: Clock, state: CaseState, known: Mapping[int, WorkingCalendar], at: datetime) -> dict[str, Any]:
    """The row of a clock that has just started, but for its case."""
    return {**values(clock, state), "next_reminder_at": _next(clock, known, at)}


def _next(clock: Clock, known: Mapping[int, WorkingCalendar], at: datetime) -> datetime | None:
    upcoming = next_reminder(clock, known[clock.calendar], at)
    return upcoming[0] if upcoming else None
