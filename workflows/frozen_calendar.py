"""The calendar that ships with the service: frozen years, read from `calendar_data/NL.json`.

The file is written by `issuetracker calendar propose` and reviewed as data; nothing reads `holidays` at run time.
"""

import json
from datetime import date
from functools import cache
from importlib.resources import files

from workflows.working_days import CalendarYear, ClosedDay, WorkingCalendar


@cache
def shipped_calendar() -> WorkingCalendar:
    """Version 1, the calendar of a new installation and of `issuetracker due` without a database."""
    text = files("workflows").joinpath("calendar_data/NL.json").read_text(encoding="utf-8")
    return calendar_from_json(1, text)


def calendar_from_json(version: int, text: str) -> WorkingCalendar:
    """Read a frozen calendar as `calendar_to_json` writes it."""
    data = json.loads(text)
    years = tuple(
        CalendarYear(
            year=year["year"],
            number=year["number"],
            closed=tuple(ClosedDay(date.fromisoformat(day), reason) for day, reason in year["closed"].items()),
            source=year["source"],
            approver=year["approver"],
            worked=tuple(date.fromisoformat(day) for day in year["worked"]),
        )
        for year in data["years"]
    )
    return WorkingCalendar(version, years, data["zone"])


def calendar_to_json(calendar: WorkingCalendar) -> str:
    """One line per date, so that a change of the file reads as a change of the calendar."""
    years = [
        {
            "year": year.year,
            "number": year.number,
            "source": year.source,
            "approver": year.approver,
            "closed": {closed.day.isoformat(): closed.reason for closed in year.closed},
            "worked": [day.isoformat() for day in year.worked],
        }
        for year in calendar.years
    ]
    return json.dumps({"zone": calendar.zone_name, "years": years}, indent=1, ensure_ascii=False) + "\n"
