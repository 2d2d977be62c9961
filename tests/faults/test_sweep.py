"""The sweep: several at once, beside people who work, after a standstill, with clocks that jump (P-95)."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from issuetracker import clock
from issuetracker.extensions import db, transaction
from issuetracker.models import Case, HistoryEntry, Letter, Obligation, RunningClock
from issuetracker.services import casework
from tests.world import World
from workflows.actions import RecordAnalysis
from workflows.roles import Actor, Role
from workflows.vocabulary import Outcome

# Filed on Monday the 2nd: analysis is due at the end of Monday the 9th.
HALF_TIME = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)
ONE_DAY_BEFORE = datetime(2026, 3, 6, 9, 0, tzinfo=UTC)
OVER = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
EDITOR = Actor(None, "Anneke de Wit", frozenset({Role.TECHNICAL_EDITOR}))
ANALYSIS = RecordAnalysis(Outcome.SPECIFICATION, "Two readings.", "E04.FR.06.", "The test case takes one.")


def sweep(world: World) -> int:
    with world.app.app_context():
        return clock.sweep(world.app)


def reminded(world: World) -> Counter[str]:
    """What the sweep has owed, by kind."""
    with world.app.app_context():
        rows = db.session.scalars(
            select(Obligation.letter).where(Obligation.letter.in_(["reminder", "due_passed"]))
        ).all()
        return Counter(rows)


def passed(world: World) -> int:
    with world.app.app_context():
        return db.session.scalar(select(func.count()).where(HistoryEntry.event == "DueDatePassed")) or 0


@pytest.mark.parametrize(("at", "letter"), [(HALF_TIME, "reminder"), (OVER, "due_passed")])
def test_several_sweeps_at_once_handle_each_clock_once(world: World, at: datetime, letter: str) -> None:
    for _ in range(24):
        world.file()
    world.travel(at)
    start = threading.Barrier(4)

    def work() -> int:
        start.wait(10)
        return sweep(world)

    with ThreadPoolExecutor(4) as pool:
        counts = [future.result(60) for future in [pool.submit(work) for _ in range(4)]]
    # A sweep leaves alone what another one has at that moment; the next takes what is left, if anything.
    assert sum(counts) + sweep(world) == 24
    assert reminded(world) == {letter: 24}
    assert passed(world) == (24 if letter == "due_passed" else 0)
    assert world.verify() == []


def test_a_step_that_is_being_done_is_not_called_late(world: World) -> None:
    numbers = [world.file(), world.file()]
    world.travel(OVER)
    with world.app.app_context(), ThreadPoolExecutor(1) as pool:
        with transaction() as session:
            case = session.scalar(select(Case).where(Case.number == numbers[0]).with_for_update())
            assert case is not None
            casework.perform(session, world.app.extensions["desk"], case, ANALYSIS, EDITOR, datetime.now(UTC))
            session.flush()
            sweeping = pool.submit(sweep, world)
            if session.get_bind().dialect.name == "postgresql":
                assert sweeping.result(60) == 1, "the other case is not held up"
        assert sweeping.result(60) == 1
    assert sweep(world) == 0
    assert reminded(world) == {"due_passed": 1}
    assert passed(world) == 1
    assert world.verify() == []


def test_of_reminders_that_were_missed_only_the_last_is_sent(world: World) -> None:
    world.file()
    world.travel(ONE_DAY_BEFORE)
    assert sweep(world) == 1
    assert reminded(world) == {"reminder": 1}
    world.travel(OVER + timedelta(days=60))
    assert sweep(world) == 1
    assert reminded(world) == {"reminder": 1, "due_passed": 1}
    assert sweep(world) == 0
    world.travel(timedelta(days=300))
    assert sweep(world) == 0


def test_each_reminder_comes_in_its_turn_and_once(world: World) -> None:
    world.file()
    for at, expected in (
        (HALF_TIME - timedelta(days=1), {}),
        (HALF_TIME, {"reminder": 1}),
        (HALF_TIME + timedelta(hours=12), {"reminder": 1}),
        (ONE_DAY_BEFORE, {"reminder": 2}),
        (OVER, {"reminder": 2, "due_passed": 1}),
    ):
        world.travel(at)
        sweep(world)
        sweep(world)
        assert reminded(world) == expected, at


def test_a_machine_whose_time_jumps_to_and_fro_reminds_nobody_twice(world: World) -> None:
    world.file()
    for days in (4, -3, 2, 5, -6, 9, -9, 40, -30, 1):
        world.travel(timedelta(days=days))
        sweep(world)
    told = reminded(world)
    assert told["due_passed"] == passed(world) == 1
    assert told["reminder"] <= 2
    assert world.verify() == []


def test_a_case_that_cannot_be_read_holds_up_no_other(world: World) -> None:
    numbers = [world.file() for _ in range(5)]
    with world.app.app_context(), transaction() as session:
        broken = select(Case.id).where(Case.number == numbers[0]).scalar_subquery()
        session.execute(update(HistoryEntry).where(HistoryEntry.case_id == broken).values(event="NoSuchEvent"))
    world.travel(OVER)
    for _ in range(2):
        with pytest.raises(ExceptionGroup) as raised:
            sweep(world)
        assert [type(error) for error in raised.value.exceptions] == [KeyError]
    assert reminded(world) == {"due_passed": 4}
    with world.app.app_context():
        left = db.session.scalars(select(RunningClock.case_id).where(RunningClock.next_reminder_at.is_not(None))).all()
        assert len(left) == 1, "it is tried again when somebody has mended it"


def test_one_that_fails_among_many_is_found_alone_and_the_others_share_their_transactions(world: World) -> None:
    numbers = [world.file() for _ in range(25)]
    with world.app.app_context(), transaction() as session:
        broken = select(Case.id).where(Case.number == numbers[3]).scalar_subquery()
        session.execute(update(HistoryEntry).where(HistoryEntry.case_id == broken).values(event="NoSuchEvent"))
    world.travel(OVER)
    with pytest.raises(ExceptionGroup) as raised:
        sweep(world)
    assert len(raised.value.exceptions) == 1
    assert (reminded(world), passed(world)) == ({"due_passed": 24}, 24)


def test_what_is_written_outside_of_a_transaction_is_refused(world: World) -> None:
    """On PostgreSQL reading begins none, so that it would be kept at once, whatever fails afterwards."""
    with world.app.app_context():
        db.session.add(Case(number="OCA-2026-9999"))
        with pytest.raises(RuntimeError, match="outside of a transaction"):
            db.session.flush()
        db.session.rollback()


def test_reminders_and_what_they_remind_of_are_kept_together_or_not_at_all(world: World) -> None:
    world.file()
    world.travel(OVER)
    run = clock.Sweep(world.app.extensions["desk"], datetime.now(UTC))
    with world.app.app_context():
        before = db.session.scalar(select(func.count()).select_from(Letter))
        with pytest.raises(RuntimeError, match="the power fails"), transaction() as session:
            assert run.next(session)
            raise RuntimeError("the power fails")
        assert db.session.scalar(select(func.count()).select_from(Letter)) == before
    assert (passed(world), reminded(world)) == (0, {})
    assert sweep(world) == 1
    assert (passed(world), reminded(world)) == (1, {"due_passed": 1})


def test_all_jobs_of_several_clocks_at_once_do_their_work_once(world: World) -> None:
    """Housekeeping, digests and all; a clash of two is one's failure, and the next run finds the work done."""
    for _ in range(6):
        world.file()
    world.travel(OVER)
    jobs = [job for job, _ in clock.JOBS]
    start = threading.Barrier(3)

    def work() -> None:
        start.wait(10)
        for job in jobs:
            clock._run(world.app, job)  # as the scheduler runs it

    for _ in range(2):
        with ThreadPoolExecutor(3) as pool:
            for future in [pool.submit(work) for _ in range(3)]:
                future.result(60)
    work_done = Counter(str(letter.message["Message-ID"]) for letter in world.post_office.take())
    assert set(work_done.values()) == {1}
    with world.app.app_context():
        assert set(db.session.scalars(select(Letter.state))) == {"accepted"}
        digests = db.session.scalars(select(Obligation.unique_key).where(Obligation.letter == "digest")).all()
        assert len(digests) == len(set(digests)) == 1
    assert reminded(world) == {"due_passed": 6}
    assert world.verify() == []
