"""What each event does to a case's state: one small function per event; events without one change no stage."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from workflows import events as ev
from workflows.case_state import Call, CaseState, Script, Update, with_handling
from workflows.report import Origin
from workflows.roles import Group
from workflows.stages import (
    AnalysisStage,
    BoardMatterStage,
    CaseStage,
    CertificationStage,
    DistributionStage,
    HandlingStage,
    MaintenanceStage,
    SeverityStage,
)
from workflows.vocabulary import Change, CwgStep, Decision, ErratumKind, Level

Effect = Callable[[CaseState, Any, int | None], CaseState]

_DECIDED = {
    Decision.CONFIRMED: HandlingStage.CONFIRMED,
    Decision.NOT_AN_ISSUE: HandlingStage.NOT_AN_ISSUE,
    Decision.POSTPONED: HandlingStage.RECEIVED,  # until PlacedOnAgenda follows
    Decision.REFERRED: HandlingStage.REFERRED,
}
_CHANGED_BY_STEP = {CwgStep.DOCUMENTATION: Change.DOCUMENTATION, CwgStep.TEST_CASES: Change.TEST_CASES}
_CHANGES_TEXT = frozenset({ErratumKind.CORRECTION, ErratumKind.CLARIFICATION})


def _amended(state: CaseState, event: ev.ReportAmended, _: int | None) -> CaseState:
    return replace(state, report=event.report, vendor_id=event.vendor_id or state.vendor_id)


def _consent(state: CaseState, _event: ev.LoggingConsentRecorded, _: int | None) -> CaseState:
    return replace(state, logging_consent=True)


def _analysed(state: CaseState, event: ev.AnalysisRecorded | ev.AnalysisRevised, _: int | None) -> CaseState:
    return replace(state, analysis=AnalysisStage.RECORDED, outcome=event.outcome)


def _certification_opened(state: CaseState) -> CaseState:
    raised_in_certification = state.origin is Origin.CERTIFICATION
    if raised_in_certification and state.certification is CertificationStage.NOT_OPENED:
        return replace(state, certification=CertificationStage.AWAITED)
    return state


def _answered(state: CaseState, _event: ev.IssueAnswered, _: int | None) -> CaseState:
    if state.certification is CertificationStage.AWAITED:  # the analysis was revised: nothing is left to decide
        state = replace(state, certification=CertificationStage.NOT_OPENED)
    if state.board_matter is BoardMatterStage.OPEN:
        state = replace(state, board_matter=BoardMatterStage.NOT_OPENED, board_due_on=None)
    return state


def _forwarded(state: CaseState, event: ev.ForwardedToGroup, _: int | None) -> CaseState:
    if state.board_matter is BoardMatterStage.OPEN:
        state = replace(state, board_matter=BoardMatterStage.NOT_OPENED, board_due_on=None)
    if event.group is Group.CWG:
        state = replace(state, cwg_steps=frozenset(), cwg_call=None)
    else:
        state = replace(state, erratum=None, cwg_contacted=False, twg_call=None)
    return _certification_opened(with_handling(state, event.group, HandlingStage.RECEIVED))


def _to_board(state: CaseState, _event: ev.ForwardedToBoard, _: int | None) -> CaseState:
    return _certification_opened(replace(state, board_matter=BoardMatterStage.OPEN))


def _taken_back(state: CaseState, event: ev.HandlingTakenBack, _: int | None) -> CaseState:
    return with_handling(state, event.group, HandlingStage.TAKEN_BACK)


def _placed(state: CaseState, event: ev.PlacedOnAgenda | ev.Expedited, _: int | None) -> CaseState:
    call = Call(event.call_id, event.group, event.starts_at)
    return with_handling(state, event.group, HandlingStage.ON_AGENDA, call)


def _decided(state: CaseState, event: ev.GroupDecided, _: int | None) -> CaseState:
    state = with_handling(state, event.group, _DECIDED[event.decision])
    needs_severity = state.severity in (SeverityStage.NOT_OPENED, SeverityStage.LAPSED)
    if event.decision is Decision.CONFIRMED and needs_severity:
        state = replace(state, severity=SeverityStage.PROPOSAL_AWAITED)
    return state


def _twg_settled(state: CaseState) -> CaseState:
    finished = state.twg is HandlingStage.CONFIRMED and state.erratum is not None and state.cwg_contacted
    return replace(state, twg=HandlingStage.DONE) if finished else state


def _erratum(state: CaseState, event: ev.ErratumWritten, _: int | None) -> CaseState:
    state = _twg_settled(replace(state, erratum=event))
    return _owe(state, Change.ERRATUM) if event.kind in _CHANGES_TEXT else state


def _cwg_contacted(state: CaseState, _event: ev.CwgContacted, _: int | None) -> CaseState:
    return _twg_settled(replace(state, cwg_contacted=True))


def _owe(state: CaseState, change: Change) -> CaseState:
    return replace(state, distribution=DistributionStage.OWED, changes_owed=state.changes_owed | {change})


def _step_settled(state: CaseState, step: CwgStep) -> CaseState:
    settled = state.cwg_steps | {step}
    left = set(CwgStep) - settled
    stage = state.cwg
    if stage in (HandlingStage.CONFIRMED, HandlingStage.AWAITING_OCTT_FIX):
        if not left:
            stage = HandlingStage.DONE
        elif left == {CwgStep.OCTT_BUG}:
            stage = HandlingStage.AWAITING_OCTT_FIX
    return replace(state, cwg_steps=settled, cwg=stage)


def _step_completed(state: CaseState, event: ev.StepCompleted, _: int | None) -> CaseState:
    state = _step_settled(state, event.step)
    return _owe(state, _CHANGED_BY_STEP[event.step]) if event.step in _CHANGED_BY_STEP else state


def _step_not_necessary(state: CaseState, event: ev.StepNotNecessary, _: int | None) -> CaseState:
    return _step_settled(state, event.step)


def _informed(state: CaseState, _event: ev.LaboratoriesInformed, _: int | None) -> CaseState:
    return _step_settled(state, CwgStep.INFORM_LABORATORIES)


def _proposed(state: CaseState, event: ev.SeverityProposed, actor_id: int | None) -> CaseState:
    return replace(state, severity=SeverityStage.PROPOSED, proposal=event, proposer_id=actor_id, votes=())


def _voted(state: CaseState, event: ev.SeverityVoted, actor_id: int | None) -> CaseState:
    others = tuple(vote for vote in state.votes if vote[0] != actor_id)
    return replace(state, votes=(*others, (actor_id, event.level)))


def _approved(state: CaseState, event: ev.SeverityApproved, _: int | None) -> CaseState:
    if event.level is Level.LOW:
        stage = SeverityStage.APPROVED_LOW
    elif state.contacted_text == event.text_sha256:
        stage = SeverityStage.VENDORS_CONTACTED
    else:
        stage = SeverityStage.APPROVED_HIGH
    return replace(state, severity=stage, level=event.level)


def _lapsed(state: CaseState, _event: ev.SeverityLapsed, _: int | None) -> CaseState:
    return replace(state, severity=SeverityStage.LAPSED)


def _contacted(state: CaseState, _event: ev.CertifiedVendorsContacted, _: int | None) -> CaseState:
    text = state.proposal.text_sha256 if state.proposal else ""
    return replace(state, severity=SeverityStage.VENDORS_CONTACTED, contacted_text=text)


def _certification(state: CaseState, event: ev.CertificationDecided, _: int | None) -> CaseState:
    stage = CertificationStage.CERTIFIED if event.certified else CertificationStage.NOT_CERTIFIED
    return replace(state, certification=stage)


def _ticket(stage: MaintenanceStage) -> Effect:
    def effect(state: CaseState, _event: ev.Event, _: int | None) -> CaseState:
        return replace(state, maintenance=stage)

    return effect


def _joined(state: CaseState, event: ev.OcttTicketJoined, _: int | None) -> CaseState:
    return replace(state, maintenance=MaintenanceStage.JOINED, ticket=event.ticket)


def _bug_reported(state: CaseState, _event: ev.OcttBugReported, _: int | None) -> CaseState:
    return replace(state, maintenance=MaintenanceStage.REPORTED, ticket="")


def _released(state: CaseState, _event: ev.OcttFixReleased, _: int | None) -> CaseState:
    state = _step_settled(replace(state, maintenance=MaintenanceStage.RELEASED), CwgStep.OCTT_BUG)
    return _owe(state, Change.OCTT)


def _distributed(state: CaseState, event: ev.UpdateDistributed, _: int | None) -> CaseState:
    left = state.changes_owed - set(event.covers) if event.final else state.changes_owed
    stage = DistributionStage.OWED if left else DistributionStage.DISTRIBUTED
    updates = (*state.updates, Update(event.update, event.title))
    return replace(state, distribution=stage, changes_owed=left, updates=updates)


def _settled_by_release(state: CaseState, event: ev.SettledByRelease, _: int | None) -> CaseState:
    left = state.changes_owed - set(event.covers) if event.final else state.changes_owed
    stage = DistributionStage.OWED if left else DistributionStage.DISTRIBUTED
    return replace(state, distribution=stage, changes_owed=left)


def _update_acknowledged(state: CaseState, event: ev.UpdateAcknowledged, _: int | None) -> CaseState:
    updates = tuple(
        replace(u, acknowledged_by=(*u.acknowledged_by, event.laboratory_id)) if u.number == event.update else u
        for u in state.updates
    )
    return replace(state, updates=updates)


def _script_provided(state: CaseState, event: ev.ScriptProvided, _: int | None) -> CaseState:
    given = Script(event.script, event.name, event.laboratory_ids, test_references=event.test_references)
    return replace(state, scripts=(*state.scripts, given))


def _script_acknowledged(state: CaseState, event: ev.ScriptAcknowledged, _: int | None) -> CaseState:
    scripts = tuple(
        replace(s, acknowledged_by=(*s.acknowledged_by, event.laboratory_id)) if s.number == event.script else s
        for s in state.scripts
    )
    return replace(state, scripts=scripts)


def _script_retired(state: CaseState, event: ev.ScriptRetired, _: int | None) -> CaseState:
    return replace(
        state, scripts=tuple(replace(s, retired=True) if s.number == event.script else s for s in state.scripts)
    )


def _answered_question(state: CaseState, event: ev.QuestionAnswered, _: int | None) -> CaseState:
    return with_handling(state, event.group, HandlingStage.DONE)


def _taken_as_issue(state: CaseState, _event: ev.QuestionTakenAsIssue, _: int | None) -> CaseState:
    """From here on as if it had been raised as an issue: during a certification if it has both parties, else by OCA."""
    both = state.laboratory_id is not None and state.vendor_id is not None
    origin = Origin.CERTIFICATION if both else Origin.OCA
    return replace(state, origin=origin, subject=None, analysis=AnalysisStage.AWAITED)


def _board_date(state: CaseState, event: ev.BoardDateSet, _: int | None) -> CaseState:
    return replace(state, board_due_on=event.due_on)


def _board_decided(state: CaseState, _event: ev.OtherIssueDecided, _: int | None) -> CaseState:
    return replace(state, board_matter=BoardMatterStage.DECIDED)


def _assigned(state: CaseState, event: ev.CaseAssigned, _: int | None) -> CaseState:
    return replace(state, assignee_id=event.person_id)


def _closed(state: CaseState, event: ev.CaseClosed, _: int | None) -> CaseState:
    return replace(state, case=CaseStage.CLOSED, closing=event.closing)


def _reopened(state: CaseState, _event: ev.CaseReopened, _: int | None) -> CaseState:
    """Step 2 again; what was decided and sent stays on record, what was under way starts afresh."""
    unfinished_severity = state.severity in (SeverityStage.PROPOSAL_AWAITED, SeverityStage.PROPOSED)
    undecided = state.certification is CertificationStage.AWAITED
    return replace(
        state,
        case=CaseStage.OPEN,
        closing=None,
        analysis=AnalysisStage.NOT_OPENED if state.subject else AnalysisStage.AWAITED,
        outcome=None,
        twg=HandlingStage.NOT_OPENED,
        cwg=HandlingStage.NOT_OPENED,
        twg_call=None,
        cwg_call=None,
        erratum=None,
        cwg_contacted=False,
        cwg_steps=frozenset(),
        board_matter=BoardMatterStage.NOT_OPENED,
        board_due_on=None,
        severity=SeverityStage.NOT_OPENED if unfinished_severity else state.severity,
        certification=CertificationStage.NOT_OPENED if undecided else state.certification,
        maintenance=MaintenanceStage.NOT_OPENED,
        ticket="",
        assignee_id=None,
    )


EFFECTS: dict[type[ev.Event], Effect] = {
    ev.ReportAmended: _amended,
    ev.LoggingConsentRecorded: _consent,
    ev.AnalysisRecorded: _analysed,
    ev.AnalysisRevised: _analysed,
    ev.IssueAnswered: _answered,
    ev.ForwardedToGroup: _forwarded,
    ev.ForwardedToBoard: _to_board,
    ev.HandlingTakenBack: _taken_back,
    ev.PlacedOnAgenda: _placed,
    ev.Expedited: _placed,
    ev.GroupDecided: _decided,
    ev.ErratumWritten: _erratum,
    ev.CwgContacted: _cwg_contacted,
    ev.StepCompleted: _step_completed,
    ev.StepNotNecessary: _step_not_necessary,
    ev.LaboratoriesInformed: _informed,
    ev.SeverityProposed: _proposed,
    ev.SeverityVoted: _voted,
    ev.SeverityApproved: _approved,
    ev.SeverityLapsed: _lapsed,
    ev.CertifiedVendorsContacted: _contacted,
    ev.CertificationDecided: _certification,
    ev.OcttBugReported: _bug_reported,
    ev.OcttTicketJoined: _joined,
    ev.OcttBugAccepted: _ticket(MaintenanceStage.ACCEPTED),
    ev.OcttBugDisputed: _ticket(MaintenanceStage.DISPUTED),
    ev.OcttBugUpheld: _ticket(MaintenanceStage.REPORTED),
    ev.OcttFixReported: _ticket(MaintenanceStage.FIXED),
    ev.OcttFixVerified: _ticket(MaintenanceStage.VERIFIED),
    ev.OcttFixRejected: _ticket(MaintenanceStage.ACCEPTED),
    ev.OcttFixReleased: _released,
    ev.OcttTicketDropped: _ticket(MaintenanceStage.DROPPED),
    ev.UpdateDistributed: _distributed,
    ev.SettledByRelease: _settled_by_release,
    ev.UpdateAcknowledged: _update_acknowledged,
    ev.ScriptProvided: _script_provided,
    ev.ScriptAcknowledged: _script_acknowledged,
    ev.ScriptRetired: _script_retired,
    ev.QuestionAnswered: _answered_question,
    ev.QuestionTakenAsIssue: _taken_as_issue,
    ev.BoardDateSet: _board_date,
    ev.OtherIssueDecided: _board_decided,
    ev.CaseAssigned: _assigned,
    ev.CaseClosed: _closed,
    ev.CaseReopened: _reopened,
}
