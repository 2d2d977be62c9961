"""Handling by the working groups: steps 3 and 5."""

from dataclasses import replace

from workflows import events as ev
from workflows.case_state import Call, CaseState, with_handling
from workflows.effects.base import Effect, certification_opened, owe, step_settled
from workflows.roles import Group
from workflows.stages import BoardMatterStage, HandlingStage, SeverityStage
from workflows.vocabulary import Change, CwgStep, Decision, ErratumKind

_DECIDED = {
    Decision.CONFIRMED: HandlingStage.CONFIRMED,
    Decision.NOT_AN_ISSUE: HandlingStage.NOT_AN_ISSUE,
    Decision.POSTPONED: HandlingStage.RECEIVED,  # until PlacedOnAgenda follows
    Decision.REFERRED: HandlingStage.REFERRED,
}
_CHANGED_BY_STEP = {CwgStep.DOCUMENTATION: Change.DOCUMENTATION, CwgStep.TEST_CASES: Change.TEST_CASES}
_CHANGES_TEXT = frozenset({ErratumKind.CORRECTION, ErratumKind.CLARIFICATION})


def _forwarded(state: CaseState, event: ev.ForwardedToGroup, _: int | None) -> CaseState:
    if state.board_matter is BoardMatterStage.OPEN:
        state = replace(state, board_matter=BoardMatterStage.NOT_OPENED, board_due_on=None)
    if event.group is Group.CWG:
        state = replace(state, cwg_steps=frozenset(), cwg_call=None)
    else:
        state = replace(state, erratum=None, cwg_contacted=False, twg_call=None)
    return certification_opened(with_handling(state, event.group, HandlingStage.RECEIVED))


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
    return owe(state, Change.ERRATUM) if event.kind in _CHANGES_TEXT else state


def _cwg_contacted(state: CaseState, _event: ev.CwgContacted, _: int | None) -> CaseState:
    return _twg_settled(replace(state, cwg_contacted=True))


def _step_completed(state: CaseState, event: ev.StepCompleted, _: int | None) -> CaseState:
    state = step_settled(state, event.step)
    return owe(state, _CHANGED_BY_STEP[event.step]) if event.step in _CHANGED_BY_STEP else state


def _step_not_necessary(state: CaseState, event: ev.StepNotNecessary, _: int | None) -> CaseState:
    return step_settled(state, event.step)


def _informed(state: CaseState, _event: ev.LaboratoriesInformed, _: int | None) -> CaseState:
    return step_settled(state, CwgStep.INFORM_LABORATORIES)


EFFECTS: dict[type[ev.Event], Effect] = {
    ev.ForwardedToGroup: _forwarded,
    ev.HandlingTakenBack: _taken_back,
    ev.PlacedOnAgenda: _placed,
    ev.Expedited: _placed,
    ev.GroupDecided: _decided,
    ev.ErratumWritten: _erratum,
    ev.CwgContacted: _cwg_contacted,
    ev.StepCompleted: _step_completed,
    ev.StepNotNecessary: _step_not_necessary,
    ev.LaboratoriesInformed: _informed,
}
