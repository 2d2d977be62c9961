"""What lies before the Board: severities, other issues, what is done in the meantime; and what it decided lately."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, func, select, true
from sqlalchemy import case as sql_case
from sqlalchemy.orm import Session

from issuetracker.models import Case, HistoryEntry, RunningClock
from issuetracker.services import history
from issuetracker.services.access import visible_cases
from workflows.case_state import Entry
from workflows.clocks import ClockState
from workflows.roles import Actor
from workflows.stages import AnalysisStage, BoardMatterStage, CaseStage, SeverityStage
from workflows.versions import ClockKind
from workflows.vocabulary import Outcome

MOST = 100
PAGE = 30
_MEASURES = ("InterimMeasureDecided", "ScriptProvided")
_DECISIONS = ("SeverityApproved", "OtherIssueDecided", "InterimMeasureDecided")


class Kind(StrEnum):
    """What the Board is asked."""

    SEVERITY = "Approve the severity"
    OTHER = "Decide the issue"
    MEANTIME = "Decide what is done in the meantime"


@dataclass(frozen=True, slots=True)
class Matter:
    """A case that lies before the Board; `clock` is the severity's, if one runs."""

    case: Case
    kind: Kind
    clock: RunningClock | None


def before_the_board(session: Session, actor: Actor) -> tuple[list[Matter], bool]:
    """Severities by their due moment, then other issues by age, then what could be decided for the meantime.

    The first so many by their case's due moment, and True if there are more.
    """
    asked = (Case.severity_stage == SeverityStage.PROPOSED.value) | (
        Case.board_matter_stage == BoardMatterStage.OPEN.value
    )
    query = (
        visible_cases(actor)
        .where(Case.case_stage == CaseStage.OPEN.value, asked | _needs_a_measure())
        .order_by(sql_case((asked, 0), else_=1), Case.due_at, Case.id)
    )
    read = session.scalars(query.limit(MOST + 1)).all()
    cases = read[:MOST]
    proposed = [case.id for case in cases if case.severity_stage == SeverityStage.PROPOSED.value]
    clocks = _severity_clocks(session, proposed)
    made = [Matter(case, _kind(case), clocks.get(case.id)) for case in cases]
    made.sort(key=lambda m: (m.clock is None, m.clock.due_at if m.clock else m.case.received_at))
    return made, len(read) > MOST


def _kind(case: Case) -> Kind:
    if case.severity_stage == SeverityStage.PROPOSED.value:
        return Kind.SEVERITY
    return Kind.OTHER if case.board_matter_stage == BoardMatterStage.OPEN.value else Kind.MEANTIME


def _needs_a_measure() -> ColumnElement[bool]:
    """Cases that block a certification, are analysed, and have neither a measure nor a script (P-10, P-11).

    In all cases but an obvious OCTT issue the Board decides what is done in the meantime.
    """
    measure = select(HistoryEntry.id).where(HistoryEntry.case_id == Case.id, HistoryEntry.event.in_(_MEASURES))
    return and_(
        Case.analysis_stage == AnalysisStage.RECORDED.value,
        Case.outcome != Outcome.VENDOR_IMPLEMENTATION.value,
        Case.report["blocks_certification"].as_boolean().is_(true()),
        ~measure.exists(),
    )


def _severity_clocks(session: Session, ids: Sequence[int]) -> dict[int, RunningClock]:
    query = select(RunningClock).where(
        RunningClock.case_id.in_(ids),
        RunningClock.kind == ClockKind.SEVERITY.value,
        RunningClock.state == ClockState.RUNNING.value,
    )
    return {clock.case_id: clock for clock in session.scalars(query)}


@dataclass(frozen=True, slots=True)
class Decided:
    """What the Board decided on a case."""

    entry_id: int
    number: str
    summary: str
    entry: Entry


def decided_since(session: Session, since: datetime, before: int | None) -> list[Decided]:
    """What the Board decided lately, newest first, with one more than a page."""
    query = (
        select(Case.number, Case.summary, HistoryEntry)
        .join(HistoryEntry, HistoryEntry.case_id == Case.id)
        .where(*_lately(since))
        .order_by(HistoryEntry.id.desc())
        .limit(PAGE + 1)
    )
    if before is not None:
        query = query.where(HistoryEntry.id < before)
    return [Decided(row.id, number, summary, _entry(row)) for number, summary, row in session.execute(query)]


def count_decided(session: Session, since: datetime) -> int:
    """How many decisions that were."""
    return session.scalar(select(func.count()).select_from(HistoryEntry).where(*_lately(since))) or 0


def _lately(since: datetime) -> tuple[ColumnElement[bool], ...]:
    return HistoryEntry.at >= since, HistoryEntry.event.in_(_DECISIONS)


def _entry(row: HistoryEntry) -> Entry:
    event = history.decode(row.event, row.payload)
    return Entry(row.seq, row.at, row.actor_id, row.actor_name, row.rule, row.calendar, event)
