"""Why a date is what it is: each counted and each skipped day as a small calendar (P-94)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from markupsafe import Markup

from issuetracker.sentences.wording import day
from issuetracker.services.calendars import in_force
from issuetracker.services.casework import Dossier
from workflows.clocks import Clock
from workflows.excluded import excluded_legs
from workflows.roles import Group
from workflows.versions import ClockKind
from workflows.working_days import WEEKEND, Explanation, WorkingCalendar

_RULES = {ClockKind.ANALYSIS: "P-23", ClockKind.WORKING_GROUP: "P-34", ClockKind.SEVERITY: "P-42"}
_STARTS = {
    ClockKind.ANALYSIS: "when the filing reached the desk, or the case was reopened",
    ClockKind.SEVERITY: "when the severity was proposed or the issue confirmed",
}


@dataclass(frozen=True, slots=True)
class Days:
    """The days between a start and its due date: as rows of a table, and a sentence on each that is closed."""

    due: date
    calendar: str
    weeks: Markup
    closed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Why:
    """The calendar of one clock."""

    days: Days
    count: int
    started: date
    starts: str
    rule: str
    excluded: str = ""


def why(clock: Clock, dossier: Dossier, today: date) -> Why:
    """The explanation of a clock's due date."""
    calendar = dossier.calendars[clock.calendar]
    started = calendar.local_date(clock.started_at)
    group = f"when the case was forwarded to the {clock.group.label}" if clock.group else ""
    return Why(
        _days(calendar, started, clock.working_days, today),
        clock.working_days,
        started,
        _STARTS.get(clock.kind, group),
        _RULES[clock.kind],
        _excluded(dossier, today) if clock.group is Group.CWG else "",
    )


@lru_cache(maxsize=128)  # the cases of a day share theirs
def _days(calendar: WorkingCalendar, started: date, working_days: int, today: date) -> Days:
    found = calendar.explain(calendar.morning_of(started), working_days)
    return Days(
        found.due_date,
        found.calendar,
        Markup("").join(_weeks(found, today)),
        tuple(
            f"{day(skipped.day, long=True)} is {skipped.reason}, not counted."
            for skipped in found.skipped
            if skipped.reason != WEEKEND
        ),
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


def _weeks(found: Explanation, today: date) -> Iterator[Markup]:
    numbers = {counted: index for index, counted in enumerate(found.counted, 1)}
    reasons = {skipped.day: skipped.reason for skipped in found.skipped}
    first = found.start_date - timedelta(days=found.start_date.weekday())
    last = found.due_date + timedelta(days=6 - found.due_date.weekday())
    cells = [_cell(first + timedelta(days=i), found, numbers, reasons, today) for i in range((last - first).days + 1)]
    for start in range(0, len(cells), 7):
        yield Markup("<tr>{}</tr>\n").format(Markup("").join(cells[start : start + 7]))


def _cell(on: date, found: Explanation, numbers: dict[date, int], reasons: dict[date, str], today: date) -> Markup:
    first = on.day == 1 or (on <= found.start_date and on.weekday() == 0 and on + timedelta(days=6) >= found.start_date)
    text = f"{on.day} {on:%b}" if first else str(on.day)
    if on == found.start_date:
        return _drawn(text, "start", "event", "day of the event, not counted")
    if on in numbers:
        look = "counted" + (" past" if on < today else "") + (" now" if on == today else "")
        look += " due" if on == found.due_date else ""
        return _drawn(text, look, str(numbers[on]), f"working day {numbers[on]}")
    if on in reasons and reasons[on] != WEEKEND:
        return _drawn(text, "skip-day", "closed", f"{reasons[on]}, not counted")
    return Markup("<td><span>{}</span></td>").format(text)


def _drawn(text: str, look: str, small: str, said: str) -> Markup:
    """A day that counts or is left out: its date, the number of the working day, and what a screen reader says."""
    cell = Markup('<td class="{}"><span>{}<small>{}</small><span class="vh">{}</span></span></td>')
    return cell.format(look, text, small, said)
