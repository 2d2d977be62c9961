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
from issuetracker.sentences.wording import day as shown_day
from issuetracker.services.calendars import calendars, in_force, propose_year, with_day, with_year
from issuetracker.services.errors import InvalidFields
from issuetracker.services.years import approve_year, change_calendar, moved_dates
from issuetracker.web.office import desk
from issuetracker.web.pages import page, said
from issuetracker.web.visitor import actor, now
from workflows.roles import Role
from workflows.working_days import CalendarYear, WorkingCalendar


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
    """Show what a change would move; with `do` = `save`, make it, unless the calendar has changed since the look."""
    reason = request.form.get("reason", "").strip()[:500]
    try:
        if request.form.get("do") != "save":
            return _preview(db.session(), year)
        with transaction() as session:
            known = in_force(calendars(session))
            if request.form.get("seen") != str(known.version):
                return _preview(session, year, again=True)
            wanted = _wanted(known, year)
            moved = change_calendar(
                session, current_app.extensions["desk"], wanted.calendar, actor(), now(), reason=reason
            )
    except InvalidFields as error:
        return _page(db.session(), year, 422, errors=error.errors)
    count = f"{len(moved)} running {'date' if len(moved) == 1 else 'dates'}"
    said(f"{wanted.words}.", f"{count} moved, each in its case’s history." if moved else "No running date moved.")
    return redirect(url_for("office.calendar_year", year=wanted.year))


def _preview(session: Session, year: int, *, again: bool = False) -> tuple[str, int]:
    known = in_force(calendars(session))
    wanted = _wanted(known, year)
    return page(
        "office/calendar_preview.html", 409 if again else 200, year=wanted.year, what=wanted.words, again=again,
        moved=moved_dates(session, wanted.calendar), days=_days_that_change(known, wanted.calendar), calendar=known,
        given=request.form, roles={role.value: role.label for role in Role},
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """The calendar that a form asks for, what that is in words, and whose year it is."""

    calendar: WorkingCalendar
    words: str
    year: int


def _wanted(known: WorkingCalendar, year: int) -> Wanted:
    """What the form asks for. Raises InvalidFields."""
    reason = request.form.get("reason", "").strip()[:500]
    if not reason:
        raise InvalidFields({"reason": "Say why; the history of each case that moves shows it."})
    match request.form.get("change"):
        case "year":
            if not known.first_day.year <= year <= known.last_day.year + 1:
                raise InvalidFields({"year": f"Years follow one another; the next one is {known.last_day.year + 1}."})
            good_friday = request.form.get("good_friday") == "yes"
            words = f"{year} as the library proposes it, {'with' if good_friday else 'without'} Good Friday"
            return Wanted(with_year(known, propose_year(year, good_friday=good_friday)), words, year)
        case "closed" | "worked" as kind:
            on = _date(request.form.get("date", ""), known)
            changed = with_day(known, on, closed_because=reason if kind == "closed" else None)
            return Wanted(changed, f"{shown_day(on, long=True)} is {kind}", on.year)
        case _:
            raise InvalidFields({"change": "Choose what is to change."})


def _days_that_change(before: WorkingCalendar, after: WorkingCalendar) -> list[tuple[date, str, str]]:
    """Each date whose meaning changes, with what it was and what it becomes; a closure that is lost is seen."""
    old, new = _meanings(before), _meanings(after)
    return [
        (day, old.get(day, "an ordinary day"), new.get(day, "an ordinary day"))
        for day in sorted(old.keys() | new.keys())
        if old.get(day) != new.get(day)
    ]


def _meanings(calendar: WorkingCalendar) -> dict[date, str]:
    closed = {item.day: f"closed: {item.reason}" for year in calendar.years for item in year.closed}
    return closed | {day: "worked" for year in calendar.years for day in year.worked}


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
    """Years that clocks reach, this one and the next, which were adopted and which nobody has approved (P-92)."""
    this = known.local_date(now()).year
    return [year for year in known.years if year.approver is None and this <= year.year <= this + 1]
