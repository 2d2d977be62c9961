"""Search over what one may see: cases, messages, files and parties that have the words, the newest of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select, tuple_
from sqlalchemy.orm import Session

from issuetracker.models import Case, HistoryEntry, Laboratory, Message, StoredFile, TextKind, Vendor
from issuetracker.queries.disputes import disputes_with
from issuetracker.queries.matching import terms, texts
from issuetracker.services.access import may_read_message, may_see, may_see_file, visible_cases
from workflows.roles import HANDLERS, Actor

MOST = 20


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found; every list is bounded, and `more` is true where there are more cases."""

    cases: Sequence[Case] = ()
    more: bool = False
    messages: Sequence[Any] = ()
    files: Sequence[Any] = ()
    parties: Sequence[tuple[str, int, str]] = ()
    disputes: Sequence[tuple[str, str]] = ()


def by_number(session: Session, actor: Actor, words: str) -> str | None:
    """The number of the one case that was asked for, if this person may see it."""
    found: str | None = session.scalar(visible_cases(actor, Case.number).where(Case.number == words.strip().upper()))
    return found


def search(session: Session, actor: Actor, words: str) -> Found:
    """Everything that has all the words in a text that this person may read, newest first (P-97, P-99)."""
    if not terms(words):
        return Found()
    found = texts(actor, words)
    rows = session.execute(select(found).order_by(found.c.id.desc())).all()
    numbers = list(dict.fromkeys(row.case_id for row in rows))
    parts = words.split()[:8]
    return Found(
        session.scalars(_cases(actor, numbers[:MOST])).all(),
        len(numbers) > MOST,
        session.execute(_messages(actor, _newest(rows, TextKind.MESSAGE))).all(),
        session.execute(_files(actor, _newest(rows, TextKind.FILE))).all(),
        _parties(session, actor, parts),
        [(row.number, row.subject) for row in session.execute(disputes_with(actor, parts).limit(MOST))],
    )


def _newest(rows: Sequence[Any], kind: TextKind) -> list[tuple[int, int]]:
    """Case and entry of the newest texts of a kind."""
    return [(row.case_id, row.history_seq) for row in rows if row.kind == kind.value][:MOST]


def _cases(actor: Actor, ids: Sequence[int]) -> Select[Any]:
    return visible_cases(actor).where(Case.id.in_(ids)).order_by(Case.received_at.desc(), Case.id.desc())


def _messages(actor: Actor, found: Sequence[tuple[int, int]]) -> Any:
    return (
        select(Message.id, Message.body, Message.at, Message.author_name, Case.number)
        .join(Case, Case.id == Message.case_id)
        .where(may_see(actor), may_read_message(actor))
        .where(tuple_(Message.case_id, Message.history_seq).in_(found))
        .order_by(Message.id.desc())
    )


def _files(actor: Actor, found: Sequence[tuple[int, int]]) -> Any:
    entry = tuple_(HistoryEntry.case_id, HistoryEntry.seq)
    ids = select(HistoryEntry.payload["file_id"].as_integer()).where(entry.in_(found))
    return (
        select(StoredFile.id, StoredFile.name, StoredFile.size, Case.number)
        .join(Case, Case.id == StoredFile.case_id)
        .where(may_see(actor), may_see_file(actor), StoredFile.id.in_(ids))
        .order_by(StoredFile.id.desc())
    )


def _parties(session: Session, actor: Actor, parts: Sequence[str]) -> list[tuple[str, int, str]]:
    """Laboratories and vendors, for OCA's handlers."""
    if not actor.holds(*HANDLERS):
        return []
    laboratories = session.execute(select(Laboratory.id, Laboratory.name).where(_has(Laboratory.name, parts)).limit(5))
    vendors = session.execute(select(Vendor.id, Vendor.name).where(_has(Vendor.name, parts)).limit(10))
    return [*(("laboratory", *row) for row in laboratories), *(("vendor", *row) for row in vendors)]


def _has(column: Any, parts: Sequence[str]) -> ColumnElement[bool]:
    return and_(*(column.icontains(part, autoescape=True) for part in parts))
