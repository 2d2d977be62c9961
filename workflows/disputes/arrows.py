"""The shape of a row in the table of disputes, and what its rules may know of the world around."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from workflows.actions.base import Action
from workflows.arrows import action_name
from workflows.disputes.state import DisputeState
from workflows.disputes.vocabulary import DisputeStage
from workflows.errors import Refusal
from workflows.events.base import Event
from workflows.roles import Actor, Role
from workflows.working_days import WorkingCalendar


@dataclass(frozen=True, slots=True)
class DisputeCircumstances:
    """What is so at the moment of an action: the Board's members by id with their names, and how many approve."""

    at: datetime
    calendar: WorkingCalendar
    approvals: int = 1
    board: Mapping[int, str] = field(default_factory=dict)


Guard = Callable[[DisputeState, Actor], Refusal | None]
Then = Callable[[DisputeState, Any, Actor, DisputeCircumstances], Iterable[Event]]


@dataclass(frozen=True, slots=True)
class DisputeArrow:
    """One row: from these stages `roles` may do `action`; the dispute then stands in one of `to`."""

    action: type[Action]
    come_from: frozenset[DisputeStage]
    roles: frozenset[Role]
    then: Then
    to: frozenset[DisputeStage]
    rule: str
    effect: str
    when: tuple[Guard, ...] = ()

    @property
    def name(self) -> str:
        """The action's name in addresses and records."""
        return action_name(self.action)


def impartial(state: DisputeState, actor: Actor) -> bool:
    """True for whoever acts for no party here and is not recused, whatever else they are (P-76)."""
    return state.side_of(actor) is None and actor.person_id not in state.recused


def sits(state: DisputeState, actor: Actor) -> bool:
    """True for a Board member who is not recused and is no party's own (P-76)."""
    return actor.holds(Role.BOARD) and impartial(state, actor)
