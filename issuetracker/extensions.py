"""The database session of the app, and the only place that commits."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from notifications.storage import Base

# What was committed stays readable: an answer is made after the commit, while nobody waits for its locks.
db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})
_ALIVE = 5.0  # seconds for which a connection that has just been used is taken to be alive


@contextmanager
def transaction(session: Session | None = None) -> Iterator[Session]:
    """One unit of work: commits once at its end, rolls back on any error.

    On SQLite it begins with BEGIN IMMEDIATE: a deferred transaction that reads before it writes would let two
    clocks take the same work.
    """
    session = session or db.session()
    session.rollback()
    level = {"isolation_level": "READ COMMITTED"} if session.get_bind().dialect.name == "postgresql" else {}
    session.connection(execution_options={"write": True, **level})
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise


@contextmanager
def at_once() -> Iterator[Session]:
    """One unit of work of one statement of Core, which on PostgreSQL is a transaction by itself.

    In autocommit (decision 18) nothing begins or ends it, and those that follow each other keep their connection.
    """
    session = db.session()
    if session.get_bind().dialect.name == "postgresql":
        yield session
        return
    with transaction(session):
        yield session


@contextmanager
def kept_connection() -> Iterator[Connection | None]:
    """One connection for many statements of which each is a transaction by itself; none on SQLite.

    It is the session's, which meanwhile is used for nothing else.
    """
    session = db.session()
    yield session.connection() if session.get_bind().dialect.name == "postgresql" else None


@contextmanager
def steady_view() -> Iterator[Session]:
    """One view of the data for a long read that fetches its rows bit by bit; nothing is written in it."""
    session = db.session()
    session.rollback()
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    try:
        yield session
    finally:
        session.rollback()


def refuse_stray_writes(session: Session, *_: object) -> None:
    """What is written outside of `transaction` would be committed statement by statement on PostgreSQL."""
    if not session.connection().get_execution_options().get("write", False):
        raise RuntimeError("this writes outside of a transaction")


event.listen(db.session, "before_flush", refuse_stray_writes)


def ask_idle_connections(engine: Engine) -> None:
    """Ask a connection that was idle for a while whether it is still there; to ask each time would cost every request.

    One that ended within the last seconds fails one request, which is told to come again, and all others are renewed.
    """

    @event.listens_for(engine, "checkin")
    def returned(_connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        entry.info["returned"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def taken(connection: DBAPIConnection, entry: ConnectionPoolEntry, _taken: Any) -> None:
        if time.monotonic() - entry.info.get("returned", time.monotonic()) > _ALIVE:
            try:
                engine.dialect.do_ping(connection)
            except engine.dialect.loaded_dbapi.Error:
                raise InvalidatePoolError from None


def configure_sqlite(engine: Engine) -> None:
    """WAL, foreign keys, commits that outlive a power cut, transactions when SQLAlchemy says so; not on PostgreSQL."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def connected(connection: DBAPIConnection, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        write = connection.get_execution_options().get("write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
