"""`/calendar`: the days that do not count, and changing them with a preview of every date that would move."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Response, current_app
from marshmallow import Schema, ValidationError, fields, validates_schema
from marshmallow.validate import Length, Range

from issuetracker.api.auth import actor, now
from issuetracker.api.representations import answer
from issuetracker.api.resources import Blueprint
from issuetracker.api.schemas import Strict
from issuetracker.extensions import db, transaction
from issuetracker.fields import Text
from issuetracker.permissions import Permission, needs
from issuetracker.services.calendars import calendars, in_force, propose_year, with_day, with_year
from issuetracker.services.errors import InvalidFields
from issuetracker.services.years import Moved, approve_year, change_calendar, moved_dates
from workflows.working_days import WorkingCalendar

blp = Blueprint("calendar", __name__, url_prefix="/api/v1/calendar", description="Working days (P-90 … P-94)")


class ClosedDayDocument(Schema):
    """A date that does not count."""

    date = fields.Date()
    reason = fields.String()


class YearDocument(Schema):
    """A year of the calendar."""

    year = fields.Integer()
    number = fields.Integer()
    source = fields.String()
    approver = fields.String(allow_none=True)
    closed = fields.List(fields.Nested(ClosedDayDocument))
    worked = fields.List(fields.Date())


class CalendarDocument(Schema):
    """The calendar in force."""

    calendar = fields.String()
    zone = fields.String()
    years = fields.List(fields.Nested(YearDocument))


class MovedDocument(Schema):
    """A running clock whose date moves."""

    number = fields.String()
    clock = fields.String()
    old_due_at = fields.AwareDateTime()
    new_due_at = fields.AwareDateTime()


class ChangeDocument(Schema):
    """What a change of the calendar moves, or has moved."""

    saved = fields.Boolean()
    moved = fields.List(fields.Nested(MovedDocument))


class ChangeSchema(Strict):
    """A change of the calendar; nothing is saved unless `save` is true."""

    reason = Text(required=True, validate=Length(min=3, max=500), metadata={"example": "OCA is closed that day."})
    save = fields.Boolean(load_default=False, truthy={True}, falsy={False})


class DaySchema(ChangeSchema):
    """One date declared closed or worked."""

    date = fields.Date(required=True, metadata={"example": "2026-12-24"})
    closed = fields.Boolean(required=True, truthy={True}, falsy={False})

    @validates_schema
    def _a_day_that_we_know(self, data: dict[str, Any], **_: Any) -> None:
        if not 2020 <= data["date"].year <= 2100:
            raise ValidationError("The calendar has no such year.", "date")


class YearSchema(ChangeSchema):
    """A year as the maintained library proposes it."""

    year = fields.Integer(required=True, validate=Range(min=2020, max=2100))
    good_friday = fields.Boolean(load_default=False, truthy={True}, falsy={False})


@blp.route("", methods=["GET"])
@needs(Permission.CALENDAR_READ)
@blp.response(200, CalendarDocument)
def read_calendar() -> Response:
    """Read the calendar in force, with who approved each year"""
    found = in_force(calendars(db.session()))
    years = [
        {
            "year": y.year,
            "number": y.number,
            "source": y.source,
            "approver": y.approver,
            "worked": y.worked,
            "closed": [{"date": c.day, "reason": c.reason} for c in y.closed],
        }
        for y in found.years
    ]
    return answer({"calendar": found.label, "zone": found.zone_name, "years": years})


@blp.route("/days", methods=["POST"])
@needs(Permission.CALENDAR_WRITE)
@blp.arguments(DaySchema)
@blp.response(200, ChangeDocument)
def declare_day(data: dict[str, Any]) -> Response:
    """Declare one date closed or worked; without `save`, only say which running dates would move"""
    day: date = data["date"]
    because = data["reason"] if data["closed"] else None

    def changed(calendar: WorkingCalendar) -> WorkingCalendar:
        if not calendar.first_day <= day <= calendar.last_day:
            raise InvalidFields({"date": f"The calendar does not have {day.year} yet; propose it first."}, rule="P-92")
        return with_day(calendar, day, closed_because=because)

    return _change(changed, data)


@blp.route("/years", methods=["POST"])
@needs(Permission.CALENDAR_WRITE)
@blp.arguments(YearSchema)
@blp.response(200, ChangeDocument)
def propose(data: dict[str, Any]) -> Response:
    """Take a year from the library's proposal; without `save`, only say which running dates would move"""
    year: int = data["year"]

    def changed(calendar: WorkingCalendar) -> WorkingCalendar:
        first, following = calendar.first_day.year, calendar.last_day.year + 1
        if not first <= year <= following:
            raise InvalidFields(
                {"year": f"Years follow one another: {first} to {following} can be taken."}, rule="P-92"
            )
        return with_year(calendar, propose_year(year, good_friday=data["good_friday"]))

    return _change(changed, data)


@blp.route("/years/<int:year>/approval", methods=["POST"])
@needs(Permission.CALENDAR_WRITE)
@blp.response(200, ChangeDocument)
def approve(year: int) -> Response:
    """Approve a year as it stands; no date moves"""
    with transaction() as session:
        approve_year(session, current_app.extensions["desk"], year, actor(), now())
    return answer({"saved": True, "moved": []})


def _change(make: Callable[[WorkingCalendar], WorkingCalendar], data: dict[str, Any]) -> Response:
    with transaction() as session:
        changed = make(in_force(calendars(session)))
        if not data["save"]:
            return answer({"saved": False, "moved": [_moved(item) for item in moved_dates(session, changed)]})
        moved = change_calendar(session, current_app.extensions["desk"], changed, actor(), now(), reason=data["reason"])
        return answer({"saved": True, "moved": [_moved(item) for item in moved]})


def _moved(item: Moved) -> dict[str, Any]:
    return {"number": item.number, "clock": item.clock, "old_due_at": item.old_due_at, "new_due_at": item.new_due_at}
