"""SQLite's transactions: a change takes the write lock when it begins, a reading never does."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.engine import make_url

from issuetracker.extensions import db, transaction
from issuetracker.models import Case
from tests.world import World


def write_lock_is_free(world: World) -> bool:
    """Whether somebody else could begin to write at this moment."""
    other = sqlite3.connect(str(make_url(world.config.database_url).database), timeout=0, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        assert "locked" in str(error)
        return False
    finally:
        other.close()
    return True


def test_a_change_takes_the_lock_before_it_reads(desk: World) -> None:
    with desk.app.app_context():
        with transaction() as session:
            assert not write_lock_is_free(desk)
            session.scalars(select(Case)).all()
            assert not write_lock_is_free(desk)
        assert write_lock_is_free(desk)


def test_a_reading_takes_no_lock_also_after_a_change(desk: World) -> None:
    with desk.app.app_context():
        db.session.scalars(select(Case)).all()
        assert write_lock_is_free(desk)
        with transaction():
            pass
        db.session.scalars(select(Case)).all()
        assert write_lock_is_free(desk)
        with pytest.raises(ZeroDivisionError), transaction():
            _ = 1 / 0
        db.session.scalars(select(Case)).all()
        assert write_lock_is_free(desk)


def test_a_change_that_fails_leaves_neither_rows_nor_a_lock(desk: World) -> None:
    number = desk.file()
    with desk.app.app_context():
        with pytest.raises(ZeroDivisionError), transaction() as session:
            session.execute(update(Case).values(summary="half done"))
            _ = 1 / 0
        assert write_lock_is_free(desk)
    assert desk.case(number)["version"] == 1
    assert desk.verify() == []


def test_readers_go_on_while_somebody_writes_and_see_nothing_half_done(desk: World) -> None:
    desk.file()

    def read() -> list[str]:
        with desk.app.app_context():
            return list(db.session.scalars(select(Case.summary)))

    before = read()
    with desk.app.app_context(), transaction() as session, ThreadPoolExecutor(1) as pool:
        session.execute(update(Case).values(summary="not yet"))
        assert pool.submit(read).result(10) == before


def test_changes_at_the_same_moment_wait_for_each_other_and_none_is_lost(desk: World) -> None:
    def count_up() -> None:
        with desk.app.app_context():
            for _ in range(25):
                with transaction() as session:
                    (value,) = session.execute(text("SELECT n FROM counter")).one()
                    session.execute(text("UPDATE counter SET n = :n"), {"n": value + 1})

    with desk.app.app_context(), transaction() as session:
        session.execute(text("CREATE TABLE counter (n INTEGER)"))
        session.execute(text("INSERT INTO counter VALUES (0)"))
    with ThreadPoolExecutor(4) as pool:
        for future in [pool.submit(count_up) for _ in range(4)]:
            future.result(60)
    with desk.app.app_context():
        assert db.session.execute(text("SELECT n FROM counter")).scalar_one() == 100


def test_every_connection_checks_references_and_keeps_a_log_ahead(desk: World) -> None:
    with desk.app.app_context():
        pragmas = [db.session.execute(text(f"PRAGMA {name}")).scalar_one() for name in
                   ("journal_mode", "foreign_keys", "busy_timeout")]  # fmt: skip
    assert pragmas == ["wal", 1, 30000]
