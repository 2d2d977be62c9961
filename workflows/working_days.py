"""Working days and due moments (P-90 … P-94).

A calendar is data: an immutable, numbered snapshot of years, each a frozen list of dates with source and
approver. Nothing is computed from a holiday library here, so that an upgrade moves no deadline (P-92).
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from workflows.errors import BeyondCalendar

SEAT = ZoneInfo("Europe/Amsterdam")  # OCA's, whose days count (P-90)
WEEKEND = "weekend"
_END_OF_DAY = time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """A date that does not count, and why."""

    day: date
    reason: str


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """One year of the calendar as frozen (P-92).

    `approver` is None for a year that was adopted from the proposal because a clock reached it first.
    `worked` holds dates that count although they are a weekend or a holiday.
    """

    year: int
    number: int
    closed: tuple[ClosedDay, ...]
    source: str
    approver: str | None = None
    worked: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class SkippedDay:
    """A day that a clock did not count."""

    day: date
    reason: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a due date is what it is (P-94); everything needed to count it again by hand."""

    start_at: datetime
    start_date: date
    working_days: int
    calendar: str
    zone: str
    counted: tuple[date, ...]
    skipped: tuple[SkippedDay, ...]
    due_date: date
    due_at: datetime


@dataclass(frozen=True)
class WorkingCalendar:
    """Consecutive calendar years in one time zone, from `first_day` to `last_day`, under one version number."""

    version: int
    years: tuple[CalendarYear, ...]
    zone_name: str = SEAT.key
    zone: ZoneInfo = field(init=False, repr=False, compare=False)
    first_day: date = field(init=False, repr=False, compare=False)
    last_day: date = field(init=False, repr=False, compare=False)
    _ordinals: list[int] = field(init=False, repr=False, compare=False)
    _reasons: dict[date, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        numbers = [year.year for year in self.years]
        if not numbers or numbers != list(range(numbers[0], numbers[-1] + 1)):
            raise ValueError(f"a calendar needs consecutive years, not {numbers}")
        reasons = {closed.day: closed.reason for year in self.years for closed in year.closed}
        worked = {day for year in self.years for day in year.worked}
        for day in worked:
            reasons.pop(day, None)
        object.__setattr__(self, "zone", ZoneInfo(self.zone_name))
        object.__setattr__(self, "first_day", date(numbers[0], 1, 1))
        object.__setattr__(self, "last_day", date(numbers[-1], 12, 31))
        object.__setattr__(self, "_reasons", reasons)
        object.__setattr__(
            self,
            "_ordinals",
            [d.toordinal() for d in self._all_days() if d in worked or (d.weekday() < 5 and d not in reasons)],
        )

    @property
    def label(self) -> str:
        """The version as people cite it, for example `NL-3`."""
        return f"NL-{self.version}"

    def __hash__(self) -> int:
        """By its number: to hash every day of every year takes longer than what is remembered by it."""
        return hash((self.version, self.zone_name))

    def _all_days(self) -> Iterator[date]:
        return days_between(self.first_day, self.last_day)

    def local_date(self, at: datetime) -> date:
        """The date at OCA's seat; an event at 23:59 local time belongs to that day (P-91)."""
        if at.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return at.astimezone(self.zone).date()

    def end_of(self, day: date) -> datetime:
        """The last second of a local day, in UTC."""
        return datetime.combine(day, _END_OF_DAY, self.zone).astimezone(UTC)

    def morning_of(self, day: date) -> datetime:
        """08:00 local time, when reminders of that day go out, in UTC."""
        return datetime.combine(day, time(8), self.zone).astimezone(UTC)

    def is_working_day(self, day: date) -> bool:
        """True if the date counts; BeyondCalendar outside the known years."""
        self._known(day)
        index = bisect_right(self._ordinals, day.toordinal())
        return index > 0 and self._ordinals[index - 1] == day.toordinal()

    def why_not_working(self, day: date) -> str | None:
        """The reason that a date does not count, or None if it does."""
        if self.is_working_day(day):
            return None
        return self._reasons.get(day, WEEKEND)

    def nth_working_day_after(self, day: date, n: int) -> date:
        """The `n`-th working day after `day`, which is itself never counted (P-91); `n` ≥ 1."""
        if n < 1:
            raise ValueError("count at least one working day")
        self._known(day)
        index = bisect_right(self._ordinals, day.toordinal()) + n - 1
        if index >= len(self._ordinals):
            raise BeyondCalendar(f"Calendar {self.label} ends on {self.last_day}.", rule="P-92")
        return date.fromordinal(self._ordinals[index])

    def due_at(self, start: datetime, n: int) -> datetime:
        """The end of the `n`-th working day after the day of `start`, in UTC (P-91)."""
        return self.end_of(self.nth_working_day_after(self.local_date(start), n))

    def working_days_until(self, today: date, due: date) -> int:
        """Working days after `today` up to and including `due`; negative when `due` has passed."""
        self._known(today)
        self._known(due)
        return bisect_right(self._ordinals, due.toordinal()) - bisect_right(self._ordinals, today.toordinal())

    def explain(self, start: datetime, n: int) -> Explanation:
        """Each counted and each skipped day between `start` and its due date (P-94)."""
        start_date = self.local_date(start)
        due = self.nth_working_day_after(start_date, n)
        counted, skipped = [], []
        for day in days_between(start_date + timedelta(days=1), due):
            reason = self.why_not_working(day)
            if reason is None:
                counted.append(day)
            else:
                skipped.append(SkippedDay(day, reason))
        return Explanation(
            start, start_date, n, self.label, self.zone_name, tuple(counted), tuple(skipped), due, self.end_of(due)
        )

    def _known(self, day: date) -> None:
        if not self.first_day <= day <= self.last_day:
            raise BeyondCalendar(
                f"{day} is outside calendar {self.label} ({self.first_day} to {self.last_day}).", rule="P-92"
            )


def days_between(first: date, last: date) -> Iterator[date]:
    """Every date from `first` to `last`, both included."""
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        yield date.fromordinal(ordinal)
