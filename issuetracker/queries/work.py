"""What waits for a person: cases at a stage at which one of their roles is asked for something."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Subquery,
    and_,
    bindparam,
    func,
    literal,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from issuetracker.models import Case, CaseTestReference, Laboratory, Person, PersonRole, RunningClock, Vendor
from issuetracker.services.access import visible_cases, visible_tickets
from issuetracker.services.clock_rows import NO_DUE
from workflows.clocks import ClockState
from workflows.roles import Actor, Role
from workflows.stages import STAGES, UNFINISHED, CaseStage
from workflows.versions import ClockKind
from workflows.waiting import WAITS, Wait, waits_for

MOST = 200  # of one kind
READY = len(WAITS)  # the index that stands for "every track is done: close the case"
_WAITS = (*WAITS, None)
CLOSERS = frozenset({Role.TECHNICAL_EDITOR})
_REFERENCES = (
    select(func.aggregate_strings(CaseTestReference.reference, "\n"))
    .where(CaseTestReference.case_id == Case.id)
    .correlate(Case)
    .scalar_subquery()
    .label("test_references")
)
_CLOCK = (RunningClock.state, RunningClock.due_at, RunningClock.working_days, RunningClock.indicative)


class Waiting(NamedTuple):
    """One thing that waits: on which case, for what, by when (NO_DUE where no clock runs), and its clock.

    `wait` is None where every track is done and the case is to be closed; `working_days` is 0 where there is no clock.
    `taken` where somebody who holds the step takes it up (P-15), `mine` where that is whoever asks.
    """

    case_id: int
    wait: Wait | None
    due_at: datetime
    working_days: int = 0
    indicative: bool = False
    stopped: bool = False
    taken: bool = False
    mine: bool = False


class Whose(StrEnum):
    """Which of what waits for a person's roles."""

    ALL = "all"
    MINE = "mine"
    NOBODYS = "nobodys"


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One thing that waits, with its case's number, summary, parties and assignee, and test references in order."""

    waiting: Waiting
    case: Row[Any]
    references: tuple[str, ...]


def all_waiting(session: Session, actor: Actor, whose: Whose = Whose.ALL) -> list[Waiting]:
    """What waits for this person, their own first and then earliest due; one query for any number of roles.

    Of a kind there are at most `MOST`.
    """
    query = _all(actor, whose)
    if query is None:
        return []
    rows = session.connection().execute(query, {"me": actor.person_id}).all()
    found = {(row[0], row[1]): _waiting(*row) for row in rows}
    return sorted(found.values(), key=lambda item: (not item.mine, item.due_at, item.case_id))


def work_lines(session: Session, actor: Actor, waiting: Sequence[Waiting]) -> list[WorkLine]:
    """The same with what a list says of their cases; one query for any number."""
    ids = sorted({item.case_id for item in waiting})
    if not ids:
        return []
    cases = {row.id: row for row in session.connection().execute(_cases(actor), {"ids": ids}).all()}
    return [
        WorkLine(item, case, tuple(sorted(case.test_references.split("\n"))) if case.test_references else ())
        for item in waiting
        if (case := cases.get(item.case_id)) is not None
    ]


def _waiting(
    case_id: int, index: int, taken: int, mine: int, state: str | None, due_at: datetime, days: int, indicative: bool
) -> Waiting:
    if state is None:
        return Waiting(case_id, _WAITS[index], NO_DUE, taken=bool(taken), mine=bool(mine))
    stopped = state == ClockState.STOPPED.value
    due_at = NO_DUE if stopped else due_at
    return Waiting(case_id, _WAITS[index], due_at, days, indicative, stopped, bool(taken), bool(mine))


@lru_cache(maxsize=128)
def _all(actor: Actor, whose: Whose) -> Select[Any] | None:
    candidates = _candidates(actor.roles, whose)
    if candidates is None:
        return None
    return (
        _visible(actor, Case.id, candidates.c.wait, candidates.c.taken, candidates.c.mine, *_CLOCK)
        .join(candidates, candidates.c.id == Case.id)
        .outerjoin(RunningClock, _measures(candidates))
        .order_by(RunningClock.id)  # of several clocks of a kind the latest counts
    )


