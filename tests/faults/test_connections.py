"""Connections that the database has ended, for example because it was started anew."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from psycopg import Error
from sqlalchemy import create_engine, select, text

from issuetracker import clock, extensions
from issuetracker.extensions import db, kept_connection, transaction
from issuetracker.models import Letter
from notifications.composing import Outgoing
from notifications.delivery import deliver
from notifications.mailer import MayLeave, Server, SmtpTransport
from notifications.retry import LEASE
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


class LosingTheDatabase(SmtpTransport):
    """A way out during whose second letter all connections to the database end."""

    def __init__(self, world: World) -> None:
        super().__init__(Server("127.0.0.1", world.post_office.port, "", "", "none", 5.0), world.config.mail_from)
        self._world, self._sent = world, 0

    def send(self, outgoing: Outgoing, may_leave: MayLeave) -> str:
        self._sent += 1
        if self._sent == 2:
            end_all_connections(self._world)
        return super().send(outgoing, may_leave)


def test_letters_whose_database_went_away_arrive_once_and_one_at_most_is_unclear(world: World) -> None:
    for _ in range(3):
        world.file()
    with world.app.app_context():
        with pytest.raises(Error):
            deliver(transaction, LosingTheDatabase(world), "one", lambda: datetime.now(UTC), connect=kept_connection)
        world.travel(2 * LEASE)
        clock.send_letters(world.app)
        states = Counter(db.session.scalars(select(Letter.state)))
    arrived = Counter(str(letter.message["Message-ID"]) for letter in world.post_office.take())
    assert set(arrived.values()) == {1}
    assert states == Counter(accepted=len(arrived), unclear=6 - len(arrived))
    assert len(arrived) >= 5
