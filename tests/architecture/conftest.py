"""Empty databases: nothing is migrated in them yet."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url

from issuetracker.extensions import configure_sqlite


@pytest.fixture
def empty_postgresql(postgresql_url: str) -> Iterator[str]:
    """A database without tables, beside the tests' own."""
    server, name = create_engine(postgresql_url, isolation_level="AUTOCOMMIT"), f"empty_{uuid4().hex[:12]}"
    with server.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    yield make_url(postgresql_url).set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    server.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An engine on an empty database; a test that uses it runs on both."""
    url = (
        f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        if request.param == "sqlite"
        else request.getfixturevalue("empty_postgresql")
    )
    engine = create_engine(url)
    configure_sqlite(engine)
    yield engine
    engine.dispose()
