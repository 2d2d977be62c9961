"""What happened to a case, event by event, in words for the history and the conversation."""

from datetime import date, datetime
from enum import StrEnum
from string import Formatter

from issuetracker.sentences.wording import day, seat_day, words
from workflows import events as ev
from workflows.events import Event
from workflows.roles import Group
from workflows.vocabulary import Decision

# Each event as a sentence without its subject; in braces stands what of the event is said, `_said` says how.
_SENTENCES: dict[type[Event], str] = {
    ev.ReportAmended: "completed the report: {changed}",
    ev.FileAttached: "attached {name}",
    ev.MessageAdded: "wrote in the conversation, for {visibility}",
    ev.LoggingConsentRecorded: "recorded the written consent of {given_by} to pass on logging",
    ev.AnalysisRecorded: "recorded the analysis: {outcome}",
    ev.AnalysisRevised: "revised the analysis: {previous} → {outcome}",
    ev.IssueAnswered: "answered the issue to laboratory and vendor",
    ev.ForwardedToGroup: "forwarded the case to the {group}",
    ev.ForwardedToBoard: "forwarded the case to the Board",
    ev.HandlingTakenBack: "took the case back from the {group}",
    ev.PlacedOnAgenda: "put it on the agenda of the {group} call on {starts_at}",
    ev.VendorInvited: "invited the vendor to the {group} call on {starts_at}",
    ev.NoCallInTime: "found no {group} call before {due_date}",
    ev.Expedited: "expedited it to the {group} call on {starts_at}",
    ev.GroupDecided: "recorded the {group}’s decision: {decision}",
    ev.ErratumWritten: "recorded the erratum ({kind}): {title}",
    ev.CwgContacted: "contacted the CWG",
    ev.StepCompleted: "recorded as done: {step}",
    ev.StepNotNecessary: "recorded as not necessary: {step}",
    ev.LaboratoriesInformed: "informed all test laboratories of the OCTT bug",
    ev.SeverityProposed: "proposed severity {level}",
    ev.SeverityVoted: "approved severity {level} as one of the Board",
    ev.SeverityApproved: "approved severity {level}",
    ev.NobodyContacted: "recorded that nobody is contacted (severity low)",
    ev.SeverityLapsed: "let the severity lapse: there is no issue",
    ev.OcttBugReported: "reported the OCTT bug to the tool provider: {title}",
    ev.OcttBugAccepted: "accepted the OCTT bug",
    ev.OcttBugDisputed: "disputed the OCTT bug",
    ev.OcttBugUpheld: "upheld the OCTT bug",
    ev.OcttFixReported: "reported the OCTT bug as fixed in {version}",
    ev.OcttFixVerified: "verified the OCTT fix",
    ev.OcttFixRejected: "rejected the OCTT fix",
    ev.OcttFixReleased: "released OCTT {version}",
    ev.OcttTicketDropped: "dropped the maintenance ticket",
    ev.OcttTicketJoined: "put the bug on the ticket {ticket}",
    ev.OcttProviderAsked: "wrote to the tool provider",
    ev.OcttProviderWrote: "wrote about the ticket",
    ev.UpdateDistributed: "distributed to all laboratories: {title}",
    ev.UpdateAcknowledged: "acknowledged the update for a laboratory",
    ev.SettledByRelease: "noted that release {release} contains the change",
    ev.ScriptProvided: "provided the script {name}",
    ev.ScriptAcknowledged: "acknowledged the script for a laboratory",
    ev.ScriptRetired: "retired the script",
    ev.InterimMeasureDecided: "decided what is done in the meantime",
    ev.QuestionAnswered: "recorded the {group}’s answer",
    ev.QuestionTakenAsIssue: "took the question as an issue",
    ev.BoardDateSet: "set the Board’s own date: {due_on}",
    ev.OtherIssueDecided: "recorded the Board’s decision",
    ev.CaseClosed: "closed the case: {closing}",
    ev.ResolutionRecorded: "recorded the resolution",
    ev.CaseReopened: "reopened the case",
    ev.DueDatePassed: "noted that the due date passed: {due_at}",
    ev.DueDateMoved: "moved a due date with the calendar: {old_due_at} → {new_due_at}",
}


def sentence(event: Event) -> str:
    """One event as a sentence without its subject: “recorded the analysis: specification”."""
    match event:
        case ev.IssueRaised(subject=subject) if subject is not None:
            return f"asked about {subject.label}"
        case ev.IssueRaised(origin=origin):
            return f"filed the issue ({words(origin)})"
        case ev.CertifiedVendorsContacted(certificates=certificates):
            return f"contacted the vendors of {len(certificates)} certificates"
        case ev.CertificationDecided(certified=certified):
            return f"decided: the vendor is {'' if certified else 'not '}certified"
        case ev.CaseAssigned(name=name):
            return f"assigned the case to {name or 'nobody'}"
        case _:
            template = _SENTENCES[type(event)]
            names = (name for _, name, _, _ in Formatter().parse(template) if name)
            return template.format_map({name: _said(getattr(event, name)) for name in names})


def _said(value: object) -> str:
    """A value of an event in words; what people wrote themselves stays as it is."""
    match value:
        case Group():
            return value.label
        case StrEnum():
            return words(value)
        case datetime():
            return seat_day(value)
        case date():
            return day(value)
        case tuple():
            return ", ".join(map(words, value))
        case _:
            return str(value)


# What laboratory and vendor are told, and so read between the messages; the rest is OCA's own work.
TOLD_TO_PARTIES = (
    ev.IssueRaised,
    ev.AnalysisRevised,
    ev.IssueAnswered,
    ev.ForwardedToGroup,
    ev.ForwardedToBoard,
    ev.NoCallInTime,
    ev.Expedited,
    ev.GroupDecided,
    ev.CertificationDecided,
    ev.InterimMeasureDecided,
    ev.QuestionAnswered,
    ev.QuestionTakenAsIssue,
    ev.BoardDateSet,
    ev.OtherIssueDecided,
    ev.CaseClosed,
    ev.CaseReopened,
)


def text_of(event: Event) -> tuple[tuple[str, str], ...]:
    """The words that people wrote with an event, each under its label; they are shown as written."""
    labels = {
        "issue": "The issue",
        "cause": "Its cause",
        "argumentation": "Argumentation",
        "reason": "Reason",
        "answer": "Answer",
        "question": "Question",
        "request": "What the CWG is asked to change",
        "what": "What was changed",
        "decision": "Decision",
        "measure": "In the meantime",
        "note": "Note",
        "new_text": "New text",
        "text": "Text",
        "technical_content": "Technical content",
        "interoperability": "Impact on interoperability",
        "manual_actions": "Manual actions",
        "malfunction": "Malfunction",
        "notice": "What certified vendors would be told",
        "instructions": "Instructions",
    }
    found = ((label, getattr(event, name, "")) for name, label in labels.items())
    return tuple(
        (label, value) for label, value in found if isinstance(value, str) and value and not isinstance(value, Decision)
    )
