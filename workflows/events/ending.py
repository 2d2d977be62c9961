"""The ends of a case, and its dates, as they happened."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from workflows.events.base import Event
from workflows.vocabulary import Scope, Subject


class Closing(StrEnum):
    """How a case was closed (P-60)."""

    COMPLETED = "completed"
    DUPLICATE = "duplicate"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class OtherIssueDecided(Event):
    """P-70."""

    decision: str
    reason: str


@dataclass(frozen=True, slots=True)
class BoardDateSet(Event):
    """The Board's own date for its decision on another issue; there is no maximum time (P-70)."""

    due_on: date


@dataclass(frozen=True, slots=True)
class CaseClosed(Event):
    """P-60; `duplicate_of` is a case number."""

    closing: Closing
    reason: str
    duplicate_of: str = ""


@dataclass(frozen=True, slots=True)
class ResolutionRecorded(Event):
    """P-62. `supersedes` are the numbers of resolutions that no longer stand."""

    text: str
    scope: Scope
    test_references: tuple[str, ...]
    ocpp_version: str
    octt_version: str
    question: str = ""
    subject: Subject | None = None
    supersedes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseReopened(Event):
    """P-60. Reading: a reopened case begins at step 2 again, with a new clock."""

    reason: str


@dataclass(frozen=True, slots=True)
class DueDatePassed(Event):
    """A maximum time was exceeded. Never recorded for an indicative clock (P-36)."""

    clock: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class DueDateMoved(Event):
    """A changed calendar re-dated a running clock (P-93)."""

    clock: str
    old_due_at: datetime
    new_due_at: datetime
    reason: str
