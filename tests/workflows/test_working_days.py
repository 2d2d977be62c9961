"""Working days against an oracle that counts day by day and shares nothing with the code under test (P-90 … P-94)."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.easter import easter
from holidays.countries import Netherlands

from workflows.errors import BeyondCalendar
from workflows.frozen_calendar import calendar_from_json, calendar_to_json, shipped_calendar
from workflows.working_days import CalendarYear, ClosedDay, WorkingCalendar

CALENDAR = shipped_calendar()
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
DAY = timedelta(days=1)
YEARS = range(2024, 2034)


def oracle_holidays(year: int) -> set[date]:
    sunday = easter(year)
    kings_day = date(year, 4, 27)
    days = {date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)}
    days |= {sunday + timedelta(days=n) for n in (0, 1, 39, 49, 50)}
    days.add(kings_day - DAY if kings_day.weekday() == 6 else kings_day)
    return days | ({date(year, 5, 5)} if year % 5 == 0 else set())


HOLIDAYS = {day for year in range(2020, 2041) for day in oracle_holidays(year)}


def oracle(day: date, n: int) -> date:
    while n:
        day += DAY
        if day.weekday() < 5 and day not in HOLIDAYS:
            n -= 1
    return day


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


@pytest.fixture(params=["UTC", "Asia/Seoul", "America/Los_Angeles", "Pacific/Kiritimati"])
def machine_zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The same test on a machine that stands elsewhere."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", request.param)
        time.tzset()
        yield request.param
    time.tzset()


@pytest.mark.parametrize("n", [1, 3, 5, 30])
def test_the_oracle_agrees_for_every_start_date_over_ten_years(n: int) -> None:
    """P-90, P-91."""
    day = date(YEARS[0], 1, 1)
    while day.year <= YEARS[-1]:
        assert CALENDAR.nth_working_day_after(day, n) == oracle(day, n), day
        day += DAY


def test_the_oracle_agrees_on_which_days_count_and_why_not() -> None:
    """P-90, P-92."""
    day = date(YEARS[0], 1, 1)
    while day.year <= YEARS[-1]:
        reason = CALENDAR.why_not_working(day)
        assert CALENDAR.is_working_day(day) is (day.weekday() < 5 and day not in HOLIDAYS)
        assert (reason is None) is CALENDAR.is_working_day(day)
        assert (reason == "weekend") is (day.weekday() >= 5 and day not in HOLIDAYS), day
        day += DAY


@pytest.mark.parametrize("n", [1, 3, 5, 30])
def test_the_due_moment_is_the_last_second_of_the_local_day_wherever_the_machine_stands(
    n: int, machine_zone: str
) -> None:
    """P-91, P-94."""
    for year in YEARS:
        last_sundays = [max(d for d in (date(year, m, x) for x in range(25, 32)) if d.weekday() == 6) for m in (3, 10)]
        for day in (*last_sundays, *(d - DAY for d in last_sundays), date(year, 12, 31), easter(year) - 3 * DAY):
            for clock in ("00:00", "00:30", "02:30", "03:00", "12:00", "23:59", "23:59:59"):
                due = CALENDAR.due_at(local(f"{day} {clock}"), n)
                assert due.tzinfo is UTC
                assert due.astimezone(AMSTERDAM).replace(tzinfo=None) == datetime.fromisoformat(
                    f"{oracle(day, n)} 23:59:59"
                )


def test_an_event_at_23_59_belongs_to_that_day_and_one_minute_later_to_the_next() -> None:
    """P-91: in UTC it is still 21:59 or 22:59 of the same day, and 22:00 or 23:00 after."""
    for evening, midnight in (("2026-03-02 22:59", "2026-03-02 23:00"), ("2026-07-06 21:59", "2026-07-06 22:00")):
        before, after = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (evening, midnight))
        assert CALENDAR.local_date(after) == CALENDAR.local_date(before) + DAY
        assert CALENDAR.due_at(after, 5) == CALENDAR.due_at(before, 5) + DAY


@pytest.mark.parametrize(("day", "hour"), [("2026-03-29", 21), ("2026-03-28", 22), ("2026-10-24", 21)])
def test_the_end_of_a_day_follows_summer_time(day: str, hour: int) -> None:
    """P-91: on the nights in which clocks change, too."""
    assert CALENDAR.end_of(date.fromisoformat(day)).hour == hour
    assert CALENDAR.end_of(date(2026, 10, 25)).hour == 22


def test_both_readings_of_the_hour_that_comes_twice_have_the_same_due_moment() -> None:
    """P-91: 25 October 2026, 02:30 is told twice."""
    first, second = (local("2026-10-25 02:30").replace(fold=fold) for fold in (0, 1))
    assert first.astimezone(UTC) != second.astimezone(UTC)
    assert CALENDAR.due_at(first, 3) == CALENDAR.due_at(second, 3)


@pytest.mark.parametrize("n", [1, 3, 5, 30])
def test_the_explanation_accounts_for_every_day_once(n: int) -> None:
    """P-94."""
    for start in (local("2025-04-17 16:00"), local("2025-12-23 23:59"), local("2026-05-13 09:00")):
        told = CALENDAR.explain(start, n)
        days = sorted([*told.counted, *(skipped.day for skipped in told.skipped)])
        assert days == [told.start_date + i * DAY for i in range(1, (told.due_date - told.start_date).days + 1)]
        assert len(told.counted) == n
        assert told.counted[-1] == told.due_date
        assert told.due_at == CALENDAR.due_at(start, n)
        assert all(skipped.reason for skipped in told.skipped)
        assert (told.calendar, told.zone) == ("NL-1", "Europe/Amsterdam")


def test_the_explanation_names_each_skipped_holiday() -> None:
    """P-94: over Easter 2025, with Good Friday counted."""
    told = CALENDAR.explain(local("2025-04-16 12:00"), 3)
    assert told.counted == (date(2025, 4, 17), date(2025, 4, 18), date(2025, 4, 22))
    assert [(s.day.day, s.reason) for s in told.skipped] == [
        (19, "weekend"),
        (20, "Easter Sunday"),
        (21, "Easter Monday"),
    ]


def test_good_friday_is_a_working_day() -> None:
    """P-92."""
    assert all(CALENDAR.is_working_day(easter(year) - 2 * DAY) for year in YEARS)


def test_liberation_day_is_free_in_lustrum_years_only() -> None:
    """P-92."""
    free = [year for year in YEARS if CALENDAR.why_not_working(date(year, 5, 5)) == "Liberation Day"]
    assert free == [2025, 2030]
    assert CALENDAR.is_working_day(date(2026, 5, 5))


def test_kings_day_moves_to_saturday_when_the_27th_is_a_sunday() -> None:
    """P-92."""
    assert date(2025, 4, 27).weekday() == 6
    assert CALENDAR.why_not_working(date(2025, 4, 26)) == "King's Day"
    assert CALENDAR.why_not_working(date(2025, 4, 27)) == "weekend"
    assert CALENDAR.is_working_day(date(2025, 4, 28))


def test_a_date_beyond_the_calendar_is_refused_and_not_guessed() -> None:
    """P-92."""
    last = CALENDAR.last_day
    for ask in (
        lambda: CALENDAR.nth_working_day_after(last, 1),
        lambda: CALENDAR.nth_working_day_after(last + DAY, 1),
        lambda: CALENDAR.is_working_day(CALENDAR.first_day - DAY),
        lambda: CALENDAR.due_at(local(f"{last} 12:00"), 30),
    ):
        with pytest.raises(BeyondCalendar) as refused:
            ask()
        assert refused.value.rule == "P-92"


def test_a_moment_without_its_zone_is_refused() -> None:
    """P-94."""
    naive = datetime(2026, 3, 2, 12)  # noqa: DTZ001
    for ask in (CALENDAR.local_date, lambda at: CALENDAR.due_at(at, 5), lambda at: CALENDAR.explain(at, 5)):
        with pytest.raises(ValueError, match="time zone"):
            ask(naive)


def test_at_least_one_day_is_counted_and_years_are_consecutive() -> None:
    """P-92."""
    with pytest.raises(ValueError, match="at least one"):
        CALENDAR.nth_working_day_after(date(2026, 3, 2), 0)
    with pytest.raises(ValueError, match="consecutive"):
        WorkingCalendar(1, (CALENDAR.years[0], CALENDAR.years[2]))


def test_the_office_declares_any_date_closed_or_worked() -> None:
    """P-92: a closed Friday moves a deadline, a worked Saturday and a worked holiday count."""
    closed = (ClosedDay(date(2026, 3, 6), "office moves"), ClosedDay(date(2026, 3, 10), "holiday"))
    year = CalendarYear(2026, 2, closed, "the office", "Otto", worked=(date(2026, 3, 7), date(2026, 3, 10)))
    calendar = WorkingCalendar(2, (year, CalendarYear(2027, 1, (), "test")))
    told = calendar.explain(local("2026-03-05 12:00"), 3)
    assert told.counted == (date(2026, 3, 7), date(2026, 3, 9), date(2026, 3, 10))
    assert [s.reason for s in told.skipped] == ["office moves", "weekend"]
    assert calendar.label == "NL-2"


def test_days_left_are_counted_forwards_and_backwards() -> None:
    """P-95."""
    friday, monday = date(2026, 3, 6), date(2026, 3, 9)
    assert CALENDAR.working_days_until(friday, monday) == 1
    assert CALENDAR.working_days_until(friday, friday) == 0
    assert CALENDAR.working_days_until(monday, friday) == -1


def test_a_frozen_calendar_reads_back_as_it_was_written() -> None:
    """P-92."""
    assert calendar_from_json(1, calendar_to_json(CALENDAR)) == CALENDAR
    again = replace(CALENDAR, version=2)
    assert again.due_at(local("2026-03-02 12:00"), 30) == CALENDAR.due_at(local("2026-03-02 12:00"), 30)


def test_the_holidays_library_agrees_but_for_good_friday() -> None:
    """P-92: the library is the source of the proposal; it is asked here and never at run time."""
    library = Netherlands(years=range(2023, 2035))
    for day in [day for day, name in library.items() if name in ("Goede Vrijdag", "Good Friday")]:
        del library[day]
    for ordinal in range(date(2024, 1, 1).toordinal(), date(2033, 12, 31).toordinal(), 17):
        day = date.fromordinal(ordinal)
        for n in (1, 5, 30):
            assert library.get_nth_working_day(day, n) == CALENDAR.nth_working_day_after(day, n), day