@cache
def _candidates(roles: frozenset[Role], whose: Whose) -> Subquery | None:
    """Case ids with the index of what they wait for; each part reads its own partial index.

    All values but the person are written into the statement: the database uses a partial index only for a value that
    it sees.
    """
    parts = [_part(WAITS.index(wait), _stage(wait), whose, wait) for wait in waits_for(roles)]
    if not roles.isdisjoint(CLOSERS):
        parts.append(_part(READY, _ready_to_close(), whose))
    return union_all(*map(select, parts)).subquery() if parts else None


def _taken(roles: frozenset[Role]) -> ColumnElement[bool]:
    """True where somebody who holds the step takes the case up; an assignee of another step has handed it on."""
    holds = select(PersonRole.person_id).where(PersonRole.role.in_([_written(role.value) for role in sorted(roles)]))
    return and_(Case.assignee_id.is_not(None), Case.assignee_id.in_(holds))


def _part(index: int, condition: ColumnElement[bool], whose: Whose, wait: Wait | None = None) -> Subquery:
    kind, group = "", ""
    if wait is not None and wait.clock is not None:
        kind, group = wait.clock.value, wait.track.value if wait.clock is ClockKind.WORKING_GROUP else ""
    taken = _taken(wait.roles if wait is not None else CLOSERS)
    mine = and_(taken, Case.assignee_id == bindparam("me"))
    narrowed = {Whose.ALL: [], Whose.MINE: [mine], Whose.NOBODYS: [~taken]}[whose]
    return (
        select(
            Case.id,
            literal_column(str(index)).label("wait"),
            taken.label("taken"),
            mine.label("mine"),
            _written(kind).label("kind"),
            _written(group).label("working_group"),
        )
        .where(Case.case_stage == _written(CaseStage.OPEN.value), condition, *narrowed)
        .order_by(Case.due_at, Case.id)
        .limit(literal_column(str(MOST)))
        .subquery()
    )


def _written(word: str) -> ColumnElement[str]:
    """One of our own words, as a value that stands in the statement."""
    return literal_column(f"'{word}'")


def _stage(wait: Wait) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = getattr(Case, wait.column) == _written(wait.stage)
    return condition


def _ready_to_close() -> ColumnElement[bool]:
    """Open although nothing is left to do (P-60); no clock runs then, which is what the index finds."""
    done = [
        getattr(Case, f"{track.value}_stage").not_in([_written(stage) for stage in sorted(UNFINISHED[track])])
        for track in STAGES
        if UNFINISHED[track]
    ]
    return and_(Case.due_at == literal(NO_DUE, literal_execute=True), *done)


def _measures(candidates: Subquery) -> ColumnElement[bool]:
    """The clock, running or stopped, of the kind that measures what a case waits for."""
    return and_(
        RunningClock.case_id == candidates.c.id,
        RunningClock.kind == candidates.c.kind,
        RunningClock.working_group == candidates.c.working_group,
        RunningClock.state.in_([_written(ClockState.RUNNING.value), _written(ClockState.STOPPED.value)]),
    )


def _visible(actor: Actor, *columns: Any) -> Select[Any]:
    if _sees_tickets_only(actor):
        return visible_tickets(actor).with_only_columns(*columns)
    return visible_cases(actor, *columns)


def _sees_tickets_only(actor: Actor) -> bool:
    return actor.roles == {Role.TOOL_PROVIDER}


@lru_cache(maxsize=128)
def _cases(actor: Actor) -> Select[Any]:
    wanted = Case.id.in_(bindparam("ids", expanding=True))
    own = (Case.id, Case.number, Case.summary, Case.subject, _REFERENCES)
    if _sees_tickets_only(actor):  # and of them no party (P-80)
        nobody = (literal(None).label(name) for name in ("laboratory", "vendor", "assignee"))
        return _visible(actor, *own, *nobody).where(wanted)
    parties = (Laboratory.short_name.label("laboratory"), Vendor.name.label("vendor"), Person.name.label("assignee"))
    return (
        _visible(actor, *own, *parties)
        .where(wanted)
        .outerjoin(Laboratory, Laboratory.id == Case.laboratory_id)
        .outerjoin(Vendor, Vendor.id == Case.vendor_id)
        .outerjoin(Person, Person.id == Case.assignee_id)
    )
