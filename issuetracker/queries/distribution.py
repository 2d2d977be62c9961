"""What was distributed to laboratories (6c, P-10, P-54) and how far each is with it: obligations and history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.orm import Session

from issuetracker.models import Case, HistoryEntry, Laboratory, Obligation
from issuetracker.services import history
from issuetracker.services.access import visible_cases
from workflows import events as ev
from workflows.roles import Actor
from workflows.stages import CaseStage, DistributionStage

PAGE = 50
LETTERS = ("update", "script", "octt_bug_information")
Sent = ev.UpdateDistributed | ev.ScriptProvided | ev.LaboratoriesInformed


@dataclass(frozen=True, slots=True)
class Distributed:
    """One thing that was sent, with the obligation of each laboratory by its id."""

    case_id: int
    number: str
    seq: int
    entry_id: int
    at: datetime
    event: Sent
    by_laboratory: dict[int, Obligation]

    @property
    def title(self) -> str:
        """What it is called."""
        match self.event:
            case ev.UpdateDistributed(title=title):
                return title
            case ev.ScriptProvided(name=name):
                return name
            case _:
                return "Information on an OCTT bug"


def distributed(session: Session, before: int | None, *, laboratory_id: int | None = None) -> list[Distributed]:
    """What was sent to laboratories, newest first, with one more than a page; two queries.

    With `laboratory_id` only what that one was owed.
    """
    owed = select(Obligation.case_id, Obligation.event_seq).where(
        Obligation.letter.in_(LETTERS), Obligation.laboratory_id.is_not(None), Obligation.case_id.is_not(None)
    )
    if laboratory_id is not None:
        owed = owed.where(Obligation.laboratory_id == laboratory_id)
    kinds = owed.distinct().subquery()
    sent = (HistoryEntry.id.label("entry_id"), HistoryEntry.at, HistoryEntry.event, HistoryEntry.payload)
    query = (
        select(Case.id, Case.number, HistoryEntry.seq, *sent)
        .join(HistoryEntry, HistoryEntry.case_id == Case.id)
        .join(kinds, (kinds.c.case_id == HistoryEntry.case_id) & (kinds.c.event_seq == HistoryEntry.seq))
        .order_by(HistoryEntry.id.desc())
        .limit(PAGE + 1)
    )
    if before is not None:
        query = query.where(HistoryEntry.id < before)
    rows = session.execute(query).all()
    states = _states(session, [row.id for row in rows], laboratory_id)
    return [
        Distributed(row.id, row.number, row.seq, row.entry_id, row.at, _event(row), states.get((row.id, row.seq), {}))
        for row in rows
    ]


def _event(row: Any) -> Sent:
    event = history.decode(row.event, row.payload)
    assert isinstance(event, ev.UpdateDistributed | ev.ScriptProvided | ev.LaboratoriesInformed), "only these are sent"
    return event


def _states(
    session: Session, case_ids: Sequence[int], laboratory_id: int | None
) -> dict[tuple[int, int], dict[int, Obligation]]:
    query = select(Obligation).where(Obligation.case_id.in_(case_ids), Obligation.letter.in_(LETTERS))
    if laboratory_id is not None:
        query = query.where(Obligation.laboratory_id == laboratory_id)
    found: dict[tuple[int, int], dict[int, Obligation]] = {}
    for item in session.scalars(query.order_by(Obligation.id)):
        if item.case_id is not None and item.event_seq is not None and item.laboratory_id is not None:
            found.setdefault((item.case_id, item.event_seq), {})[item.laboratory_id] = item
    return found


def owed_cases(session: Session, actor: Actor, after: int | None) -> Sequence[Any]:
    """Open cases of which something must still go to all laboratories (6c), with one more than a page."""
    query = _owed(actor, Case.id, Case.number, Case.summary, Case.changed_at)
    last = session.get(Case, after) if after is not None else None
    if last is not None:
        query = query.where(tuple_(Case.due_at, Case.id) > (last.due_at, last.id))
    return session.execute(query.order_by(Case.due_at, Case.id).limit(PAGE + 1)).all()


def count_owed(session: Session, actor: Actor) -> int:
    """How many those are."""
    return session.scalar(select(func.count()).select_from(_owed(actor, Case.id).subquery())) or 0


def _owed(actor: Actor, *columns: Any) -> Select[Any]:
    return visible_cases(actor, *columns).where(
        Case.case_stage == CaseStage.OPEN.value, Case.distribution_stage == DistributionStage.OWED.value
    )


def laboratories(session: Session) -> Sequence[Laboratory]:
    """All laboratories by their short name."""
    return session.scalars(select(Laboratory).order_by(Laboratory.short_name)).all()
