"""A notice to many vendors past every fault of a mail server, past kill -9 and a pause: none twice, none forgotten."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from issuetracker import clock
from issuetracker.extensions import db, transaction
from issuetracker.models import Certificate, Letter, NoticeContact, Obligation, Vendor
from notifications.delivery import deliver
from notifications.outbox import LetterState
from notifications.retry import LEASE
from tests.faults.processes import Clock, ended, until
from tests.faults.test_kill import five_minutes_pass_for
from tests.journeys.test_notices import approved, contacted
from tests.post_office import PostOffice
from tests.world import World, make_config, open_world

VENDORS = 150
FAULTS = {  # what the server does to the vendors with these numbers
    "450 4.2.1 later": range(5), "550 5.1.1 no such user": range(5, 10), "data 554 5.6.0 no": range(10, 13),
    "drop-after-accept": range(13, 16), "drop-before-accept": range(16, 19), "stall": range(19, 20),
    "hang-up 550 5.1.1 go away": range(20, 22),
}  # fmt: skip
REFUSED = {*range(5, 10), 20, 21}
WITH_SECOND = {5, 6, 20}
KILLS = 2


def first(n: int) -> str:
    """The first contact of a vendor."""
    return f"first@v{n}.example"


def second(n: int) -> str:
    """Its second one."""
    return f"second@v{n}.example"


@pytest.fixture
def noticed(emptied_postgresql_url: str, tmp_path: Path, post_office: PostOffice) -> Iterator[World]:
    """A desk that has begun to tell its vendors an hour ago; outside of it the time is the real one."""
    at = datetime.now(UTC) - timedelta(hours=1)
    smtp = make_config(emptied_postgresql_url, tmp_path, post_office).smtp
    assert smtp is not None
    with open_world(emptied_postgresql_url, tmp_path, post_office, at, smtp=replace(smtp, timeout=2)) as world:
        numbers = _vendors(world, at)
        number = approved(world)
        world.tick()
        world.post_office.take()
        contacted(world, number, *numbers)
    yield world
    with world.app.app_context():
        db.session.remove()
        db.engine.dispose()


def _vendors(world: World, at: datetime) -> list[str]:
    with world.app.app_context(), transaction() as session:
        for n in range(VENDORS):
            vendor = Vendor(name=f"Vendor {n}", folded_name=f"vendor {n}")
            session.add(vendor)
            session.flush()
            session.add(NoticeContact(vendor_id=vendor.id, address=first(n), added_at=at))
            if n in WITH_SECOND:
                session.add(NoticeContact(vendor_id=vendor.id, role="safety_second", address=second(n), added_at=at))
            session.add(
                Certificate(
                    number=f"N.{n}", vendor_id=vendor.id, laboratory_id=world.ids["dekra"], company=vendor.name,
                    device="D", device_type="charging_station", ocpp_version="2.0.1", profiles={"Core": "passed"},
                    features=[], issued_on=date(2025, 6, 2), recorded_at=at,
                )
            )  # fmt: skip
    return [f"N.{n}" for n in range(VENDORS)]


def letters(world: World, *states: LetterState) -> int:
    """How many letters of the notice are in one of these states."""
    with world.app.app_context():
        query = select(func.count()).select_from(Letter).join(Obligation, Obligation.id == Letter.obligation_id)
        return db.session.scalar(query.where(Obligation.letter == "notice", Letter.state.in_(states))) or 0


def now_due(world: World) -> int:
    """Letters that a clock would take now, or has in its hands."""
    with world.app.app_context():
        due = (Letter.state == LetterState.QUEUED) & (Letter.next_attempt_at <= datetime.now(UTC))
        return db.session.scalar(select(func.count()).where(due | (Letter.state == LetterState.SENDING))) or 0


@pytest.mark.timeout(180)
def test_no_vendor_is_told_twice_and_none_is_forgotten(noticed: World, tmp_path: Path) -> None:
    world, sink, log = noticed, noticed.post_office, tmp_path / "clocks.log"
    sink.pause = 0.004
    sink.faults |= {first(n): fault for fault, numbers in FAULTS.items() for n in numbers}
    notice = world.get("office", "notices")["items"][0]["number"]
    with ended([Clock(world.config, log)]) as clocks:
        until(lambda: len(sink.received) >= 30, "some letters")
        assert world.request("office", "POST", f"notices/{notice}/pause", json={}).status_code == 200
        until(lambda: not letters(world, LetterState.QUEUED, LetterState.SENDING), "what was just leaving")
        before = len(sink.received)
        _kill_and_start(world, clocks, log)
        number = world.file()
        until(
            lambda: sum(number in letter.subject for letter in sink.received[before:]) == 2,
            "letters about something else",
        )
        assert len(sink.received) == before + 2, "a paused notice stays here, whoever was killed"

        assert world.request("office", "POST", f"notices/{notice}/resumption").status_code == 200
        until(lambda: len(sink.received) >= before + 30, "more letters")
        _kill_and_start(world, clocks, log)
        until(lambda: all(sink.to(second(n)) for n in WITH_SECOND), "the second contacts")
        until(lambda: not now_due(world), "the rest", every=0.05)
        assert clocks[0].ask_to_end() in (0, -15)
    sink.faults = {address: fault for address, fault in sink.faults.items() if fault[:3] not in ("450", "sta")}
    with world.app.app_context():
        while deliver(transaction, clock.transport(world.config), "the last", _much_later):
            pass
    reconcile(world)


def _much_later() -> datetime:
    return datetime.now(UTC) + LEASE + LEASE


def _kill_and_start(world: World, clocks: list[Clock], log: Path) -> None:
    pid = clocks[0].process.pid
    clocks[0].kill()
    five_minutes_pass_for(world, pid)
    clocks[0] = Clock(world.config, log)


def reconcile(world: World) -> None:
    """Every vendor is owed one notice, which arrived once, or is shown as failed or unclear."""
    arrived = Counter(str(letter.message["Message-ID"]) for letter in world.post_office.received)
    assert set(arrived.values()) == {1}, "nothing arrived twice"
    told = Counter(letter.recipient for letter in world.post_office.received)
    with world.app.app_context():
        rows: list[Any] = list(db.session.scalars(select(Obligation).where(Obligation.letter == "notice")))
    by_vendor = {row.party: row for row in rows}
    assert len(rows) == len(by_vendor) == VENDORS
    unclear = {int(row.party.split()[1]) for row in rows if row.state == "unclear"}
    assert unclear >= {13, 14, 15, 16, 17, 18}
    assert len(unclear) <= 6 + KILLS
    for n in range(VENDORS):
        state, reached = by_vendor[f"Vendor {n}"].state, told[first(n)] + told[second(n)]
        if n in unclear:
            assert reached <= 1
        elif n in REFUSED - WITH_SECOND or n in FAULTS["data 554 5.6.0 no"]:
            assert (state, reached) == ("failed", 0)
        else:
            assert (state, reached) == ("accepted", 1), n
        assert bool(told[second(n)]) == (n in WITH_SECOND)
