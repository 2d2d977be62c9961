"""Which event tells whom, by which letter: the one table of it. `NOBODY` lists the events that tell nobody, and why."""

from collections.abc import Callable
from dataclasses import dataclass

from notifications.recipients import ANONYMOUS, Audience
from workflows import events as ev
from workflows.case_state import CaseState
from workflows.events import Event
from workflows.stages import HandlingStage, MaintenanceStage
from workflows.vocabulary import Level, Visibility

A = Audience
When = Callable[[CaseState, Event], bool]  # the state before the event, and the event


@dataclass(frozen=True, slots=True)
class LetterKind:
    """A letter: the template's name, who gets it, and whether they are asked to acknowledge."""

    name: str
    audience: Audience
    to_acknowledge: bool = False
    when: When | None = None
    spares_actor: bool = False  # whoever did it knows

    @property
    def anonymous(self) -> bool:
        """True if it goes to people who must not learn who the case is about."""
        return self.audience in ANONYMOUS


def _to(name: str, *audiences: Audience, acknowledge: bool = False, when: When | None = None) -> tuple[LetterKind, ...]:
    return tuple(LetterKind(name, audience, acknowledge, when) for audience in audiences)


def _to_others(name: str, audience: Audience) -> tuple[LetterKind, ...]:
    return (LetterKind(name, audience, spares_actor=True),)


def _seen_by(*choices: Visibility) -> When:
    return lambda _, event: isinstance(event, ev.MessageAdded) and event.visibility in choices


def _moved(before: CaseState, event: Event) -> bool:
    """A call replaced by another; the first one is told with `forwarded`."""
    return isinstance(event, ev.PlacedOnAgenda) and before.handling(event.group) is HandlingStage.ON_AGENDA


def _cwg_has_it(before: CaseState, _: Event) -> bool:
    return before.cwg in (
        HandlingStage.RECEIVED,
        HandlingStage.ON_AGENDA,
        HandlingStage.CONFIRMED,
        HandlingStage.AWAITING_OCTT_FIX,
    )


def _own_ticket(before: CaseState, _: Event) -> bool:
    """Not where the case only shares another's ticket: the provider is told once, of that one."""
    return before.maintenance is not MaintenanceStage.JOINED


def _no_next(_: CaseState, event: Event) -> bool:
    """The letter with the next version of a script says itself that the one before no longer stands."""
    return isinstance(event, ev.ScriptRetired) and not event.replaced_by


def _high(_: CaseState, event: Event) -> bool:
    return isinstance(event, ev.SeverityApproved) and event.level is Level.HIGH


def _of_issue(before: CaseState, _: Event) -> bool:
    return before.subject is None


def _asked_by_laboratory(before: CaseState, _: Event) -> bool:
    return before.subject is not None and before.laboratory_id is not None


def _asked_by_vendor(before: CaseState, _: Event) -> bool:
    return before.subject is not None and before.laboratory_id is None


