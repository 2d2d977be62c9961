"""Why a date is what it is: each counted and each skipped day as a small calendar (P-94)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from issuetracker.sentences.wording import day
from issuetracker.services.calendars import in_force
from issuetracker.services.casework import Dossier
from workflows.clocks import Clock
from workflows.excluded import excluded_legs
from workflows.roles import Group
from workflows.versions import ClockKind
from workflows.working_days import WEEKEND, Explanation

_RULES = {ClockKind.ANALYSIS: "P-23", ClockKind.WORKING_GROUP: "P-34", ClockKind.SEVERITY: "P-42"}
_STARTS = {
    ClockKind.ANALYSIS: "when the filing reached the desk, or the case was reopened",
    ClockKind.SEVERITY: "when the severity was proposed or the issue confirmed",
}


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One cell: its date as shown, its class, the number of the working day, and what a screen reader says."""

    text: str
    look: str
    small: str
    said: str


@dataclass(frozen=True, slots=True)
class Why:
    """The calendar of one clock."""

    key: str
    due: date
    days: int
    started: date
    starts: str
    rule: str
    calendar: str
    weeks: tuple[tuple[CalendarDay, ...], ...]
    closed: tuple[str, ...]
    running: bool
    excluded: str = ""


def why(clock: Clock, dossier: Dossier, today: date) -> Why:
    """The explanation of a clock's due date."""
    found = clock.explain(dossier.calendars)
    group = f"when the case was forwarded to the {clock.group.label}" if clock.group else ""
    return Why(
        clock.key,
        found.due_date,
        clock.working_days,
        found.start_date,
        _STARTS.get(clock.kind, group),
        _RULES[clock.kind],
        found.calendar,
        tuple(_weeks(found, today)),
        tuple(
            f"{day(skipped.day, long=True)} is {skipped.reason}, not counted."
            for skipped in found.skipped
            if skipped.reason != WEEKEND
        ),
        clock.ended_at is None,
        _excluded(dossier, today) if clock.group is Group.CWG else "",
    )


def _excluded(dossier: Dossier, today: date) -> str:
    """The OCTT bug fix, which the clock leaves out (P-34); it moves no date."""
    legs = excluded_legs(dossier.entries)
    if not legs:
        return ""
    own = in_force(dossier.calendars)
    began = own.local_date(legs[-1].began_at)
    ended = own.local_date(legs[-1].ended_at) if legs[-1].ended_at else None
    days = own.working_days_until(began, ended or today)
    until = f" to {day(ended, long=True)}" if ended else ", and still is"
    counted = "1 working day" if days == 1 else f"{days} working days"
    return f"The OCTT bug was with the tool provider from {day(began, long=True)}{until}: {counted}, excluded (P-34)."


def _weeks(found: Explanation, today: date) -> Iterator[tuple[CalendarDay, ...]]:
    numbers = {counted: index for index, counted in enumerate(found.counted, 1)}
    reasons = {skipped.day: skipped.reason for skipped in found.skipped}
    first = found.start_date - timedelta(days=found.start_date.weekday())
    last = found.due_date + timedelta(days=6 - found.due_date.weekday())
    cells = [_cell(first + timedelta(days=i), found, numbers, reasons, today) for i in range((last - first).days + 1)]
    for start in range(0, len(cells), 7):
        yield tuple(cells[start : start + 7])


def _cell(on: date, found: Explanation, numbers: dict[date, int], reasons: dict[date, str], today: date) -> CalendarDay:
    first = on.day == 1 or (on <= found.start_date and on.weekday() == 0 and on + timedelta(days=6) >= found.start_date)
    text = f"{on.day} {on:%b}" if first else str(on.day)
    if on == found.start_date:
        return CalendarDay(text, "start", "event", "day of the event, not counted")
    if on in numbers:
        look = "counted" + (" past" if on < today else "") + (" now" if on == today else "")
        look += " due" if on == found.due_date else ""
        return CalendarDay(text, look, str(numbers[on]), f"working day {numbers[on]}")
    if on in reasons and reasons[on] != WEEKEND:
        return CalendarDay(text, "skip-day", "closed", f"{reasons[on]}, not counted")
    return CalendarDay(text, "", "", "")
