"""Lists of disputes: everybody's own, what waits for the Board, for a party, for an adviser."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, literal_column, or_, select
from sqlalchemy.orm import Session

from issuetracker.models import Dispute, DisputeAdviser, DisputeCorrective, DisputeStatement, Laboratory, Vendor
from issuetracker.services.disputes.access import as_party, reads_all, visible_disputes
from workflows.disputes.vocabulary import ActionStage, Adviser, DisputeStage, Owner, Side
from workflows.roles import Actor, Role

PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A dispute in a list, as its reader may know it: an adviser has the number alone.

    `waits` says what is asked of the reader, by `until` where there is a date.
    """

    id: int
    number: str
    subject: str
    laboratory: str
    vendor: str
    stage: DisputeStage | None
    due_on: date | None
    received_at: datetime | None
    waits: str = ""
    until: date | None = None


def dispute_lines(
    session: Session, actor: Actor, *, ended: bool | None = None, after: int | None = None, limit: int = PAGE
) -> list[Line]:
    """The disputes that this person may see, the newest first, with one more than the page; two queries."""
    query = _with_reading(actor).order_by(Dispute.id.desc()).limit(limit + 1)
    if ended is not None:
        query = query.where((Dispute.stage == DisputeStage.ENDED.value) == ended)
    if after is not None:
        query = query.where(Dispute.id < after)
    return _lines(session, actor, session.execute(query).all())


def waiting_disputes(session: Session, actor: Actor) -> list[Line]:
    """What asks something of this person, what has a date first (P-73, P-75)."""
    found = [line for line in _lines(session, actor, session.execute(_waiting(actor)).all()) if line.waits]
    return sorted(found, key=lambda line: (line.until or date.max, line.id))


def disputes_with(actor: Actor, parts: Sequence[str]) -> Select[Any]:
    """Disputes whose subject, or a statement in it, has all these words: all for whoever reads all, own for a party."""
    own = [side.value for side in Side if actor.holds(side.role)]
    words = and_(*(DisputeStatement.body.icontains(part, autoescape=True) for part in parts))
    said = select(DisputeStatement.dispute_id).where(words)
    in_words = or_(
        and_(reads_all(actor), Dispute.id.in_(said)),
        and_(as_party(actor), Dispute.id.in_(said.where(DisputeStatement.side.in_(own)))),
    )
    subject = and_(*(Dispute.subject.icontains(part, autoescape=True) for part in parts))
    found = or_(in_words, and_(or_(reads_all(actor), as_party(actor)), subject))
    return visible_disputes(actor, Dispute.number, Dispute.subject).where(found).order_by(Dispute.id.desc())


def dispute_of_number(session: Session, actor: Actor, words: str) -> str | None:
    """The number that was asked for, if this person sees anything of that dispute."""
    query = visible_disputes(actor, Dispute.number).where(Dispute.number == words.strip().upper())
    found: str | None = session.scalar(query)
    return found


def _with_reading(actor: Actor) -> Select[Any]:
    columns = (reads_all(actor).label("reads_all"), as_party(actor).label("is_party"))
    return (
        visible_disputes(actor, Dispute, Laboratory.name.label("laboratory"), Vendor.name.label("vendor"), *columns)
        .join(Laboratory, Laboratory.id == Dispute.laboratory_id)
        .join(Vendor, Vendor.id == Dispute.vendor_id)
    )


@lru_cache(maxsize=128)
def _waiting(actor: Actor) -> Select[Any]:
    return _with_reading(actor).where(_may_wait(actor)).order_by(Dispute.id).limit(200)


def _may_wait(actor: Actor) -> ColumnElement[bool]:
    """A first look by columns; what really waits is said line by line."""
    asked = select(DisputeAdviser.dispute_id).where(DisputeAdviser.awaited, DisputeAdviser.adviser.in_(_advises(actor)))
    # Written, not bound: a list of bound values is taken apart at each execution.
    stages: list[ColumnElement[str]] = [
        literal_column(f"'{stage.value}'") for stage in DisputeStage if stage is not DisputeStage.ENDED
    ]
    return and_(Dispute.stage.in_(stages), or_(reads_all(actor), as_party(actor), Dispute.id.in_(asked)))


