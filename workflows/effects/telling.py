"""What goes to laboratories: updates and scripts (6c, P-10)."""

from dataclasses import replace

from workflows import events as ev
from workflows.case_state import CaseState, Script, Update
from workflows.effects.base import Effect
from workflows.stages import DistributionStage


def _distributed(state: CaseState, event: ev.UpdateDistributed, _: int | None) -> CaseState:
    left = state.changes_owed - set(event.covers) if event.final else state.changes_owed
    stage = DistributionStage.OWED if left else DistributionStage.DISTRIBUTED
    updates = (*state.updates, Update(event.update, event.title))
    return replace(state, distribution=stage, changes_owed=left, updates=updates)


def _settled_by_release(state: CaseState, event: ev.SettledByRelease, _: int | None) -> CaseState:
    left = state.changes_owed - set(event.covers) if event.final else state.changes_owed
    stage = DistributionStage.OWED if left else DistributionStage.DISTRIBUTED
    return replace(state, distribution=stage, changes_owed=left)


def _update_acknowledged(state: CaseState, event: ev.UpdateAcknowledged, _: int | None) -> CaseState:
    updates = tuple(
        replace(u, acknowledged_by=(*u.acknowledged_by, event.laboratory_id)) if u.number == event.update else u
        for u in state.updates
    )
    return replace(state, updates=updates)


def _script_provided(state: CaseState, event: ev.ScriptProvided, _: int | None) -> CaseState:
    given = Script(event.script, event.name, event.laboratory_ids, test_references=event.test_references)
    return replace(state, scripts=(*state.scripts, given))


def _script_acknowledged(state: CaseState, event: ev.ScriptAcknowledged, _: int | None) -> CaseState:
    scripts = tuple(
        replace(s, acknowledged_by=(*s.acknowledged_by, event.laboratory_id)) if s.number == event.script else s
        for s in state.scripts
    )
    return replace(state, scripts=scripts)


def _script_retired(state: CaseState, event: ev.ScriptRetired, _: int | None) -> CaseState:
    return replace(
        state, scripts=tuple(replace(s, retired=True) if s.number == event.script else s for s in state.scripts)
    )


EFFECTS: dict[type[ev.Event], Effect] = {
    ev.UpdateDistributed: _distributed,
    ev.SettledByRelease: _settled_by_release,
    ev.UpdateAcknowledged: _update_acknowledged,
    ev.ScriptProvided: _script_provided,
    ev.ScriptAcknowledged: _script_acknowledged,
    ev.ScriptRetired: _script_retired,
}
