"""Connections that the database has ended, for example because it was started anew."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from issuetracker import extensions
from tests.post_office import PostOffice
from tests.world import World, open_world


@pytest.fixture
def world(emptied_postgresql_url: str, tmp_path: Path, post_office: PostOffice) -> Iterator[World]:
    with open_world(emptied_postgresql_url, tmp_path, post_office) as opened:
        yield opened


def end_all_connections(world: World) -> None:
    engine = create_engine(world.config.database_url, isolation_level="AUTOCOMMIT")
    ended = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database()"
    with engine.connect() as connection:
        connection.execute(text(f"{ended} AND pid <> pg_backend_pid()"))
    engine.dispose()
    world.travel(timedelta(seconds=1))  # connections are renewed that are older than the one that was found to be ended


def test_a_connection_that_was_idle_is_asked_and_replaced(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert world.request("office", "GET", "cases").status_code == 200
    end_all_connections(world)
    monkeypatch.setattr(extensions, "_ALIVE", -1.0)  # as if a minute had passed
    assert world.request("office", "GET", "cases").status_code == 200


def test_one_that_ended_a_moment_ago_fails_one_request_which_may_come_again(world: World) -> None:
    world.file()
    end_all_connections(world)
    away = world.request("office", "GET", "cases")
    assert (away.status_code, away.headers["Retry-After"]) == (503, "10")
    assert world.request("office", "GET", "cases").status_code == 200
    world.file()
