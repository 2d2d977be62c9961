"""The leg of step 5b that no maximum time counts: the fix of an OCTT bug by the tool provider (D.2.2.3; P-34).

Read from the history beside the clocks; it changes none of them, running or past.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from workflows import events as ev
from workflows.case_state import Entry

_BEGINS = (ev.OcttBugReported, ev.OcttTicketJoined)
_ENDS = (ev.OcttFixReleased, ev.OcttTicketDropped)


@dataclass(frozen=True, slots=True)
class ExcludedLeg:
    """From when to when a bug was on a ticket; `ended_at` is None while it is, `version` the OCTT that has the fix."""

    began_at: datetime
    ended_at: datetime | None = None
    version: str = ""


def excluded_legs(history: Iterable[Entry]) -> tuple[ExcludedLeg, ...]:
    """Every such leg of a case, in order; a bug that is reported again while its ticket is open goes on."""
    found: list[ExcludedLeg] = []
    for entry in history:
        is_open = bool(found) and found[-1].ended_at is None
        if isinstance(entry.event, _BEGINS) and not is_open:
            found.append(ExcludedLeg(entry.at))
        elif isinstance(entry.event, _ENDS) and is_open:
            found[-1] = ExcludedLeg(found[-1].began_at, entry.at, getattr(entry.event, "version", ""))
    return tuple(found)
