"""Who takes a case up, as people ask for it."""

from dataclasses import dataclass

from workflows.actions.base import Action, asked


@dataclass(frozen=True, slots=True)
class AssignCase(Action):
    """Assign the case to somebody, or to nobody"""

    person_id: int | None = asked("Who takes it up", default=None)
