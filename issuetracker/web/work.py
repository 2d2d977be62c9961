"""My work: what waits for this person, by due moment, why, and one click to the action."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import Blueprint, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from issuetracker.extensions import db
from issuetracker.permissions import Permission, needs
from issuetracker.queries.agenda import coming_calls
from issuetracker.queries.tickets import ticket_titles
from issuetracker.queries.work import MOST, Waiting, WorkLine, all_waiting, work_lines
from issuetracker.services import drafts, obligations
from issuetracker.services.calendars import calendars, in_force
from issuetracker.services.clock_rows import NO_DUE
from issuetracker.web.pages import page
from issuetracker.web.paths import action_path, case_path, ticket_path
from issuetracker.web.showing import Chip, chip
from issuetracker.web.visitor import actor, now
from workflows.arrows import action_name
from workflows.clocks import ClockState
from workflows.roles import OCA_ROLES, Role
from workflows.working_days import WorkingCalendar

desk = Blueprint("work", __name__)
GROUPS = ("Over", "Today", "This week", "Later", "No clock")
_PAGE = 50


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of the list as the page shows it."""

    group: str
    line: WorkLine
    title: str
    chip: Chip | None
    step: str
    asked: str
    case: str
    action: str
    due: date | None


@dataclass(frozen=True, slots=True)
class Turn:
    """Which part of the list is shown: the number of the page, of the last one, and where each group begins."""

    number: int
    last: int
    begins: Mapping[str, int]

    def to(self, group: str) -> str:
        """The address of a group, on this page or on the one where it begins."""
        on = self.begins[group]
        return ("" if on == self.number else f"/work?page={on}") + f"#{group.lower().replace(' ', '-')}"


@desk.get("/work")
@needs(Permission.SIGNED_IN)
def my_work() -> tuple[str, int] | Response:
    """What waits for the person who reads this."""
    if not actor().holds(*OCA_ROLES, Role.TOOL_PROVIDER):
        return redirect(url_for("lists.case_list"))
    session = db.session()
    calendar = in_force(calendars(session))
    today = calendar.local_date(now())
    waiting = all_waiting(session, actor())
    placed = sorted(((_group(item, calendar, today), item) for item in waiting), key=lambda pair: GROUPS.index(pair[0]))
    turn = _turn([name for name, _ in placed])
    lines = _lines(session, [item for _, item in placed[(turn.number - 1) * _PAGE :][:_PAGE]], calendar)
    return page(
        "work.html",
        groups={name: found for name in GROUPS if (found := [line for line in lines if line.group == name])},
        counts=Counter(name for name, _ in placed),
        turn=turn,
        total=len(waiting),
        most=MOST if MOST in Counter(item.wait for item in waiting).values() else 0,
        today=today,
        provider=not actor().holds(*OCA_ROLES),
        begun=drafts.begun(session, actor()),
        calls=_next_calls(session),
        to_mend=obligations.unmet(session) if actor().holds(Role.OCA_OFFICE) else 0,
    )


def _group(item: Waiting, calendar: WorkingCalendar, today: date) -> str:
    if item.due_at == NO_DUE:
        return "No clock"
    due = calendar.local_date(item.due_at)
    if due < today:
        return "Later" if item.clock and item.clock.indicative else "Over"
    if due == today:
        return "Today"
    return "This week" if due <= today + timedelta(days=6 - today.weekday()) else "Later"


def _turn(names: Sequence[str]) -> Turn:
    """The page that is asked for; one beyond the list is its last."""
    last = max(1, -(-len(names) // _PAGE))
    asked = request.args.get("page", 1, type=int)
    return Turn(min(max(asked, 1), last), last, {name: names.index(name) // _PAGE + 1 for name in dict.fromkeys(names)})


def _lines(session: Session, waiting: Sequence[Waiting], calendar: WorkingCalendar) -> list[Shown]:
    """The lines of a page; for the tool provider under the titles of tickets.

    A case's summary is the laboratory's own words, which may name a party (P-80).
    """
    lines = work_lines(session, actor(), waiting)
    if actor().holds(*OCA_ROLES):
        return [_shown(line, line.case.summary, calendar) for line in lines]
    titles = ticket_titles(session, [line.case.id for line in lines])
    return [_shown(line, titles[line.case.id], calendar, provider=True) for line in lines]


def _shown(line: WorkLine, title: str, calendar: WorkingCalendar, *, provider: bool = False) -> Shown:
    item, clock, number = line.waiting, line.waiting.clock, line.case.number
    shown = None
    if clock is not None and clock.state == ClockState.STOPPED.value:
        shown = Chip("stopped", "Stopped", 0, 0)
    elif clock is not None:
        shown = chip(clock.due_at, clock.working_days, calendar, now(), indicative=clock.indicative)
    step, asked, action = "close", "Close it with its resolution", "close-case"
    if item.wait is not None:
        step, asked, action = item.wait.step, item.wait.asked, action_name(item.wait.action)
    ticket = ticket_path(number) if provider else ""
    return Shown(
        _group(item, calendar, calendar.local_date(now())),
        line,
        title,
        shown,
        step,
        asked,
        ticket or case_path(number),
        ticket or action_path(number, action),
        calendar.local_date(item.due_at) if item.due_at != NO_DUE else None,
    )


def _next_calls(session: Session) -> list[tuple[str, datetime, int, int]]:
    """The next call of each group: group, when, how long, how many cases; for whoever may see agendas."""
    if not actor().holds(*OCA_ROLES):
        return []
    found: dict[str, tuple[str, datetime, int, int]] = {}
    for call, cases in coming_calls(session, now()):
        found.setdefault(call.working_group, (call.working_group.upper(), call.starts_at, call.minutes, cases))
    return list(found.values())
