"""OCTT maintenance (D.5), as people ask for them."""

from dataclasses import dataclass
from datetime import date

from workflows.actions.base import LINE, Action, asked


@dataclass(frozen=True, slots=True)
class ReportOcttBug(Action):
    """Report the OCTT bug to the tool provider"""

    title: str = asked("Title; names nobody", most=LINE)
    technical_content: str = asked("Technical content; names nobody")


@dataclass(frozen=True, slots=True)
class AcceptOcttBug(Action):
    """Accept the OCTT bug"""

    note: str = asked("Note", default="")


@dataclass(frozen=True, slots=True)
class DisputeOcttBug(Action):
    """Dispute the OCTT bug"""

    reason: str = asked("Why it is not a bug of the OCTT")


@dataclass(frozen=True, slots=True)
class UpholdOcttBug(Action):
    """Uphold the OCTT bug"""

    argumentation: str = asked("Why it is a bug all the same")


@dataclass(frozen=True, slots=True)
class ReportOcttFix(Action):
    """Report the OCTT bug as fixed"""

    version: str = asked("OCTT version that has the fix", most=LINE)


@dataclass(frozen=True, slots=True)
class VerifyOcttFix(Action):
    """Verify the OCTT fix"""

    note: str = asked("How it was verified")


@dataclass(frozen=True, slots=True)
class RejectOcttFix(Action):
    """Reject the OCTT fix"""

    reason: str = asked("What is still wrong")


@dataclass(frozen=True, slots=True)
class ReleaseOcttFix(Action):
    """Release the fixed OCTT"""

    version: str = asked("OCTT version", most=LINE)
    available_on: date = asked("Available on")


@dataclass(frozen=True, slots=True)
class JoinOcttTicket(Action):
    """Put the bug on a ticket that is open already"""

    ticket: str = asked("Number of the open ticket", most=LINE)


@dataclass(frozen=True, slots=True)
class AskProvider(Action):
    """Write to the tool provider"""

    text: str = asked("What the tool provider reads; names nobody")


@dataclass(frozen=True, slots=True)
class AnswerOca(Action):
    """Write to OCA about the ticket"""

    text: str = asked("What OCA reads")
