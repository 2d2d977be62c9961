"""When things happen in the demo: counted in working days and from calls, backwards from a base moment."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from workflows.roles import Group
from workflows.working_days import WorkingCalendar


@dataclass(frozen=True, slots=True)
class Moments:
    """Moments before `base`; `past_calls` has the calls of each group that have begun, the latest first.

    `next_calls` has the others, the earliest first.
    """

    base: datetime
    calendar: WorkingCalendar
    past_calls: dict[Group, tuple[datetime, ...]]
    next_calls: dict[Group, tuple[datetime, ...]]

    @property
    def today(self) -> date:
        """The base moment's date at OCA's seat."""
        return self.calendar.local_date(self.base)

    def ago(self, days: int, clock: str = "10:00") -> datetime:
        """So many working days before today, at a time of the day."""
        return self._at(self._counted(self.today, -days), clock)

    def ahead(self, days: int, clock: str = "10:00") -> datetime:
        """So many working days after today."""
        return self._at(self._counted(self.today, days), clock)

    def during(self, group: Group, nth: int, minutes: int = 20) -> datetime:
        """So many minutes after the beginning of the group's n-th last call; 1 is the last one."""
        return self.past_calls[group][nth - 1] + timedelta(minutes=minutes)

    def before(self, group: Group, nth: int, days: int, clock: str = "10:00") -> datetime:
        """So many working days before the group's n-th last call."""
        return self._at(self._counted(self._call_date(group, nth), -days), clock)

    def after(self, group: Group, nth: int, days: int, clock: str = "10:00") -> datetime:
        """So many working days after the group's n-th last call."""
        return self._at(self._counted(self._call_date(group, nth), days), clock)

    def calls_since(self, group: Group, at: datetime) -> tuple[datetime, ...]:
        """The group's calls between a moment and now, the earliest first."""
        return tuple(call for call in reversed(self.past_calls[group]) if call > at)

    def day(self, offset: int) -> date:
        """A date so many calendar days from today."""
        return self.today + timedelta(days=offset)

    def _call_date(self, group: Group, nth: int) -> date:
        return self.calendar.local_date(self.past_calls[group][nth - 1])

    def _counted(self, day: date, days: int) -> date:
        step = timedelta(days=1 if days > 0 else -1)
        for _ in range(abs(days)):
            day += step
            while not self.calendar.is_working_day(day):
                day += step
        return day

    def _at(self, day: date, clock: str) -> datetime:
        return datetime.combine(day, time.fromisoformat(clock), self.calendar.zone)
