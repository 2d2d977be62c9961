"""My work: what waits for this person, by due moment, why, and one click to the action."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import Blueprint, redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from issuetracker.extensions import db
from issuetracker.permissions import Permission, granted, needs
from issuetracker.queries.agenda import coming_calls
from issuetracker.queries.disputes import waiting_disputes
from issuetracker.queries.tickets import ticket_titles
from issuetracker.queries.work import WorkLine
from issuetracker.queries.work import my_work as work_of
from issuetracker.services import drafts, obligations
from issuetracker.services.calendars import calendars, in_force
from issuetracker.services.clock_rows import NO_DUE
from issuetracker.web.pages import page
from issuetracker.web.showing import Chip, chip
from issuetracker.web.visitor import actor, now
from workflows.arrows import action_name
from workflows.clocks import ClockState
from workflows.roles import OCA_ROLES, Role
from workflows.working_days import WorkingCalendar

desk = Blueprint("work", __name__)
GROUPS = ("Over", "Today", "This week", "Later", "No clock")


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of the list as the page shows it."""

    line: WorkLine
    title: str
    chip: Chip | None
    step: str
    asked: str
    action: str
    due: date | None


@desk.get("/work")
@needs(Permission.SIGNED_IN)
def my_work() -> tuple[str, int] | Response:
    """What waits for the person who reads this."""
    if not actor().holds(*OCA_ROLES, Role.TOOL_PROVIDER):
        return redirect(url_for("lists.case_list"))
    session = db.session()
    calendar = in_force(calendars(session))
    found = work_of(session, actor())
    titles = _titles(session, found)
    lines = [_shown(line, titles[line.case.id], calendar) for line in found]
    today = calendar.local_date(now())
    groups = {name: [line for line in lines if _group(line, today) == name] for name in GROUPS}
    return page(
        "work.html",
        groups={name: found for name, found in groups.items() if found},
        counts={name: len(found) for name, found in groups.items()},
        total=len(lines),
        today=today,
        provider=not actor().holds(*OCA_ROLES),
        begun=drafts.begun(session, actor()),
        calls=_next_calls(session),
        disputes=waiting_disputes(session, actor()) if granted(Permission.DISPUTES_READ, actor().roles) else [],
        to_mend=obligations.unmet(session) if actor().holds(Role.OCA_OFFICE) else 0,
    )


def _next_calls(session: Session) -> list[tuple[str, datetime, int, int]]:
    """The next call of each group: group, when, how long, how many cases; for whoever may see agendas."""
    if not actor().holds(*OCA_ROLES):
        return []
    found: dict[str, tuple[str, datetime, int, int]] = {}
    for call, cases in coming_calls(session, now()):
        found.setdefault(call.working_group, (call.working_group.upper(), call.starts_at, call.minutes, cases))
    return list(found.values())


def _titles(session: Session, lines: list[WorkLine]) -> dict[int, str]:
    """What each line is called: the case's summary; for the tool provider the ticket's title.

    A summary is the laboratory's own words, which may name a party (P-80).
    """
    if actor().holds(*OCA_ROLES):
        return {line.case.id: line.case.summary for line in lines}
    return ticket_titles(session, [line.case.id for line in lines])


def _shown(line: WorkLine, title: str, calendar: WorkingCalendar) -> Shown:
    clock = line.clock
    shown = None
    if clock is not None and clock.state == ClockState.STOPPED.value:
        shown = Chip("stopped", "Stopped", 0, 0)
    elif clock is not None:
        shown = chip(clock.due_at, clock.working_days, calendar, now(), indicative=clock.indicative)
    due = calendar.local_date(line.due_at) if line.due_at != NO_DUE else None
    if line.wait is None:
        return Shown(line, title, shown, "close", "Close it with its resolution", "close-case", due)
    return Shown(line, title, shown, line.wait.step, line.wait.asked, action_name(line.wait.action), due)


def _group(line: Shown, today: date) -> str:
    if line.due is None:
        return "No clock"
    if line.due < today:
        return "Over" if line.chip and line.chip.look == "over" else "Later"
    if line.due == today:
        return "Today"
    return "This week" if line.due <= today + timedelta(days=6 - today.weekday()) else "Later"
