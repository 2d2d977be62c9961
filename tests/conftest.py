"""Fixtures for all tests. No test reads the real clock, sends real mail or reaches the network by accident."""

import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from issuetracker.models import Base
from tests import databases
from tests.post_office import PostOffice
from tests.world import World, open_world

pytest_plugins: list[str] = []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI every component is there: a test that is skipped for want of one has failed."""
    report = yield
    if report.skipped and os.environ.get("CI") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
    return report


@pytest.fixture(scope="session", autouse=True)
def _no_settings() -> None:
    """Settings of whoever runs the tests do not count."""
    for name in [name for name in os.environ if name.startswith("ISSUETRACKER_")]:
        del os.environ[name]


@pytest.fixture(scope="session")
def postgresql_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A migrated PostgreSQL database, one per test process."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    with (
        databases.postgresql_server(durable=False) as server,
        databases.postgresql_database(server, f"issuetracker_{worker}_{os.getpid()}") as url,
    ):
        yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy from."""
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite3"
    databases.migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty migrated database; a test that uses it runs on both."""
    if request.param == "sqlite":
        yield databases.copy_sqlite(request.getfixturevalue("sqlite_template"), tmp_path / "desk.sqlite3")
        return
    url: str = request.getfixturevalue("postgresql_url")
    yield url
    engine = create_engine(url)
    with engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())
    engine.dispose()


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """An empty migrated SQLite database, where one database is enough."""
    return databases.copy_sqlite(sqlite_template, tmp_path / "desk.sqlite3")


@pytest.fixture
def post_office() -> Iterator[PostOffice]:
    """A real SMTP server on loopback."""
    with PostOffice() as office:
        yield office


@pytest.fixture
def world(database_url: str, tmp_path: Path, post_office: PostOffice) -> Iterator[World]:
    """A desk with people of every role, on both databases, with real mail."""
    with open_world(database_url, tmp_path, post_office) as opened:
        yield opened


@pytest.fixture
def desk(sqlite_url: str, tmp_path: Path, post_office: PostOffice) -> Iterator[World]:
    """The same desk on SQLite only, for what does not depend on the database."""
    with open_world(sqlite_url, tmp_path, post_office) as opened:
        yield opened
