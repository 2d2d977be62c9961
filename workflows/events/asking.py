"""Questions, as they went."""

from dataclasses import dataclass

from workflows.events.base import Event
from workflows.roles import Group


@dataclass(frozen=True, slots=True)
class QuestionAnswered(Event):
    """P-24. `call_id` is the call in which it was answered, 0 where the chair answered between two calls."""

    group: Group
    answer: str
    call_id: int


@dataclass(frozen=True, slots=True)
class QuestionTakenAsIssue(Event):
    """The question shows an issue: it begins at step 2, with its clock (P-19, P-23)."""

    reason: str
