"""Steps 1 and 2, as they happened."""

from dataclasses import dataclass
from datetime import datetime

from workflows.events.base import Event
from workflows.report import Origin, Report
from workflows.vocabulary import Outcome, Subject, Visibility


@dataclass(frozen=True, slots=True)
class IssueRaised(Event):
    """Steps 1a, 1b, 1c.

    `procedure` is the version under which the case is handled (P-98); `received_at` is when the filing reached
    the service, from which the analysis clock runs (P-07). With a `subject` it is a question (P-24).
    """

    origin: Origin
    procedure: str
    received_at: datetime
    report: Report
    laboratory_id: int | None = None
    vendor_id: int | None = None
    subject: Subject | None = None


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
