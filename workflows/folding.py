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
    state = begin(first.event)
    for entry in entries:
        state = apply(state, entry.event, entry.actor_id)
    return state


def apply(state: CaseState, event: ev.Event, actor_id: int | None) -> CaseState:
    """The state after one more event."""
    effect = EFFECTS.get(type(event))
    state = replace(state, seq=state.seq + 1)
    return state if effect is None else effect(state, event, actor_id)
