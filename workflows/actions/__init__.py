"""What a person can ask of a case: frozen dataclasses, imperative.

Doors turn their input into one of these. Each field carries its label and bounds as metadata (`asked`), from
which the API's schemas and the web forms are made; the docstring is the action's title for people.
"""

from workflows.actions.analysis import AmendReport, RecordAnalysis, ReviseAnalysis
from workflows.actions.asking import AnswerQuestion, ReferQuestion, TakeAsIssue
from workflows.actions.assigning import AssignCase
from workflows.actions.base import Action, asked
from workflows.actions.ending import (
    AddMessage,
    CloseAsDuplicate,
    CloseCase,
    DecideOtherIssue,
    RecordLoggingConsent,
    Reopen,
    SetBoardDate,
    Withdraw,
)
from workflows.actions.handling import (
    CompleteStep,
    ContactCwg,
    DecideInGroup,
    DeclareNotNecessary,
    Expedite,
    InformLaboratories,
    PlaceOnAgenda,
    RecordErratum,
)
from workflows.actions.maintenance import (
    AcceptOcttBug,
    AnswerOca,
    AskProvider,
    DisputeOcttBug,
    JoinOcttTicket,
    RejectOcttFix,
    ReleaseOcttFix,
    ReportOcttBug,
    ReportOcttFix,
    UpholdOcttBug,
    VerifyOcttFix,
)
from workflows.actions.severity import (
    ApproveSeverity,
    ContactCertifiedVendors,
    DecideCertification,
    Exclusion,
    ProposeSeverity,
)
from workflows.actions.telling import (
    AcknowledgeScript,
    AcknowledgeUpdate,
    DecideInterimMeasure,
    DistributeUpdate,
    ProvideScript,
    RetireScript,
    SettleByRelease,
)

__all__ = [
    "AcceptOcttBug",
    "AcknowledgeScript",
    "AcknowledgeUpdate",
    "Action",
    "AddMessage",
    "AmendReport",
    "AnswerOca",
    "AnswerQuestion",
    "ApproveSeverity",
    "AskProvider",
    "AssignCase",
    "CloseAsDuplicate",
    "CloseCase",
    "CompleteStep",
    "ContactCertifiedVendors",
    "ContactCwg",
    "DecideCertification",
    "DecideInGroup",
    "DecideInterimMeasure",
    "DecideOtherIssue",
    "DeclareNotNecessary",
    "DisputeOcttBug",
    "DistributeUpdate",
    "Exclusion",
    "Expedite",
    "InformLaboratories",
    "JoinOcttTicket",
    "PlaceOnAgenda",
    "ProposeSeverity",
    "ProvideScript",
    "RecordAnalysis",
    "RecordErratum",
    "RecordLoggingConsent",
    "ReferQuestion",
    "RejectOcttFix",
    "ReleaseOcttFix",
    "Reopen",
    "ReportOcttBug",
    "ReportOcttFix",
    "RetireScript",
    "ReviseAnalysis",
    "SetBoardDate",
    "SettleByRelease",
    "TakeAsIssue",
    "UpholdOcttBug",
    "VerifyOcttFix",
    "Withdraw",
    "asked",
]
