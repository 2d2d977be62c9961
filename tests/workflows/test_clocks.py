"""The three maximum times: when each starts, stops and moves, whom it reminds (P-07, P-23, P-34, P-42, P-93 … P-95)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest

from tests.workflows import builders as b
from tests.workflows.builders import CWG_CHAIR, EDITOR, LABORATORY, TWG_CHAIR, Walk, moment
from workflows import actions as act
from workflows import events as ev
from workflows.case_state import Entry
from workflows.clocks import ABOVE, Clock, ClockState, Reminder, clocks, holder, next_reminder, overdue, reminders
from workflows.folding import fold
from workflows.frozen_calendar import shipped_calendar
from workflows.roles import SERVICE, Group, Role
from workflows.versions import ClockKind
from workflows.vocabulary import CwgStep, Decision, Level, Outcome
from workflows.working_days import ClosedDay, WorkingCalendar

TWG, CWG = Group.TWG, Group.CWG
ANALYSIS, WG, SEVERITY = ClockKind.ANALYSIS, ClockKind.WORKING_GROUP, ClockKind.SEVERITY
NL = shipped_calendar()
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def closed_on(day: date, version: int = 2) -> WorkingCalendar:
    """The shipped calendar with one more closed day."""
    years = tuple(
        replace(y, number=version, closed=(*y.closed, ClosedDay(day, "office closed"))) if y.year == day.year else y
        for y in NL.years
    )
    return WorkingCalendar(version, years)


def due_date(clock: Clock) -> date:
    return NL.local_date(clock.due_at)


def analysis_clock(filed: str) -> Clock:
    return Walk(at=moment(filed)).clock(ANALYSIS)


def test_the_analysis_clock_runs_five_working_days_from_receipt_to_the_recorded_outcome() -> None:
    """P-23."""
    walk = Walk()
    assert walk.clock(ANALYSIS).state is ClockState.RUNNING
    assert due_date(walk.clock(ANALYSIS)) == date(2026, 3, 9)
    walk.do(b.analysis(Outcome.OCTT), EDITOR, walk.at + timedelta(days=2))
    assert (walk.clock(ANALYSIS).state, walk.clock(ANALYSIS).ended_at) == (ClockState.ENDED, walk.at)
    assert not walk.clock(ANALYSIS).late


def test_the_analysis_clock_starts_when_the_filing_reached_the_service_however_late_it_was_processed() -> None:
    """P-07."""
    walk = Walk()
    first = walk.history[0]
    outage = [replace(first, at=first.at + timedelta(days=9))]
    assert clocks(outage, {1: NL}) == clocks([first], {1: NL})


def test_an_amended_report_and_a_message_leave_the_analysis_clock_as_it_was() -> None:
    """P-23."""
    walk = Walk()
    before = walk.clock(ANALYSIS)
    walk.do(act.AmendReport(b.a_report(device="Wallbox 8")), EDITOR, walk.at + timedelta(days=1))
    walk.do(act.AddMessage("Hello."), EDITOR)
    assert walk.clock(ANALYSIS) == before


def test_a_group_has_thirty_working_days_from_forwarding_until_its_steps_are_done() -> None:
    """P-34."""
    walk = Walk().analysed(Outcome.SPECIFICATION)
    assert due_date(walk.clock(WG)) == date(2026, 4, 14)  # Easter Monday, 6 April, is not counted
    walk.decided(TWG)
    assert walk.clock(WG).state is ClockState.RUNNING
    walk.do(b.erratum(), EDITOR)
    assert walk.clock(WG).state is ClockState.RUNNING
    walk.do(act.ContactCwg("Change TC_E_22_CS."), TWG_CHAIR)
    assert walk.clock(WG, TWG).state is ClockState.ENDED


def test_a_case_taken_back_ends_the_clock_of_the_group_that_had_it() -> None:
    """P-34."""
    walk = Walk().analysed(Outcome.SPECIFICATION)
    walk.do(b.revision(Outcome.OCTT), EDITOR)
    assert (walk.clock(WG, TWG).state, walk.clock(WG, CWG).state) == (ClockState.ENDED, ClockState.RUNNING)


def test_a_case_that_comes_to_a_group_twice_has_two_clocks_with_names_of_their_own() -> None:
    """P-34."""
    walk = Walk().analysed(Outcome.SPECIFICATION)
    walk.decided(TWG, Decision.REFERRED).decided(CWG, Decision.REFERRED)
    keys = [clock.key for clock in walk.clocks()]
    assert len(set(keys)) == len(keys) == 4
    assert [c.state.value for c in walk.clocks() if c.group is TWG] == ["ended", "running"]


def test_an_ended_clock_does_not_end_again_when_the_case_closes() -> None:
    """P-61."""
    walk = Walk().analysed(Outcome.VENDOR_IMPLEMENTATION)
    ended = walk.clock(ANALYSIS)
    walk.do(act.CloseCase("A timer."), EDITOR, walk.at + timedelta(days=50))
    assert walk.clock(ANALYSIS) == ended


def test_late_is_the_second_after_the_due_moment_and_not_before() -> None:
    """P-91."""
    due = Walk().clock(ANALYSIS).due_at
    assert not overdue(due, due + timedelta(microseconds=999_999))
    assert overdue(due, due + timedelta(seconds=1))


def test_a_changed_calendar_moves_the_running_clock_and_never_the_finished_one() -> None:
    """P-93: the history shows old and new date and why."""
    walk = Walk().analysed(Outcome.SPECIFICATION)
    finished, running = walk.clocks()
    walk.adopt(closed_on(date(2026, 3, 20)))
    new_due = walk.calendar.due_at(running.started_at, running.working_days)
    for clock in (finished, running):
        moved = ev.DueDateMoved(clock.key, clock.due_at, new_due, "The office moves.")
        walk.record(moved, SERVICE, walk.at + timedelta(days=1), "P-93")
    assert walk.clocks()[0] == finished
    assert walk.clocks()[1] == replace(running, due_at=new_due, calendar=2)
    assert new_due == running.due_at + timedelta(days=1)


def test_a_clock_explains_itself_by_the_calendar_under_which_it_was_counted() -> None:
    """P-94."""
    walk = Walk()
    old = walk.clock(ANALYSIS)
    walk.adopt(closed_on(date(2026, 3, 4)))
    assert walk.clock(ANALYSIS).explain(walk.calendars).calendar == "NL-1"
    walk.record(ev.DueDateMoved(old.key, old.due_at, old.due_at, "Closed."), SERVICE)
    told = walk.clock(ANALYSIS).explain(walk.calendars)
    assert (told.calendar, told.due_date) == ("NL-2", date(2026, 3, 10))
    assert "office closed" in [skipped.reason for skipped in told.skipped]


def test_a_calendar_change_that_nobody_recorded_moves_nothing() -> None:
    """P-93."""
    walk = Walk()
    before = walk.clock(ANALYSIS)
    walk.adopt(closed_on(date(2026, 3, 4)))
    walk.do(act.AddMessage("Hello."), EDITOR)
    assert walk.clock(ANALYSIS) == before


@pytest.mark.parametrize(
    ("filed", "due"),
    [
        ("2026-12-24 12:00", date(2027, 1, 4)),  # neither Christmas nor New Year's Day counts
        ("2025-04-17 12:00", date(2025, 4, 25)),  # Good Friday counts, Easter Monday does not
        ("2026-03-27 12:00", date(2026, 4, 3)),  # over the night of 29 March
        ("2026-10-23 12:00", date(2026, 10, 30)),  # over the night of 25 October
        ("2026-03-02 22:59", date(2026, 3, 9)),  # 23:59 in Amsterdam
        ("2026-03-02 23:00", date(2026, 3, 10)),  # midnight in Amsterdam
    ],
)
def test_due_dates_over_the_years_end_easter_and_summer_time(filed: str, due: date) -> None:
    """P-91, P-92."""
    clock = analysis_clock(filed)
    assert due_date(clock) == due
    assert clock.due_at.astimezone(AMSTERDAM).strftime("%H:%M:%S") == "23:59:59"


def told(clock: Clock) -> list[tuple[str, str]]:
    """Reminders in local time."""
    return [(at.astimezone(AMSTERDAM).strftime("%a %d %b %H:%M"), k.value) for at, k in reminders(clock, NL)]


def test_reminders_come_at_half_time_one_working_day_before_and_when_due() -> None:
    """P-95."""
    assert told(Walk().clock(ANALYSIS)) == [
        ("Thu 05 Mar 08:00", "half_time"),
        ("Fri 06 Mar 08:00", "one_day_before"),
        ("Tue 10 Mar 00:00", "due"),
    ]
    assert told(Walk().analysed(Outcome.OCTT).clock(WG)) == [
        ("Mon 23 Mar 08:00", "half_time"),
        ("Mon 13 Apr 08:00", "one_day_before"),
        ("Wed 15 Apr 00:00", "due"),
    ]


def test_half_time_and_one_day_before_on_one_morning_are_one_reminder() -> None:
    """P-95."""
    walk = Walk(at=moment("2026-03-09 09:00")).analysed(Outcome.SPECIFICATION)
    walk.do(b.proposal(TWG, Level.LOW), TWG_CHAIR)
    assert [kind for _, kind in told(walk.clock(SEVERITY))] == ["one_day_before", "due"]


def test_no_reminder_falls_on_a_day_that_is_not_worked() -> None:
    """P-95: nothing is said over Christmas."""
    for filed in ("2026-12-22 12:00", "2026-12-24 12:00", "2025-04-17 12:00", "2026-03-27 23:30"):
        clock = analysis_clock(filed)
        for at, kind in reminders(clock, NL):
            assert kind is Reminder.DUE or NL.is_working_day(NL.local_date(at))


def test_reminders_keep_to_the_clock_on_the_wall_over_summer_time() -> None:
    """P-95: 08:00 local is 07:00 UTC in winter and 06:00 in summer."""
    (half, _), *_ = reminders(analysis_clock("2026-03-26 12:00"), NL)
    assert half == datetime(2026, 3, 31, 6, tzinfo=UTC)
    (half, _), *_ = reminders(analysis_clock("2026-10-22 12:00"), NL)
    assert half == datetime(2026, 10, 27, 7, tzinfo=UTC)


def test_the_next_reminder_is_the_first_later_one_and_none_for_a_clock_that_no_longer_runs() -> None:
    """P-95."""
    walk = Walk()
    clock = walk.clock(ANALYSIS)
    expected = list(reminders(clock, NL))
    at, given = clock.started_at, []
    while found := next_reminder(clock, NL, at):
        given.append(found)
        at = found[0]
    assert given == expected
    assert overdue(clock.due_at, at)
    walk.analysed(Outcome.OCTT)
    assert next_reminder(walk.clock(ANALYSIS), NL, clock.started_at) is None


def test_each_holder_has_somebody_above() -> None:
    """P-95: editor → office, chair → Board."""
    walk = Walk()
    assert holder(walk.clock(ANALYSIS), walk.state) is Role.TECHNICAL_EDITOR
    walk.analysed(Outcome.OCTT)
    assert holder(walk.clock(WG), walk.state) is Role.CWG_CHAIR
    assert ABOVE[Role.TECHNICAL_EDITOR] is Role.OCA_OFFICE
    assert ABOVE[Role.TWG_CHAIR] is ABOVE[Role.CWG_CHAIR] is Role.BOARD


def on_another_machine(history: list[Entry]) -> Iterator[Entry]:
    """The history written down as JSON and read again."""
    for entry in history:
        line = msgspec.json.encode(
            {f: getattr(entry, f) for f in Entry.__slots__} | {"type": type(entry.event).__name__}
        )
        data = msgspec.json.decode(line)
        event = msgspec.convert(data.pop("event"), ev.EVENTS[data.pop("type")])
        at = datetime.fromisoformat(data.pop("at"))
        yield Entry(at=at, event=event, **data)


def test_a_history_read_again_elsewhere_gives_the_same_case_and_the_same_clocks() -> None:
    """P-94, P-96."""
    walk = Walk(vendor_is_member=True).analysed(Outcome.SPECIFICATION).decided(TWG).severity(TWG, Level.HIGH)
    walk.do(act.ContactCertifiedVendors(("A",), (act.Exclusion("B", "Other."),)), b.OFFICE)
    walk.do(b.erratum(), EDITOR)
    walk.do(act.ContactCwg("Change TC_E_22_CS."), TWG_CHAIR)
    walk.decided(CWG).not_necessary(CwgStep.DOCUMENTATION, CwgStep.TEST_CASES, CwgStep.INFORM_LABORATORIES)
    walk.do(act.ReportOcttBug("Bug", "Step 7."), CWG_CHAIR)
    walk.do(b.update(), b.OFFICE)
    walk.do(act.AcknowledgeUpdate(1), LABORATORY)
    again = list(on_another_machine(walk.history))
    assert again == walk.history
    assert fold(again) == walk.state
    assert clocks(again, {1: shipped_calendar.__wrapped__()}) == walk.clocks()
