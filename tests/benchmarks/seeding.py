"""Cases by the million: patterns filed through the services, and copied with SQL, rows that keep every constraint.

A copy has its pattern's history, clock and stages under a number and ids of its own. Its hash is the pattern's, so
`issuetracker verify` would object; everything else reads it like any other case.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, text

from issuetracker.extensions import db
from issuetracker.models import Base, Case, CaseTestReference, CaseWords, HistoryEntry, RunningClock
from tests.benchmarks.desk import BenchDesk
from tests.benchmarks.figures import say
from tests.benchmarks.stories import brief_report, file, received_for
from workflows.clocks import Reminder

_CHUNK = 100_000


@dataclass
class Seeded:
    """Which patterns there are, and how many copies so far."""

    patterns: list[int]
    copies: int = 0


def running_patterns(desk: BenchDesk) -> Seeded:
    """One open case per laboratory and day of receipt; all their clocks run and nothing of them is due."""
    numbers = [
        file(desk, brief_report(), laboratory, desk.at - timedelta(days=days), desk.at)
        for days in range(5)
        for laboratory in desk.laboratories
    ]
    return Seeded(_ids(desk, numbers))


def due_patterns(desk: BenchDesk) -> tuple[Seeded, Seeded]:
    """A case whose due moment has passed, and one of which a reminder is due."""
    found = []
    for kind in (Reminder.DUE, Reminder.HALF_TIME):
        received = received_for(desk, kind)
        found.append(Seeded(_ids(desk, [file(desk, brief_report(), desk.laboratories[1], received, received)])))
    return found[0], found[1]


def _ids(desk: BenchDesk, numbers: list[str]) -> list[int]:
    with desk.app.app_context():
        rows = db.session.execute(text("SELECT id FROM cases WHERE number = ANY(:numbers)"), {"numbers": numbers})
        return [row.id for row in rows]


def grow(desk: BenchDesk, seeded: Seeded, cases: int) -> None:
    """Copy the patterns until there are so many of their kind."""
    with desk.app.app_context(), db.engine.connect() as connection:
        connection.execute(text("SET synchronous_commit = off"))
        while seeded.copies < cases:
            many = min(_CHUNK, cases - seeded.copies)
            _copy(connection, seeded, many)
            connection.commit()
            if cases > _CHUNK:
                say(f"{seeded.copies:,} cases")
        connection.rollback()
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.execute(text("RESET synchronous_commit"))
        connection.execute(text("ANALYZE"))
        connection.execute(text("CHECKPOINT"))
        connection.detach()


def _copy(connection: Connection, seeded: Seeded, many: int) -> None:
    base = connection.scalar(text("SELECT max(id) FROM cases")) or 0
    values = {"patterns": seeded.patterns, "base": base, "many": many, "count": len(seeded.patterns)}
    for model, own in (
        (Case, {"id": "m.id", "number": "'BENCH-' || m.id"}),
        (HistoryEntry, {"id": None, "case_id": "m.id"}),
        (RunningClock, {"id": None, "case_id": "m.id"}),
        (CaseTestReference, {"case_id": "m.id"}),
        (CaseWords, {"id": None, "case_id": "m.id"}),
    ):
        connection.execute(text(_statement(model, own)), values)
    connection.execute(text("SELECT setval(pg_get_serial_sequence('cases', 'id'), (SELECT max(id) FROM cases))"))
    seeded.copies += many


def _statement(model: type[Base], own: dict[str, str | None]) -> str:
    """`INSERT … SELECT` of the patterns' rows, with what is the copies' own; None leaves a column to its default."""
    names = [column.name for column in model.__table__.columns if own.get(column.name, "") is not None]
    key = "id" if model is Case else "case_id"
    return (
        "WITH patterns AS (SELECT id, row_number() OVER () - 1 AS place FROM unnest(CAST(:patterns AS int[])) AS id), "
        "m AS (SELECT :base + n AS id, (n - 1) % :count AS place FROM generate_series(1, :many) AS n) "
        f"INSERT INTO {model.__table__.name} ({', '.join(names)}) "
        f"SELECT {', '.join(own.get(name) or f't.{name}' for name in names)} "
        f"FROM m JOIN patterns p ON p.place = m.place JOIN {model.__table__.name} t ON t.{key} = p.id"
    )
