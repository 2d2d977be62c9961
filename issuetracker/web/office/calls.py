"""Calls of both groups: recurring series with their exceptions, extra calls, and those to come (P-12, P-30)."""

from datetime import date, datetime, timedelta
from typing import Any

from flask import redirect, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from issuetracker.extensions import db, transaction
from issuetracker.fields import whole
from issuetracker.models import CallSeries
from issuetracker.permissions import Permission, granted, needs
from issuetracker.queries.agenda import coming_calls
from issuetracker.services import calls
from issuetracker.services.errors import InvalidFields
from issuetracker.web.office import desk
from issuetracker.web.pages import page, said
from issuetracker.web.visitor import actor, now
from workflows.errors import Refusal
from workflows.roles import Group
from workflows.working_days import SEAT

_DAYS = {"MO": "Monday", "TU": "Tuesday", "WE": "Wednesday", "TH": "Thursday", "FR": "Friday"}


@desk.get("/calls")
@needs(Permission.CALLS_READ)
def call_series() -> tuple[str, int]:
    """Series and calls to come, with the forms that change them."""
    return _page(db.session())


def _page(session: Session, status: int = 200, **more: Any) -> tuple[str, int]:
    coming = coming_calls(session, now(), 80)
    of_series: dict[int, list[datetime]] = {}
    for call, _ in coming:
        if call.series_id is not None:
            of_series.setdefault(call.series_id, []).append(call.starts_at)
    found = session.scalars(select(CallSeries).order_by(CallSeries.working_group, CallSeries.id))
    values: dict[str, Any] = {
        "series": [(item, in_words(item), of_series.get(item.id, [])) for item in found],
        "coming": coming,
        "exception_day": date.fromisoformat,
        "groups": [(group.value, group.label) for group in Group],
        "days": _DAYS,
        "may_change": granted(Permission.CALLS_WRITE, actor().roles),
        "typed": request.form,
        "errors": {},
        "at": "",
    }
    return page("office/calls.html", status, **values | more)


def in_words(series: CallSeries) -> str:
    """A series' rule in words, where it is of the simple kind; else nothing."""
    parts = dict(part.split("=", 1) for part in series.rule.upper().split(";") if "=" in part)
    at = datetime.fromisoformat(series.first_at_local)
    named = _DAYS.get(parts.get("BYDAY", list(_DAYS)[at.weekday()] if at.weekday() < 5 else ""))
    if parts.get("FREQ") != "WEEKLY" or named is None or parts.keys() - {"FREQ", "BYDAY", "INTERVAL"}:
        return ""
    every = {"1": "Every", "2": "Every second", "3": "Every third", "4": "Every fourth"}
    often = every.get(parts.get("INTERVAL", "1"), f"Every {parts.get('INTERVAL')}th")
    return f"{often} {named} at {at:%H:%M}, {series.minutes} minutes"


@desk.post("/calls/series")
@needs(Permission.CALLS_WRITE)
def add_series() -> tuple[str, int] | Response:
    """A recurring call, from a weekday and an interval or from a rule of iCalendar."""
    form = request.form
    try:
        first = _moment(form.get("first", ""), form.get("time", ""), "first")
        rule = form.get("rule", "").strip()[:500] or f"FREQ=WEEKLY;INTERVAL={_weeks()};BYDAY={_day(first)}"
        with transaction() as session:
            calls.add_series(
                session, actor(), _group(), title=_title(), rule=rule, first_at_local=first.replace(tzinfo=None),
                minutes=_minutes(), join_how=form.get("join_how", "").strip()[:500], at=now(),
            )  # fmt: skip
    except Refusal as error:
        return _wrong(error, "series")
    said("The series is there.", f"Its calls of the next {calls.HORIZON.days} days were made.")
    return redirect(url_for("office.call_series"))


@desk.post("/calls/series/<int:series_id>/exceptions")
@needs(Permission.CALLS_WRITE)
def add_exception(series_id: int) -> tuple[str, int] | Response:
    """No call of a series on one date."""
    try:
        on = _date(request.form.get("date", ""), "date")
        with transaction() as session:
            calls.add_exception(session, actor(), series_id, on, now())
    except Refusal as error:
        return _wrong(error)
    said(f"There is no call of this series on {on:%A} {on.day} {on:%B} {on.year}.")
    return redirect(url_for("office.call_series"))


@desk.post("/calls/extra")
@needs(Permission.CALLS_WRITE)
def add_call() -> tuple[str, int] | Response:
    """An extra call, for example to expedite a case (P-12)."""
    form = request.form
    try:
        starts_at = _moment(form.get("first", ""), form.get("time", ""), "first")
        with transaction() as session:
            calls.schedule_extra(
                session, actor(), _group(), title=_title(), starts_at=starts_at, minutes=_minutes(),
                join_how=form.get("join_how", "").strip()[:500], at=now(),
            )  # fmt: skip
    except Refusal as error:
        return _wrong(error, "extra")
    said("The call is scheduled.", "Cases can be put on its agenda now.")
    return redirect(url_for("office.call_series"))


@desk.post("/calls/<int:call_id>/cancellation")
@needs(Permission.CALLS_WRITE)
def cancel_call(call_id: int) -> tuple[str, int] | Response:
    """Cancel a call whose agenda is empty."""
    try:
        with transaction() as session:
            calls.cancel(session, actor(), call_id, now())
    except Refusal as error:
        return _wrong(error)
    said("The call is cancelled.")
    return redirect(url_for("office.call_series"))


def _wrong(error: Refusal, at: str = "") -> tuple[str, int]:
    """The page again, with what was typed into the form `at`."""
    errors = error.errors if isinstance(error, InvalidFields) else {error.field or "": error.detail or error.sentence()}
    # The service names the moment; the form has it as date and time.
    errors = {"first" if name == "starts_at" else name: text for name, text in errors.items()}
    return _page(db.session(), 422, errors=errors, at=at)


def _group() -> Group:
    try:
        return Group(request.form.get("group", ""))
    except ValueError:
        raise InvalidFields({"group": "Choose the working group."}) from None


def _title() -> str:
    title = request.form.get("title", "").strip()
    return title[:200] or f"{_group().label} call"


def _number(name: str, least: int, most: int, sentence: str) -> int:
    given = whole(request.form.get(name, ""))
    if given is None or not least <= given <= most:
        raise InvalidFields({name: sentence})
    return given


def _minutes() -> int:
    return _number("minutes", 10, 480, "A call takes 10 to 480 minutes.")


def _weeks() -> int:
    return _number("weeks", 1, 12, "Give every how many weeks, 1 to 12.")


def _day(first: datetime) -> str:
    if first.weekday() > 4:
        raise InvalidFields({"first": "The first call lies on a Monday to Friday."})
    return list(_DAYS)[first.weekday()]


def _date(text: str, name: str) -> date:
    try:
        on = date.fromisoformat(text)
    except ValueError:
        raise InvalidFields({name: "Give a date, as 2026-12-24."}) from None
    if abs(on - now().date()) > timedelta(days=3660):
        raise InvalidFields({name: "This date is too far away."})
    return on


def _moment(day: str, time: str, name: str) -> datetime:
    """A date and a time by the clock of Amsterdam."""
    try:
        return datetime.fromisoformat(f"{_date(day, name).isoformat()}T{time or '99'}").replace(tzinfo=SEAT)
    except ValueError:
        raise InvalidFields({"time": "Give a time, as 15:00."}) from None
