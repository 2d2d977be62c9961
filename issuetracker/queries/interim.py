"""Interim measures: scripts, the Board's measures, expedited cases; from the history of visible cases (P-10 … P-12)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from issuetracker.models import Case, HistoryEntry
from issuetracker.services import history
from issuetracker.services.access import visible_cases
from workflows import events as ev
from workflows.roles import Actor

_KINDS = ("ScriptProvided", "ScriptRetired", "ScriptAcknowledged", "InterimMeasureDecided", "Expedited")
_MOST = 300


@dataclass(frozen=True, slots=True)
class Measure:
    """One interim measure; `acknowledged` are the laboratories that have said so, `retired` ends a script."""

    number: str
    summary: str
    closed: bool
    at: datetime
    by: str
    event: ev.ScriptProvided | ev.InterimMeasureDecided | ev.Expedited
    acknowledged: frozenset[int] = frozenset()
    retired: bool = False


def measures(session: Session, actor: Actor) -> list[Measure]:
    """The latest interim measures of the cases that this person may see, newest first; one query."""
    told = (HistoryEntry.at, HistoryEntry.actor_name, HistoryEntry.event, HistoryEntry.payload)
    rows = session.execute(
        visible_cases(actor, Case.id, Case.number, Case.summary, Case.closed_at, *told)
        .join(HistoryEntry, HistoryEntry.case_id == Case.id)
        .where(HistoryEntry.event.in_(_KINDS))
        .order_by(HistoryEntry.id.desc())
        .limit(_MOST)
    ).all()
    retired: set[tuple[int, int]] = set()
    acknowledged: dict[tuple[int, int], set[int]] = {}
    found = []
    for row in rows:
        event = history.decode(row.event, row.payload)
        match event:
            case ev.ScriptRetired(script=script):
                retired.add((row.id, script))
            case ev.ScriptAcknowledged(script=script, laboratory_id=laboratory):
                acknowledged.setdefault((row.id, script), set()).add(laboratory)
            case ev.ScriptProvided(script=script):
                key = (row.id, script)
                made = Measure(row.number, row.summary, row.closed_at is not None, row.at, row.actor_name, event)
                found.append(_of_script(made, frozenset(acknowledged.get(key, ())), retired=key in retired))
            case ev.InterimMeasureDecided() | ev.Expedited():
                found.append(Measure(row.number, row.summary, row.closed_at is not None, row.at, row.actor_name, event))
            case _:
                pass
    return found


def _of_script(made: Measure, acknowledged: frozenset[int], *, retired: bool) -> Measure:
    return Measure(
        made.number, made.summary, made.closed, made.at, made.by, made.event, acknowledged, retired or made.closed
    )
