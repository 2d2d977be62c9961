"""A maintenance ticket as the tool provider may see it: technical content only (P-80)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from issuetracker.models import Case
from issuetracker.services import history
from workflows import events as ev
from workflows.case_state import CaseState, Entry
from workflows.folding import fold

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
