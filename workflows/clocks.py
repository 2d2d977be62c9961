"""The maximum times of Appendix D, derived from history (P-23, P-34, P-36, P-42, P-93, P-95)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from workflows import events as ev
from workflows.case_state import CaseState, Entry
from workflows.folding import advance, begin
from workflows.questions import timed
from workflows.roles import Group, Role
from workflows.stages import AnalysisStage, CaseStage, HandlingStage, SeverityStage
from workflows.versions import ClockKind, procedure
from workflows.vocabulary import Outcome
from workflows.working_days import Explanation, WorkingCalendar

_SEVERITY_RUNS = (SeverityStage.PROPOSAL_AWAITED, SeverityStage.PROPOSED, SeverityStage.APPROVED_HIGH)
_GROUP_RUNS = (HandlingStage.RECEIVED, HandlingStage.ON_AGENDA, HandlingStage.CONFIRMED)
_MAY_PROPOSE = (*_GROUP_RUNS, HandlingStage.AWAITING_OCTT_FIX, HandlingStage.DONE)


class ClockState(StrEnum):
    """Running; ended; or stopped because only the excluded OCTT bug fix is left (P-34)."""

    RUNNING = "running"
    ENDED = "ended"
    STOPPED = "stopped"


class Reminder(StrEnum):
    """When whoever holds the step is reminded (P-95)."""

    HALF_TIME = "half_time"
    ONE_DAY_BEFORE = "one_day_before"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class Clock:
    """One maximum time of one case. `key` is unique in the case; `calendar` is a version number."""

    key: str
    kind: ClockKind
    group: Group | None
    started_at: datetime
    working_days: int
    calendar: int
    due_at: datetime
    indicative: bool
    state: ClockState = ClockState.RUNNING
    ended_at: datetime | None = None
    approved_at: datetime | None = None  # severity only: the first of its two moments (P-42)

    @property
    def late(self) -> bool:
        """True if it ended after its due moment; an indicative clock is never counted as a breach (P-36)."""
        return not self.indicative and self.ended_at is not None and overdue(self.due_at, self.ended_at)

    def explain(self, calendars: Mapping[int, WorkingCalendar]) -> Explanation:
        """Each counted and skipped day (P-94)."""
        return calendars[self.calendar].explain(self.started_at, self.working_days)


def overdue(due_at: datetime, at: datetime) -> bool:
    """True once the last second of the due date has gone by."""
    return at.replace(microsecond=0) > due_at


def clocks(history: Iterable[Entry], calendars: Mapping[int, WorkingCalendar]) -> tuple[Clock, ...]:
    """All clocks of a case, running or not, in the order of their start."""
    found: dict[str, Clock] = {}
    state: CaseState | None = None
    for entry in history:
        before = state
        state = (
            begin(entry.event)
            if isinstance(entry.event, ev.IssueRaised)
            else advance(_there(before), entry.event, entry.actor_id)
        )
        if isinstance(entry.event, ev.MessageAdded | ev.FileAttached):
            continue  # most of a long history, and nothing to any clock
        for clock in list(found.values()):
            if clock.state is ClockState.RUNNING:
                found[clock.key] = _after(clock, entry, state, calendars)
        for started in _started(found.values(), entry, state, calendars):
            found[started.key] = started
    return tuple(found.values())


def _there(state: CaseState | None) -> CaseState:
    if state is None:
        raise TypeError("a history begins with IssueRaised")
    return state


def _started(
    running: Iterable[Clock], entry: Entry, state: CaseState, calendars: Mapping[int, WorkingCalendar]
) -> Iterable[Clock]:
    event = entry.event
    octt = state.outcome is Outcome.OCTT
    if isinstance(event, ev.IssueRaised) and state.subject is None:
        yield _start(ClockKind.ANALYSIS, None, entry, event.received_at, state, calendars, indicative=False)
    elif isinstance(event, ev.CaseReopened | ev.QuestionTakenAsIssue) and state.subject is None:
        yield _start(ClockKind.ANALYSIS, None, entry, entry.at, state, calendars, indicative=False)
    elif isinstance(event, ev.ForwardedToGroup) and timed(state):
        yield _start(
            ClockKind.WORKING_GROUP, event.group, entry, entry.at, state, calendars, indicative=event.indicative
        )
    elif (
        isinstance(event, ev.SeverityProposed | ev.GroupDecided)
        and state.severity in _SEVERITY_RUNS
        and not any(c.kind is ClockKind.SEVERITY and c.state is ClockState.RUNNING for c in running)
    ):
        yield _start(ClockKind.SEVERITY, None, entry, entry.at, state, calendars, indicative=octt)


def _start(
    kind: ClockKind,
    group: Group | None,
    entry: Entry,
    at: datetime,
    state: CaseState,
    calendars: Mapping[int, WorkingCalendar],
    *,
    indicative: bool,
) -> Clock:
    limit = procedure(state.procedure).limits[kind]
    key = f"{group.value if group else kind.value}-{entry.seq}"
    due = calendars[entry.calendar].due_at(at, limit)
    return Clock(key, kind, group, at, limit, entry.calendar, due, indicative)


def _after(clock: Clock, entry: Entry, state: CaseState, calendars: Mapping[int, WorkingCalendar]) -> Clock:
    event = entry.event
    if isinstance(event, ev.DueDateMoved) and event.clock == clock.key:
        due = calendars[entry.calendar].due_at(clock.started_at, clock.working_days)
        return replace(clock, calendar=entry.calendar, due_at=due)
    if isinstance(event, ev.SeverityApproved) and clock.kind is ClockKind.SEVERITY:
        clock = replace(clock, approved_at=entry.at)
    if isinstance(event, ev.SeverityProposed) and clock.kind is ClockKind.SEVERITY:
        clock = replace(clock, approved_at=None)
    if isinstance(event, ev.AnalysisRevised) and clock.kind is not ClockKind.ANALYSIS:
        clock = replace(clock, indicative=event.outcome is Outcome.OCTT)
    if _still_runs(clock, state):
        return clock
    stopped = clock.group is not None and state.handling(clock.group) is HandlingStage.AWAITING_OCTT_FIX
    return replace(clock, state=ClockState.STOPPED if stopped else ClockState.ENDED, ended_at=entry.at)


def _still_runs(clock: Clock, state: CaseState) -> bool:
    if state.case is CaseStage.CLOSED:
        return False
    match clock.kind:
        case ClockKind.ANALYSIS:
            return state.analysis is AnalysisStage.AWAITED
        case ClockKind.WORKING_GROUP:
            return clock.group is not None and state.handling(clock.group) in _GROUP_RUNS
        case ClockKind.SEVERITY:
            return state.severity in _SEVERITY_RUNS


def holder(clock: Clock, state: CaseState) -> Role:
    """Whoever holds the step that this clock measures (P-95)."""
    if clock.kind is ClockKind.ANALYSIS:
        return Role.TECHNICAL_EDITOR
    if clock.group is not None:
        return clock.group.chair
    if state.severity is SeverityStage.PROPOSED:
        return Role.BOARD
    if state.severity is SeverityStage.APPROVED_HIGH:
        return Role.OCA_OFFICE
    return Role.TWG_CHAIR if state.twg in _GROUP_RUNS or state.cwg not in _MAY_PROPOSE else Role.CWG_CHAIR


ABOVE = {
    Role.TECHNICAL_EDITOR: Role.OCA_OFFICE,
    Role.TWG_CHAIR: Role.BOARD,
    Role.CWG_CHAIR: Role.BOARD,
    Role.OCA_OFFICE: Role.BOARD,
    Role.BOARD: Role.OCA_OFFICE,  # nobody is above the Board: the office keeps asking
}


def reminders(clock: Clock, calendar: WorkingCalendar) -> tuple[tuple[datetime, Reminder], ...]:
    """When to remind, earliest first: the morning of half time, the morning one working day before, the due moment.

    Where half time and one day before fall on the same morning, only the later kind is given.
    """
    start = calendar.local_date(clock.started_at)
    moments: dict[datetime, Reminder] = {}
    for days, kind in (
        ((clock.working_days + 1) // 2, Reminder.HALF_TIME),
        (clock.working_days - 1, Reminder.ONE_DAY_BEFORE),
    ):
        if days >= 1:
            moments[calendar.morning_of(calendar.nth_working_day_after(start, days))] = kind
    moments[clock.due_at + timedelta(seconds=1)] = Reminder.DUE
    return tuple(sorted(moments.items()))


def next_reminder(clock: Clock, calendar: WorkingCalendar, after: datetime) -> tuple[datetime, Reminder] | None:
    """The first reminder later than `after`; None when all are past or the clock no longer runs."""
    if clock.state is not ClockState.RUNNING:
        return None
    return next(((at, kind) for at, kind in reminders(clock, calendar) if at > after), None)
