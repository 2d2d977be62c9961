"""Severity: steps 4a and 6a."""

from dataclasses import replace

from workflows import events as ev
from workflows.case_state import CaseState
from workflows.effects.base import Effect
from workflows.stages import SeverityStage
from workflows.vocabulary import Level


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


EFFECTS: dict[type[ev.Event], Effect] = {
    ev.SeverityProposed: _proposed,
    ev.SeverityVoted: _voted,
    ev.SeverityApproved: _approved,
    ev.SeverityLapsed: _lapsed,
    ev.CertifiedVendorsContacted: _contacted,
}
