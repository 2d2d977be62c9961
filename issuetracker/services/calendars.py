"""Calendar versions: the one in force, those that past clocks used, and changing them (P-92, P-93)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from importlib.metadata import version

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from issuetracker.models import CalendarVersion
from notifications.storage import table_of
from workflows.frozen_calendar import calendar_from_json, calendar_to_json
from workflows.working_days import CalendarYear, ClosedDay, WorkingCalendar

_CALENDARS = table_of(CalendarVersion)
_KEYS = select(_CALENDARS.c.version, _CALENDARS.c.sha256)
_KNOWN: dict[tuple[int, str], WorkingCalendar] = {}


def calendars(session: Session) -> Mapping[int, WorkingCalendar]:
    """Every version by number. Versions never change, so each is read and parsed once in a process."""
    keys = session.connection().execute(_KEYS).all()
    _read(session, [version for version, digest in keys if (version, digest) not in _KNOWN])
    return {version: _KNOWN[version, digest] for version, digest in keys}


def frozen(session: Session, version: int, digest: str) -> WorkingCalendar:
    """One version, of whose number and digest the caller has read."""
    if (version, digest) not in _KNOWN:
        _read(session, [version])
    return _KNOWN[version, digest]


def _read(session: Session, missing: Sequence[int]) -> None:
    if missing:
        for row in session.scalars(select(CalendarVersion).where(CalendarVersion.version.in_(missing))):
            _KNOWN[row.version, row.sha256] = calendar_from_json(row.version, row.data)


def in_force(known: Mapping[int, WorkingCalendar]) -> WorkingCalendar:
    """The latest version."""
    return known[max(known)]


def adopt(session: Session, calendar: WorkingCalendar, *, reason: str, by: str, at: datetime) -> WorkingCalendar:
    """Store a calendar as the next version and return it under its new number."""
    latest = session.scalar(select(func.max(CalendarVersion.version))) or 0
    numbered = replace(calendar, version=latest + 1)
    text = calendar_to_json(numbered)
    session.add(
        CalendarVersion(
            version=numbered.version,
            sha256=sha256(text.encode()).hexdigest(),
            data=text,
            reason=reason,
            made_at=at,
            made_by=by,
        )
    )
    session.flush()
    return numbered


def propose_year(year: int, *, good_friday: bool = False) -> CalendarYear:
    """A year as the `holidays` library proposes it for the Netherlands; only ever stored, never computed from live.

    Liberation Day is in it in lustrum years only, as the library has it; Good Friday is no general day off in
    the Netherlands and is left out unless `good_friday` (P-92).
    """
    import holidays  # (0.3 s to import; only whoever proposes a year pays it)

    found = holidays.country_holidays("NL", years=year, language="en_US")
    closed = tuple(
        ClosedDay(day, name)
        for day, name in sorted(found.items())
        if day.year == year and (good_friday or name != "Good Friday")
    )
    with_or_without = "with" if good_friday else "without"
    source = f"proposal from holidays {version('holidays')}, NL public holidays {with_or_without} Good Friday"
    return CalendarYear(year, 1, closed, source)


def with_year(calendar: WorkingCalendar, year: CalendarYear) -> WorkingCalendar:
    """The calendar with one year replaced or appended; a replaced year gets the next number."""
    others = {known.year: known for known in calendar.years}
    if year.year in others:
        year = replace(year, number=others[year.year].number + 1)
    others[year.year] = year
    return replace(calendar, years=tuple(others[number] for number in sorted(others)))


def with_day(calendar: WorkingCalendar, day: date, *, closed_because: str | None) -> WorkingCalendar:
    """The calendar with one date declared closed (with its reason) or, with None, worked."""
    year = next(known for known in calendar.years if known.year == day.year)
    closed = tuple(known for known in year.closed if known.day != day)
    worked = tuple(known for known in year.worked if known != day)
    if closed_because is not None:
        closed = tuple(sorted((*closed, ClosedDay(day, closed_because)), key=lambda known: known.day))
    else:
        worked = tuple(sorted((*worked, day)))
    return with_year(calendar, replace(year, closed=closed, worked=worked))
