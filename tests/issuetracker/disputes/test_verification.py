"""`verify` and the daily heads on disputes (P-96)."""

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import delete, update

from issuetracker.extensions import db, steady_view, transaction
from issuetracker.models import (
    Dispute,
    DisputeEntry,
    DisputeFile,
    DisputeRecusal,
    DisputeStatement,
    HistoryHead,
)
from issuetracker.services.history import GENESIS
from issuetracker.services.verification import verify_heads
from tests.issuetracker.disputes.people import admit, do, report, verify
from tests.world import World

CHANGES: dict[str, Any] = {
    "entry 1": update(DisputeEntry).where(DisputeEntry.seq == 1).values(actor_name="Somebody else"),
    "entry 2 is missing": delete(DisputeEntry).where(DisputeEntry.seq == 2),
    "subject": update(Dispute).values(subject="Another"),
    "dispute_recusals": delete(DisputeRecusal),
    "statement": update(DisputeStatement).values(body="Another"),
    "file": update(DisputeFile).values(name="another.log"),
    "head": update(Dispute).values(history_head="0" * 64),
}


def _a_dispute(world: World) -> str:
    number = report(world, "laboratory", ("run.log", b"> 1"))
    admit(world, number)
    do(world, "third_board", number, "declare-link", link="My employer buys from Voltwerk.")
    return number


@pytest.mark.parametrize("what", CHANGES)
def test_what_is_changed_behind_the_services_back_shows(small_court: World, what: str) -> None:
    _a_dispute(small_court)
    assert verify(small_court) == []
    with small_court.app.app_context(), transaction() as session:
        session.execute(CHANGES[what])
    (wrong, *_) = verify(small_court)
    assert what in wrong


def test_a_days_head_covers_disputes_and_one_without_them_is_what_it_always_was(court: World) -> None:
    number = court.file()
    court.travel(datetime(2026, 3, 3, 9, 0, tzinfo=UTC))
    court.tick()
    (entry,) = court.get("office", f"cases/{number}/history")["items"]
    text = f"{GENESIS}{number} {entry['seq']} {entry['hash']}\n"
    with court.app.app_context():
        first = db.session.get_one(HistoryHead, date(2026, 3, 2))
        assert (first.head, first.entries) == (sha256(text.encode()).hexdigest(), 1)
    _a_dispute(court)
    court.travel(timedelta(days=1))
    court.tick()
    assert _wrong_heads(court) == 0
    with court.app.app_context(), transaction() as session:
        assert session.get_one(HistoryHead, date(2026, 3, 3)).entries == 4
        session.execute(update(DisputeEntry).where(DisputeEntry.seq == 2).values(hash="0" * 64))
    assert _wrong_heads(court) == 1


def _wrong_heads(world: World) -> int:
    with world.app.app_context(), steady_view() as session:
        return len(verify_heads(session))
