"""The sweep: clocks whose reminder or due moment has come, each in its own transaction (P-95)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from issuetracker.models import Case, RunningClock
from issuetracker.services import casework
from issuetracker.services.addresses import holders_of
from issuetracker.services.desk import Desk
from issuetracker.services.telling import Draft, store
from notifications.messages import LetterKind
from notifications.recipients import Audience
from notifications.rendering import render
from workflows.clocks import Clock, ClockState, Reminder, holder, overdue, reminders
from workflows.events import DueDatePassed
from workflows.roles import SERVICE

REMINDER = LetterKind("reminder", Audience.HOLDER)


@dataclass
class Sweep:
    """One run over what is due at `at`; every call of `next` handles one clock inside the caller's transaction."""

    desk: Desk
    at: datetime
    reminded: int = 0
    passed: int = 0
    put_aside: set[int] = field(default_factory=set)  # clocks that failed in this run; they hold up no others
    current: int | None = None

    def next(self, session: Session) -> bool:
        """Handle one clock; False when nothing is due.

        Missed reminders are not made up for: the last one that is due is sent, once. The case's row is the lock,
        as everywhere; rows that somebody else works on are left to the next run.
        """
        self.current = None
        query = (
            select(RunningClock, Case)
            .join(Case, Case.id == RunningClock.case_id)
            .where(RunningClock.next_reminder_at <= self.at, RunningClock.id.not_in(self.put_aside))
            .order_by(RunningClock.next_reminder_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        found = session.execute(query).one_or_none()
        if found is None:
            return False
        row, case = found
        self.current = row.id
        dossier = casework.load(session, case)
        clock = next(clock for clock in dossier.clocks if clock.key == row.key)
        calendar = dossier.calendars[clock.calendar]
        due = [(at, kind) for at, kind in reminders(clock, calendar) if at <= self.at]
        later = [at for at, _ in reminders(clock, calendar) if at > self.at]
        if clock.state is not ClockState.RUNNING or not due:
            self._schedule(session, row, later[0] if later and clock.state is ClockState.RUNNING else None)
        elif due[-1][1] is Reminder.DUE:
            self._due(session, dossier, clock)
            self._schedule(session, row, None)
        else:
            self._remind(session, dossier, clock, due[-1][1])
            self._schedule(session, row, later[0] if later else None)
        return True

    def _schedule(self, session: Session, row: RunningClock, at: datetime | None) -> None:
        session.execute(update(RunningClock).where(RunningClock.id == row.id).values(next_reminder_at=at))

    def _due(self, session: Session, dossier: casework.Dossier, clock: Clock) -> None:
        """The due moment: a breach is an event of the case; an indicative clock only reminds (P-36)."""
        if clock.indicative or not overdue(clock.due_at, self.at):
            self._remind(session, dossier, clock, Reminder.DUE)
            return
        casework.record(
            session, self.desk, dossier, (DueDatePassed(clock.key, clock.due_at),), SERVICE, self.at, rule="P-95"
        )
        self.passed += 1

    def _remind(self, session: Session, dossier: casework.Dossier, clock: Clock, kind: Reminder) -> None:
        case, state = dossier.case, dossier.state
        calendar = dossier.calendars[clock.calendar]
        left = calendar.working_days_until(calendar.local_date(self.at), calendar.local_date(clock.due_at))
        role = holder(clock, state)
        drafts = {}
        for addressee in holders_of(session, role):
            facts: dict[str, Any] = {
                "number": case.number,
                "recipient": addressee,
                "link": self.desk.case_link(case.number),
                "desk": self.desk.base_url,
                "state": state,
                "clock": clock,
                "reminder": kind.value,
                "days_left": left,
                "event": None,
                "event_name": "",
                "obligation_link": "",
            }
            key = f"{case.number}:{clock.key}:{kind.value}:{clock.due_at:%Y%m%d}:{addressee.key}"
            drafts[key] = Draft(REMINDER, addressee, state.seq, render("reminder", facts))
        store(session, self.desk, case, drafts, self.at)
        self.reminded += 1
