"""The one path of every change to a case: load, ask, record, tell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.models import Case
from issuetracker.services import clock_rows, copies, history, words
from issuetracker.services.anonymity import refuse_names
from issuetracker.services.calendars import calendars, in_force
from issuetracker.services.circumstances import circumstances
from issuetracker.services.desk import Desk
from issuetracker.services.telling import Happened, Occasion, Together, tell
from issuetracker.services.webhooks import owe
from workflows import actions as act
from workflows.case_state import CaseState, Entry
from workflows.clocks import Clock, clocks
from workflows.events import Event, OcttFixReleased, OcttTicketDropped
from workflows.folding import apply, fold
from workflows.maintenance import ended
from workflows.procedure import decide
from workflows.roles import Actor
from workflows.stages import MaintenanceStage
from workflows.working_days import WorkingCalendar


@dataclass(frozen=True, slots=True)
class Dossier:
    """A case with everything that the rules ask of it."""

    case: Case
    entries: tuple[Entry, ...]
    state: CaseState
    clocks: tuple[Clock, ...]
    calendars: Mapping[int, WorkingCalendar]


@dataclass(frozen=True, slots=True)
class Performed:
    """What an action has caused."""

    before: Dossier
    after: Dossier
    new: tuple[Entry, ...]


def load(session: Session, case: Case) -> Dossier:
    """Fold a case from its history."""
    return folded(case, history.read(session, case.id), calendars(session))


def folded(case: Case, entries: Sequence[Entry], known: Mapping[int, WorkingCalendar]) -> Dossier:
    """The case that a history tells of."""
    return Dossier(case, tuple(entries), fold(entries), clocks(entries, known), known)


def perform(
    session: Session, desk: Desk, case: Case, action: act.Action, actor: Actor, at: datetime, *, address: str = ""
) -> Performed:
    """Do what `actor` asks of a case whose row the caller has locked.

    Raises a Refusal of the procedure; the caller commits or rolls back. `address` is the actor's own, where they have
    no account: nobody is mailed what they wrote themselves.
    """
    return perform_on(session, desk, load(session, case), action, actor, at, address=address)


def perform_on(
    session: Session,
    desk: Desk,
    dossier: Dossier,
    action: act.Action,
    actor: Actor,
    at: datetime,
    *,
    address: str = "",
) -> Performed:
    """The same for a case that the caller has loaded already, after it had locked the row."""
    around = circumstances(session, dossier, action, at)
    refuse_names(session, dossier.state, dossier.case, action)
    arrow, events = decide(dossier.state, action, actor, around)
    done = record(session, desk, dossier, events, actor, at, rule=arrow.rule, action=action, address=address)
    _follow(session, desk, done, actor, at)
    return done


def _follow(session: Session, desk: Desk, done: Performed, actor: Actor, at: datetime) -> None:
    """What ends a ticket ends it for every case that has joined it (P-80, P-81); in the order of their numbers."""
    ends = [e.event for e in done.new if isinstance(e.event, OcttFixReleased | OcttTicketDropped)]
    if not ends:
        return
    ticket = done.after.case.number
    for case in session.scalars(select(Case).where(Case.ticket_of == ticket).order_by(Case.id).with_for_update()):
        joined = load(session, case)
        if joined.state.maintenance is MaintenanceStage.JOINED:
            events = [event for end in ends for event in ended(joined.state, end)]
            record(session, desk, joined, events, actor, at, rule="P-81")


def preview(
    session: Session, case: Case, action: act.Action, actor: Actor, at: datetime
) -> tuple[tuple[Event, ...], CaseState, tuple[Clock, ...]]:
    """What an action would cause: events, state and clocks; nothing is stored."""
    new, after = foresee(session, load(session, case), action, actor, at)
    return tuple(entry.event for entry in new), after.state, after.clocks


def foresee(
    session: Session, dossier: Dossier, action: act.Action, actor: Actor, at: datetime
) -> tuple[tuple[Entry, ...], Dossier]:
    """The entries that an action would add to a loaded case, and the case after them; nothing is stored."""
    around = circumstances(session, dossier, action, at, foreseen=True)
    refuse_names(session, dossier.state, dossier.case, action)
    arrow, events = decide(dossier.state, action, actor, around)
    new = _entries(dossier, events, actor, at, arrow.rule)
    entries = (*dossier.entries, *new)
    after = Dossier(dossier.case, entries, fold(entries), clocks(entries, dossier.calendars), dossier.calendars)
    return new, after


def record(
    session: Session,
    desk: Desk,
    dossier: Dossier,
    events: Sequence[Event],
    actor: Actor,
    at: datetime,
    *,
    rule: str,
    action: act.Action | None = None,
    address: str = "",
    together: Together | None = None,
) -> Performed:
    """Append events to a case's history, bring its rows to what they say, and owe the letters they call for.

    With `together`, the letters are stored by the caller, with those of other cases.
    """
    case = dossier.case
    new = _entries(dossier, events, actor, at, rule)
    happened, state = [], dossier.state
    for entry in new:
        happened.append(Happened(state, entry))
        state = apply(state, entry.event, entry.actor_id)
    entries = (*dossier.entries, *new)
    after = Dossier(case, entries, state, clocks(entries, dossier.calendars), dossier.calendars)

    rows, head = history.chain(case.number, new, case.history_head)
    history.append(session, case.id, rows)
    _update_row(case, after, head, at)
    clock_rows.write(session, case.id, after.clocks, state, dossier.calendars, at)
    for item in happened:
        copies.write(session, case, item, action, actor, at)
    session.flush()
    body = action.body if isinstance(action, act.AddMessage) else ""
    words.write(session, case, new, body)
    tell(session, desk, Occasion(case, state, after.clocks, at, body, address), happened, together=together)
    owe(session, desk, case, new, at)
    return Performed(dossier, after, new)


def _entries(dossier: Dossier, events: Sequence[Event], actor: Actor, at: datetime, rule: str) -> tuple[Entry, ...]:
    version = in_force(dossier.calendars).version
    first = dossier.state.seq + 1
    return tuple(
        Entry(first + i, at, actor.person_id, actor.name, rule, version, event) for i, event in enumerate(events)
    )


def _update_row(case: Case, after: Dossier, head: str, at: datetime) -> None:
    for name, value in row_values(after.state, after.clocks).items():
        setattr(case, name, value)
    case.version += 1
    case.changed_at = at
    case.history_seq = after.state.seq
    case.history_head = head
    closed = after.state.closing is not None
    case.closed_at = (case.closed_at or at) if closed else None
    if not closed:
        case.duplicate_of_id = None


def row_values(state: CaseState, running: Sequence[Clock]) -> dict[str, Any]:
    """What the case's row says, from its state; `issuetracker verify` compares the two."""
    report = state.report
    return {
        "origin": state.origin.value,
        "procedure": state.procedure,
        "laboratory_id": state.laboratory_id,
        "vendor_id": state.vendor_id,
        "summary": report.summary,
        "ocpp_version": report.ocpp_version.value if report.ocpp_version else "",
        "outcome": state.outcome.value if state.outcome else "",
        "subject": state.subject.value if state.subject else None,
        "board_due_on": state.board_due_on,
        "severity": state.level.value if state.level else "",
        "report": copies.report_json(report),
        "due_at": clock_rows.earliest_due(running),
        "assignee_id": state.assignee_id,
        "ticket_of": state.ticket,
        "case_stage": state.case.value,
        "analysis_stage": state.analysis.value,
        "twg_stage": state.twg.value,
        "cwg_stage": state.cwg.value,
        "severity_stage": state.severity.value,
        "certification_stage": state.certification.value,
        "maintenance_stage": state.maintenance.value,
        "distribution_stage": state.distribution.value,
        "board_matter_stage": state.board_matter.value,
    }
