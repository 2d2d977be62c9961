"""The ticket of an OCTT issue at the tool provider."""

from dataclasses import replace

from workflows import events as ev
from workflows.case_state import CaseState
from workflows.effects.base import Effect, owe, step_settled
from workflows.stages import MaintenanceStage
from workflows.vocabulary import Change, CwgStep


def _ticket(stage: MaintenanceStage) -> Effect:
    def effect(state: CaseState, _event: ev.Event, _: int | None) -> CaseState:
        return replace(state, maintenance=stage)

    return effect


def _joined(state: CaseState, event: ev.OcttTicketJoined, _: int | None) -> CaseState:
    return replace(state, maintenance=MaintenanceStage.JOINED, ticket=event.ticket)


def _bug_reported(state: CaseState, _event: ev.OcttBugReported, _: int | None) -> CaseState:
    return replace(state, maintenance=MaintenanceStage.REPORTED, ticket="")


def _released(state: CaseState, _event: ev.OcttFixReleased, _: int | None) -> CaseState:
    state = step_settled(replace(state, maintenance=MaintenanceStage.RELEASED), CwgStep.OCTT_BUG)
    return owe(state, Change.OCTT)


EFFECTS: dict[type[ev.Event], Effect] = {
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
}
