"""A maintenance ticket as the tool provider may see it: technical content only (P-80)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, literal, tuple_
from sqlalchemy.orm import Session

from issuetracker.cursors import decode, encode
from issuetracker.models import Case
from issuetracker.services import history
from issuetracker.services.access import visible_tickets
from notifications.storage import MOMENT
from workflows import events as ev
from workflows.case_state import CaseState, Entry
from workflows.folding import fold
from workflows.roles import Actor, Role
from workflows.stages import CaseStage, Track
from workflows.waiting import waits_for

_TICKET_EVENTS = (
    ev.OcttBugReported,
    ev.OcttBugAccepted,
    ev.OcttBugDisputed,
    ev.OcttBugUpheld,
    ev.OcttFixReported,
    ev.OcttFixVerified,
    ev.OcttFixRejected,
    ev.OcttFixReleased,
    ev.OcttTicketDropped,
    ev.OcttProviderAsked,
    ev.OcttProviderWrote,
)


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket; `log` has what happened to it, without who."""

    state: CaseState
    title: str
    technical_content: str
    log: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Page:
    """Cases with tickets; those on the first `waiting` places wait for whoever asks."""

    cases: Sequence[Case]
    waiting: int
    next: str | None


def tickets_page(session: Session, actor: Actor, cursor: str | None, limit: int) -> Page:
    """Over all pages, what waits for this person first; then the latest changed first."""
    stages = [wait.stage for wait in waits_for(actor.roles) if wait.track is Track.MAINTENANCE]
    asked = Case.maintenance_stage.in_(stages) & (Case.case_stage == CaseStage.OPEN.value)
    waits = case((asked, 1), else_=0)
    query = visible_tickets(actor).add_columns(waits).order_by(waits.desc(), Case.changed_at.desc(), Case.id.desc())
    if cursor:
        first, _, rest = cursor.partition(".")
        changed_at, last_id = decode(rest)
        here = tuple_(literal(int(first == "1")), literal(changed_at, MOMENT), literal(last_id))
        query = query.where(tuple_(waits, Case.changed_at, Case.id) < here)
    rows = session.execute(query.limit(limit + 1)).all()
    last = rows[limit - 1] if len(rows) > limit else None
    following = f"{last[1]}.{encode(last[0].changed_at, last[0].id)}" if last else None
    return Page([row[0] for row in rows[:limit]], sum(row[1] for row in rows[:limit]), following)


def asked_of(found: Case, roles: frozenset[Role]) -> str:
    """What a ticket asks of somebody who holds these roles, in words; "" for nothing."""
    asked = (wait.asked for wait in waits_for(roles) if wait.track is Track.MAINTENANCE)
    stages = (wait.stage for wait in waits_for(roles) if wait.track is Track.MAINTENANCE)
    return dict(zip(stages, asked, strict=True)).get(found.maintenance_stage, "")


def read_tickets(session: Session, cases: Sequence[Case]) -> list[tuple[Case, Ticket]]:
    """The tickets of several cases; one query for any number."""
    entries = history.read_several(session, [case.id for case in cases])
    return [(case, _ticket(entries[case.id])) for case in cases]


def ticket_titles(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """The titles of tickets by their case's id; a case's own summary may name a party (P-80)."""
    return {case_id: _ticket(entries).title for case_id, entries in history.read_several(session, ids).items()}


def _ticket(entries: list[Entry]) -> Ticket:
    reported = [entry.event for entry in entries if isinstance(entry.event, ev.OcttBugReported)]
    log = [
        {"at": entry.at, "event": type(entry.event).__name__, "payload": history.encode(entry.event)}
        for entry in entries
        if isinstance(entry.event, _TICKET_EVENTS)
    ]
    return Ticket(fold(entries), reported[-1].title, reported[-1].technical_content, log)
