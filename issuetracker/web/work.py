"""My work: what waits for this person, by due moment, why, and one click to the action."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import NamedTuple, TypeVar

from flask import Blueprint, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from issuetracker.extensions import db
from issuetracker.permissions import Permission, granted, needs
from issuetracker.queries import mails
from issuetracker.queries.agenda import coming_calls
from issuetracker.queries.disputes import waiting_disputes
from issuetracker.queries.tickets import ticket_titles
from issuetracker.queries.work import MOST, Waiting, Whose, WorkLine, all_waiting, work_lines
from issuetracker.services import drafts, obligations
from issuetracker.services.calendars import calendars, in_force
from issuetracker.services.clock_rows import NO_DUE
from issuetracker.web.pages import page
from issuetracker.web.paths import action_path, case_path, ticket_path
from issuetracker.web.showing import Chip, chip
from issuetracker.web.visitor import actor, now
from workflows.arrows import action_name
from workflows.roles import OCA_ROLES, Role
from workflows.working_days import WorkingCalendar

desk = Blueprint("work", __name__)
GROUPS = ("Over", "Today", "This week", "Later", "No clock")
_PAGE = 50
Item = TypeVar("Item")


class Ends(NamedTuple):
    """The last moments of days by which what waits is grouped."""

    yesterday: datetime
    today: datetime
    week: datetime


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
    whose: Whose

    def page(self, number: int) -> str:
        """The address of another page of the same list."""
        return f"/work?page={number}" + ("" if self.whose is Whose.ALL else f"&whose={self.whose}")

    def to(self, group: str) -> str:
        """The address of a group, on this page or on the one where it begins."""
        on = self.begins[group]
        return ("" if on == self.number else self.page(on)) + f"#{group.lower().replace(' ', '-')}"


@desk.get("/work")
@needs(Permission.SIGNED_IN)
def my_work() -> tuple[str, int] | Response:
    """What waits for the person who reads this."""
    if not actor().holds(*OCA_ROLES, Role.TOOL_PROVIDER):
        return redirect(url_for("lists.case_list"))
    session = db.session()
    calendar = in_force(calendars(session))
    today = calendar.local_date(now())
    ends = _ends(calendar, today)
    whose = _whose()
    waiting = all_waiting(session, actor(), whose)
    groups = _grouped(waiting, lambda item: _group(item, ends))
    turn = _turn([name for name, found in groups.items() for _ in found], whose)
    chosen = [item for found in groups.values() for item in found][(turn.number - 1) * _PAGE :][:_PAGE]
    at, of_cases = now(), actor().holds(*OCA_ROLES)
    lines = [
        _shown(line, title, _group(line.waiting, ends), calendar, at=at, of_cases=of_cases)
        for line, title in _lines(session, chosen)
    ]
    return page(
        "work.html",
        groups=_grouped(lines, attrgetter("group")),
        counts={name: len(found) for name, found in groups.items()},
        turn=turn,
        total=len(waiting),
        whose=whose,
        most=MOST if MOST in Counter(item.wait for item in waiting).values() else 0,
        today=today,
        provider=not of_cases,
        begun=drafts.begun(session, actor()),
        calls=_next_calls(session),
        mails=mails.waiting(session, actor()).for_a_person if granted(Permission.MAILS_READ, actor().roles) else 0,
        disputes=waiting_disputes(session, actor()) if granted(Permission.DISPUTES_READ, actor().roles) else [],
        to_mend=obligations.unmet(session) if actor().holds(Role.OCA_OFFICE) else 0,
    )


def _whose() -> Whose:
    """Which part of the work was asked for; all of it where the address says nothing that is known."""
    asked = request.args.get("whose", "")
    return Whose(asked) if asked in set(Whose) else Whose.ALL


def _ends(calendar: WorkingCalendar, today: date) -> Ends:
    return Ends(*(calendar.end_of(today + timedelta(days=days)) for days in (-1, 0, 6 - today.weekday())))


def _group(item: Waiting, ends: Ends) -> str:
    if item.due_at == NO_DUE:
        return "No clock"
    if item.due_at <= ends.yesterday:
        return "Later" if item.indicative else "Over"
    if item.due_at <= ends.today:
        return "Today"
    return "This week" if item.due_at <= ends.week else "Later"


def _grouped(items: Iterable[Item], group: Callable[[Item], str]) -> dict[str, list[Item]]:
    """The groups that have anything in them, in their order."""
    found: dict[str, list[Item]] = {name: [] for name in GROUPS}
    for item in items:
        found[group(item)].append(item)
    return {name: members for name, members in found.items() if members}


def _turn(names: Sequence[str], whose: Whose) -> Turn:
    """The page that is asked for; one beyond the list is its last."""
    last = max(1, -(-len(names) // _PAGE))
    asked = request.args.get("page", 1, type=int)
    begins = {name: names.index(name) // _PAGE + 1 for name in dict.fromkeys(names)}
    return Turn(min(max(asked, 1), last), last, begins, whose)


def _lines(session: Session, waiting: Sequence[Waiting]) -> list[tuple[WorkLine, str]]:
    """The lines of a page with what each is called: by the case's summary, or the tool provider by the ticket's title.

    A summary is the laboratory's own words, which may name a party (P-80).
    """
    lines = work_lines(session, actor(), waiting)
    if actor().holds(*OCA_ROLES):
        return [(line, line.case.summary) for line in lines]
    titles = ticket_titles(session, [line.case.id for line in lines])
    return [(line, titles[line.case.id]) for line in lines]


def _shown(line: WorkLine, title: str, group: str, calendar: WorkingCalendar, *, at: datetime, of_cases: bool) -> Shown:
    item, number = line.waiting, line.case.number
    shown = None
    if item.stopped:
        shown = Chip("stopped", "Stopped", 0, 0)
    elif item.working_days:
        shown = chip(item.due_at, item.working_days, calendar, at, indicative=item.indicative)
    step, asked, action = "close", "Close it with its resolution", "close-case"
    if item.wait is not None:
        wait = item.wait.of(line.case.subject)
        step, asked, action = wait.step, wait.asked, action_name(wait.action)
    case, form = case_path(number), action_path(number, action)
    if not of_cases:
        case = form = ticket_path(number)
    due = calendar.local_date(item.due_at) if item.due_at != NO_DUE else None
    return Shown(group, line, title, shown, step, asked, case, form, due)


def _next_calls(session: Session) -> list[tuple[str, datetime, int, int]]:
    """The next call of each group: group, when, how long, how many cases; for whoever may see agendas."""
    if not actor().holds(*OCA_ROLES):
        return []
    found: dict[str, tuple[str, datetime, int, int]] = {}
    for call, cases in coming_calls(session, now()):
        found.setdefault(call.working_group, (call.working_group.upper(), call.starts_at, call.minutes, cases))
    return list(found.values())
