"""Search over what one may see: cases, messages, files and parties that have the words, the newest of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import Session

from issuetracker.models import Case, HistoryEntry, Laboratory, Message, StoredFile, TextKind, Vendor
from issuetracker.queries.matching import terms, texts, with_words
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


def by_number(session: Session, actor: Actor, words: str) -> str | None:
    """The number of the one case that was asked for, if this person may see it."""
    found: str | None = session.scalar(visible_cases(actor, Case.number).where(Case.number == words.strip().upper()))
    return found


def search(session: Session, actor: Actor, words: str) -> Found:
    """Everything that has all the words in a text that this person may read, newest first (P-97, P-99)."""
    if not terms(words):
        return Found()
    cases = session.scalars(_cases(actor, words)).all()
    return Found(
        cases[:MOST],
        len(cases) > MOST,
        session.execute(_messages(actor, words)).all(),
        session.execute(_files(actor, words)).all(),
        _parties(session, actor, words.split()[:8]),
    )


def _cases(actor: Actor, words: str) -> Select[Any]:
    found = visible_cases(actor).where(Case.id.in_(with_words(actor, words)))
    return found.order_by(Case.received_at.desc(), Case.id.desc()).limit(MOST + 1)


def _messages(actor: Actor, words: str) -> Any:
    found = texts(actor, words, TextKind.MESSAGE)
    return (
        select(Message.id, Message.body, Message.at, Message.author_name, Case.number)
        .join(found, (found.c.case_id == Message.case_id) & (found.c.history_seq == Message.history_seq))
        .join(Case, Case.id == Message.case_id)
        .where(may_see(actor), may_read_message(actor))
        .order_by(Message.id.desc())
        .limit(MOST)
    )


def _files(actor: Actor, words: str) -> Any:
    found = texts(actor, words, TextKind.FILE)
    attached = (found.c.case_id == HistoryEntry.case_id) & (found.c.history_seq == HistoryEntry.seq)
    ids = (
        select(HistoryEntry.payload["file_id"].as_integer())
        .join(found, attached)
        .order_by(found.c.id.desc())
        .limit(MOST)
    )
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
