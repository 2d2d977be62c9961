"""The one path of every change to a dispute: load, ask, record, tell; as `services.casework` is that of cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, or_, select
from sqlalchemy.orm import Session

from issuetracker.models import Case, Dispute, DisputeStatement, Person, PersonRole
from issuetracker.services import history
from issuetracker.services.access import visible_cases
from issuetracker.services.calendars import calendars, in_force
from issuetracker.services.desk import Desk
from issuetracker.services.disputes import copies
from issuetracker.services.disputes.calling import owe_calls
from issuetracker.services.disputes.telling import Happened, tell
from issuetracker.services.errors import InvalidFields
from workflows.actions import Action
from workflows.case_state import Entry
from workflows.disputes import actions as act
from workflows.disputes import events as ev
from workflows.disputes.arrows import DisputeCircumstances
from workflows.disputes.state import DisputeState, apply, begin, fold
from workflows.disputes.table import decide
from workflows.events.base import Event
from workflows.roles import Actor, Role
from workflows.versions import CURRENT, procedure
from workflows.working_days import WorkingCalendar


@dataclass(frozen=True, slots=True)
class Docket:
    """A dispute with everything that the rules ask of it."""

    dispute: Dispute
    entries: tuple[Entry, ...]
    state: DisputeState
    calendar: WorkingCalendar

    @property
    def reported(self) -> ev.DisputeReported:
        """What the dispute began with."""
        first = self.entries[0].event
        assert isinstance(first, ev.DisputeReported)
        return first


def load(session: Session, dispute: Dispute) -> Docket:
    """Fold a dispute from its history."""
    entries = history.read_disputes(session, (dispute.id,))[dispute.id]
    return Docket(dispute, tuple(entries), fold(entries), in_force(calendars(session)))


def perform(session: Session, desk: Desk, docket: Docket, action: Action, actor: Actor, at: datetime) -> Docket:
    """Do what `actor` asks of a dispute whose row the caller has locked before it was loaded.

    Raises a Refusal of the procedure; the caller commits or rolls back.
    """
    rule, events = _decided(session, docket, action, actor, at)
    return record(session, desk, docket, events, actor, at, rule=rule, body=body_of(action))


def foresee(session: Session, docket: Docket, action: Action, actor: Actor, at: datetime) -> tuple[Happened, ...]:
    """What an action would add to a dispute, each entry with the state before it; nothing is stored."""
    rule, events = _decided(session, docket, action, actor, at)
    return happening(docket.state, entries_of(docket, events, actor, at, rule))


def _decided(
    session: Session, docket: Docket, action: Action, actor: Actor, at: datetime
) -> tuple[str, tuple[Event, ...]]:
    if isinstance(action, act.LinkCase):
        require_case(session, actor, action.case_number, field="case_number")
    arrow, events = decide(docket.state, action, actor, circumstances(session, docket, at))
    return arrow.rule, events


def body_of(action: Action) -> str:
    """The words that are a row of their own, with their digest in the history."""
    return action.body if isinstance(action, act.GiveStatement) else ""


def require_case(session: Session, actor: Actor, number: str, *, field: str) -> None:
    """Refuse to name a case that this person does not see (P-05)."""
    if session.scalar(visible_cases(actor, Case.id).where(Case.number == number)) is None:
        raise InvalidFields({field: f"You see no case {number}."}, rule="P-05")


def circumstances(session: Session, docket: Docket, at: datetime) -> DisputeCircumstances:
    """What the rules may know: the Board's members without those of the parties themselves (P-76)."""
    state = docket.state
    of_a_party = or_(
        func.coalesce(Person.laboratory_id, 0) == state.laboratory_id,
        func.coalesce(Person.vendor_id, 0) == state.vendor_id,
    )
    members = session.execute(
        select(Person.id, Person.name)
        .join(PersonRole, PersonRole.person_id == Person.id)
        .where(PersonRole.role == Role.BOARD.value, Person.active, ~of_a_party)
    )
    approvals = procedure(CURRENT).dispute_approvals
    return DisputeCircumstances(at, docket.calendar, approvals, {row.id: row.name for row in members})


def entries_of(docket: Docket, events: Sequence[Event], actor: Actor, at: datetime, rule: str) -> tuple[Entry, ...]:
    """Events as the next entries of a history."""
    first = docket.state.seq + 1
    return tuple(
        Entry(first + i, at, actor.person_id, actor.name, rule, docket.calendar.version, event)
        for i, event in enumerate(events)
    )


def happening(state: DisputeState, new: Sequence[Entry]) -> tuple[Happened, ...]:
    """Each entry with the states around it."""
    found = []
    for entry in new:
        after = apply(state, entry.event, entry.actor_id)
        found.append(Happened(state, entry, after))
        state = after
    return tuple(found)


def record(
    session: Session,
    desk: Desk,
    docket: Docket,
    events: Sequence[Event],
    actor: Actor,
    at: datetime,
    *,
    rule: str,
    body: str = "",
) -> Docket:
    """Append events to a dispute's history, bring its rows to what they say, and owe the letters they call for."""
    dispute = docket.dispute
    new = entries_of(docket, events, actor, at, rule)
    happened = happening(docket.state, new)
    after = Docket(dispute, (*docket.entries, *new), happened[-1].after, docket.calendar)
    rows, head = history.chain(dispute.number, new, dispute.history_head)
    history.append_to_dispute(session, dispute.id, rows)
    for name, value in copies.row_values(after.state, docket.reported).items():
        setattr(dispute, name, value)
    dispute.version += 1
    dispute.changed_at, dispute.history_seq, dispute.history_head = at, after.state.seq, head
    copies.write(session, dispute.id, docket.state, after.state)
    for item in happened:
        if isinstance(item.entry.event, ev.StatementGiven):
            write_statement(session, dispute.id, item.entry.seq, item.entry.event.side, body)
    session.flush()
    tell(session, desk, dispute, after.entries, happened, at)
    owe_calls(session, desk, dispute, docket.entries, after.entries, after.state, at=at)
    return after


def write_statement(session: Session, dispute_id: int, seq: int, side: str, body: str) -> None:
    """A party's words, as a row beside the entry that has their digest."""
    values = {"dispute_id": dispute_id, "history_seq": seq, "side": str(side), "body": body}
    session.execute(insert(DisputeStatement).values(values))


def begun(dispute: Dispute, entry: Entry, calendar: WorkingCalendar) -> Docket:
    """A dispute that has only its first entry."""
    assert isinstance(entry.event, ev.DisputeReported)
    return Docket(dispute, (entry,), begin(entry.event), calendar)
