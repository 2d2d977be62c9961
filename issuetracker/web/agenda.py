"""Agendas: the calls of both groups, and one call with its cases, decided from the page while the call goes on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, current_app, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound as NoSuchPage

from issuetracker.extensions import db, transaction
from issuetracker.models import AgendaItem, WorkingGroupCall
from issuetracker.permissions import Permission, granted, needs
from issuetracker.queries.agenda import AgendaLine, agenda, coming_calls, past_calls
from issuetracker.services import agenda_sheet, calls, casework, history, invitations
from issuetracker.services.access import find_case, neutral
from issuetracker.services.anonymity import neutral_text
from issuetracker.services.calendars import calendars, in_force
from issuetracker.web import acting
from issuetracker.web.case_shown import Shown, shown
from issuetracker.web.pages import page, said
from issuetracker.web.showing import Chip, chip
from issuetracker.web.visitor import actor, now
from workflows import events as ev
from workflows.case_state import Entry
from workflows.roles import HANDLERS, Group
from workflows.working_days import WorkingCalendar

desk = Blueprint("agendas", __name__, url_prefix="/agenda")
FROM_HERE = ("decide-in-group", "propose-severity")
_BACK = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Line:
    """One case of an agenda as this reader sees it."""

    item: AgendaItem
    number: str
    summary: str
    vendor: str
    references: tuple[str, ...]
    note: str
    chip: Chip | None
    fits: bool
    analysis: str
    decided: str
    undecided: bool


@desk.get("")
@needs(Permission.CALLS_READ)
def coming() -> tuple[str, int]:
    """The calls of both groups, the next of each first."""
    session = db.session()
    found = coming_calls(session, now(), 40)
    first: dict[str, int] = {}
    for call, _ in found:
        first.setdefault(call.working_group, call.id)
    return page(
        "agendas.html",
        following=[(call, cases) for call, cases in found if call.id in first.values()],
        later=[(call, cases) for call, cases in found if call.id not in first.values()],
        past=past_calls(session, now() - _BACK, now()),
        may_arrange=granted(Permission.CALLS_WRITE, actor().roles),
    )


@desk.get("/<int:call_id>")
@needs(Permission.CALLS_READ)
def read(call_id: int) -> tuple[str, int]:
    """One call with its cases in the chair's order; `open` and `do` name a case and the form that is open there."""
    session = db.session()
    number, action = request.args.get("open", ""), request.args.get("do", "")
    opened = None
    if number and action in FROM_HERE:
        dossier = casework.load(session, find_case(session, actor(), number))
        group = calls.get_call(session, call_id).working_group
        possible = acting.find_possible(dossier, action, group)
        opened = acting.empty_form(session, dossier, possible), shown(session, dossier, actor(), now(), brief=True)
    return _page(session, call_id, opened)


def _page(
    session: Session, call_id: int, opened: tuple[acting.Form, Shown] | None = None, status: int = 200
) -> tuple[str, int]:
    call = calls.get_call(session, call_id)
    lines = _lines(session, call)
    group = Group(call.working_group)
    return page(
        "agenda.html",
        status,
        call=call,
        group=group,
        lines=lines,
        form=opened[0] if opened else None,
        shown=opened[1] if opened else None,
        may_decide=actor().holds(group.chair),
        may_arrange=granted(Permission.CALLS_WRITE, actor().roles),
        undecided=sum(line.undecided for line in lines),
        decisions=[line for line in lines if line.decided],
    )


def _lines(session: Session, call: WorkingGroupCall) -> list[Line]:
    found = agenda(session, actor(), call)
    calendar = in_force(calendars(session))
    entries = history.read_several(session, [line.case.id for line in found]) if actor().holds(*HANDLERS) else {}
    return [_line(line, call, calendar, entries.get(line.case.id, [])) for line in found]


