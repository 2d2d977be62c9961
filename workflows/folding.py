"""From a history to the state of its case: the only way a state comes about."""

from collections.abc import Iterable
from dataclasses import replace

from workflows import events as ev
from workflows.case_state import CaseState, Entry
from workflows.effects import EFFECTS
from workflows.stages import AnalysisStage


def begin(raised: ev.IssueRaised) -> CaseState:
    """The state after the first event."""
    return CaseState(
        raised.origin,
        raised.procedure,
        raised.report,
        raised.laboratory_id,
        raised.vendor_id,
        raised.subject,
        seq=1,
        analysis=AnalysisStage.NOT_OPENED if raised.subject else AnalysisStage.AWAITED,
    )


def fold(history: Iterable[Entry]) -> CaseState:
    """The state after the whole history; the first entry must be `IssueRaised`."""
    entries = iter(history)
    first = next(entries)
    if not isinstance(first.event, ev.IssueRaised):
        raise TypeError("a history begins with IssueRaised")
    state, seq = begin(first.event), 1
    for entry in entries:
        state, seq = advance(state, entry.event, entry.actor_id), seq + 1
    return replace(state, seq=seq)


def apply(state: CaseState, event: ev.Event, actor_id: int | None) -> CaseState:
    """The state after one more event."""
    return replace(advance(state, event, actor_id), seq=state.seq + 1)


def advance(state: CaseState, event: ev.Event, actor_id: int | None) -> CaseState:
    """The state after an event but for the count of events, which no effect looks at; quicker than `apply`."""
    effect = EFFECTS.get(type(event))
    return state if effect is None else effect(state, event, actor_id)
