"""The shape of a row in the procedure's tables, and what the rules may know of the world around a case."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any

from workflows.actions import Action
from workflows.case_state import Call, CaseState
from workflows.errors import Refusal
from workflows.events import Event
from workflows.roles import Actor, Group, Role
from workflows.stages import Track
from workflows.versions import Procedure
from workflows.vocabulary import Change
from workflows.working_days import WorkingCalendar


@dataclass(frozen=True, slots=True)
class Handler:
    """Somebody of OCA who can take a case up."""

    name: str
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class SentRelease:
    """A release that was sent and is not withdrawn; `change` is what of a case it can settle."""

    title: str
    change: Change | None
    available_on: date
    active_on: date
    final: bool


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is so at the moment of an action: time, calendar, calls to come, and facts about parties and files.

    `group_due` has the due date of a running working-group clock; `files` maps the ids of the case's files to
    their SHA-256, `people` those of OCA's handlers to who they are. `open_tickets` and `releases` are by number.
    """

    at: datetime
    calendar: WorkingCalendar
    procedure: Procedure
    calls: tuple[Call, ...] = ()
    group_due: Mapping[Group, date] = field(default_factory=dict)
    vendor_is_member: bool = False
    vendor_id: int | None = None  # of the vendor that an amended report names
    laboratory_ids: frozenset[int] = frozenset()
    files: Mapping[int, str] = field(default_factory=dict)
    people: Mapping[int, Handler] = field(default_factory=dict)
    open_tickets: frozenset[str] = frozenset()
    releases: Mapping[str, SentRelease] = field(default_factory=dict)


Guard = Callable[[CaseState, Actor], Refusal | None]
Then = Callable[[CaseState, Any, Actor, Circumstances], Iterable[Event]]


@dataclass(frozen=True, slots=True)
class Arrow:
    """One row: on `track`, from any stage in `come_from`, `roles` may do `action`; the track then stands in `to`.

    `fixed` are values that the row itself gives to the action (the group of a chair). `effect` says in words
    what it will cause. `when` are further conditions, asked at every firing and before the action is offered.
    """

    action: type[Action]
    track: Track
    come_from: frozenset[str]
    roles: frozenset[Role]
    then: Then
    to: frozenset[str]
    step: str
    rule: str
    source: str
    effect: str
    when: tuple[Guard, ...] = ()
    fixed: Mapping[str, StrEnum] = field(default_factory=dict)
    on_closed: bool = False
    any_laboratory: bool = False

    @property
    def name(self) -> str:
        """The action's name in addresses and records, for example `record-analysis`."""
        return action_name(self.action)


def action_name(action: type[Action]) -> str:
    """`RecordAnalysis` → `record-analysis`."""
    return _dashed(action.__name__)


@cache
def _dashed(name: str) -> str:
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in name).lstrip("-")


def stages(*names: StrEnum) -> frozenset[str]:
    """A set of stages, for a table's row."""
    return frozenset(names)


def roles(*names: Role) -> frozenset[Role]:
    """A set of roles, for a table's row."""
    return frozenset(names)
