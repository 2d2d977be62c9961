"""`due` and `calendar`: working days."""

import json
from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

import click

from workflows.errors import BeyondCalendar
from workflows.frozen_calendar import shipped_calendar
from workflows.working_days import Explanation, WorkingCalendar


class _Moment(click.ParamType[datetime]):
    name = "moment"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """ISO 8601 with its offset."""
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a moment; write 2026-03-31T10:00+02:00.", param, ctx)
        if moment.tzinfo is None:
            self.fail(f"{value!r} has no offset from UTC; write 2026-03-31T10:00+02:00.", param, ctx)
        return moment


def _calendar_in_force() -> WorkingCalendar:
    """The database's calendar where there is a database, else the one that ships with the program."""
    from issuetracker.config import from_environment

    config = from_environment()
    if config.is_sqlite and not (config.var_dir / "issuetracker.sqlite3").exists():
        return shipped_calendar()
    from sqlalchemy.exc import OperationalError, ProgrammingError

    from issuetracker.cli.context import make_app
    from issuetracker.extensions import db
    from issuetracker.services.calendars import calendars, in_force

    app, _ = make_app()
    with app.app_context():
        try:
            known = calendars(db.session())
            return in_force(known) if known else shipped_calendar()
        except (OperationalError, ProgrammingError):
            click.echo("The database does not answer; counting by the calendar that ships with the program.", err=True)
            return shipped_calendar()
        finally:
            db.session.remove()
            db.engine.dispose()


@click.command()
@click.argument("start", type=_Moment())
@click.argument("working_days", type=click.IntRange(1, 1000))
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def due(start: datetime, working_days: int, as_json: bool) -> None:
    """The due date WORKING_DAYS after START (ISO 8601 with offset), with each counted and skipped day.

    Works without a database: issuetracker due 2026-03-31T10:00+02:00 5
    """
    try:
        found = _calendar_in_force().explain(start, working_days)
    except BeyondCalendar as error:
        raise click.ClickException(f"{error.sentence()} {error.detail}") from None
    click.echo(_as_json(found) if as_json else _as_text(found))


def _as_json(found: Explanation) -> str:
    return json.dumps(
        {
            "start": found.start_at.isoformat(),
            "working_days": found.working_days,
            "calendar": found.calendar,
            "zone": found.zone,
            "due_date": found.due_date.isoformat(),
            "due_at": found.due_at.astimezone(_zone(found)).isoformat(),
            "counted": [day.isoformat() for day in found.counted],
            "skipped": [{"date": skipped.day.isoformat(), "reason": skipped.reason} for skipped in found.skipped],
        }
    )


def _zone(found: Explanation) -> ZoneInfo:
    return ZoneInfo(found.zone)


def _as_text(found: Explanation) -> str:
    def named(day: date) -> str:
        return f"{day:%a} {day.day:2} {day:%b %Y}"

    numbered = {day: f"{number:4}" for number, day in enumerate(found.counted, 1)}
    skipped = {item.day: f"   - {item.reason}" for item in found.skipped}
    lines = [f"        {named(found.start_date)}      the event; this day is not counted"]
    for day in sorted(numbered.keys() | skipped.keys()):
        lines.append(f"        {named(day)}  {numbered.get(day) or skipped[day]}")
    end = found.due_at.astimezone(_zone(found))
    lines.append(
        f"Due: the end of {found.due_date:%A} {found.due_date.day} {found.due_date:%B %Y} "
        f"({end.isoformat()}), by calendar {found.calendar}, {found.zone}."
    )
    return "\n".join(lines)


@click.group()
def calendar() -> None:
    """The working-day calendar: show, propose a year, declare a day, approve a year."""


@calendar.command()
@click.argument("year", type=int)
def show(year: int) -> None:
    """The dates of YEAR that do not count, besides weekends."""
    known = {item.year: item for item in _calendar_in_force().years}
    if year not in known:
        raise click.ClickException(f"The calendar has no {year}; it has {min(known)} to {max(known)}.")
    found = known[year]
    click.echo(
        f"{year}, number {found.number}, {found.source}; "
        f"{'approved by ' + found.approver if found.approver else 'not approved by anybody'}"
    )
    for closed in found.closed:
        click.echo(f"  {closed.day:%a %d %b}  {closed.reason}")
    for worked in found.worked:
        click.echo(f"  {worked:%a %d %b}  worked")


@calendar.command()
@click.argument("year", type=int)
@click.option("--good-friday", is_flag=True, help="Good Friday does not count.")
@click.option("--save", is_flag=True, help="Make it the calendar in force; without, only what would move is shown.")
def propose(year: int, good_friday: bool, save: bool) -> None:
    """A year as the holidays library proposes it."""
    from issuetracker.services.calendars import propose_year, with_year

    _change(
        lambda now_in_force: with_year(now_in_force, propose_year(year, good_friday=good_friday)),
        f"{year} as proposed",
        save=save,
    )


@calendar.command()
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--closed", "reason", help="The date does not count, because …")
@click.option("--worked", is_flag=True, help="The date counts.")
@click.option("--save", is_flag=True, help="Make it the calendar in force; without, only what would move is shown.")
def declare(day: datetime, reason: str | None, worked: bool, save: bool) -> None:
    """Declare one DAY closed or worked."""
    from issuetracker.services.calendars import with_day

    if bool(reason) == worked:
        raise click.ClickException("Say either --closed REASON or --worked.")
    what = f"{day:%Y-%m-%d}: {reason or 'worked'}"
    _change(
        lambda now_in_force: with_day(now_in_force, day.date(), closed_because=reason),
        what,
        save=save,
    )


@calendar.command()
@click.argument("year", type=int)
def approve(year: int) -> None:
    """Approve YEAR as it stands."""
    from issuetracker.cli.context import OPERATOR, desk_open, now
    from issuetracker.extensions import transaction
    from issuetracker.services.years import approve_year

    with desk_open() as app, transaction() as session:
        approve_year(session, app.extensions["desk"], year, OPERATOR, now())
    click.echo(f"{year} is approved.")


def _change(make: Callable[[WorkingCalendar], WorkingCalendar], what: str, *, save: bool) -> None:
    from issuetracker.cli.context import OPERATOR, desk_open, now
    from issuetracker.extensions import transaction
    from issuetracker.services.calendars import calendars, in_force
    from issuetracker.services.years import change_calendar, moved_dates

    with desk_open() as app, transaction() as session:
        changed = make(in_force(calendars(session)))
        for item in moved_dates(session, changed):
            click.echo(f"{item.number} {item.clock}: {item.old_due_at:%a %d %b %Y} -> {item.new_due_at:%a %d %b %Y}")
        if save:
            moved = change_calendar(session, app.extensions["desk"], changed, OPERATOR, now(), reason=what)
            click.echo(f"Saved. {len(moved)} running clocks moved.")
        else:
            click.echo("Nothing was saved; repeat with --save.")
