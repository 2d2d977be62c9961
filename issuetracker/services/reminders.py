"""The sweep: clocks whose reminder or due moment has come, some of them in a transaction (P-95)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from issuetracker.models import Case, RunningClock
from issuetracker.services import casework, history
from issuetracker.services.calendars import calendars
from issuetracker.services.desk import Desk
from issuetracker.services.owing import Draft
from issuetracker.services.telling import Together
from notifications.messages import LetterKind
from notifications.recipients import Audience
from notifications.rendering import render
from notifications.storage import MOMENT, table_of
from workflows.clocks import Clock, ClockState, Reminder, holder, overdue, reminders
from workflows.events import DueDatePassed
from workflows.roles import SERVICE

AT_ONCE = 20  # as many as share their reading and one insert; their cases stay locked meanwhile
REMINDER = LetterKind("reminder", Audience.HOLDER)
_CLOCKS = table_of(RunningClock)
_SCHEDULE = (
    update(_CLOCKS).where(_CLOCKS.c.id == bindparam("one")).values(next_reminder_at=bindparam("at", type_=MOMENT))
)


@dataclass
class Sweep:
    """One run over what is due at `at`; every call of `next` handles some clocks inside the caller's transaction.

    `in_hand` are the clocks of the last call. If it fails, the caller rolls all of them back and takes them one by one.
    """

    desk: Desk
    at: datetime
    put_aside: set[int] = field(default_factory=set)  # clocks that failed in this run; they hold up no others
    in_hand: tuple[int, ...] = ()

    def next(self, session: Session, most: int = AT_ONCE) -> int:
        """Handle at most so many clocks, each of another case, and return how many; 0 when nothing is due.

        Missed reminders are not made up for: the last one that is due is sent, once. The case's row is the lock,
        as everywhere; rows that somebody else works on are left to the next run.
        """
        found = self._take(session, most)
        if not found:
            return 0
        known = calendars(session)
        entries = history.read_several(session, [case.id for _, case in found])
        together, scheduled = Together(session), []
        for row, case in found:
            dossier = casework.folded(case, entries[case.id], known)
            clock = next(clock for clock in dossier.clocks if clock.key == row.key)
            scheduled.append({"one": row.id, "at": self._handle(session, dossier, clock, together)})
        together.store(session, self.desk, self.at)
        session.connection().execute(_SCHEDULE, scheduled)
        return len(found)

    def _take(self, session: Session, most: int) -> Sequence[tuple[RunningClock, Case]]:
        """Lock what is due. A second clock of the same case waits for the next call, since the first may change it."""
        self.in_hand = ()
        query = (
            select(RunningClock, Case)
            .join(Case, Case.id == RunningClock.case_id)
            .where(RunningClock.next_reminder_at <= self.at, RunningClock.id.not_in(self.put_aside))
            .order_by(RunningClock.next_reminder_at)
            .limit(most)
            .with_for_update(skip_locked=True)
        )
        first: dict[int, tuple[RunningClock, Case]] = {}
        for row, case in session.execute(query):
            first.setdefault(case.id, (row, case))
        self.in_hand = tuple(row.id for row, _ in first.values())
        return tuple(first.values())

    def _handle(self, session: Session, dossier: casework.Dossier, clock: Clock, together: Together) -> datetime | None:
        """Do what is due of one clock; returns when to look at it again."""
        moments = reminders(clock, dossier.calendars[clock.calendar])
        due = [kind for at, kind in moments if at <= self.at]
        later = next((at for at, _ in moments if at > self.at), None)
        if clock.state is not ClockState.RUNNING:
            return None
        if not due:
            return later
        if due[-1] is not Reminder.DUE:
            self._remind(dossier, clock, due[-1], together)
            return later
        self._due(session, dossier, clock, together)
        return None

    def _due(self, session: Session, dossier: casework.Dossier, clock: Clock, together: Together) -> None:
        """The due moment: a breach is an event of the case; an indicative clock only reminds (P-36)."""
        if clock.indicative or not overdue(clock.due_at, self.at):
            self._remind(dossier, clock, Reminder.DUE, together)
            return
        passed = DueDatePassed(clock.key, clock.due_at)
        casework.record(session, self.desk, dossier, (passed,), SERVICE, self.at, rule="P-95", together=together)

    def _remind(self, dossier: casework.Dossier, clock: Clock, kind: Reminder, together: Together) -> None:
        case, state = dossier.case, dossier.state
        calendar = dossier.calendars[clock.calendar]
        left = calendar.working_days_until(calendar.local_date(self.at), calendar.local_date(clock.due_at))
        role = holder(clock, state)
        drafts = {}
        for addressee in together.holders.of(role):
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
        together.owed.append((case, drafts))
