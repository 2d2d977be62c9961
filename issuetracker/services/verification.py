"""Is what the tables say what the history says, and is the history unbroken? (P-96; `issuetracker verify`)"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from hashlib import file_digest, sha256
from typing import Any, Protocol

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from issuetracker.models import (
    Case,
    CaseWords,
    Dispute,
    DisputeEntry,
    DisputeFile,
    EntryColumns,
    HistoryEntry,
    HistoryHead,
    InboundMail,
    Message,
    RunningClock,
    StoredFile,
)
from issuetracker.services import clock_rows, history, words
from issuetracker.services.calendars import calendars
from issuetracker.services.casework import row_values
from issuetracker.services.files import FileStore
from issuetracker.services.history import GENESIS, Link
from issuetracker.services.resolutions import differing
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
    wrong += [f"{case.number}: {said}" for said in differing(session, case.id, entries)]
    return wrong + list(_messages(session, case, entries)) + list(_words(session, case, entries))


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


def _words(session: Session, case: Case, entries: list[Entry]) -> Iterator[str]:
    """What search finds by: a word that is missing hides a text, one too many finds it for the wrong people."""
    rows = session.scalars(select(CaseWords).where(CaseWords.case_id == case.id))
    stored = {row.history_seq: row for row in rows}
    for piece in words.expected(session, case, entries):
        row, said = stored.pop(piece.history_seq, None), f"{case.number}: the words of {piece.kind} {piece.history_seq}"
        if row is None:
            yield f"{said} are missing"
            continue
        for name, value in piece.row(case.id).items():
            found = getattr(row, name)
            if found != value:
                yield f"{said} differ: {name} {_difference(found, value)}"
    for seq in stored:
        yield f"{case.number}: the words of entry {seq} belong to nothing in the history"


def _difference(found: object, value: object) -> str:
    if not (isinstance(found, frozenset) and isinstance(value, frozenset)):
        return f"is {found!r}, the history says {value!r}"
    few = (" ".join(sorted(some)[:5]) or "none" for some in (found - value, value - found))
    return "has {} too many and lacks {}".format(*few)


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


def verify_files(session: Session, store: FileStore, after: int = 0, limit: int = 100) -> tuple[int, list[str]]:
    """Re-hash the next files of cases by id; returns the last id (0 when none is left) and what is wrong."""
    rows = session.scalars(select(StoredFile).where(StoredFile.id > after).order_by(StoredFile.id).limit(limit)).all()
    return _rehash(store, [(row.id, row.sha256, f"file {row.id} ({row.name})") for row in rows])


def verify_dispute_files(session: Session, store: FileStore, after: int = 0, limit: int = 100) -> tuple[int, list[str]]:
    """The same for the files of disputes."""
    query = select(DisputeFile).where(DisputeFile.id > after).order_by(DisputeFile.id).limit(limit)
    named = "a dispute's file"
    return _rehash(store, [(row.id, row.sha256, f"{named} {row.id} ({row.name})") for row in session.scalars(query)])


def verify_mails(session: Session, store: FileStore, after: int = 0, limit: int = 100) -> tuple[int, list[str]]:
    """The same for the mails that came in."""
    rows = session.execute(
        select(InboundMail.id, InboundMail.sha256).where(InboundMail.id > after).order_by(InboundMail.id).limit(limit)
    )
    return _rehash(store, [(row.id, row.sha256, f"mail {row.id}") for row in rows])


def _rehash(store: FileStore, rows: list[tuple[int, str, str]]) -> tuple[int, list[str]]:
    wrong = []
    for _, kept, what in rows:
        try:
            with store.open(kept) as stream:
                digest = file_digest(stream, "sha256").hexdigest()
        except FileNotFoundError:
            digest = "gone"
        if digest != kept:
            wrong.append(f"{what}: its bytes are {'gone' if digest == 'gone' else 'changed'}")
    return (rows[-1][0] if rows else 0), wrong


def case_ids(session: Session) -> list[int]:
    """All cases, oldest first."""
    return list(session.scalars(select(Case.id).order_by(Case.id)))
