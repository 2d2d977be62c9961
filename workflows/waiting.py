"""Whose turn it is: what each unfinished stage waits for, by whom, under which clock (for "My work").

Read from the stages alone, so that a list costs one query; `procedure.possible_actions` says exactly what may be done.
"""

from dataclasses import dataclass, replace

from workflows import actions as act
from workflows.actions import Action
from workflows.case_state import CaseState
from workflows.roles import Role
from workflows.stages import (
    AnalysisStage,
    BoardMatterStage,
    CertificationStage,
    DistributionStage,
    HandlingStage,
    MaintenanceStage,
    SeverityStage,
    Track,
)
from workflows.versions import ClockKind

_H, _S, _M = HandlingStage, SeverityStage, MaintenanceStage


@dataclass(frozen=True, slots=True)
class Wait:
    """On `track` at `stage`, `roles` are asked to do something; `action` is the first thing that they can do.

    `clock` is the kind of the clock that measures it, None where there is no maximum time.
    """

    track: Track
    stage: str
    roles: frozenset[Role]
    step: str
    asked: str
    action: type[Action]
    clock: ClockKind | None = None

    def of(self, subject: str | None) -> "Wait":
        """The same for a question, about which a group does not decide but which it answers (P-24)."""
        if not subject or self.action is not act.DecideInGroup:
            return self
        return replace(self, action=act.AnswerQuestion, asked="Answer the question")

    @property
    def column(self) -> str:
        """The column of a case's row that says whether it waits for this."""
        return f"{self.track.value}_stage"


def _wait(
    track: Track,
    stage: str,
    roles: tuple[Role, ...],
    step: str,
    asked: str,
    action: type[Action],
    clock: ClockKind | None = None,
) -> Wait:
    return Wait(track, stage, frozenset(roles), step, asked, action, clock)


_EDITOR, _TWG, _CWG = (Role.TECHNICAL_EDITOR,), (Role.TWG_CHAIR,), (Role.CWG_CHAIR,)
_BOARD, _OFFICE, _CHAIRS = (Role.BOARD,), (Role.OCA_OFFICE,), (Role.TWG_CHAIR, Role.CWG_CHAIR)
_GROUP, _SEVERITY = ClockKind.WORKING_GROUP, ClockKind.SEVERITY

WAITS: tuple[Wait, ...] = (
    _wait(
        Track.ANALYSIS,
        AnalysisStage.AWAITED,
        _EDITOR,
        "2",
        "Record the analysis",
        act.RecordAnalysis,
        ClockKind.ANALYSIS,
    ),
    _wait(Track.TWG, _H.RECEIVED, _TWG, "3a", "Put it on a call’s agenda", act.PlaceOnAgenda, _GROUP),
    _wait(Track.TWG, _H.ON_AGENDA, _TWG, "3a", "Decide in the TWG’s call", act.DecideInGroup, _GROUP),
    _wait(
        Track.TWG,
        _H.CONFIRMED,
        (*_TWG, *_EDITOR),
        "3b, 3c",
        "Write the erratum, contact the CWG",
        act.RecordErratum,
        _GROUP,
    ),
    _wait(Track.CWG, _H.RECEIVED, _CWG, "5a", "Put it on a call’s agenda", act.PlaceOnAgenda, _GROUP),
    _wait(Track.CWG, _H.ON_AGENDA, _CWG, "5a", "Decide in the CWG’s call", act.DecideInGroup, _GROUP),
    _wait(Track.CWG, _H.CONFIRMED, _CWG, "5b", "Settle the steps of 5b", act.CompleteStep, _GROUP),
    _wait(
        Track.CWG,
        _H.AWAITING_OCTT_FIX,
        _CWG,
        "5b",
        "Only the OCTT bug fix is left",
        act.CompleteStep,
        _GROUP,
    ),
    _wait(Track.SEVERITY, _S.PROPOSAL_AWAITED, _CHAIRS, "4a", "Propose the severity", act.ProposeSeverity, _SEVERITY),
    _wait(Track.SEVERITY, _S.PROPOSED, _BOARD, "4a", "Approve the severity", act.ApproveSeverity, _SEVERITY),
    _wait(
        Track.SEVERITY,
        _S.APPROVED_HIGH,
        _OFFICE,
        "6a",
        "Contact the certified vendors",
        act.ContactCertifiedVendors,
        _SEVERITY,
    ),
    _wait(
        Track.CERTIFICATION,
        CertificationStage.AWAITED,
        _CWG,
        "4b",
        "Decide whether the vendor is certified",
        act.DecideCertification,
    ),
    _wait(Track.MAINTENANCE, _M.DISPUTED, _CWG, "5b", "Uphold the OCTT bug, or settle it", act.UpholdOcttBug),
    _wait(Track.MAINTENANCE, _M.FIXED, (*_EDITOR, *_CWG), "5b", "Verify the OCTT fix", act.VerifyOcttFix),
    _wait(Track.DISTRIBUTION, DistributionStage.OWED, _OFFICE, "6c", "Distribute the update", act.DistributeUpdate),
    _wait(
        Track.BOARD_MATTER, BoardMatterStage.OPEN, _BOARD, "board", "Decide on the other issue", act.DecideOtherIssue
    ),
    _wait(
        Track.MAINTENANCE,
        _M.REPORTED,
        (Role.TOOL_PROVIDER,),
        "5b",
        "Accept or dispute the OCTT bug",
        act.AcceptOcttBug,
    ),
    _wait(Track.MAINTENANCE, _M.ACCEPTED, (Role.TOOL_PROVIDER,), "5b", "Report the fix", act.ReportOcttFix),
    _wait(
        Track.MAINTENANCE,
        _M.VERIFIED,
        (Role.TOOL_PROVIDER,),
        "5b",
        "Release the fixed OCTT",
        act.ReleaseOcttFix,
    ),
)


def waits_of(state: CaseState) -> tuple[Wait, ...]:
    """What a case waits for now."""
    return tuple(wait.of(state.subject) for wait in WAITS if state.stage(wait.track) == wait.stage)


def waits_for(roles: frozenset[Role]) -> tuple[Wait, ...]:
    """What can wait for somebody who holds these roles."""
    return tuple(wait for wait in WAITS if not wait.roles.isdisjoint(roles))
