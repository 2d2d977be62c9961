"""Mails that wait for a later attempt cost those nothing that are due."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, text
from sqlalchemy.dialects import postgresql, sqlite

from issuetracker.extensions import db, transaction
from issuetracker.models import InboundMail, InboundState
from issuetracker.queries.mails import Unread, next_unread
from tests.intake.conftest import Desk

AT = datetime(2026, 3, 2, 10, tzinfo=UTC)
EXPLAIN = {"sqlite": ("EXPLAIN QUERY PLAN", sqlite.dialect()), "postgresql": ("EXPLAIN", postgresql.dialect())}


def test_the_next_mail_is_found_by_its_index_however_many_wait_for_later(mailed: Desk) -> None:
    with mailed.world.app.app_context():
        with transaction() as session:
            session.execute(insert(InboundMail), [_row(n, AT + timedelta(hours=1)) for n in range(1, 2000)])
            session.execute(insert(InboundMail), [_row(n, AT - timedelta(minutes=n % 3)) for n in range(2000, 2004)])
        session, taken, last = db.session(), [], None
        while found := session.execute(next_unread(last, AT)).one_or_none():
            last = Unread(*found)
            taken.append(last.id)
        assert taken == [2000, 2003, 2002, 2001], "the longest due first"
        session.execute(text("ANALYZE"))
        word, dialect = EXPLAIN[session.get_bind().dialect.name]
        for query in (next_unread(None, AT), next_unread(last, AT)):
            said = query.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
            plan = "\n".join(str(row) for row in session.execute(text(f"{word} {said}")))
            assert "ix_inbound_mails_waiting" in plan, plan
            assert "Sort" not in plan and "TEMP B-TREE" not in plan, plan


def _row(n: int, not_before: datetime) -> dict[str, object]:
    return {
        "id": n, "sha256": f"{n:064}", "content_sha256": f"{n:064}", "size": 1, "door": "file",
        "taken_at": AT, "stored_at": AT, "not_before": not_before, "state": InboundState.RECEIVED.value,
        "envelope_to": [],
    }  # fmt: skip