LETTERS: dict[type[Event], tuple[LetterKind, ...]] = {
    ev.IssueRaised: (
        *_to("acknowledgement", A.LABORATORY, when=_of_issue),
        *_to("analysis_task", A.TECHNICAL_EDITORS, when=_of_issue),
        *_to("question_received", A.LABORATORY, when=_asked_by_laboratory),
        *_to("question_received", A.VENDOR, when=_asked_by_vendor),
    ),
    ev.MessageAdded: (
        *_to("message", A.LABORATORY, when=_seen_by(Visibility.PARTIES, Visibility.LABORATORY)),
        *_to("message", A.VENDOR, when=_seen_by(Visibility.PARTIES, Visibility.VENDOR)),
        *_to("message", A.TECHNICAL_EDITORS, A.CHAIRS_HANDLING),
    ),
    ev.AnalysisRevised: _to("analysis_revised", A.LABORATORY, A.VENDOR),
    ev.IssueAnswered: _to("answered", A.LABORATORY, A.VENDOR),
    # Where a question is, its acknowledgement and the referral say.
    ev.ForwardedToGroup: _to("forwarded", A.LABORATORY, A.VENDOR, when=_of_issue) + _to("group_task", A.CHAIR),
    ev.ForwardedToBoard: _to("forwarded_to_board", A.LABORATORY, A.VENDOR) + _to("board_task", A.BOARD),
    ev.HandlingTakenBack: _to("taken_back", A.CHAIR),
    ev.PlacedOnAgenda: _to("agenda_moved", A.LABORATORY, A.VENDOR, when=_moved),
    ev.VendorInvited: _to("invitation", A.VENDOR),
    ev.NoCallInTime: _to("no_call_in_time", A.LABORATORY, A.VENDOR, A.CHAIR, A.TECHNICAL_EDITORS, A.OFFICE),
    ev.Expedited: _to("expedited", A.LABORATORY, A.VENDOR, A.CHAIR),
    ev.GroupDecided: _to("group_decided", A.LABORATORY, A.VENDOR),
    ev.ErratumWritten: _to("erratum_written", A.TWG_CHAIR, A.OFFICE),
    ev.CwgContacted: _to("cwg_contacted", A.CWG_CHAIR, when=_cwg_has_it),
    ev.StepCompleted: _to("change_made", A.OFFICE),
    ev.LaboratoriesInformed: _to("octt_bug_information", A.ALL_LABORATORIES),
    ev.SeverityProposed: _to("severity_proposed", A.BOARD),
    ev.SeverityApproved: _to("severity_approved", A.CHAIRS_HANDLING) + _to("notices_task", A.OFFICE, when=_high),
    ev.SeverityLapsed: _to("severity_lapsed", A.BOARD),
    ev.CertifiedVendorsContacted: _to("notice", A.CERTIFIED_VENDORS, acknowledge=True),
    ev.CertificationDecided: _to("certification_decided", A.LABORATORY, A.VENDOR),
    ev.OcttBugReported: _to("octt_bug", A.TOOL_PROVIDER),
    ev.OcttBugAccepted: _to("ticket_for_oca", A.CWG_CHAIR),
    ev.OcttBugDisputed: _to("ticket_for_oca", A.CWG_CHAIR, A.TECHNICAL_EDITORS),
    ev.OcttBugUpheld: _to("ticket_for_provider", A.TOOL_PROVIDER),
    ev.OcttFixReported: _to("ticket_for_oca", A.TECHNICAL_EDITORS, A.CWG_CHAIR),
    ev.OcttFixVerified: _to("ticket_for_oca", A.OFFICE) + _to("ticket_for_provider", A.TOOL_PROVIDER),
    ev.OcttFixRejected: _to("ticket_for_provider", A.TOOL_PROVIDER),
    ev.OcttFixReleased: _to("ticket_for_oca", A.OFFICE, A.CWG_CHAIR, when=_own_ticket),
    ev.OcttTicketDropped: _to("ticket_for_provider", A.TOOL_PROVIDER, when=_own_ticket),
    ev.OcttProviderAsked: _to("ticket_for_provider", A.TOOL_PROVIDER),
    ev.OcttProviderWrote: _to("ticket_for_oca", A.CWG_CHAIR, A.TECHNICAL_EDITORS),
    ev.UpdateDistributed: _to("update", A.ALL_LABORATORIES, acknowledge=True),
    ev.ScriptProvided: _to("script", A.SCRIPT_LABORATORIES, acknowledge=True),
    ev.ScriptRetired: _to("script_retired", A.SCRIPT_LABORATORIES, when=_no_next),
    ev.InterimMeasureDecided: _to("interim_measure", A.LABORATORY, A.VENDOR),
    ev.QuestionAnswered: _to("question_answered", A.LABORATORY, A.VENDOR),
    ev.QuestionTakenAsIssue: _to("question_taken", A.LABORATORY, A.VENDOR) + _to("analysis_task", A.TECHNICAL_EDITORS),
    ev.BoardDateSet: _to("board_date", A.LABORATORY, A.VENDOR),
    ev.OtherIssueDecided: _to("other_issue_decided", A.LABORATORY, A.VENDOR),
    ev.CaseClosed: _to("closed", A.LABORATORY, A.VENDOR),
    ev.CaseReopened: _to("reopened", A.LABORATORY, A.VENDOR)
    + _to("analysis_task", A.TECHNICAL_EDITORS, when=_of_issue),
    ev.CaseAssigned: _to_others("assigned", A.ASSIGNEE),  # whoever had it before sees it in the list
    ev.DueDatePassed: _to("due_passed", A.HOLDER),
    ev.DueDateMoved: _to("due_date_moved", A.LABORATORY, A.HOLDER),
}

NOBODY: dict[type[Event], str] = {
    ev.ReportAmended: "the editor completes the report for the steps to come; the page shows it",
    ev.FileAttached: "the message or the filing with which it comes is what is told",
    ev.LoggingConsentRecorded: "a record of what the vendor has given; nobody waits for it",
    ev.AnalysisRecorded: "what follows from it is told: the answer, or where the case went",
    ev.StepNotNecessary: "nothing changed for anybody outside the group",
    ev.SeverityVoted: "the approval itself is told when enough of the Board agree",
    ev.NobodyContacted: "step 6b: nobody is contacted",
    ev.ResolutionRecorded: "found by laboratories that search; the closing is told",
    ev.UpdateAcknowledged: "the obligation shows it",
    ev.SettledByRelease: "the release itself went to all laboratories",
    ev.OcttTicketJoined: "the provider learns nothing of the case; OCA sees it on both",
    ev.ScriptAcknowledged: "the obligation shows it",
}
