"""What happened to a case, event by event, in words for the history and the conversation."""

from issuetracker.sentences.wording import day, seat_day, words
from workflows import events as ev
from workflows.events import Event
from workflows.vocabulary import Decision


def sentence(event: Event) -> str:
    """One event as a sentence without its subject: “recorded the analysis: specification”."""
    match event:
        case ev.IssueRaised(subject=subject) if subject is not None:
            return f"asked about {subject.label}"
        case ev.IssueRaised(origin=origin):
            return f"filed the issue ({words(origin)})"
        case ev.ReportAmended(changed=changed):
            return f"completed the report: {', '.join(map(words, changed))}"
        case ev.FileAttached(name=name):
            return f"attached {name}"
        case ev.MessageAdded(visibility=visibility):
            return f"wrote in the conversation, for {words(visibility)}"
        case ev.LoggingConsentRecorded(given_by=who):
            return f"recorded the written consent of {who} to pass on logging"
        case ev.AnalysisRecorded(outcome=outcome):
            return f"recorded the analysis: {words(outcome)}"
        case ev.AnalysisRevised(outcome=outcome, previous=previous):
            return f"revised the analysis: {words(previous)} → {words(outcome)}"
        case ev.IssueAnswered():
            return "answered the issue to laboratory and vendor"
        case ev.ForwardedToGroup(group=group):
            return f"forwarded the case to the {group.label}"
        case ev.ForwardedToBoard():
            return "forwarded the case to the Board"
        case ev.HandlingTakenBack(group=group):
            return f"took the case back from the {group.label}"
        case ev.PlacedOnAgenda(group=group, starts_at=at):
            return f"put it on the agenda of the {group.label} call on {seat_day(at)}"
        case ev.VendorInvited(group=group, starts_at=at):
            return f"invited the vendor to the {group.label} call on {seat_day(at)}"
        case ev.NoCallInTime(group=group, due_date=due):
            return f"found no {group.label} call before {day(due)}"
        case ev.Expedited(group=group, starts_at=at):
            return f"expedited it to the {group.label} call on {seat_day(at)}"
        case ev.GroupDecided(group=group, decision=decision):
            return f"recorded the {group.label}’s decision: {words(decision)}"
        case ev.ErratumWritten(kind=kind, title=title):
            return f"recorded the erratum ({words(kind)}): {title}"
        case ev.CwgContacted():
            return "contacted the CWG"
        case ev.StepCompleted(step=step):
            return f"recorded as done: {words(step)}"
        case ev.StepNotNecessary(step=step):
            return f"recorded as not necessary: {words(step)}"
        case ev.LaboratoriesInformed():
            return "informed all test laboratories of the OCTT bug"
        case ev.SeverityProposed(level=level):
            return f"proposed severity {level.value}"
        case ev.SeverityVoted(level=level):
            return f"approved severity {level.value} as one of the Board"
        case ev.SeverityApproved(level=level):
            return f"approved severity {level.value}"
        case ev.NobodyContacted():
            return "recorded that nobody is contacted (severity low)"
        case ev.SeverityLapsed():
            return "let the severity lapse: there is no issue"
        case ev.CertifiedVendorsContacted(certificates=certificates):
            return f"contacted the vendors of {len(certificates)} certificates"
        case ev.CertificationDecided(certified=certified):
            return f"decided: the vendor is {'' if certified else 'not '}certified"
        case ev.OcttBugReported(title=title):
            return f"reported the OCTT bug to the tool provider: {title}"
        case ev.OcttBugAccepted():
            return "accepted the OCTT bug"
        case ev.OcttBugDisputed():
            return "disputed the OCTT bug"
        case ev.OcttBugUpheld():
            return "upheld the OCTT bug"
        case ev.OcttFixReported(version=version):
            return f"reported the OCTT bug as fixed in {version}"
        case ev.OcttFixVerified():
            return "verified the OCTT fix"
        case ev.OcttFixRejected():
            return "rejected the OCTT fix"
        case ev.OcttFixReleased(version=version):
            return f"released OCTT {version}"
        case ev.OcttTicketDropped():
            return "dropped the maintenance ticket"
        case ev.UpdateDistributed(title=title):
            return f"distributed to all laboratories: {title}"
        case ev.UpdateAcknowledged():
            return "acknowledged the update for a laboratory"
        case ev.SettledByRelease(release=release):
            return f"noted that release {release} contains the change"
        case ev.OcttTicketJoined(ticket=ticket):
            return f"put the bug on the ticket {ticket}"
        case ev.OcttProviderAsked():
            return "wrote to the tool provider"
        case ev.OcttProviderWrote():
            return "wrote about the ticket"
        case ev.ScriptProvided(name=name):
            return f"provided the script {name}"
        case ev.ScriptAcknowledged():
            return "acknowledged the script for a laboratory"
        case ev.ScriptRetired():
            return "retired the script"
        case ev.InterimMeasureDecided():
            return "decided what is done in the meantime"
        case ev.QuestionAnswered(group=group):
            return f"recorded the {group.label}’s answer"
        case ev.QuestionTakenAsIssue():
            return "took the question as an issue"
        case ev.BoardDateSet(due_on=due):
            return f"set the Board’s own date: {day(due)}"
        case ev.OtherIssueDecided():
            return "recorded the Board’s decision"
        case ev.CaseAssigned(name=name):
            return f"assigned the case to {name}" if name else "assigned the case to nobody"
        case ev.CaseClosed(closing=closing):
            return f"closed the case: {words(closing)}"
        case ev.ResolutionRecorded():
            return "recorded the resolution"
        case ev.CaseReopened():
            return "reopened the case"
        case ev.DueDatePassed(due_at=due):
            return f"noted that the due date passed: {seat_day(due)}"
        case ev.DueDateMoved(old_due_at=old, new_due_at=new):
            return f"moved a due date with the calendar: {seat_day(old)} → {seat_day(new)}"
        case _:
            return words(type(event).__name__)


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
