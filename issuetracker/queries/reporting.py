"""Figures of the desk: steps in time, the time they take, open cases by age, cases by version and test.

Every list is bounded and begins with the cases that the reader may see. Indicative clocks are left out (P-36).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from issuetracker.models import Case, CaseTestReference, RunningClock
from issuetracker.services.access import visible_cases
from workflows.clocks import ClockState
from workflows.roles import Actor
from workflows.stages import CaseStage

MOST = 2000
_TOP = 15


@dataclass(frozen=True, slots=True)
class Span:
    """What a report looks at: a span of time, in months that begin at `edges`, and one OCPP version or all."""

    edges: tuple[datetime, ...]  # one more than there are months
    ocpp_version: str = ""

    @property
    def first(self) -> datetime:
        """The beginning."""
        return self.edges[0]

    @property
    def last(self) -> datetime:
        """The end."""
        return self.edges[-1]


@dataclass(frozen=True, slots=True)
class InTime:
    """Clocks of one kind that ended in one month (by its index), and how many of them were in time."""

    kind: str
    group: str
    month: int
    ended: int
    in_time: int


@dataclass(frozen=True, slots=True)
class Taken:
    """One clock that has ended."""

    number: str
    kind: str
    group: str
    working_days: int
    started_at: datetime
    ended_at: datetime


@dataclass(frozen=True, slots=True)
class Open:
    """One open case with whoever holds its earliest clock; no holder where none runs."""

    number: str
    received_at: datetime
    holder: str
    due_at: datetime | None
    indicative: bool


def _of_version(query: Select[Any], span: Span) -> Select[Any]:
    return query.where(Case.ocpp_version == span.ocpp_version) if span.ocpp_version else query


def _ended(actor: Actor, span: Span, *columns: Any) -> Select[Any]:
    """Clocks of visible cases that ended within the span and are no indication only."""
    query = (
        visible_cases(actor, *columns)
        .select_from(Case)
        .join(RunningClock, RunningClock.case_id == Case.id)
        .where(
            RunningClock.state != ClockState.RUNNING.value,
            RunningClock.indicative.is_(False),
            RunningClock.ended_at >= span.first,
            RunningClock.ended_at < span.last,
        )
    )
    return _of_version(query, span)


def in_time(session: Session, actor: Actor, span: Span) -> list[InTime]:
    """How many clocks ended in each month, and how many in time."""
    edges = enumerate(span.edges[1:])
    month = case(*((RunningClock.ended_at < edge, index) for index, edge in edges), else_=len(span.edges) - 2)
    met = func.sum(case((RunningClock.ended_at <= RunningClock.due_at, 1), else_=0))
    keys = (RunningClock.kind, RunningClock.working_group, month.label("month"))
    rows = session.execute(
        _ended(actor, span, *keys, func.count().label("ended"), met.label("met")).group_by(
            RunningClock.kind, RunningClock.working_group, "month"
        )
    )
    return [InTime(row.kind, row.working_group, row.month, row.ended, row.met) for row in rows]


def taken(session: Session, actor: Actor, span: Span) -> list[Taken]:
    """The latest clocks that ended, with their moments."""
    clock = RunningClock
    columns = (
        Case.number, clock.kind, clock.working_group, clock.working_days, clock.started_at, clock.ended_at,
    )  # fmt: skip
    rows = session.execute(_ended(actor, span, *columns).order_by(clock.ended_at.desc(), clock.id).limit(MOST))
    return [Taken(*row) for row in rows]


def open_cases(session: Session, actor: Actor, span: Span) -> list[Open]:
    """Open cases, the oldest first, each with its earliest running clock."""
    rank = func.row_number().over(partition_by=RunningClock.case_id, order_by=(RunningClock.due_at, RunningClock.id))
    columns = (RunningClock.case_id, RunningClock.holder, RunningClock.due_at, RunningClock.indicative)
    clocks = select(*columns, rank.label("rank")).where(RunningClock.state == ClockState.RUNNING.value).subquery()
    query = (
        visible_cases(actor, Case.number, Case.received_at, clocks.c.holder, clocks.c.due_at, clocks.c.indicative)
        .select_from(Case)
        .outerjoin(clocks, (clocks.c.case_id == Case.id) & (clocks.c.rank == 1))
        .where(Case.case_stage == CaseStage.OPEN.value)
        .order_by(Case.received_at, Case.id)
        .limit(MOST)
    )
    rows = session.execute(_of_version(query, span))
    return [Open(row.number, row.received_at, row.holder or "", row.due_at, bool(row.indicative)) for row in rows]


def by_version(session: Session, actor: Actor, span: Span) -> Sequence[tuple[str, int]]:
    """Cases received within the span by OCPP version."""
    return _counted(session, actor, span, Case.ocpp_version)


def by_octt(session: Session, actor: Actor, span: Span) -> Sequence[tuple[str, int]]:
    """The same by OCTT version."""
    return _counted(session, actor, span, func.coalesce(Case.report["octt_version"].as_string(), ""))


def by_test(session: Session, actor: Actor, span: Span) -> Sequence[tuple[str, int]]:
    """The same by test reference; a case with several counts at each."""
    return _counted(session, actor, span, CaseTestReference.reference, joined=True)


def _counted(
    session: Session, actor: Actor, span: Span, column: Any, *, joined: bool = False
) -> Sequence[tuple[str, int]]:
    query = visible_cases(actor, column.label("value"), func.count().label("cases")).select_from(Case)
    if joined:
        query = query.join(CaseTestReference, CaseTestReference.case_id == Case.id)
    query = query.where(Case.received_at >= span.first, Case.received_at < span.last)
    most = _of_version(query, span).group_by("value").order_by(func.count().desc(), "value").limit(_TOP)
    return [(row.value, row.cases) for row in session.execute(most)]
