"""Step 2 and the report, as people ask for them."""

from dataclasses import dataclass

from workflows.actions.base import Action, asked
from workflows.report import Report
from workflows.vocabulary import Outcome


@dataclass(frozen=True, slots=True)
class AmendReport(Action):
    """Complete or correct the report"""

    report: Report = asked("The report as it should read")


@dataclass(frozen=True, slots=True)
class RecordAnalysis(Action):
    """Record the analysis"""

    outcome: Outcome = asked("Outcome")
    issue: str = asked("What the exact issue is")
    cause: str = asked("What its cause is")
    argumentation: str = asked("Argumentation, as laboratory and vendor will read it", default="")


@dataclass(frozen=True, slots=True)
class ReviseAnalysis(Action):
    """Revise the analysis"""

    outcome: Outcome = asked("Outcome")
    issue: str = asked("What the exact issue is, as laboratory and vendor will read it")
    cause: str = asked("What its cause is, as laboratory and vendor will read it")
    reason: str = asked("Why the analysis changes, as laboratory and vendor will read it")
    argumentation: str = asked("Argumentation, as laboratory and vendor will read it", default="")
