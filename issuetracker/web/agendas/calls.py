"""The calls of both groups, and one call with its cases, decided from the page while the call goes on."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from flask import Response, abort, current_app, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound as NoSuchPage

from issuetracker.extensions import db, transaction
from issuetracker.models import WorkingGroupCall
from issuetracker.permissions import Permission, granted, needs
from issuetracker.queries.agenda import calls_before, coming_calls, past_calls
from issuetracker.services import calls, casework, invitations
from issuetracker.services.access import find_case
from issuetracker.web import acting
from issuetracker.web.agendas import desk
from issuetracker.web.agendas.lines import FROM_HERE, agenda_lines, possible_here
from issuetracker.web.case_shown import Shown, shown
from issuetracker.web.pages import page, said
from issuetracker.web.visitor import actor, now
from workflows.errors import NotPossibleNow
from workflows.procedure import PossibleAction
from workflows.roles import Group, Role
from workflows.working_days import SEAT

_BACK = timedelta(days=90)
_GONE = "This is not possible now, or not yours: somebody may have decided it, or the case stands on another agenda."


@desk.get("")
@needs(Permission.CALLS_READ)
def coming() -> tuple[str, int]:
    """The calls of both groups, the next of each first; `until` goes back further than three months."""
    session = db.session()
    found = coming_calls(session, now(), 40)
    first: dict[str, int] = {}
    for call, _ in found:
        first.setdefault(call.working_group, call.id)
    until = _until()
    return page(
        "agendas.html",
        following=[(call, cases) for call, cases in found if call.id in first.values()],
        later=[(call, cases) for call, cases in found if call.id not in first.values()],
        past=past_calls(session, until - _BACK, until),
        until=until,
        earlier=(until - _BACK).date(),
        feed=f"{current_app.extensions['desk'].base_url}/api/v1/feeds/calls.ics",
        may_arrange=granted(Permission.CALLS_WRITE, actor().roles),
    )


def _until() -> datetime:
    """Up to when past calls are shown."""
    try:
        day = date.fromisoformat(request.args.get("until", ""))
    except ValueError:
        return now()
    return datetime.combine(day, time(), UTC) if 2000 <= day.year <= 2200 else now()


@desk.get("/<int:call_id>")
@needs(Permission.CALLS_READ)
def read(call_id: int) -> tuple[str, int]:
    """One call with its cases in the chair's order; `open` and `do` name a case and the form that is open there."""
    session = db.session()
    call = calls.get_call(session, call_id)
    number, action = request.args.get("open", ""), request.args.get("do", "")
    if not number or action not in FROM_HERE:
        return _page(session, call)
    dossier = casework.load(session, find_case(session, actor(), number))
    form = acting.empty_form(session, dossier, _possible(dossier, call, action))
    return _with_form(session, call, dossier, form)


def _possible(dossier: casework.Dossier, call: WorkingGroupCall, action: str) -> PossibleAction:
    """What is recorded in a call is that group's and that call's: a chair of both groups mixes nothing up."""
    found = possible_here(dossier, actor(), Group(call.working_group), call.id)
    return next((possible for possible in found if possible.name == action), None) or abort(404, _GONE)


def _with_form(
    session: Session, call: WorkingGroupCall, dossier: casework.Dossier, form: acting.Form, status: int = 200
) -> tuple[str, int]:
    """The page with a form open at its case; the form alone where a script asks for it."""
    case = shown(dossier, actor(), now())
    if request.headers.get("X-Fragment"):
        return page("agenda_form.html", status, call=call, form=form, shown=case)
    return _page(session, call, (form, case), status)


def _page(
    session: Session, call: WorkingGroupCall, opened: tuple[acting.Form, Shown] | None = None, status: int = 200
) -> tuple[str, int]:
    lines, group = agenda_lines(session, actor(), call, now()), Group(call.working_group)
    begins, ends = (at.astimezone(SEAT) for at in (call.starts_at, call.starts_at + timedelta(minutes=call.minutes)))
    return page(
        "agenda.html",
        status,
        call=call,
        hours=f"{begins:%H:%M} to {ends:%H:%M}",
        ends_at=ends,
        group=group,
        lines=lines,
        form=opened[0] if opened else None,
        shown=opened[1] if opened else None,
        sooner=calls_before(session, call, now()) if any(line.due for line in lines) else [],
        may_decide=actor().holds(group.chair),
        may_arrange=actor().holds(group.chair, Role.OCA_OFFICE),
    )


@desk.post("/<int:call_id>/cases/<string:number>/<string:action>")
@needs(Permission.CASES_ACT)
def act(call_id: int, number: str, action: str) -> tuple[str, int] | Any:
    """Record a decision or a severity without leaving the agenda."""
    if action not in FROM_HERE:
        raise NoSuchPage
    with transaction() as session:
        call = calls.get_call(session, call_id)
        case = find_case(session, actor(), number, lock=True)
        dossier = casework.load(session, case)
        possible = _possible(dossier, call, action)
        form, made = acting.filled_form(session, dossier, possible)
        if made is None or acting.looks() or (form.meanwhile and request.form.get("anyway") != "yes"):
            status = acting.status_of(made)
            return _with_form(session, call, dossier, form, status)
        acting.perform(session, case, dossier, made)
    outside = form.causes.outside if form.causes else 0
    said(f"{number}: {possible.title} – done.", f"Told outside OCA: {outside}." if outside else "")
    return _back(call_id, number)


def _back(call_id: int, number: str) -> Any:
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
            note=note[:5000].replace("\r\n", "\n") if note is not None else None,
        )  # fmt: skip
    return _back(call_id, number)


@desk.post("/<int:call_id>/cancellation")
@needs(Permission.CALLS_WRITE)
def cancel(call_id: int) -> Any:
    """Cancel a call that has no case on its agenda."""
    try:
        with transaction() as session:
            calls.cancel(session, actor(), call_id, now())
    except NotPossibleNow as error:
        said("The call stands.", f"{error.sentence()} {error.detail}", kind="bad")
    else:
        said("The call is cancelled.", "Calendars that follow the feed show it.")
    return redirect(url_for("agendas.read", call_id=call_id))


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
