"""What lies before the Board: severities to approve, other issues to decide; and what it decided lately."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.models import Case, HistoryEntry, RunningClock
from issuetracker.services import history
from issuetracker.services.access import visible_cases
from workflows.case_state import Entry
from workflows.clocks import ClockState
from workflows.roles import Actor
from workflows.stages import BoardMatterStage, CaseStage, SeverityStage
from workflows.versions import ClockKind

_MOST = 100
_DECISIONS = ("SeverityApproved", "OtherIssueDecided", "InterimMeasureDecided")


@dataclass(frozen=True, slots=True)
class Matter:
    """A case that lies before the Board; `clock` is the severity's, if one runs."""

    case: Case
    severity: bool
    clock: RunningClock | None


def before_the_board(session: Session, actor: Actor) -> list[Matter]:
    """Severities by their due moment, then other issues by age; two queries."""
    cases = list(
        session.scalars(
            visible_cases(actor)
            .where(
                Case.case_stage == CaseStage.OPEN.value,
                (Case.severity_stage == SeverityStage.PROPOSED.value)
                | (Case.board_matter_stage == BoardMatterStage.OPEN.value),
            )
            .order_by(Case.due_at, Case.id)
            .limit(_MOST)
        )
    )
    clocks = _severity_clocks(session, [case.id for case in cases])
    made = [Matter(case, case.severity_stage == SeverityStage.PROPOSED.value, clocks.get(case.id)) for case in cases]
    return sorted(made, key=lambda m: (m.clock is None, m.clock.due_at if m.clock else m.case.received_at))


def _severity_clocks(session: Session, ids: Sequence[int]) -> dict[int, RunningClock]:
    query = select(RunningClock).where(
        RunningClock.case_id.in_(ids),
        RunningClock.kind == ClockKind.SEVERITY.value,
        RunningClock.state == ClockState.RUNNING.value,
    )
    return {clock.case_id: clock for clock in session.scalars(query)}


def decided_since(session: Session, since: datetime) -> list[tuple[str, str, Entry]]:
    """What the Board decided lately, newest first: number, summary, entry."""
    rows = session.execute(
        select(Case.number, Case.summary, HistoryEntry)
        .join(HistoryEntry, HistoryEntry.case_id == Case.id)
        .where(HistoryEntry.at >= since, HistoryEntry.event.in_(_DECISIONS))
        .order_by(HistoryEntry.id.desc())
        .limit(30)
    )
    return [(number, summary, _entry(row)) for number, summary, row in rows]


def _entry(row: HistoryEntry) -> Entry:
    event = history.decode(row.event, row.payload)
    return Entry(row.seq, row.at, row.actor_id, row.actor_name, row.rule, row.calendar, event)
