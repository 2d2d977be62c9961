"""Step 2: the analysis by the Technical Editors, its routing and its revision (D.2.2.1; P-19 … P-24)."""

from collections.abc import Iterator

from workflows import actions as act
from workflows import events as ev
from workflows.agenda import forward
from workflows.arrows import Arrow, Circumstances, roles, stages
from workflows.case_state import CaseState
from workflows.errors import InvalidValue, NotPossibleNow, Refusal
from workflows.roles import Actor, Group, Role
from workflows.stages import AnalysisStage, BoardMatterStage, HandlingStage, SeverityStage, Track
from workflows.vocabulary import Outcome

_OPEN = (HandlingStage.RECEIVED, HandlingStage.ON_AGENDA)
_UNAPPROVED = (SeverityStage.PROPOSAL_AWAITED, SeverityStage.PROPOSED)
_BEGUN = (HandlingStage.CONFIRMED, HandlingStage.AWAITING_OCTT_FIX, HandlingStage.DONE)
GROUP_OF = {
    Outcome.SPECIFICATION: Group.TWG,
    Outcome.OCTT: Group.CWG,
    Outcome.CERTIFICATION_DOCUMENTATION: Group.CWG,
}


def _record(state: CaseState, action: act.RecordAnalysis, _: Actor, around: Circumstances) -> Iterator[ev.Event]:
    _argued(action)
    recorded = ev.AnalysisRecorded(action.outcome, action.issue, action.cause, action.argumentation)
    yield recorded
    yield from _route(state, action.outcome, action.argumentation, around)


def _revise(state: CaseState, action: act.ReviseAnalysis, _: Actor, around: Circumstances) -> Iterator[ev.Event]:
    _argued(action)
    if state.outcome is None or action.outcome is state.outcome:
        raise InvalidValue("The outcome is the same as before; add a message instead.", field="outcome", rule="P-20")
    yield ev.AnalysisRevised(
        action.outcome, state.outcome, action.issue, action.cause, action.argumentation, action.reason
    )
    target = GROUP_OF.get(action.outcome)
    keeps = target is not None and state.handling(target) in _OPEN
    for group in Group:
        if state.handling(group) in _OPEN and not (keeps and group is target):
            yield ev.HandlingTakenBack(group)
    if not keeps:
        yield from _route(state, action.outcome, action.argumentation, around)
    if action.outcome is Outcome.VENDOR_IMPLEMENTATION and _severity_pending(state):
        yield ev.SeverityLapsed("The analysis was revised: the issue is the vendor's implementation.")
    elif action.outcome is Outcome.OTHER and state.severity in _UNAPPROVED:
        yield ev.SeverityLapsed("The analysis was revised: no working group handles the issue.")


def _route(state: CaseState, outcome: Outcome, argumentation: str, around: Circumstances) -> Iterator[ev.Event]:
    """Where an outcome leads (P-21, P-22)."""
    if outcome is Outcome.VENDOR_IMPLEMENTATION:
        yield ev.IssueAnswered(argumentation)
    elif outcome is Outcome.OTHER:
        yield ev.ForwardedToBoard()
    else:
        for event in forward(state, GROUP_OF[outcome], around):
            if isinstance(event, ev.ForwardedToGroup):
                event = ev.ForwardedToGroup(event.group, indicative=outcome is Outcome.OCTT)
            yield event


def _argued(action: act.RecordAnalysis | act.ReviseAnalysis) -> None:
    if action.outcome is Outcome.VENDOR_IMPLEMENTATION and not action.argumentation.strip():
        raise InvalidValue(
            "Laboratory and vendor are sent the argumentation; write it.", field="argumentation", rule="P-21"
        )


def _severity_pending(state: CaseState) -> bool:
    return state.severity in (SeverityStage.PROPOSAL_AWAITED, SeverityStage.PROPOSED, SeverityStage.APPROVED_HIGH)


def not_begun_elsewhere(state: CaseState, _: Actor) -> Refusal | None:
    """A group that has confirmed the issue, or a Board that has decided, is not overruled by an editor."""
    for group in Group:
        if state.handling(group) in _BEGUN:
            return NotPossibleNow(
                f"The {group.label} has confirmed the issue; it refers or reopens, not the editor.", rule="P-20"
            )
    if state.board_matter is BoardMatterStage.DECIDED:
        return NotPossibleNow("The Board has decided this issue.", rule="P-70")
    return None


TABLE = (
    Arrow(
        act.RecordAnalysis,
        Track.ANALYSIS,
        stages(AnalysisStage.AWAITED),
        roles(Role.TECHNICAL_EDITOR),
        _record,
        stages(AnalysisStage.RECORDED),
        step="2",
        rule="P-20",
        source="D.2.2.1",
        effect="Ends the analysis clock. Vendor implementation: laboratory and vendor get the answer. Specification: "
        "to the TWG; OCTT or documentation: to the CWG; on the agenda of its next call, 30 working days. Other: to the "
        "Board.",
    ),
    Arrow(
        act.ReviseAnalysis,
        Track.ANALYSIS,
        stages(AnalysisStage.RECORDED),
        roles(Role.TECHNICAL_EDITOR),
        _revise,
        stages(AnalysisStage.RECORDED),
        step="2",
        rule="P-20",
        source="D.2.2.1",
        effect="Takes the case back from a group that has not decided, routes it anew, tells laboratory and vendor.",
        when=(not_begun_elsewhere,),
    ),
)
