"""What waits for a person: cases at a stage at which one of their roles is asked for something."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, literal, select, union_all
from sqlalchemy.orm import Session

from issuetracker.models import Case, CaseTestReference, Laboratory, Person, PersonRole, RunningClock, Vendor
from issuetracker.services.access import visible_cases, visible_tickets
from issuetracker.services.clock_rows import NO_DUE
from workflows.clocks import ClockState
from workflows.roles import Actor, Role
from workflows.stages import STAGES, UNFINISHED, CaseStage, MaintenanceStage
from workflows.versions import ClockKind
from workflows.waiting import WAITS, Wait, waits_for

MOST = 200
READY = len(WAITS)  # the index that stands for "every track is done: close the case"
CLOSERS = frozenset({Role.TECHNICAL_EDITOR})


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One thing that waits: the case's row, what is asked, and the clock that measures it, if any.

    `wait` is None where every track is done and the case is to be closed. `assignee` is who of those that hold the step
    takes it up (P-15), `mine` where that is whoever asks.
    """

    case: Row[Any]
    wait: Wait | None
    references: tuple[str, ...]
    clock: RunningClock | None
    assignee: str = ""
    mine: bool = False

    @property
    def due_at(self) -> datetime:
        """By when; NO_DUE where no clock runs."""
        return self.clock.due_at if self.clock and self.clock.state == ClockState.RUNNING.value else NO_DUE


class Whose(StrEnum):
    """Which of what waits for a person's roles."""

    ALL = "all"
    MINE = "mine"
    NOBODYS = "nobodys"


def my_work(session: Session, actor: Actor, whose: Whose = Whose.ALL) -> list[WorkLine]:
    """What waits for this person, earliest due first; three queries for any number of roles."""
    parts = _candidates(actor, whose)
    found = _found(session, parts) if parts else []
    if not found:
        return []
    ids = sorted({row.id for row in found})
    rows = {row.id: row for row in session.execute(_lines(actor, ids))}
    references: dict[int, list[str]] = {}
    for case_id, reference in session.execute(
        select(CaseTestReference.case_id, CaseTestReference.reference)
        .where(CaseTestReference.case_id.in_(ids))
        .order_by(CaseTestReference.reference)
    ):
        references.setdefault(case_id, []).append(reference)
    clocks = _clocks(session, ids)
    lines = [
        WorkLine(
            rows[row.id],
            WAITS[row.wait] if row.wait != READY else None,
            tuple(references.get(row.id, ())),
            _clock_of(WAITS[row.wait], clocks.get(row.id, ())) if row.wait != READY else None,
            rows[row.id].assignee or "" if row.taken else "",
            bool(row.taken) and rows[row.id].assignee_id == actor.person_id,
        )
        for row in found
        if row.id in rows
    ]
    return sorted(lines, key=lambda line: (line.due_at, line.case.id))


def _candidates(actor: Actor, whose: Whose) -> list[Select[int, int, bool]]:
    """Case ids with the index of what they wait for; each part reads its own partial index."""
    parts = [_part(WAITS.index(wait), _stage(wait), _taken(wait.roles)) for wait in waits_for(actor.roles)]
    if actor.holds(*CLOSERS):
        parts.append(_part(READY, _ready_to_close(), _taken(CLOSERS)))
    if whose is Whose.MINE:
        return [part.where(Case.assignee_id == actor.person_id, part.selected_columns.taken) for part in parts]
    return [part.where(~part.selected_columns.taken) for part in parts] if whose is Whose.NOBODYS else parts


def _taken(roles: frozenset[Role]) -> ColumnElement[bool]:
    """True where somebody who holds the step takes the case up; an assignee of another step has handed it on."""
    holds = select(PersonRole.person_id).where(PersonRole.role.in_(sorted(roles)))
    return and_(Case.assignee_id.is_not(None), Case.assignee_id.in_(holds))


def _found(session: Session, parts: Sequence[Any]) -> Sequence[Row[Any, Any, Any]]:
    together = union_all(*(select(part.subquery()) for part in parts)).subquery()
    return session.execute(select(together.c.id, together.c.wait, together.c.taken)).all()


def _part(index: int, condition: Any, taken: ColumnElement[bool]) -> Select[int, int, bool]:
    return (
        select(Case.id, literal(index).label("wait"), taken.label("taken"))
        .where(Case.case_stage == CaseStage.OPEN.value, condition)
        .order_by(Case.due_at, Case.id)
        .limit(MOST)
    )


def _stage(wait: Wait) -> Any:
    # Written into the statement: the database uses a partial index only for a value that it sees.
    return getattr(Case, wait.column) == literal(wait.stage, literal_execute=True)


def _ready_to_close() -> Any:
    """Open although nothing is left to do (P-60); no clock runs then, which is what the index finds."""
    done = [
        getattr(Case, f"{track.value}_stage").not_in(sorted(UNFINISHED[track])) for track in STAGES if UNFINISHED[track]
    ]
    return and_(Case.due_at == NO_DUE, *done)


def _lines(actor: Actor, ids: Sequence[int]) -> Select[Any]:
    columns = (
        Case.id,
        Case.number,
        Case.version,
        Case.summary,
        Case.report,
        Case.laboratory_id,
        Case.vendor_id,
        Case.received_at,
        Laboratory.short_name.label("laboratory"),
        Vendor.name.label("vendor"),
        Case.assignee_id,
        Person.name.label("assignee"),
    )
    if actor.roles == {Role.TOOL_PROVIDER}:  # who sees tickets, and of them no party (P-80)
        query = visible_tickets(actor).with_only_columns(
            *columns[:5],
            *(literal(None).label(name) for name in ("laboratory", "vendor", "assignee_id", "assignee")),
        )
    else:
        query = (
            visible_cases(actor, *columns)
            .outerjoin(Laboratory, Laboratory.id == Case.laboratory_id)
            .outerjoin(Vendor, Vendor.id == Case.vendor_id)
            .outerjoin(Person, Person.id == Case.assignee_id)
        )
    return query.where(Case.id.in_(ids))


def _clocks(session: Session, ids: Sequence[int]) -> dict[int, list[RunningClock]]:
    found: dict[int, list[RunningClock]] = {}
    for clock in session.scalars(
        select(RunningClock)
        .where(
            RunningClock.case_id.in_(ids),
            RunningClock.state.in_([ClockState.RUNNING.value, ClockState.STOPPED.value]),
        )
        .order_by(RunningClock.id)
    ):
        found.setdefault(clock.case_id, []).append(clock)
    return found


def _clock_of(wait: Wait, clocks: Sequence[RunningClock]) -> RunningClock | None:
    if wait.clock is None:
        return None
    group = wait.track.value if wait.clock is ClockKind.WORKING_GROUP else ""
    of_kind = [clock for clock in clocks if (clock.kind, clock.working_group) == (wait.clock.value, group)]
    return of_kind[-1] if of_kind else None


def open_tickets(session: Session, actor: Actor) -> int:
    """How many maintenance tickets are not released yet."""
    ended = (MaintenanceStage.RELEASED.value, MaintenanceStage.DROPPED.value)
    query = visible_tickets(actor).where(Case.maintenance_stage.not_in(ended))
    return session.scalar(select(func.count()).select_from(query.subquery())) or 0
