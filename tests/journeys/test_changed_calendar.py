"""The office changes the calendar while clocks run: dates move, finished ones do not, the history has both."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.extensions import transaction
from issuetracker.models import Person
from issuetracker.services.calendars import calendars, in_force, with_day
from issuetracker.services.errors import InvalidFields
from issuetracker.services.years import Moved, approve_year, change_calendar, moved_dates
from tests.journeys import steps
from tests.journeys.steps import local
from tests.world import World
from workflows.errors import WrongRole
from workflows.roles import Actor, Role
from workflows.working_days import WorkingCalendar

HENK, EDITOR = ("Henk Jansen", Role.OCA_OFFICE), ("Anneke de Wit", Role.TECHNICAL_EDITOR)


def _actor(session: Session, name: str, role: Role) -> Actor:
    return Actor(session.scalars(select(Person.id).where(Person.name == name)).one(), name, frozenset({role}))


def _change(
    world: World,
    to: Callable[[WorkingCalendar], WorkingCalendar],
    *,
    by: tuple[str, Role] = HENK,
    reason: str = "Office closed",
) -> tuple[list[Moved], list[Moved]]:
    """What the change says that it would move, and what it has moved."""
    with world.app.app_context(), transaction() as session:
        changed = to(in_force(calendars(session)))
        shown = moved_dates(session, changed)
        moved = change_calendar(
            session, world.app.extensions["desk"], changed, _actor(session, *by), datetime.now(UTC), reason=reason
        )
        return shown, moved


def _closed(day: date) -> Callable[[WorkingCalendar], WorkingCalendar]:
    return lambda calendar: with_day(calendar, day, closed_because="OCA members' day")


def _worked(day: date) -> Callable[[WorkingCalendar], WorkingCalendar]:
    return lambda calendar: with_day(calendar, day, closed_because=None)


def test_a_closed_day_moves_running_clocks_and_no_finished_one(world: World) -> None:
    """P-92, P-93, P-94, P-96: forwards by a closure, and back by declaring Easter Monday worked."""
    finished, running = world.file(), world.file(summary="Another issue")
    steps.analyse(world, finished, "specification")
    world.told()
    before = world.case(finished)["clocks"]

    shown, moved = _change(world, _closed(date(2026, 3, 4)))
    assert shown == moved
    assert [
        (m.number, m.clock.split("-")[0], m.old_due_at.isoformat()[:10], m.new_due_at.isoformat()[:10]) for m in moved
    ] == [(finished, "twg", "2026-04-14", "2026-04-15"), (running, "analysis", "2026-03-09", "2026-03-10")]
    letters = {(to.split("@")[0], letter.subject.split("]")[0][1:]): letter for to, name, letter in world.post()}
    assert set(letters) == {
        ("petra.vogel", finished),
        ("twg_chair", finished),
        ("petra.vogel", running),
        ("editor", running),
    }
    text = " ".join(letters["editor", running].text.split())
    assert "New date: the end of Tuesday 10 March 2026 Date before: Monday 9 March 2026 Reason: Office closed" in text

    after = world.case(finished)["clocks"]
    assert after[0] == before[0], "the finished analysis keeps its date and its calendar"
    assert (after[1]["due_date"], after[1]["explanation"]["calendar"]) == ("2026-04-15", "NL-2")
    analysis = steps.clock(world.case(running), "analysis")
    assert {"date": "2026-03-04", "reason": "OCA members' day"} in analysis["explanation"]["skipped"]
    assert (
        world.get("office", "due", query_string={"start": "2026-03-02T09:00:00Z", "working_days": 5})
        == analysis["explanation"]
    )
    entry = world.get("office", f"cases/{running}/history")["items"][-1]
    assert (entry["event"], entry["actor"], entry["rule"], entry["calendar"]) == (
        "DueDateMoved",
        "Henk Jansen",
        "P-93",
        2,
    )
    assert entry["payload"] == {
        "clock": "analysis-1",
        "old_due_at": "2026-03-09T22:59:59Z",
        "new_due_at": "2026-03-10T22:59:59Z",
        "reason": "Office closed",
    }

    world.travel(local(2026, 3, 5, 8))
    assert world.told() == set(), "half time has moved too"
    world.travel(local(2026, 3, 6, 8))
    assert world.told() == {("editor", "reminder")}
    _, back = _change(world, _worked(date(2026, 4, 6)), reason="A call on Easter Monday")
    assert [(m.number, m.new_due_at.isoformat()[:10]) for m in back] == [(finished, "2026-04-14")]
    assert [c["explanation"]["calendar"] for c in world.case(finished)["clocks"]] == ["NL-1", "NL-3"]
    assert [e["reason"] for e in steps.happened(world, finished, "DueDateMoved")] == [
        "Office closed",
        "A call on Easter Monday",
    ]
    assert world.verify() == []


def test_a_clock_that_was_over_time_is_not_when_its_date_moves_behind_today(world: World) -> None:
    """P-93: the breach stays in the history; the date that counts is the new one."""
    number = world.file()
    world.travel(local(2026, 3, 10, 9))
    world.tick()
    assert steps.clock(world.case(number), "analysis")["overdue"] is True
    _change(world, _closed(date(2026, 3, 5)))
    world.told()
    assert steps.clock(world.case(number), "analysis")["overdue"] is False
    assert len(steps.happened(world, number, "DueDatePassed")) == 1
    world.travel(local(2026, 3, 11, 9))
    assert world.told() == {("editor", "due_passed"), ("office", "digest")}
    assert [e["due_at"][:10] for e in steps.happened(world, number, "DueDatePassed")] == ["2026-03-09", "2026-03-10"]
    assert world.verify() == []


def test_only_the_office_changes_the_calendar_and_says_why(world: World) -> None:
    """P-92, P-93; approving a year as it stands moves nothing."""
    number = world.file()
    with pytest.raises(WrongRole):
        _change(world, _closed(date(2026, 3, 4)), by=EDITOR)
    with pytest.raises(InvalidFields):
        _change(world, _closed(date(2026, 3, 4)), reason=" ")
    with world.app.app_context(), transaction() as session:
        approve_year(session, world.app.extensions["desk"], 2026, _actor(session, *HENK), datetime.now(UTC))
    assert steps.happened(world, number, "DueDateMoved") == []
    assert steps.clock(world.case(number), "analysis")["explanation"]["calendar"] == "NL-1"
    assert "due_date_moved" not in {name for _, name in world.told()}
    assert world.verify() == []
