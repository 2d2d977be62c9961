"""Where a case stands with each step of Figure 4, read from the stages of its tracks."""

from enum import StrEnum

from workflows.case_state import CaseState
from workflows.figure_layout import STEPS
from workflows.questions import WAYS
from workflows.report import Origin
from workflows.stages import (
    UNFINISHED,
    AnalysisStage,
    BoardMatterStage,
    CaseStage,
    CertificationStage,
    DistributionStage,
    HandlingStage,
    SeverityStage,
    Track,
)
from workflows.vocabulary import Outcome


class StepState(StrEnum):
    """Where a case stands with one step; `none`: the step is not in this case."""

    DONE = "done"
    NOW = "now"
    OPEN = "open"
    NONE = "none"


_DONE, _NOW, _OPEN, _NONE = StepState

# What each stage says of its steps; a stage that is not listed leaves them to come, if anything still comes.
_H, _S = HandlingStage, SeverityStage
_DECISION = {_H.RECEIVED: _NOW, _H.ON_AGENDA: _NOW} | dict.fromkeys(
    (_H.CONFIRMED, _H.AWAITING_OCTT_FIX, _H.DONE, _H.NOT_AN_ISSUE, _H.REFERRED), _DONE
)
_AFTER_DECISION = {
    _H.RECEIVED: _OPEN,
    _H.ON_AGENDA: _OPEN,
    _H.CONFIRMED: _NOW,
    _H.AWAITING_OCTT_FIX: _NOW,
    _H.DONE: _DONE,
}
_SEVERITY = {  # 4a, 6a, 6b
    _S.PROPOSAL_AWAITED: (_NOW, _OPEN, _OPEN),
    _S.PROPOSED: (_NOW, _OPEN, _OPEN),
    _S.APPROVED_HIGH: (_DONE, _NOW, _NONE),
    _S.VENDORS_CONTACTED: (_DONE, _DONE, _NONE),
    _S.APPROVED_LOW: (_DONE, _NONE, _DONE),
}
_CERTIFICATION = {
    CertificationStage.AWAITED: _NOW,
    CertificationStage.CERTIFIED: _DONE,
    CertificationStage.NOT_CERTIFIED: _DONE,
}
_DISTRIBUTION = {DistributionStage.OWED: _NOW, DistributionStage.DISTRIBUTED: _DONE}


def step_states(state: CaseState) -> dict[str, StepState]:
    """Where the case stands with each step of Figure 4.

    Reading: 3c follows 3b in the picture, so it is `now` once the erratum is recorded, although it may come first.
    """
    if state.subject is not None:
        asked = {"3a": _DECISION.get(state.twg, _NONE), "5a": _DECISION.get(state.cwg, _NONE)}
        return _settled(state, dict.fromkeys(STEPS, _NONE) | asked)
    unread = state.analysis is AnalysisStage.AWAITED
    with_twg, with_cwg = (state.stage(track) in UNFINISHED[track] for track in (Track.TWG, Track.CWG))
    to_come = _OPEN if unread or with_twg or with_cwg else _NONE
    found = dict.fromkeys(STEPS, _NONE) | {state.origin.value: _DONE, "2": _NOW if unread else _DONE}
    found |= _twg_steps(state, _OPEN if unread else _NONE)
    by_cwg = _OPEN if unread or (with_twg and not state.cwg_contacted) else _NONE
    found["5a"] = _DECISION.get(state.cwg, by_cwg)
    found["5b"] = _AFTER_DECISION.get(state.cwg, by_cwg)
    found |= zip(("4a", "6a", "6b"), _SEVERITY.get(state.severity, (to_come,) * 3), strict=True)
    if state.severity is SeverityStage.APPROVED_LOW and state.contacted_text:
        found["6a"] = _DONE  # lowered after vendors were contacted
    decided = _OPEN if unread and state.origin is Origin.CERTIFICATION else _NONE
    found["4b"] = _CERTIFICATION.get(state.certification, decided)
    found["6c"] = _DISTRIBUTION.get(state.distribution, to_come)
    return _settled(state, found)


def _settled(state: CaseState, found: dict[str, StepState]) -> dict[str, StepState]:
    """Of a closed case only what was done."""
    if state.case is CaseStage.CLOSED:
        return {number: step if step is _DONE else _NONE for number, step in found.items()}
    return found


def _twg_steps(state: CaseState, to_come: StepState) -> dict[str, StepState]:
    rest = _AFTER_DECISION.get(state.twg, to_come)
    erratum = contact = rest
    if rest is _NOW:
        erratum = _DONE if state.erratum else _NOW
        contact = _DONE if state.cwg_contacted else _NOW if state.erratum else _OPEN
    return {"3a": _DECISION.get(state.twg, to_come), "3b": erratum, "3c": contact}


def asides(state: CaseState) -> tuple[str, ...]:
    """What the picture has no box for, in sentences: an answered issue, another issue at the Board, a closed case."""
    said = []
    if state.subject is not None:
        said.append(f"A question about {state.subject.label} ({WAYS[state.subject].source}).")
    if state.outcome is Outcome.VENDOR_IMPLEMENTATION:
        said.append("Answered to laboratory and vendor (D.2.2.1).")
    if state.board_matter is BoardMatterStage.OPEN:
        said.append("With the Board as another issue (D.2.3).")
    if state.board_matter is BoardMatterStage.DECIDED:
        said.append("Decided by the Board as another issue (D.2.3).")
    if state.case is CaseStage.CLOSED:
        said.append(f"Closed: {state.closing.value}." if state.closing else "Closed.")
    return tuple(said)
