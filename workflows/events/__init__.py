"""What has happened to a case: frozen dataclasses, past tense. Events are facts; they are only ever added (P-96)."""

from workflows.events.asking import QuestionAnswered, QuestionTakenAsIssue
from workflows.events.assigning import CaseAssigned
from workflows.events.base import Event
from workflows.events.ending import (
    BoardDateSet,
    CaseClosed,
    CaseReopened,
    Closing,
    DueDateMoved,
    DueDatePassed,
    OtherIssueDecided,
    ResolutionRecorded,
)
from workflows.events.handling import (
    CwgContacted,
    ErratumWritten,
    Expedited,
    ForwardedToBoard,
    ForwardedToGroup,
    GroupDecided,
    HandlingTakenBack,
    LaboratoriesInformed,
    NoCallInTime,
    PlacedOnAgenda,
    StepCompleted,
    StepNotNecessary,
    VendorInvited,
)
from workflows.events.maintenance import (
    OcttBugAccepted,
    OcttBugDisputed,
    OcttBugReported,
    OcttBugUpheld,
    OcttFixRejected,
    OcttFixReleased,
    OcttFixReported,
    OcttFixVerified,
    OcttTicketDropped,
)
from workflows.events.raising import (
    AnalysisRecorded,
    AnalysisRevised,
    FileAttached,
    IssueAnswered,
    IssueRaised,
    LoggingConsentRecorded,
    MessageAdded,
    ReportAmended,
)
from workflows.events.severity import (
    CertificationDecided,
    CertifiedVendorsContacted,
    NobodyContacted,
    SeverityApproved,
    SeverityLapsed,
    SeverityProposed,
    SeverityVoted,
)
from workflows.events.telling import (
    InterimMeasureDecided,
    ScriptAcknowledged,
    ScriptProvided,
    ScriptRetired,
    UpdateAcknowledged,
    UpdateDistributed,
)

EVENTS: dict[str, type[Event]] = {
    cls.__name__: cls
    for cls in list(globals().values())
    if isinstance(cls, type) and issubclass(cls, Event) and cls is not Event
}

__all__ = [
    "EVENTS",
    "AnalysisRecorded",
    "AnalysisRevised",
    "BoardDateSet",
    "CaseAssigned",
    "CaseClosed",
    "CaseReopened",
    "CertificationDecided",
    "CertifiedVendorsContacted",
    "Closing",
    "CwgContacted",
    "DueDateMoved",
    "DueDatePassed",
    "ErratumWritten",
    "Event",
    "Expedited",
    "FileAttached",
    "ForwardedToBoard",
    "ForwardedToGroup",
    "GroupDecided",
    "HandlingTakenBack",
    "InterimMeasureDecided",
    "IssueAnswered",
    "IssueRaised",
    "LaboratoriesInformed",
    "LoggingConsentRecorded",
    "MessageAdded",
    "NoCallInTime",
    "NobodyContacted",
    "OcttBugAccepted",
    "OcttBugDisputed",
    "OcttBugReported",
    "OcttBugUpheld",
    "OcttFixRejected",
    "OcttFixReleased",
    "OcttFixReported",
    "OcttFixVerified",
    "OcttTicketDropped",
    "OtherIssueDecided",
    "PlacedOnAgenda",
    "QuestionAnswered",
    "QuestionTakenAsIssue",
    "ReportAmended",
    "ResolutionRecorded",
    "ScriptAcknowledged",
    "ScriptProvided",
    "ScriptRetired",
    "SeverityApproved",
    "SeverityLapsed",
    "SeverityProposed",
    "SeverityVoted",
    "StepCompleted",
    "StepNotNecessary",
    "UpdateAcknowledged",
    "UpdateDistributed",
    "VendorInvited",
]
