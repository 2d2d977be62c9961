"""kill -9 of real clocks, again and again, while they deliver letters and sweep due dates; then all is reconciled."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from issuetracker import clock
from issuetracker.extensions import db, transaction
from issuetracker.models import HistoryEntry, Letter, Obligation, RunningClock
from notifications.delivery import deliver
from notifications.outbox import LetterState, ObligationState
from notifications.retry import LEASE
from tests.databases import copy_sqlite
from tests.faults.processes import Clock, ended, until
from tests.post_office import PostOffice
from tests.world import World, open_world

CASES = 75  # two letters each when they are filed, and one clock each, which is due
KILLS = 5


@pytest.fixture(params=["postgresql", "sqlite"])
def full_desk(request: pytest.FixtureRequest, tmp_path: Path, post_office: PostOffice) -> Iterator[World]:
    """A desk whose cases were filed three weeks ago and forgotten; outside of it the time is the real one."""
    if request.param == "sqlite":
        url = copy_sqlite(request.getfixturevalue("sqlite_template"), tmp_path / "desk.sqlite3")
    else:
        url = request.getfixturevalue("emptied_postgresql_url")
    with open_world(url, tmp_path, post_office, datetime.now(UTC) - timedelta(days=21)) as world:
        for _ in range(CASES):
            world.file()
    yield world
    with world.app.app_context():
        db.session.remove()
        db.engine.dispose()


def waiting(world: World) -> int:
    """Letters on their way and clocks that are due."""
    with world.app.app_context():
        letters = select(func.count()).where(Letter.state.in_(["queued", "sending"]))
        due = select(func.count()).where(RunningClock.next_reminder_at <= datetime.now(UTC))
        return (db.session.scalar(letters) or 0) + (db.session.scalar(due) or 0)


def five_minutes_pass_for(world: World, pid: int) -> None:
    """The leases of a dead worker end, as they would while everybody waits."""
    with world.app.app_context(), transaction() as session:
        theirs = update(Letter).where(Letter.claimed_by.like(f"%-{pid}-%"))
        session.execute(theirs.values(lease_until=datetime.now(UTC) - timedelta(seconds=1)))


@pytest.mark.timeout(180)
def test_nothing_is_lost_and_nothing_done_twice_however_often_clocks_are_killed(
    full_desk: World, tmp_path: Path
) -> None:
    world, sink, seeded = full_desk, full_desk.post_office, random.Random(20260302)
    sink.pause = 0.004  # a server that takes its time, so that kills fall into every part of a letter's life
    log = tmp_path / "clocks.log"
    with ended([Clock(world.config, log), Clock(world.config, log)]) as clocks:
        for _ in range(KILLS):
            some_more = len(sink.received) + seeded.randint(1, 25)
            until(lambda some_more=some_more: len(sink.received) >= some_more, "more letters")
            victim = seeded.randrange(2)
            pid = clocks[victim].process.pid
            clocks[victim].kill()
            five_minutes_pass_for(world, pid)
            clocks[victim] = Clock(world.config, log)
        until(lambda: not waiting(world), "the rest", every=0.05)
        # -15: one that was started last may be asked before it listens.
        assert {clock.ask_to_end() for clock in clocks} <= {0, -15}

    def later() -> datetime:
        return datetime.now(UTC) + LEASE + LEASE

    with world.app.app_context():
        clock.sweep(world.app)
        while deliver(transaction, clock.transport(world.config), "the last", later):
            pass
    reconcile(world, KILLS)


def reconcile(world: World, kills: int) -> None:
    """Every letter arrived once or is shown as unclear; every due clock was handled once; every history holds."""
    arrived = Counter(str(letter.message["Message-ID"]) for letter in world.post_office.received)
    assert set(arrived.values()) == {1}, "nothing arrived twice"
    with world.app.app_context():
        rows = db.session.execute(
            select(Letter.message_id, Letter.state, Obligation.state, Obligation.letter, Obligation.case_id).join(
                Obligation, Obligation.id == Letter.obligation_id
            )
        ).all()
        states = Counter(row[1] for row in rows)
        assert set(states) <= {LetterState.ACCEPTED, LetterState.UNCLEAR}
        assert states[LetterState.UNCLEAR] <= kills, "at most one for each kill"
        for message_id, letter, obligation, _, _ in rows:
            assert letter == obligation
            if letter == LetterState.ACCEPTED:
                assert arrived[message_id] == 1
        assert arrived.keys() <= {row[0] for row in rows}
        unclear = select(func.count()).where(Obligation.state == ObligationState.UNCLEAR)
        assert db.session.scalar(unclear) == states[LetterState.UNCLEAR]

        passed = db.session.execute(
            select(HistoryEntry.case_id, func.count()).where(HistoryEntry.event == "DueDatePassed").group_by(
                HistoryEntry.case_id
            )
        ).all()  # fmt: skip
        assert (len(passed), {count for _, count in passed}) == (CASES, {1})
        told = Counter(row[4] for row in rows if row[3] == "due_passed")
        assert (len(told), set(told.values())) == (CASES, {1})
        assert not any(row[3] == "reminder" for row in rows), "reminders that were missed are not made up for"
        assert db.session.scalar(select(func.count()).where(RunningClock.next_reminder_at.is_not(None))) == 0
    assert world.verify() == []


@pytest.mark.timeout(120)
def test_two_clocks_that_run_once_at_the_same_time_share_the_work(full_desk: World, tmp_path: Path) -> None:
    with ended([Clock(full_desk.config, tmp_path / f"{i}.log", "--once") for i in range(2)]) as clocks:
        codes = [clock.wait() for clock in clocks]
    assert codes == [0, 0], "".join((tmp_path / f"{i}.log").read_text() for i in range(2))
    # One that is done early leaves letters that another has claimed: nothing is left when all are done.
    with full_desk.app.app_context():
        clock.sweep(full_desk.app)
        clock.send_letters(full_desk.app)
    assert waiting(full_desk) == 0
    reconcile(full_desk, kills=0)