def _advises(actor: Actor) -> list[str]:
    return [adviser.value for adviser in Adviser if actor.holds(adviser.role)]


def _lines(session: Session, actor: Actor, rows: Sequence[Row[Any]]) -> list[Line]:
    if not rows:
        return []
    ids = [row.Dispute.id for row in rows]
    correctives = _correctives(session, ids)
    awaited = set(
        session.scalars(
            select(DisputeAdviser.dispute_id).where(
                DisputeAdviser.dispute_id.in_(ids), DisputeAdviser.awaited, DisputeAdviser.adviser.in_(_advises(actor))
            )
        )
    )
    return [_line(actor, row, correctives.get(row.Dispute.id, []), row.Dispute.id in awaited) for row in rows]


def _correctives(session: Session, ids: Sequence[int]) -> dict[int, list[DisputeCorrective]]:
    found: dict[int, list[DisputeCorrective]] = {}
    query = select(DisputeCorrective).where(
        DisputeCorrective.dispute_id.in_(ids), DisputeCorrective.stage != ActionStage.CONFIRMED.value
    )
    for row in session.scalars(query.order_by(DisputeCorrective.due_on)):
        found.setdefault(row.dispute_id, []).append(row)
    return found


def _line(actor: Actor, row: Row[Any], correctives: list[DisputeCorrective], awaited: bool) -> Line:
    dispute: Dispute = row.Dispute
    if not (row.reads_all or row.is_party):
        waits = "Answer the Board’s question" if awaited else ""
        return Line(dispute.id, dispute.number, "", "", "", None, None, None, waits)
    stage = DisputeStage(dispute.stage)
    if row.is_party and stage is DisputeStage.PROPOSED:
        stage = DisputeStage.ADMITTED  # what is proposed is the Board's alone
    waits, until = (
        _asked_of_party(actor, dispute, stage, correctives)
        if row.is_party
        else _asked_of_oca(actor, dispute, stage, correctives)
    )
    known = (dispute.subject, row.laboratory, row.vendor, stage, dispute.due_on, dispute.received_at)
    return Line(dispute.id, dispute.number, *known, waits, until)


def _asked_of_party(
    actor: Actor, dispute: Dispute, stage: DisputeStage, correctives: list[DisputeCorrective]
) -> tuple[str, date | None]:
    laboratory = actor.holds(Role.TEST_LABORATORY) and actor.laboratory_id == dispute.laboratory_id
    side = Side.LABORATORY if laboratory else Side.VENDOR
    until = dispute.laboratory_asked_until if laboratory else dispute.vendor_asked_until
    if until is not None:
        return "Give the statement that the Board asks for", until
    if stage is DisputeStage.DECIDED:
        for item in correctives:
            if item.owner == side.value and item.stage == ActionStage.OPEN.value:
                return "Carry out a corrective action", item.due_on
    return "", None


def _asked_of_oca(
    actor: Actor, dispute: Dispute, stage: DisputeStage, correctives: list[DisputeCorrective]
) -> tuple[str, date | None]:
    if stage is DisputeStage.DECIDED:
        for item in correctives:
            if item.stage == ActionStage.OPEN.value and item.owner == Owner.OCA.value:
                return "Carry out a corrective action", item.due_on
            if item.stage == ActionStage.REPORTED_DONE.value and actor.holds(Role.BOARD):
                return "Confirm that a corrective action is done", None
        return "", None
    if not actor.holds(Role.BOARD):
        return "", None
    asked = {
        DisputeStage.REPORTED: "Decide whether it is admissible",
        DisputeStage.ADMITTED: "Handle it",
        DisputeStage.PROPOSED: "Approve the decision, or send it back",
    }
    return asked.get(stage, ""), dispute.due_on
