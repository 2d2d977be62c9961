"""The agenda of a call as a person may see it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, bindparam, func, select
from sqlalchemy.orm import Session

from issuetracker.models import AgendaItem, Case, CaseTestReference, RunningClock, Vendor, WorkingGroupCall
from issuetracker.services.access import visible_cases
from workflows.clocks import ClockState
from workflows.roles import Actor

_CASES = (
    select(func.count()).where(AgendaItem.call_id == WorkingGroupCall.id).correlate(WorkingGroupCall).scalar_subquery()
)

_COMING = (
    select(WorkingGroupCall, _CASES)
    .where(WorkingGroupCall.starts_at > bindparam("at"), WorkingGroupCall.cancelled_at.is_(None))
    .order_by(WorkingGroupCall.starts_at)
    .limit(bindparam("most", type_=Integer))
)


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """One case on an agenda. `clock` is the group's running clock, `vendor` only where it may be named (P-99)."""

    item: AgendaItem
    case: Case
    vendor: str | None
    test_references: tuple[str, ...]
    clock: RunningClock | None


def agenda(session: Session, actor: Actor, call: WorkingGroupCall) -> list[AgendaLine]:
    """The cases of a call in the chair's order; four queries for any length."""
    rows = session.execute(
        visible_cases(actor, AgendaItem, Case, Vendor)
        .join(AgendaItem, AgendaItem.case_id == Case.id)
        .outerjoin(Vendor, Vendor.id == Case.vendor_id)
        .where(AgendaItem.call_id == call.id)
        .order_by(AgendaItem.position, AgendaItem.id)
    ).all()
    ids = [case.id for _, case, _ in rows]
    references: dict[int, list[str]] = {}
    for case_id, reference in session.execute(
        select(CaseTestReference.case_id, CaseTestReference.reference)
        .where(CaseTestReference.case_id.in_(ids))
        .order_by(CaseTestReference.reference)
    ):
        references.setdefault(case_id, []).append(reference)
    clocks = {
        clock.case_id: clock
        for clock in session.scalars(
            select(RunningClock).where(
                RunningClock.case_id.in_(ids),
                RunningClock.state == ClockState.RUNNING.value,
                RunningClock.working_group == call.working_group,
            )
        )
    }
    return [
        AgendaLine(
            item,
            case,
            vendor.name if vendor and vendor.may_be_named else None,
            tuple(references.get(case.id, ())),
            clocks.get(case.id),
        )
        for item, case, vendor in rows
    ]


def coming_calls(session: Session, at: datetime, most: int = 10) -> list[tuple[WorkingGroupCall, int]]:
    """The next calls of both groups, each with the number of cases on its agenda."""
    return [(call, count) for call, count in session.execute(_COMING, {"at": at, "most": most})]


def past_calls(session: Session, first: datetime, last: datetime) -> list[tuple[WorkingGroupCall, int]]:
    """The calls that began between two moments, latest first, each with the number of cases on its agenda."""
    rows = session.execute(
        select(WorkingGroupCall, _CASES)
        .where(WorkingGroupCall.starts_at.between(first, last), WorkingGroupCall.cancelled_at.is_(None))
        .order_by(WorkingGroupCall.starts_at.desc())
        .limit(60)
    )
    return [(call, count) for call, count in rows]


def calls_before(session: Session, call: WorkingGroupCall, at: datetime) -> list[WorkingGroupCall]:
    """The same group's calls that come before this one, earliest first: where a case that cannot wait can go (P-12)."""
    return list(
        session.scalars(
            select(WorkingGroupCall)
            .where(
                WorkingGroupCall.working_group == call.working_group,
                WorkingGroupCall.starts_at > at,
                WorkingGroupCall.starts_at < call.starts_at,
                WorkingGroupCall.cancelled_at.is_(None),
            )
            .order_by(WorkingGroupCall.starts_at)
            .limit(5)
        )
    )


def following_call(session: Session, call: WorkingGroupCall) -> datetime | None:
    """When the same group's next call after this one begins, if one is planned."""
    return session.scalar(
        select(func.min(WorkingGroupCall.starts_at)).where(
            WorkingGroupCall.working_group == call.working_group,
            WorkingGroupCall.starts_at > call.starts_at,
            WorkingGroupCall.cancelled_at.is_(None),
        )
    )