def _line(line: AgendaLine, call: WorkingGroupCall, calendar: WorkingCalendar, entries: Sequence[Entry]) -> Line:
    case, clock, hidden = line.case, line.clock, neutral(actor(), line.case)
    due = calendar.local_date(clock.due_at) if clock else None
    return Line(
        line.item,
        case.number,
        neutral_text(case, case.summary) if hidden else case.summary,
        line.vendor or "",
        line.test_references,
        neutral_text(case, line.item.note) if hidden else line.item.note,
        chip(clock.due_at, clock.working_days, calendar, now(), indicative=clock.indicative) if clock else None,
        due is None or calendar.local_date(call.starts_at) <= due,
        _analysis(entries),
        _decided(entries, call.id),
        getattr(case, f"{call.working_group}_stage") == "on_agenda" and not _decided(entries, call.id),
    )


def _analysis(entries: Sequence[Entry]) -> str:
    """What the last analysis says the issue is."""
    found = [e.event.issue for e in entries if isinstance(e.event, ev.AnalysisRecorded | ev.AnalysisRevised)]
    return found[-1] if found else ""


def _decided(entries: Sequence[Entry], call_id: int) -> str:
    """What was decided in this call, empty where nothing was."""
    for entry in reversed(entries):
        if isinstance(entry.event, ev.GroupDecided) and entry.event.call_id == call_id:
            return f"{entry.event.decision.value.replace('_', ' ').capitalize()}: {entry.event.argumentation}"
    return ""


@desk.post("/<int:call_id>/cases/<string:number>/<string:action>")
@needs(Permission.CASES_ACT)
def act(call_id: int, number: str, action: str) -> tuple[str, int] | Any:
    """Record a decision or a severity without leaving the agenda."""
    if action not in FROM_HERE:
        raise NoSuchPage
    with transaction() as session:
        group = calls.get_call(session, call_id).working_group
        case = find_case(session, actor(), number, lock=True)
        dossier = casework.load(session, case)
        possible = acting.find_possible(dossier, action, group)
        form, made = acting.filled_form(session, dossier, possible)
        looks = request.form.get("do") == "look"
        if made is None or looks or (form.meanwhile and request.form.get("anyway") != "yes"):
            status = 200 if looks and made is not None else 409 if made is not None else 422
            return _page(session, call_id, (form, shown(session, dossier, actor(), now(), brief=True)), status)
        acting.perform(session, case, dossier, made)
    said(f"{number}: {possible.title} – done.")
    return redirect(url_for("agendas.read", call_id=call_id) + f"#case-{number}")


@desk.post("/<int:call_id>/cases/<string:number>/arrangement")
@needs(Permission.CALLS_WRITE)
def arrange(call_id: int, number: str) -> Any:
    """The place of a case on the agenda, and its note."""
    note = request.form.get("note")
    position = request.form.get("position", "")
    with transaction() as session:
        calls.arrange(
            session, actor(), call_id, number,
            position=int(position) if position.isdecimal() and len(position) < 6 else None,
            note=note[:5000] if note is not None else None,
        )  # fmt: skip
    return redirect(url_for("agendas.read", call_id=call_id) + f"#case-{number}")


@desk.get("/<int:call_id>/sheet.pdf")
@needs(Permission.CALLS_READ)
def sheet(call_id: int) -> Response:
    """The agenda as a printable sheet, neutral for whoever holds it (P-97, P-99)."""
    session = db.session()
    call = calls.get_call(session, call_id)
    calendar = in_force(calendars(session))
    lines = [
        agenda_sheet.SheetLine(
            line.case.number,
            neutral_text(line.case, line.case.summary),
            line.vendor or "",
            line.test_references,
            calendar.local_date(line.clock.due_at) if line.clock else None,
        )
        for line in agenda(session, actor(), call)
    ]
    content = agenda_sheet.make_sheet(call, lines)
    name = f"agenda-{call.working_group}-{call.starts_at:%Y-%m-%d}.pdf"
    return Response(
        content, mimetype="application/pdf", headers={"Content-Disposition": f"attachment; filename={name}"}
    )


@desk.get("/<int:call_id>/invitation.ics")
@needs(Permission.CALLS_READ)
def invitation(call_id: int) -> Response:
    """The call for a calendar: time and how to join, no case and no party."""
    call = calls.get_call(db.session(), call_id)
    text = invitations.feed([call], current_app.extensions["desk"])
    name = f"call-{call.working_group}-{call.starts_at:%Y-%m-%d}.ics"
    return Response(
        text, mimetype="text/calendar; charset=utf-8", headers={"Content-Disposition": f"attachment; filename={name}"}
    )
