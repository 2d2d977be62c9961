"""The course of a case: its report, analysis, questions, what lies before the Board, its end and beginning again."""

from dataclasses import replace

from workflows import events as ev
from workflows.case_state import CaseState, with_handling
from workflows.effects.base import Effect, certification_opened
from workflows.report import Origin
from workflows.stages import (
    AnalysisStage,
    BoardMatterStage,
    CaseStage,
    CertificationStage,
    HandlingStage,
    MaintenanceStage,
    SeverityStage,
)


def _amended(state: CaseState, event: ev.ReportAmended, _: int | None) -> CaseState:
    return replace(state, report=event.report, vendor_id=event.vendor_id or state.vendor_id)


def _consent(state: CaseState, _event: ev.LoggingConsentRecorded, _: int | None) -> CaseState:
    return replace(state, logging_consent=True)


def _analysed(state: CaseState, event: ev.AnalysisRecorded | ev.AnalysisRevised, _: int | None) -> CaseState:
    return replace(state, analysis=AnalysisStage.RECORDED, outcome=event.outcome)


def _answered(state: CaseState, _event: ev.IssueAnswered, _: int | None) -> CaseState:
    if state.certification is CertificationStage.AWAITED:  # the analysis was revised: nothing is left to decide
        state = replace(state, certification=CertificationStage.NOT_OPENED)
    if state.board_matter is BoardMatterStage.OPEN:
        state = replace(state, board_matter=BoardMatterStage.NOT_OPENED, board_due_on=None)
    return state


def _to_board(state: CaseState, _event: ev.ForwardedToBoard, _: int | None) -> CaseState:
    return certification_opened(replace(state, board_matter=BoardMatterStage.OPEN))


def _board_date(state: CaseState, event: ev.BoardDateSet, _: int | None) -> CaseState:
    return replace(state, board_due_on=event.due_on)


def _board_decided(state: CaseState, _event: ev.OtherIssueDecided, _: int | None) -> CaseState:
    return replace(state, board_matter=BoardMatterStage.DECIDED)


def _answered_question(state: CaseState, event: ev.QuestionAnswered, _: int | None) -> CaseState:
    return with_handling(state, event.group, HandlingStage.DONE)


def _taken_as_issue(state: CaseState, _event: ev.QuestionTakenAsIssue, _: int | None) -> CaseState:
    """From here on as if it had been raised as an issue: during a certification if it has both parties, else by OCA."""
    both = state.laboratory_id is not None and state.vendor_id is not None
    origin = Origin.CERTIFICATION if both else Origin.OCA
    return replace(state, origin=origin, subject=None, analysis=AnalysisStage.AWAITED)


def _certification(state: CaseState, event: ev.CertificationDecided, _: int | None) -> CaseState:
    stage = CertificationStage.CERTIFIED if event.certified else CertificationStage.NOT_CERTIFIED
    return replace(state, certification=stage)


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
    ev.ForwardedToBoard: _to_board,
    ev.CertificationDecided: _certification,
    ev.QuestionAnswered: _answered_question,
    ev.QuestionTakenAsIssue: _taken_as_issue,
    ev.BoardDateSet: _board_date,
    ev.OtherIssueDecided: _board_decided,
    ev.CaseAssigned: _assigned,
    ev.CaseClosed: _closed,
    ev.CaseReopened: _reopened,
}
