"""Search over what one may see: numbers and test references in all cases, words in the latest ones.

Words are looked for in the newest `LATEST` cases that the reader may see, so that a search costs the same however many
there are; a number or a test reference is found in all of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from issuetracker.models import Case, CaseTestReference, Laboratory, Message, StoredFile, Vendor
from issuetracker.queries.disputes import disputes_with
from issuetracker.services.access import may_read_message, may_see, may_see_file, reads_as_filed, visible_cases
from workflows.roles import HANDLERS, Actor
from workflows.test_references import read_test_references

LATEST = 10_000
_MOST = 20


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found; every list is bounded."""

    cases: Sequence[Case]
    messages: Sequence[Any]
    files: Sequence[Any]
    parties: Sequence[tuple[str, int, str]]
    disputes: Sequence[tuple[str, str]] = ()


def by_number(session: Session, actor: Actor, words: str) -> str | None:
    """The number of the one case that was asked for, if this person may see it."""
    found: str | None = session.scalar(visible_cases(actor, Case.number).where(Case.number == words.strip().upper()))
    return found


def search(session: Session, actor: Actor, words: str) -> Found:
    """Everything that has all the words, newest first; members find by number and reference only (P-99)."""
    parts = words.split()[:8]
    if not parts:
        return Found((), (), (), ())
    latest = select(Case.id).where(may_see(actor)).order_by(Case.received_at.desc(), Case.id.desc()).limit(LATEST)
    cases = session.scalars(_cases(actor, parts, words, latest)).all()
    messages = session.execute(_messages(actor, parts, latest)).all()
    files = session.execute(_files(actor, parts, latest)).all()
    disputes = [(row.number, row.subject) for row in session.execute(disputes_with(actor, parts).limit(_MOST))]
    return Found(cases, messages, files, _parties(session, actor, parts), disputes)


def _has(column: Any, parts: Sequence[str]) -> ColumnElement[bool]:
    return and_(*(column.icontains(part, autoescape=True) for part in parts))


def _cases(actor: Actor, parts: Sequence[str], words: str, latest: Select[Any]) -> Select[Any]:
    with_reference = select(CaseTestReference.case_id).where(
        CaseTestReference.reference.in_(read_test_references(words))
    )
    texts = Case.summary + " " + Case.report["description"].as_string()
    in_words = and_(Case.id.in_(latest), reads_as_filed(actor), _has(texts, parts))
    return (
        visible_cases(actor)
        .where(or_(Case.id.in_(with_reference), in_words))
        .order_by(Case.received_at.desc(), Case.id.desc())
        .limit(_MOST)
    )


def _messages(actor: Actor, parts: Sequence[str], latest: Select[Any]) -> Any:
    return (
        select(Message.id, Message.body, Message.at, Message.author_name, Case.number)
        .join(Case, Case.id == Message.case_id)
        .where(may_see(actor), may_read_message(actor), Message.case_id.in_(latest), _has(Message.body, parts))
        .order_by(Message.id.desc())
        .limit(_MOST)
    )


def _files(actor: Actor, parts: Sequence[str], latest: Select[Any]) -> Any:
    return (
        select(StoredFile.id, StoredFile.name, StoredFile.size, Case.number)
        .join(Case, Case.id == StoredFile.case_id)
        .where(may_see(actor), may_see_file(actor), StoredFile.case_id.in_(latest), _has(StoredFile.name, parts))
        .order_by(StoredFile.id.desc())
        .limit(_MOST)
    )


def _parties(session: Session, actor: Actor, parts: Sequence[str]) -> list[tuple[str, int, str]]:
    """Laboratories and vendors, for OCA's handlers."""
    if not actor.holds(*HANDLERS):
        return []
    laboratories = session.execute(select(Laboratory.id, Laboratory.name).where(_has(Laboratory.name, parts)).limit(5))
    vendors = session.execute(select(Vendor.id, Vendor.name).where(_has(Vendor.name, parts)).limit(10))
    return [*(("laboratory", *row) for row in laboratories), *(("vendor", *row) for row in vendors)]
