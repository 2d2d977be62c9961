"""Where a case stands, in a few words, read from the stages of its tracks."""

from collections.abc import Mapping

from workflows.stages import (
    UNFINISHED,
    AnalysisStage,
    BoardMatterStage,
    CaseStage,
    CertificationStage,
    DistributionStage,
    HandlingStage,
    MaintenanceStage,
    SeverityStage,
    Track,
)

_HANDLING = {
    HandlingStage.RECEIVED: "waits for a call",
    HandlingStage.ON_AGENDA: "on the agenda",
    HandlingStage.CONFIRMED: "confirmed",
    HandlingStage.AWAITING_OCTT_FIX: "awaits the OCTT fix",
}
WORDS: dict[Track, dict[str, str]] = {
    Track.ANALYSIS: {AnalysisStage.AWAITED: "analysis"},
    Track.TWG: {stage: f"TWG: {said}" for stage, said in _HANDLING.items()},
    Track.CWG: {stage: f"CWG: {said}" for stage, said in _HANDLING.items()},
    Track.SEVERITY: {
        SeverityStage.PROPOSAL_AWAITED: "severity to be proposed",
        SeverityStage.PROPOSED: "severity before the Board",
        SeverityStage.APPROVED_HIGH: "vendors to be contacted",
    },
    Track.CERTIFICATION: {CertificationStage.AWAITED: "certification decision"},
    Track.MAINTENANCE: {
        MaintenanceStage.REPORTED: "OCTT bug reported",
        MaintenanceStage.ACCEPTED: "OCTT bug accepted",
        MaintenanceStage.DISPUTED: "OCTT bug disputed",
        MaintenanceStage.FIXED: "OCTT fix to be verified",
        MaintenanceStage.VERIFIED: "OCTT fix to be released",
    },
    Track.DISTRIBUTION: {DistributionStage.OWED: "update to be distributed"},
    Track.BOARD_MATTER: {BoardMatterStage.OPEN: "before the Board"},
}


def standing(stages: Mapping[Track, str]) -> tuple[str, ...]:
    """What a case waits for on each of its tracks; closed, or nothing left, is one phrase."""
    if stages[Track.CASE] == CaseStage.CLOSED:
        return ("closed",)
    found = tuple(WORDS[track][stages[track]] for track in WORDS if stages[track] in UNFINISHED[track])
    return found or ("ready to be closed",)
