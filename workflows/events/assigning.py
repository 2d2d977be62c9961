"""Who took a case up."""

from dataclasses import dataclass

from workflows.events.base import Event


@dataclass(frozen=True, slots=True)
class CaseAssigned(Event):
    """P-15; None and an empty name: nobody any more."""

    person_id: int | None
    name: str
