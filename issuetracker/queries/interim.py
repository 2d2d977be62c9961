"""Interim measures: scripts, the Board's measures, expedited cases; from the history of visible cases (P-10 … P-12)."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal_column, select
from sqlalchemy.orm import Session

from issuetracker.models import Case, HistoryEntry
from issuetracker.models.history import INTERIM_CONDITION
from issuetracker.services import history
from issuetracker.services.access import visible_cases
from workflows import events as ev
from workflows.roles import Actor

PAGE = 50
# As the index has it: no planner takes it for an event that is to be bound.
_INTERIM: ColumnElement[bool] = literal_column(f"history.{INTERIM_CONDITION}")


class Kind(StrEnum):
    """The lists of interim measures; the value is the name of the event that makes one."""

    SCRIPTS = "ScriptProvided"
    DECIDED = "InterimMeasureDecided"
    EXPEDITED = "Expedited"


@dataclass(frozen=True, slots=True)
class Measure:
    """One interim measure; `acknowledged` are the laboratories that have said so, `retired` ends a script."""

    entry_id: int
    case_id: int
    number: str
    summary: str
    closed: bool
    at: datetime
    by: str
    event: ev.ScriptProvided | ev.InterimMeasureDecided | ev.Expedited
    acknowledged: frozenset[int] = frozenset()
    retired: bool = False


def measures(session: Session, actor: Actor, kind: Kind, before: int | None) -> list[Measure]:
    """Measures of a kind in the cases that this person may see, newest first, with one more than a page."""
    told = (HistoryEntry.id.label("entry_id"), HistoryEntry.at, HistoryEntry.actor_name, HistoryEntry.payload)
    query = _of(actor, kind, Case.id, Case.number, Case.summary, Case.closed_at, *told)
    if before is not None:
        query = query.where(HistoryEntry.id < before)
    rows = session.execute(query.order_by(HistoryEntry.id.desc()).limit(PAGE + 1)).all()
    lives = _lives(session, {row.id for row in rows}) if kind is Kind.SCRIPTS else {}
    return [_measure(row, history.decode(kind.value, row.payload), lives) for row in rows]


def counted(session: Session, actor: Actor) -> dict[Kind, int]:
    """How many there are of each kind; one query."""
    counts = (select(func.count()).select_from(_of(actor, kind, Case.id).subquery()).scalar_subquery() for kind in Kind)
    return dict(zip(Kind, session.execute(select(*counts)).one(), strict=True))


def _of(actor: Actor, kind: Kind, *columns: Any) -> Select[Any]:
    named: ColumnElement[str] = literal_column(f"'{kind.value}'")
    joined = visible_cases(actor, *columns).join(HistoryEntry, HistoryEntry.case_id == Case.id)
    return joined.where(_INTERIM, HistoryEntry.event == named)


@dataclass(slots=True)
class _Life:
    """What became of a script."""

    acknowledged: set[int] = field(default_factory=set)
    retired: bool = False


def _lives(session: Session, cases: Collection[int]) -> dict[tuple[int, int], _Life]:
    """What became of the scripts of these cases, by case and script."""
    query = select(HistoryEntry.case_id, HistoryEntry.event, HistoryEntry.payload).where(
        HistoryEntry.case_id.in_(cases), HistoryEntry.event.in_(("ScriptRetired", "ScriptAcknowledged"))
    )
    found: dict[tuple[int, int], _Life] = {}
    for row in session.execute(query):
        match history.decode(row.event, row.payload):
            case ev.ScriptRetired(script=script):
                found.setdefault((row.case_id, script), _Life()).retired = True
            case ev.ScriptAcknowledged(script=script, laboratory_id=laboratory):
                found.setdefault((row.case_id, script), _Life()).acknowledged.add(laboratory)
            case _:
                pass
    return found


def _measure(row: Any, event: ev.Event, lives: dict[tuple[int, int], _Life]) -> Measure:
    assert isinstance(event, ev.ScriptProvided | ev.InterimMeasureDecided | ev.Expedited), "only these are asked for"
    closed = row.closed_at is not None
    life = lives.get((row.id, event.script), _Life()) if isinstance(event, ev.ScriptProvided) else _Life()
    return Measure(
        row.entry_id, row.id, row.number, row.summary, closed, row.at, row.actor_name, event,
        frozenset(life.acknowledged), life.retired or closed,
    )  # fmt: skip
