"""Calendar years: which days do not count and why; every change shows first which dates it would move (P-92, P-93)."""

import calendar as months
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app, redirect, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from issuetracker.extensions import db, transaction
from issuetracker.models import CalendarVersion
from issuetracker.permissions import Permission, granted, needs
from issuetracker.services.calendars import calendars, in_force, propose_year, with_day, with_year
from issuetracker.services.errors import InvalidFields
from issuetracker.services.years import approve_year, change_calendar, moved_dates
from issuetracker.web.office import desk
from issuetracker.web.pages import page, said
from issuetracker.web.showing import day as shown_day
from issuetracker.web.visitor import actor, now
from workflows.working_days import CalendarYear, WorkingCalendar

_CHANGES = ("closed", "worked", "year")


@dataclass(frozen=True, slots=True)
class Month:
    """A month as weeks of days; a day that is not in the month is None."""

    name: str
    weeks: tuple[tuple[date | None, ...], ...]


@desk.get("/calendar")
@needs(Permission.CALENDAR_READ)
def calendar_now() -> Response:
    """The year of today."""
    known = in_force(calendars(db.session()))
    return redirect(url_for("office.calendar_year", year=known.local_date(now()).year))


@desk.get("/calendar/<int:year>")
@needs(Permission.CALENDAR_READ)
def calendar_year(year: int) -> tuple[str, int]:
    """One year, its closed and worked days, and the forms that change it."""
    return _page(db.session(), year)


def _page(session: Session, year: int, status: int = 200, **more: Any) -> tuple[str, int]:
    known = in_force(calendars(session))
    found = next((item for item in known.years if item.year == year), None)
    versions = session.scalars(select(CalendarVersion).order_by(CalendarVersion.version.desc()).limit(20)).all()
    values: dict[str, Any] = {
        "year": year,
        "found": found,
        "calendar": known,
        "months": _months(year) if found else (),
        "closed": {item.day: item.reason for item in found.closed} if found else {},
        "worked": set(found.worked) if found else set(),
        "today": known.local_date(now()),
        "versions": versions,
        "may_change": granted(Permission.CALENDAR_WRITE, actor().roles),
        "typed": request.form,
        "errors": {},
    }
    return page("office/calendar.html", status, **values | more)


def _months(year: int) -> tuple[Month, ...]:
    weeks = months.Calendar()
    return tuple(
        Month(
            f"{date(year, month, 1):%B}",
            tuple(
                tuple(day if day.month == month else None for day in week)
                for week in weeks.monthdatescalendar(year, month)
            ),
        )
        for month in range(1, 13)
    )


@desk.post("/calendar/<int:year>")
@needs(Permission.CALENDAR_WRITE)
def change_year(year: int) -> tuple[str, int] | Response:
    """Show what a change would move; with `do` = `save`, make it."""
    reason = request.form.get("reason", "").strip()
    try:
        with transaction() as session:
            changed, what = _changed(in_force(calendars(session)), year)
            if not reason:
                raise InvalidFields({"reason": "Say why; the history of each case that moves shows it."})
            if request.form.get("do") != "save":
                moved = moved_dates(session, changed)
                return page("office/calendar_preview.html", year=year, what=what, moved=moved, given=request.form)
            moved = change_calendar(session, current_app.extensions["desk"], changed, actor(), now(), reason=reason)
    except InvalidFields as error:
        return _page(db.session(), year, 422, errors=error.errors)
    dates = "No running date moved." if not moved else f"{len(moved)} running dates moved, each in its case’s history."
    said(f"{what}.", dates)
    return redirect(url_for("office.calendar_year", year=year))


def _changed(known: WorkingCalendar, year: int) -> tuple[WorkingCalendar, str]:
    """The calendar that the form asks for, and what that is in words."""
    match request.form.get("change"):
        case "year":
            if not known.first_day.year <= year <= known.last_day.year + 1:
                raise InvalidFields({"year": f"Years follow one another; the next one is {known.last_day.year + 1}."})
            good_friday = request.form.get("good_friday") == "yes"
            words = "with" if good_friday else "without"
            return (
                with_year(known, propose_year(year, good_friday=good_friday)),
                f"{year} as the library proposes it, {words} Good Friday",
            )
        case "closed" | "worked" as kind:
            on = _date(request.form.get("date", ""), known)
            because = request.form.get("reason", "").strip() if kind == "closed" else None
            return with_day(known, on, closed_because=because), f"{shown_day(on, long=True)} is {kind}"
        case _:
            raise InvalidFields({"change": "Choose what is to change."})


def _date(text: str, known: WorkingCalendar) -> date:
    try:
        on = date.fromisoformat(text)
    except ValueError:
        raise InvalidFields({"date": "Give a date, as 2026-12-24."}) from None
    if not known.first_day <= on <= known.last_day:
        raise InvalidFields({"date": f"The calendar does not have {on.year} yet; take its proposal first."})
    return on


@desk.post("/calendar/<int:year>/approval")
@needs(Permission.CALENDAR_WRITE)
def approve(year: int) -> tuple[str, int] | Response:
    """Approve a year as it stands; no date moves."""
    try:
        with transaction() as session:
            approve_year(session, current_app.extensions["desk"], year, actor(), now())
    except InvalidFields as error:
        return _page(db.session(), year, 422, errors=error.errors)
    said(f"{year} is approved.", "No date moved.")
    return redirect(url_for("office.calendar_year", year=year))


def unapproved(known: WorkingCalendar) -> list[CalendarYear]:
    """Years from now on that were adopted and that nobody has approved."""
    return [year for year in known.years if year.approver is None and year.year >= known.local_date(now()).year]
