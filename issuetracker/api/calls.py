"""`/calls`: the working groups' calls and agendas."""

from datetime import timedelta
from typing import Any

from flask import Response
from marshmallow import fields

from issuetracker.api import examples
from issuetracker.api.answers import AgendaDocument, CallDocument, CallsDocument, SeriesDocument
from issuetracker.api.auth import actor, now
from issuetracker.api.representations import answer
from issuetracker.api.resources import Blueprint
from issuetracker.api.schemas import AgendaNoteSchema, CallSchema, ExceptionSchema, SeriesSchema, Strict
from issuetracker.extensions import db, transaction
from issuetracker.models import CallSeries, WorkingGroupCall
from issuetracker.permissions import Permission, needs
from issuetracker.queries.agenda import AgendaLine, agenda
from issuetracker.services import calls
from issuetracker.services.access import neutral
from issuetracker.services.anonymity import neutral_text
from issuetracker.services.calendars import calendars, in_force
from workflows.roles import Group
from workflows.working_days import WorkingCalendar

blp = Blueprint("calls", __name__, url_prefix="/api/v1/calls", description="Calls of the working groups")


class CallQuery(Strict):
    """Which calls."""

    group = fields.Enum(Group, by_value=True, load_default=None)


def call_json(call: WorkingGroupCall) -> dict[str, Any]:
    """A call."""
    return {
        "id": call.id,
        "group": call.working_group,
        "title": call.title,
        "starts_at": call.starts_at,
        "minutes": call.minutes,
        "join_how": call.join_how,
        "extra": call.series_id is None,
        "cancelled_at": call.cancelled_at,
        "href": f"/api/v1/calls/{call.id}",
    }


@blp.route("", methods=["GET"])
@needs(Permission.CALLS_READ)
@blp.arguments(CallQuery, location="query")
@blp.response(200, CallsDocument)
def list_calls(query: dict[str, Any]) -> Response:
    """List the calls of the last week and those to come"""
    found = calls.calls_between(db.session(), now() - timedelta(days=7), now() + calls.HORIZON, query["group"])
    return answer({"items": [call_json(call) for call in found]})


@blp.route("", methods=["POST"])
@needs(Permission.CALLS_WRITE)
@blp.arguments(CallSchema, example=examples.CALL)
@blp.response(201, CallDocument)
def schedule(data: dict[str, Any]) -> Response:
    """Schedule an extra call"""
    group = data.pop("group")
    with transaction() as session:
        return answer(call_json(calls.schedule_extra(session, actor(), group, **data, at=now())), 201)


@blp.route("/series", methods=["POST"])
@needs(Permission.CALLS_WRITE)
@blp.arguments(SeriesSchema, example=examples.SERIES)
@blp.response(201, SeriesDocument)
def add_series(data: dict[str, Any]) -> Response:
    """Add a recurring call by an iCalendar rule"""
    group = data.pop("group")
    with transaction() as session:
        return answer(_series(calls.add_series(session, actor(), group, **data, at=now())), 201)


@blp.route("/series/<int:series_id>/exceptions", methods=["POST"])
@needs(Permission.CALLS_WRITE)
@blp.arguments(ExceptionSchema)
@blp.response(200, SeriesDocument)
def add_exception(data: dict[str, Any], series_id: int) -> Response:
    """Leave out one date of a series; its call is cancelled if its agenda is empty"""
    with transaction() as session:
        return answer(_series(calls.add_exception(session, actor(), series_id, data["date"], now())))


def _series(series: CallSeries) -> dict[str, Any]:
    return {
        "id": series.id,
        "group": series.working_group,
        "title": series.title,
        "rule": series.rule,
        "first_at_local": series.first_at_local,
        "zone": series.zone,
        "minutes": series.minutes,
        "exceptions": series.exceptions,
    }


@blp.route("/<int:call_id>", methods=["GET"])
@needs(Permission.CALLS_READ)
@blp.response(200, AgendaDocument)
def read_agenda(call_id: int) -> Response:
    """Read a call with its agenda, neutral: a vendor's name only with its permission"""
    return _agenda(call_id)


def _agenda(call_id: int) -> Response:
    session = db.session()
    call = calls.get_call(session, call_id)
    calendar = in_force(calendars(session))
    lines = agenda(session, actor(), call)
    return answer({"call": call_json(call), "items": [_line(line, call, calendar) for line in lines]})


def _line(line: AgendaLine, call: WorkingGroupCall, calendar: WorkingCalendar) -> dict[str, Any]:
    due = calendar.local_date(line.clock.due_at) if line.clock else None
    hidden = neutral(actor(), line.case)
    return {
        "position": line.item.position,
        "number": line.case.number,
        "summary": neutral_text(line.case, line.case.summary) if hidden else line.case.summary,
        "vendor": line.vendor,
        "test_references": line.test_references,
        "stage": getattr(line.case, f"{call.working_group}_stage"),
        "due_date": due,
        "fits": due is None or calendar.local_date(call.starts_at) <= due,
        "note": neutral_text(line.case, line.item.note) if hidden else line.item.note,
    }


@blp.route("/<int:call_id>/agenda/<string:number>", methods=["PATCH"])
@needs(Permission.CALLS_WRITE)
@blp.arguments(AgendaNoteSchema)
@blp.response(200, AgendaDocument)
def arrange(data: dict[str, Any], call_id: int, number: str) -> Response:
    """Change the place or the note of a case on an agenda"""
    with transaction() as session:
        calls.arrange(session, actor(), call_id, number, position=data["position"], note=data["note"])
    return _agenda(call_id)


@blp.route("/<int:call_id>/cancellation", methods=["POST"])
@needs(Permission.CALLS_WRITE)
@blp.response(200, CallDocument)
def cancel(call_id: int) -> Response:
    """Cancel a call whose agenda is empty"""
    with transaction() as session:
        return answer(call_json(calls.cancel(session, actor(), call_id, now())))
