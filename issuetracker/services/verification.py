"""Is what the tables say what the history says, and is the history unbroken? (P-96; `issuetracker verify`)"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from hashlib import file_digest, sha256
from typing import Any, Protocol

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from issuetracker.models import (
    Case,
    Dispute,
    DisputeEntry,
    DisputeFile,
    EntryColumns,
    HistoryEntry,
    HistoryHead,
    Message,
    RunningClock,
    StoredFile,
)
from issuetracker.services import clock_rows, history
from issuetracker.services.calendars import calendars
from issuetracker.services.casework import row_values
from issuetracker.services.files import FileStore
from issuetracker.services.history import GENESIS, Link
from workflows.case_state import Entry
from workflows.clocks import clocks
from workflows.events import MessageAdded
from workflows.folding import fold
from workflows.working_days import WorkingCalendar

_SETTLED = timedelta(minutes=15)


def verify_case(session: Session, case: Case) -> list[str]:
    """Everything that is wrong with one case, in sentences; empty when all is well."""
    rows = session.scalars(select(HistoryEntry).where(HistoryEntry.case_id == case.id).order_by(HistoryEntry.seq)).all()
    wrong = list(broken_links(case, rows))
    if wrong:
        return wrong
    entries = [
        Entry(r.seq, r.at, r.actor_id, r.actor_name, r.rule, r.calendar, history.decode(r.event, r.payload))
        for r in rows
    ]
    known = calendars(session)
    state, running = fold(entries), clocks(entries, known)
    for name, value in row_values(state, running).items():
        if getattr(case, name) != value:
            wrong.append(f"{case.number}: {name} is {getattr(case, name)!r}, the history says {value!r}")
    stored = {row.key: row for row in session.scalars(select(RunningClock).where(RunningClock.case_id == case.id))}
    for clock in running:
        row = stored.pop(clock.key, None)
        differs = row is None or any(
            getattr(row, n) != v for n, v in clock_rows.values(clock, state).items() if n != "holder"
        )
        if differs:
            wrong.append(f"{case.number}: clock {clock.key} is not what the history says")
    wrong += [f"{case.number}: clock {key} is not in the history" for key in stored]
    return wrong + list(_messages(session, case, entries))


class _HasHistory(Protocol):
    @property
    def number(self) -> Any: ...

    @property
    def history_seq(self) -> Any: ...

    @property
    def history_head(self) -> Any: ...


def broken_links(case: _HasHistory, rows: Sequence[EntryColumns]) -> Iterator[str]:
    """What is wrong with the chain of one case or dispute."""
    previous, seq = GENESIS, 0
    for row in rows:
        link = Link(
            case.number,
            row.seq,
            row.at,
            row.actor_id,
            row.actor_name,
            row.rule,
            row.calendar,
            row.event,
            row.payload,
            previous,
        )
        if row.seq != seq + 1:
            yield f"{case.number}: entry {seq + 1} is missing"
        elif row.previous_hash != previous or row.hash != link.hash():
            yield f"{case.number}: entry {row.seq} ({row.event}) was changed"
        previous, seq = row.hash, row.seq
    if case.history_head != previous or case.history_seq != seq:
        yield f"{case.number}: its head is not the last entry of its history"


def _messages(session: Session, case: Case, entries: list[Entry]) -> Iterator[str]:
    bodies = dict(session.execute(select(Message.history_seq, Message.body).where(Message.case_id == case.id)).all())
    for entry in entries:
        if isinstance(entry.event, MessageAdded):
            body = bodies.get(entry.seq)
            if body is None or sha256(body.encode()).hexdigest() != entry.event.body_sha256:
                yield f"{case.number}: the text of message {entry.seq} was changed or is gone"


def make_head(session: Session, calendar: WorkingCalendar, at: datetime) -> HistoryHead | None:
    """The head of yesterday at OCA's seat, over everything recorded since the last head; None if it is there.

    It is made once the day is over for a while, so that no transaction of that day is still to be committed.
    """
    settled = at - _SETTLED
    day = calendar.local_date(settled) - timedelta(days=1)
    before = session.scalar(select(HistoryHead).order_by(HistoryHead.day.desc()).limit(1))
    if before is not None and before.day >= day:
        return None
    until = calendar.end_of(day) + timedelta(seconds=1)
    head, count = _hash_entries(session, before.until if before else None, until, before.head if before else GENESIS)
    made = HistoryHead(
        day=day, entries=count, until=until, previous_head=before.head if before else GENESIS, head=head, made_at=at
    )
    session.add(made)
    return made


def verify_heads(session: Session) -> list[str]:
    """Every daily head computed again."""
    wrong: list[str] = []
    previous, after = GENESIS, None
    for row in session.scalars(select(HistoryHead).order_by(HistoryHead.day)):
        head, count = _hash_entries(session, after, row.until, previous)
        if (head, count, previous) != (row.head, row.entries, row.previous_head):
            wrong.append(f"the head of {row.day} is not that of the histories up to then")
        previous, after = row.head, row.until
    return wrong


def _hash_entries(session: Session, after: datetime | None, until: datetime, previous: str) -> tuple[str, int]:
    """Over the entries of cases, then those of disputes; a day without disputes has the head that it always had."""
    digest, count = sha256(previous.encode()), 0
    for owner, entry, key in (
        (Case, HistoryEntry, HistoryEntry.case_id),
        (Dispute, DisputeEntry, DisputeEntry.dispute_id),
    ):
        query = _entries_until(owner, entry, key, until)
        if after is not None:
            query = query.where(entry.at >= after)
        for number, seq, entry_hash in session.execute(query.execution_options(yield_per=5000)):
            digest.update(f"{number} {seq} {entry_hash}\n".encode())
            count += 1
    return digest.hexdigest(), count


def _entries_until(owner: Any, entry: type[EntryColumns], key: Any, until: datetime) -> Select[Any]:
    rows = select(owner.number, entry.seq, entry.hash).join_from(entry, owner, owner.id == key)
    return rows.where(entry.at < until).order_by(owner.id, entry.seq)


def verify_files(
    session: Session,
    store: FileStore,
    after: int = 0,
    limit: int = 100,
    *,
    table: type[StoredFile] | type[DisputeFile] = StoredFile,
) -> tuple[int, list[str]]:
    """Re-hash the next files by id, of cases or of disputes; returns the last id (0 at the end) and what is wrong."""
    query = select(table).where(table.id > after).order_by(table.id).limit(limit)
    rows: Sequence[Any] = session.scalars(query).all()
    wrong = []
    for row in rows:
        try:
            with store.open(row.sha256) as stream:
                digest = file_digest(stream, "sha256").hexdigest()
        except FileNotFoundError:
            digest = "gone"
        if digest != row.sha256:
            wrong.append(f"file {row.id} ({row.name}): its bytes are {'gone' if digest == 'gone' else 'changed'}")
    return (rows[-1].id if rows else 0), wrong


def case_ids(session: Session) -> list[int]:
    """All cases, oldest first."""
    return list(session.scalars(select(Case.id).order_by(Case.id)))
