"""Step 4b: the CWG decides whether the vendor of the case is certified (D.2.2.6; P-45)."""

from collections.abc import Iterator

from workflows import actions as act
from workflows import events as ev
from workflows.arrows import Arrow, Circumstances, roles, stages
from workflows.case_state import CaseState
from workflows.errors import NotPossibleNow, Refusal
from workflows.report import Origin
from workflows.roles import Actor, Role
from workflows.stages import AnalysisStage, CertificationStage, Track

C = CertificationStage


def _decide(_: CaseState, action: act.DecideCertification, __: Actor, ___: Circumstances) -> Iterator[ev.Event]:
    yield ev.CertificationDecided(action.certified, action.reason)


def _raised_in_certification(state: CaseState, _: Actor) -> Refusal | None:
    if state.origin is not Origin.CERTIFICATION:
        return NotPossibleNow("The issue was not raised during a certification.", rule="P-45")
    if state.analysis is not AnalysisStage.RECORDED:
        return NotPossibleNow("The analysis comes first.", rule="P-19")
    return None


TABLE = (
    Arrow(
        act.DecideCertification,
        Track.CERTIFICATION,
        stages(C.NOT_OPENED, C.AWAITED, C.CERTIFIED, C.NOT_CERTIFIED),
        roles(Role.CWG_CHAIR),
        _decide,
        stages(C.CERTIFIED, C.NOT_CERTIFIED),
        step="4b",
        rule="P-45",
        source="D.2.2.6",
        when=(_raised_in_certification,),
        effect="Laboratory and vendor are told. Certificates already issued are not changed.",
    ),
)
