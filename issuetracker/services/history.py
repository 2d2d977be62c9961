"""Histories of cases and disputes in the database: read, appended to, hash-chained; never edited (P-96)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy import Column, Select, bindparam, insert, select
from sqlalchemy.orm import Session

from issuetracker.models import DisputeEntry, HistoryEntry
from notifications.storage import table_of
from workflows.case_state import Entry
from workflows.disputes.events import DISPUTE_EVENTS
from workflows.events import EVENTS, Event

_COLUMNS = ("seq", "at", "actor_id", "actor_name", "rule", "calendar", "event", "payload")
_EVENTS = EVENTS | DISPUTE_EVENTS  # a test holds their names apart


def _entries(owner: Column[int]) -> Select[Any]:
    columns = owner.table.c
    return select(owner, *(columns[name] for name in _COLUMNS)).order_by(owner, columns.seq)


# Asked whenever a case or dispute is loaded, so built only once.
_case, _dispute = table_of(HistoryEntry).c.case_id, table_of(DisputeEntry).c.dispute_id
_OF_CASE = _entries(_case).where(_case == bindparam("owner"))
_OF_CASES = _entries(_case).where(_case.in_(bindparam("owners", expanding=True)))
_OF_DISPUTES = _entries(_dispute).where(_dispute.in_(bindparam("owners", expanding=True)))
GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Link:
    """One link of the chain, as it is hashed."""

    number: str
    seq: int
    at: datetime
    actor_id: int | None
    actor_name: str
    rule: str
    calendar: int
    event: str
    payload: dict[str, Any]
    previous_hash: str

    def text(self) -> str:
        """The canonical JSON of the link: sorted keys, no spaces, UTC with microseconds."""
        return canonical(
            self.number,
            self.seq,
            self.at,
            self.actor_id,
            self.actor_name,
            self.rule,
            self.calendar,
            self.event,
            self.payload,
            self.previous_hash,
        )

    def hash(self) -> str:
        """SHA-256 over its text."""
        return sha256(self.text().encode()).hexdigest()


def canonical(*values: Any) -> str:
    """Values as a JSON array of which nobody makes another text: sorted keys, no spaces, UTC with microseconds."""
    plain = [
        value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else value
        for value in values
    ]
    return json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def encode(event: Event) -> dict[str, Any]:
    """An event as JSON."""
    payload: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(event))
    return payload


def decode(name: str, payload: dict[str, Any]) -> Event:
    """An event from JSON."""
    return msgspec.convert(payload, _EVENTS[name])


def read(session: Session, case_id: int) -> list[Entry]:
    """All entries of a case, oldest first."""
    return _read(session, _OF_CASE, {"owner": case_id}).get(case_id, [])


def read_several(session: Session, case_ids: Sequence[int]) -> dict[int, list[Entry]]:
    """All entries of several cases, each oldest first, in one query."""
    return {owner: [] for owner in case_ids} | _read(session, _OF_CASES, {"owners": case_ids})


def read_disputes(session: Session, dispute_ids: Sequence[int]) -> dict[int, list[Entry]]:
    """The same of disputes."""
    return {owner: [] for owner in dispute_ids} | _read(session, _OF_DISPUTES, {"owners": dispute_ids})


def _read(session: Session, query: Select[Any], asked: dict[str, Any]) -> dict[int, list[Entry]]:
    found: dict[int, list[Entry]] = {}
    rows = session.connection().execute(query, asked).all()
    for owner, seq, at, actor_id, name, rule, calendar, event, payload in rows:
        found.setdefault(owner, []).append(Entry(seq, at, actor_id, name, rule, calendar, decode(event, payload)))
    return found


def chain(number: str, entries: Sequence[Entry], previous: str) -> tuple[list[dict[str, Any]], str]:
    """The rows of new entries, and the hash of the last; `previous` is the hash of the entry before them."""
    rows = []
    for entry in entries:
        payload = encode(entry.event)
        name = type(entry.event).__name__
        link = Link(
            number,
            entry.seq,
            entry.at,
            entry.actor_id,
            entry.actor_name,
            entry.rule,
            entry.calendar,
            name,
            payload,
            previous,
        )
        digest = link.hash()
        rows.append(
            {
                "seq": entry.seq,
                "at": entry.at,
                "actor_id": entry.actor_id,
                "actor_name": entry.actor_name,
                "rule": entry.rule,
                "calendar": entry.calendar,
                "event": name,
                "payload": payload,
                "previous_hash": previous,
                "hash": digest,
            }
        )
        previous = digest
    return rows, previous


def append(session: Session, case_id: int, rows: list[dict[str, Any]]) -> None:
    """Write the rows that `chain` made."""
    session.execute(insert(table_of(HistoryEntry)), [{**row, "case_id": case_id} for row in rows])


def append_to_dispute(session: Session, dispute_id: int, rows: list[dict[str, Any]]) -> None:
    """The same of a dispute."""
    session.execute(insert(table_of(DisputeEntry)), [{**row, "dispute_id": dispute_id} for row in rows])
