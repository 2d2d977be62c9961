"""What has happened to a case: frozen dataclasses, past tense. Events are facts; they are only ever added (P-96)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from workflows.actions import Exclusion
from workflows.report import Origin, Report
from workflows.roles import Group
from workflows.vocabulary import Change, CwgStep, Decision, ErratumKind, Level, Outcome, Scope, Visibility


class Closing(StrEnum):
    """How a case was closed (P-60)."""

    COMPLETED = "completed"
    DUPLICATE = "duplicate"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Event:
    """Base of all events."""


@dataclass(frozen=True, slots=True)
class IssueRaised(Event):
    """Steps 1a, 1b, 1c.

    `procedure` is the version under which the case is handled (P-98); `received_at` is when the filing reached
    the service, from which the analysis clock runs (P-07).
    """

    origin: Origin
    procedure: str
    received_at: datetime
    report: Report
    laboratory_id: int | None = None
    vendor_id: int | None = None


@dataclass(frozen=True, slots=True)
class ReportAmended(Event):
    """The report was completed or corrected; `changed` names the fields."""

    report: Report
    changed: tuple[str, ...]
    vendor_id: int | None = None


@dataclass(frozen=True, slots=True)
class FileAttached(Event):
    """A file came to the case; its bytes have this digest."""

    file_id: int
    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class MessageAdded(Event):
    """An entry of the conversation; its text has this digest."""

    visibility: Visibility
    body_sha256: str
    file_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class LoggingConsentRecorded(Event):
    """P-97."""

    given_by: str
    reference: str


@dataclass(frozen=True, slots=True)
class AnalysisRecorded(Event):
    """Step 2 (P-20)."""

    outcome: Outcome
    issue: str
    cause: str
    argumentation: str


@dataclass(frozen=True, slots=True)
class AnalysisRevised(Event):
    """A later reading of step 2; the first one stays in the history."""

    outcome: Outcome
    previous: Outcome
    issue: str
    cause: str
    argumentation: str
    reason: str


@dataclass(frozen=True, slots=True)
class IssueAnswered(Event):
    """Vendor implementation: answered to both parties (P-21)."""

    argumentation: str


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


@dataclass(frozen=True, slots=True)
class SeverityProposed(Event):
    """Step 4a, the chair's part. `text_sha256` is the digest of all that the Board approves (P-41)."""

    group: Group
    level: Level
    interoperability: str
    manual_actions: str
    malfunction: str
    notice: str
    text_sha256: str


@dataclass(frozen=True, slots=True)
class SeverityVoted(Event):
    """One Board member's approval, where more than one must approve."""

    level: Level
    reason: str
    text_sha256: str


@dataclass(frozen=True, slots=True)
class SeverityApproved(Event):
    """Step 4a, the Board's part."""

    level: Level
    reason: str
    text_sha256: str


@dataclass(frozen=True, slots=True)
class NobodyContacted(Event):
    """Step 6b: severity low, and why nobody is contacted."""

    reason: str


@dataclass(frozen=True, slots=True)
class SeverityLapsed(Event):
    """There is no issue left to have a severity."""

    reason: str


@dataclass(frozen=True, slots=True)
class CertifiedVendorsContacted(Event):
    """Step 6a: certificates concerned, and those taken from the list with the reason (P-50)."""

    certificates: tuple[str, ...]
    excluded: tuple[Exclusion, ...]
    notice: str


@dataclass(frozen=True, slots=True)
class CertificationDecided(Event):
    """Step 4b."""

    certified: bool
    reason: str


@dataclass(frozen=True, slots=True)
class OcttBugReported(Event):
    """P-80."""

    title: str
    technical_content: str


@dataclass(frozen=True, slots=True)
class OcttBugAccepted(Event):
    """P-80."""

    note: str


@dataclass(frozen=True, slots=True)
class OcttBugDisputed(Event):
    """P-80."""

    reason: str


@dataclass(frozen=True, slots=True)
class OcttBugUpheld(Event):
    """OCA answered the provider's dispute; the ticket is reported again."""

    argumentation: str


@dataclass(frozen=True, slots=True)
class OcttFixReported(Event):
    """P-80."""

    version: str


@dataclass(frozen=True, slots=True)
class OcttFixVerified(Event):
    """P-80."""

    note: str


@dataclass(frozen=True, slots=True)
class OcttFixRejected(Event):
    """The fix does not do; the ticket goes back to the provider."""

    reason: str


@dataclass(frozen=True, slots=True)
class OcttFixReleased(Event):
    """P-81."""

    version: str
    available_on: date


@dataclass(frozen=True, slots=True)
class OcttTicketDropped(Event):
    """The CWG declared the fix not necessary while a ticket was open."""

    reason: str


@dataclass(frozen=True, slots=True)
class UpdateDistributed(Event):
    """Step 6c. `update` counts the updates of this case from 1; the dates are those of P-57."""

    update: int
    title: str
    text: str
    available_on: date
    active_on: date
    final: bool
    covers: tuple[Change, ...]
    file_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class UpdateAcknowledged(Event):
    """A laboratory acknowledged an update (P-54)."""

    update: int
    laboratory_id: int


@dataclass(frozen=True, slots=True)
class ScriptProvided(Event):
    """P-10. `script` counts the scripts of this case from 1."""

    script: int
    name: str
    test_references: tuple[str, ...]
    octt_versions: tuple[str, ...]
    instructions: str
    file_id: int
    sha256: str
    laboratory_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ScriptAcknowledged(Event):
    """A laboratory acknowledged a script (P-10)."""

    script: int
    laboratory_id: int


@dataclass(frozen=True, slots=True)
class ScriptRetired(Event):
    """P-10, P-81."""

    script: int
    reason: str


@dataclass(frozen=True, slots=True)
class InterimMeasureDecided(Event):
    """P-11."""

    measure: str
    reason: str


@dataclass(frozen=True, slots=True)
class OtherIssueDecided(Event):
    """P-70."""

    decision: str
    reason: str


@dataclass(frozen=True, slots=True)
class CaseClosed(Event):
    """P-60; `duplicate_of` is a case number."""

    closing: Closing
    reason: str
    duplicate_of: str = ""


@dataclass(frozen=True, slots=True)
class ResolutionRecorded(Event):
    """P-62."""

    text: str
    scope: Scope
    test_references: tuple[str, ...]
    ocpp_version: str
    octt_version: str


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


EVENTS: dict[str, type[Event]] = {
    cls.__name__: cls
    for cls in list(globals().values())
    if isinstance(cls, type) and issubclass(cls, Event) and cls is not Event
}
