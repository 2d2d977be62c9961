"""What a person can ask of a case: frozen dataclasses, imperative.

Doors turn their input into one of these. Each field carries its label and bounds as metadata (`asked`), from
which the API's schemas and the web forms are made; the docstring is the action's title for people.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from workflows.report import Report
from workflows.roles import Group
from workflows.vocabulary import Change, CwgStep, Decision, ErratumKind, Level, Outcome, Scope, Visibility

LINE = 300
TEXT = 20_000


def asked(label: str, *, most: int = TEXT, **options: Any) -> Any:
    """A field that a person fills in: its label, and the most characters or items that are accepted."""
    return field(metadata={"label": label, "most": most}, **options)


@dataclass(frozen=True, slots=True)
class Action:
    """Base of all actions."""


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


@dataclass(frozen=True, slots=True)
class PlaceOnAgenda(Action):
    """Put the case on the agenda of a call"""

    group: Group = asked("Working group")
    call_id: int = asked("Call")


@dataclass(frozen=True, slots=True)
class Expedite(Action):
    """Expedite: move the case to an earlier call"""

    group: Group = asked("Working group")
    call_id: int = asked("Earlier call")
    reason: str = asked("Why the case cannot wait")


@dataclass(frozen=True, slots=True)
class DecideInGroup(Action):
    """Record the working group's decision"""

    group: Group = asked("Working group")
    decision: Decision = asked("Decision")
    argumentation: str = asked("Argumentation, as laboratory and vendor will read it")


@dataclass(frozen=True, slots=True)
class RecordErratum(Action):
    """Record the erratum"""

    kind: ErratumKind = asked("It is a")
    title: str = asked("Title", most=LINE)
    document: str = asked("Document, edition and part", most=LINE)
    new_text: str = asked("New text, or why there is none")
    old_text: str = asked("Old text", default="")
    page: str = asked("Page", most=LINE, default="")
    requirements: tuple[str, ...] = asked("Use cases or requirements touched", most=50, default=())


@dataclass(frozen=True, slots=True)
class ContactCwg(Action):
    """Contact the CWG to change the OCTT or the certification documentation"""

    request: str = asked("What the CWG is asked to change")


@dataclass(frozen=True, slots=True)
class CompleteStep(Action):
    """Record a step of the CWG as done"""

    step: CwgStep = asked("Step")
    what: str = asked("What was changed, with document or test case and version")


@dataclass(frozen=True, slots=True)
class DeclareNotNecessary(Action):
    """Record a step of the CWG as not necessary"""

    step: CwgStep = asked("Step")
    reason: str = asked("Why it is not necessary")


@dataclass(frozen=True, slots=True)
class InformLaboratories(Action):
    """Inform all test laboratories of an OCTT bug"""

    text: str = asked("What they should know and do; names nobody")


@dataclass(frozen=True, slots=True)
class ProposeSeverity(Action):
    """Propose the severity"""

    group: Group = asked("Working group that handles the issue")
    level: Level = asked("Level")
    interoperability: str = asked("Impact on interoperability in the field")
    manual_actions: str = asked("Manual actions by vendors, buyers or laboratories")
    malfunction: str = asked("Do charging stations malfunction")
    notice: str = asked(
        "What certified vendors would be told: issue, effect in the field, what to do, erratum; names nobody",
        default="",
    )


@dataclass(frozen=True, slots=True)
class ApproveSeverity(Action):
    """Approve the severity"""

    text_sha256: str = asked("Digest of the exact text that you read", most=64)
    level: Level = asked("Level")
    reason: str = asked("Reason, needed where the level differs from the proposal", default="")


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A certificate taken from the list of P-50, and why."""

    certificate: str
    reason: str


@dataclass(frozen=True, slots=True)
class ContactCertifiedVendors(Action):
    """Contact the certified vendors for which the issue is applicable"""

    certificates: tuple[str, ...] = asked("Certificates concerned", most=100_000)
    excluded: tuple[Exclusion, ...] = asked(
        "Certificates taken from the list, each with its reason", most=100_000, default=()
    )


@dataclass(frozen=True, slots=True)
class DecideCertification(Action):
    """Record whether the vendor is certified"""

    certified: bool = asked("The vendor is certified")
    reason: str = asked("Reason, as laboratory and vendor will read it")


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
class DistributeUpdate(Action):
    """Distribute an update to all test laboratories"""

    title: str = asked("Name and version of what is distributed", most=LINE)
    text: str = asked("What changed and what laboratories do; names nobody")
    available_on: date = asked("Available on")
    active_on: date = asked("Active on")
    final: bool = asked("Final, not a draft", default=True)
    covers: tuple[Change, ...] = asked(
        "Changes that this update contains; all that are owed if none is named", most=4, default=()
    )
    file_ids: tuple[int, ...] = asked("Files that go with it", most=50, default=())


@dataclass(frozen=True, slots=True)
class AcknowledgeUpdate(Action):
    """Acknowledge an update"""

    update: int = asked("Number of the update in this case")


@dataclass(frozen=True, slots=True)
class ProvideScript(Action):
    """Provide a script with which laboratories execute the test case"""

    name: str = asked("Name and version of the script", most=LINE)
    test_references: tuple[str, ...] = asked("Test cases that it stands for", most=50)
    octt_versions: tuple[str, ...] = asked("OCTT versions that it stands for", most=50)
    instructions: str = asked("Instructions; names nobody")
    file_id: int = asked("File of the script")
    laboratory_ids: tuple[int, ...] = asked("Laboratories that receive it", most=50)


@dataclass(frozen=True, slots=True)
class AcknowledgeScript(Action):
    """Acknowledge a script"""

    script: int = asked("Number of the script in this case")


@dataclass(frozen=True, slots=True)
class RetireScript(Action):
    """Retire a script"""

    script: int = asked("Number of the script in this case")
    reason: str = asked("Why it no longer stands")


@dataclass(frozen=True, slots=True)
class DecideInterimMeasure(Action):
    """Decide what is done in the meantime"""

    measure: str = asked("What is done in the meantime, as laboratory and vendor will read it")
    reason: str = asked("Reason")


@dataclass(frozen=True, slots=True)
class DecideOtherIssue(Action):
    """Record the Board's decision on another issue"""

    decision: str = asked("Decision, as laboratory and vendor will read it")
    reason: str = asked("Reason")


@dataclass(frozen=True, slots=True)
class AddMessage(Action):
    """Write in the conversation"""

    body: str = asked("Text")
    visibility: Visibility = asked("Who will see it", default=Visibility.OCA)
    file_ids: tuple[int, ...] = asked("Files that go with it", most=50, default=())


@dataclass(frozen=True, slots=True)
class RecordLoggingConsent(Action):
    """Record the vendor's written consent to pass on logging"""

    given_by: str = asked("Who gave it", most=LINE)
    reference: str = asked("Where it is written", most=LINE)


@dataclass(frozen=True, slots=True)
class CloseCase(Action):
    """Close the case with its resolution"""

    resolution: str = asked("The answer in words that name nobody")
    scope: Scope = asked("Scope", default=Scope.GENERAL)


@dataclass(frozen=True, slots=True)
class CloseAsDuplicate(Action):
    """Close as a duplicate"""

    duplicate_of: str = asked("Number of the case that stays", most=32)
    reason: str = asked("What the two have in common")


@dataclass(frozen=True, slots=True)
class Withdraw(Action):
    """Withdraw the issue"""

    reason: str = asked("Why it is withdrawn")


@dataclass(frozen=True, slots=True)
class Reopen(Action):
    """Reopen the case"""

    reason: str = asked("What is new")
