"""Figures of the clock's work, done in this process as `issuetracker clock` does it."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from statistics import median

import psycopg
from sqlalchemy import event, func, select

from issuetracker.clock import handle_due, tell_certified_vendors, transport
from issuetracker.extensions import db, kept_connection, transaction
from issuetracker.models import Letter, Obligation
from issuetracker.services.reminders import Sweep
from notifications.composing import Outgoing, written
from notifications.delivery import deliver
from tests.benchmarks import figures as fig
from tests.benchmarks import sink
from tests.benchmarks.desk import BenchDesk


def plain_commits(url: str, seconds: float) -> float:
    """The floor of everything that commits: one row changed and committed, over one connection."""
    with psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://", 1)) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS bench_one AS SELECT 0 AS n")
        connection.commit()
        done, begun = 0, time.perf_counter()
        while (took := time.perf_counter() - begun) < seconds:
            connection.execute("UPDATE bench_one SET n = n + 1")
            connection.commit()
            done += 1
        connection.execute("DROP TABLE bench_one")
        return done / took


@contextmanager
def database_time() -> Iterator[list[float]]:
    """Seconds of every statement, commit and roll-back apart."""
    spent: list[float] = []
    begun: list[float] = []

    def before(*_: object) -> None:
        begun.append(time.perf_counter())

    def after(*_: object) -> None:
        spent.append(time.perf_counter() - begun.pop())

    event.listen(db.engine, "before_cursor_execute", before)
    event.listen(db.engine, "after_cursor_execute", after)
    try:
        yield spent
    finally:
        event.remove(db.engine, "before_cursor_execute", before)
        event.remove(db.engine, "after_cursor_execute", after)


def sweep(desk: BenchDesk) -> int:
    """As `issuetracker.clock.sweep`, at the moment for which the database was seeded."""
    return handle_due(Sweep(desk.app.extensions["desk"], desk.at))


def sweep_nothing(book: fig.Book, desk: BenchDesk, clocks: int) -> None:
    """Nothing is due among so many running clocks."""
    with desk.app.app_context():
        sweep(desk)  # what the stories left due
    with desk.app.app_context(), database_time() as spent:
        walls = []
        for _ in range(50):
            begun = time.perf_counter()
            handled = sweep(desk)
            walls.append(time.perf_counter() - begun)
            assert handled == 0, f"{handled} clocks were due"
        own = median(spent) * len(spent) / 50
    book.add(fig.at_most(f"sweep, nothing due of {clocks:,}: database", own * 1000, "ms", 10))
    book.add(fig.without_goal(f"sweep, nothing due of {clocks:,}: in all", median(walls) * 1000, "ms"))


def sweep_due(book: fig.Book, desk: BenchDesk, due: int, commits: float) -> None:
    """So many clocks are due: half reminders, half passed dates with a history entry."""
    with desk.app.app_context():
        with transaction() as session:  # the first one compiles templates and statements
            warmed = Sweep(desk.app.extensions["desk"], desk.at).next(session, 1)
        begun = time.perf_counter()
        handled = sweep(desk)
        took = time.perf_counter() - begun
    assert handled + warmed >= due, f"only {handled} of {due} were due"
    book.add(fig.at_least(f"sweep, {handled:,} due", handled / took, "/s", 400, commits))


def notices(book: fig.Book, desk: BenchDesk, commits: float) -> None:
    """The clock composes and queues the notices of 6a, each with its vendor's own link, 500 in a transaction."""
    with desk.app.app_context():
        begun = time.perf_counter()
        told = tell_certified_vendors(desk.app)
        took = time.perf_counter() - begun
    book.add(fig.at_least(f"compose and queue {told:,} notices, in batches", told / took, "/s", 500, commits))


def outbox(book: fig.Book, desk: BenchDesk, smtp_port: int, seconds: float) -> None:
    """Letters to a sink, each in its own transaction, by turns with plain sends of such a letter."""
    own, floor = [], []
    with desk.app.app_context():
        queued = db.session.scalar(select(func.count()).select_from(Letter)) or 0
        row = db.session.scalars(select(Letter).order_by(Letter.id.desc()).limit(1)).one()
        outgoing = Outgoing(row.message_id, row.thread_id, row.recipient, row.recipient_name, row.subject, row.body,
                            row.calendar, row.created_at)  # fmt: skip
        letter = written(outgoing, desk.app.extensions["config"].mail_from)
        way, worker = transport(desk.app.extensions["config"]), f"benchmark-{os.getpid()}"
        for _ in range(3):
            floor.append(sink.plain_rate(smtp_port, letter, [row.recipient], seconds / 3))
            sent, begun = 0, time.perf_counter()
            while (took := time.perf_counter() - begun) < seconds / 2:
                sent += deliver(transaction, way, worker, lambda: datetime.now(UTC), connect=kept_connection)
            own.append(sent / took)
        wrong = db.session.scalar(
            select(func.count()).select_from(Obligation).where(Obligation.state.in_(("failed", "unclear")))
        )
        db.session.remove()
    assert queued > 0, "letters were queued"
    assert wrong == 0, f"{wrong} letters failed"
    book.add(fig.ratio_at_least(f"outbox, {queued:,} letters queued", max(own), "/s", max(floor), 0.6))
