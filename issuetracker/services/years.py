"""Years of the calendar: approved by the office, or adopted from the proposal and said so (P-92, P-93)."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.models import Case, Obligation, RunningClock
from issuetracker.services import casework
from issuetracker.services.addresses import holders_of
from issuetracker.services.calendars import adopt, calendars, in_force, propose_year, with_year
from issuetracker.services.desk import Desk
from issuetracker.services.errors import InvalidFields
from issuetracker.services.owing import Draft, store
from notifications.messages import LetterKind
from notifications.recipients import Audience
from notifications.rendering import render
from workflows.clocks import ClockState
from workflows.errors import WrongRole
from workflows.events import DueDateMoved
from workflows.roles import Actor, Role
from workflows.working_days import WorkingCalendar

_AHEAD = timedelta(days=90)
YEAR = LetterKind("calendar_year", Audience.OFFICE)


@dataclass(frozen=True, slots=True)
class Moved:
    """A running clock whose date a changed calendar moves."""

    number: str
    clock: str
    old_due_at: datetime
    new_due_at: datetime
    summary: str = ""
    holder: str = ""
    indicative: bool = False


def moved_dates(session: Session, changed: WorkingCalendar) -> list[Moved]:
    """What a calendar would move, before it is saved; finished clocks never move (P-93)."""
    rows = session.execute(
        select(RunningClock, Case.number, Case.summary)
        .join(Case, Case.id == RunningClock.case_id)
        .where(RunningClock.state == ClockState.RUNNING.value)
        .order_by(Case.number, RunningClock.key)
    )
    found = []
    for clock, number, summary in rows:
        due = changed.due_at(clock.started_at, clock.working_days)
        if due != clock.due_at:
            found.append(Moved(number, clock.key, clock.due_at, due, summary, clock.holder, clock.indicative))
    return found


def change_calendar(
    session: Session, desk: Desk, changed: WorkingCalendar, actor: Actor, at: datetime, *, reason: str
) -> list[Moved]:
    """Make a calendar the one in force and re-date the running clocks, each in its case's history."""
    if not actor.holds(Role.OCA_OFFICE):
        raise WrongRole("The office keeps the calendar.", rule="P-92")
    if not reason.strip():
        raise InvalidFields({"reason": "Say why the calendar changes; the history shows it."}, rule="P-93")
    moved = moved_dates(session, changed)
    adopt(session, changed, reason=reason, by=actor.name, at=at)
    by_case: dict[str, list[Moved]] = {}
    for item in moved:
        by_case.setdefault(item.number, []).append(item)
    for number, items in by_case.items():
        case = session.scalars(select(Case).where(Case.number == number).with_for_update()).one()
        events = [DueDateMoved(i.clock, i.old_due_at, i.new_due_at, reason) for i in items]
        casework.record(session, desk, casework.load(session, case), events, actor, at, rule="P-93")
    return moved


def approve_year(session: Session, desk: Desk, year: int, actor: Actor, at: datetime) -> None:
    """The office approves a year as it stands; no date moves."""
    calendar = in_force(calendars(session))
    found = next((known for known in calendar.years if known.year == year), None)
    if found is None:
        raise InvalidFields({"year": f"The calendar does not have {year} yet; propose it first."}, rule="P-92")
    changed = with_year(calendar, replace(found, approver=actor.name))
    change_calendar(session, desk, changed, actor, at, reason=f"{year} approved")


def announce_unapproved_years(session: Session, desk: Desk, at: datetime) -> int:
    """Adopt a year that clocks will soon reach and the calendar lacks; tell the office of any not approved."""
    calendar = in_force(calendars(session))
    horizon: date = calendar.local_date(at + _AHEAD)
    if horizon.year > calendar.last_day.year:
        calendar = adopt(
            session,
            with_year(calendar, propose_year(horizon.year)),
            by="Issue tracker",
            at=at,
            reason=f"{horizon.year} adopted from the proposal: clocks reach it and nobody has approved it",
        )
    drafts = {}
    for year in calendar.years:
        if year.approver is None and year.year in {calendar.local_date(at).year, horizon.year}:
            for office in holders_of(session, Role.OCA_OFFICE):
                key = f"calendar-year:{year.year}:{year.number}:{office.key}"
                if session.scalar(select(Obligation.id).where(Obligation.unique_key == key)) is None:
                    facts = {
                        "recipient": office,
                        "desk": desk.base_url,
                        "year": year,
                        "number": "",
                        "link": "",
                        "calendar": calendar.label,
                    }
                    drafts[key] = Draft(YEAR, office, 0, render(YEAR.name, facts))
    store(session, desk, None, drafts, at)
    return len(drafts)
