"""Steps 3 and 5, as they happened."""

from dataclasses import dataclass
from datetime import date, datetime

from workflows.events.base import Event
from workflows.roles import Group
from workflows.vocabulary import CwgStep, Decision, ErratumKind


@dataclass(frozen=True, slots=True)
class ForwardedToGroup(Event):
    """The case reached a working group; its 30 working days begin (P-22, P-34)."""

    group: Group
    indicative: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class ForwardedToBoard(Event):
    """An issue that fits nowhere else (P-22, D.2.3)."""


@dataclass(frozen=True, slots=True)
class HandlingTakenBack(Event):
    """A revised analysis took the case from a group before it had decided."""

    group: Group


@dataclass(frozen=True, slots=True)
class PlacedOnAgenda(Event):
    """The case stands on a call's agenda (P-30)."""

    group: Group
    call_id: int
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class VendorInvited(Event):
    """The vendor, an OCA member, may join the call (P-31)."""

    group: Group
    call_id: int
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class NoCallInTime(Event):
    """No call of the group lies within the maximum time (P-35)."""

    group: Group
    due_date: date
    next_call_at: datetime | None


@dataclass(frozen=True, slots=True)
class Expedited(Event):
    """OCA moved the case to an earlier call (P-12)."""

    group: Group
    call_id: int
    starts_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class GroupDecided(Event):
    """Steps 3a, 5a."""

    group: Group
    decision: Decision
    argumentation: str
    call_id: int


@dataclass(frozen=True, slots=True)
class ErratumWritten(Event):
    """Step 3b."""

    kind: ErratumKind
    title: str
    document: str
    page: str
    requirements: tuple[str, ...]
    old_text: str
    new_text: str


@dataclass(frozen=True, slots=True)
class CwgContacted(Event):
    """Step 3c."""

    request: str


@dataclass(frozen=True, slots=True)
class StepCompleted(Event):
    """Part of step 5b."""

    step: CwgStep
    what: str


@dataclass(frozen=True, slots=True)
class StepNotNecessary(Event):
    """Part of step 5b that the CWG declared not necessary, by name (P-33)."""

    step: CwgStep
    reason: str


@dataclass(frozen=True, slots=True)
class LaboratoriesInformed(Event):
    """Part of step 5b: all laboratories were told of an OCTT bug."""

    text: str
