"""What several effects do; and what an effect is."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from workflows.case_state import CaseState
from workflows.report import Origin
from workflows.stages import CertificationStage, DistributionStage, HandlingStage
from workflows.vocabulary import Change, CwgStep

Effect = Callable[[CaseState, Any, int | None], CaseState]


def certification_opened(state: CaseState) -> CaseState:
    """Handling of an issue that was raised in a certification opens the decision on it."""
    raised_in_certification = state.origin is Origin.CERTIFICATION
    if raised_in_certification and state.certification is CertificationStage.NOT_OPENED:
        return replace(state, certification=CertificationStage.AWAITED)
    return state


def owe(state: CaseState, change: Change) -> CaseState:
    """Something is owed to all laboratories (6c)."""
    return replace(state, distribution=DistributionStage.OWED, changes_owed=state.changes_owed | {change})


def step_settled(state: CaseState, step: CwgStep) -> CaseState:
    """A step of the CWG is settled; when nothing is left, or the OCTT fix only, its handling goes on."""
    settled = state.cwg_steps | {step}
    left = set(CwgStep) - settled
    stage = state.cwg
    if stage in (HandlingStage.CONFIRMED, HandlingStage.AWAITING_OCTT_FIX):
        if not left:
            stage = HandlingStage.DONE
        elif left == {CwgStep.OCTT_BUG}:
            stage = HandlingStage.AWAITING_OCTT_FIX
    return replace(state, cwg_steps=settled, cwg=stage)
