"""Step 6c: what changed goes to all test laboratories, and each acknowledges (D.2.2.5; P-54, P-57)."""

from collections.abc import Iterator

from workflows import actions as act
from workflows import events as ev
from workflows.arrows import Arrow, Circumstances, roles, stages
from workflows.case_state import CaseState
from workflows.errors import InvalidValue, NotPossibleNow, Refusal
from workflows.roles import Actor, Role
from workflows.stages import DistributionStage, Track

D = DistributionStage


def _distribute(state: CaseState, action: act.DistributeUpdate, _: Actor, around: Circumstances) -> Iterator[ev.Event]:
    covers = action.covers or tuple(sorted(state.changes_owed))
    strange = set(covers) - state.changes_owed
    if strange:
        raise InvalidValue(f"{min(strange).value} is not owed to the laboratories.", field="covers", rule="P-54")
    if action.active_on < action.available_on:
        raise InvalidValue("It cannot be active before it is available.", field="active_on", rule="P-57")
    known_files(action.file_ids, around)
    yield ev.UpdateDistributed(
        len(state.updates) + 1,
        action.title,
        action.text,
        action.available_on,
        action.active_on,
        action.final,
        covers,
        action.file_ids,
    )


def _settle(state: CaseState, action: act.SettleByRelease, _: Actor, around: Circumstances) -> Iterator[ev.Event]:
    release = around.releases.get(action.release.strip())
    if release is None:
        raise InvalidValue("There is no such release, or it was not sent.", field="release", rule="P-54")
    if release.change not in state.changes_owed:
        raise InvalidValue("It contains nothing that is owed to the laboratories here.", field="release", rule="P-54")
    yield ev.SettledByRelease(
        action.release.strip(),
        release.title,
        release.available_on,
        release.active_on,
        release.final,
        (release.change,),
    )


def _acknowledge(state: CaseState, action: act.AcknowledgeUpdate, actor: Actor, _: Circumstances) -> Iterator[ev.Event]:
    update = next((u for u in state.updates if u.number == action.update), None)
    if update is None:
        raise InvalidValue(f"This case has no update {action.update}.", field="update", rule="P-54")
    if actor.laboratory_id in update.acknowledged_by:
        raise NotPossibleNow("Your laboratory has acknowledged this update already.", rule="P-54")
    if actor.laboratory_id is None:
        raise InvalidValue("You belong to no laboratory that could acknowledge.", field="update", rule="P-54")
    yield ev.UpdateAcknowledged(action.update, actor.laboratory_id)


def _update_to_acknowledge(state: CaseState, actor: Actor) -> Refusal | None:
    if any(actor.laboratory_id not in update.acknowledged_by for update in state.updates):
        return None
    return NotPossibleNow("Your laboratory has no update of this case to acknowledge.", rule="P-54")


def known_files(file_ids: tuple[int, ...], around: Circumstances) -> None:
    """Refuse files that are not on this case."""
    for file_id in file_ids:
        if file_id not in around.files:
            raise InvalidValue(f"File {file_id} is not on this case.", field="file_ids")


TABLE = (
    Arrow(
        act.DistributeUpdate,
        Track.DISTRIBUTION,
        stages(D.OWED),
        roles(Role.OCA_OFFICE),
        _distribute,
        stages(D.OWED, D.DISTRIBUTED),
        step="6c",
        rule="P-54",
        source="D.2.2.5",
        effect="Every active test laboratory gets the update and its files, and is asked to acknowledge. After a draft "
        "the final version is still owed.",
    ),
    Arrow(
        act.SettleByRelease,
        Track.DISTRIBUTION,
        stages(D.OWED),
        roles(Role.OCA_OFFICE, Role.TECHNICAL_EDITOR),
        _settle,
        stages(D.OWED, D.DISTRIBUTED),
        step="6c",
        rule="P-54",
        source="D.2.2.5",
        effect="What the release contains is owed no longer; nobody is told again. After a draft the final version is "
        "still owed.",
    ),
    Arrow(
        act.AcknowledgeUpdate,
        Track.DISTRIBUTION,
        stages(D.OWED, D.DISTRIBUTED),
        roles(Role.TEST_LABORATORY),
        _acknowledge,
        stages(D.OWED, D.DISTRIBUTED),
        step="6c",
        rule="P-54",
        source="D.2.2.5",
        effect="Your laboratory's receipt is on record.",
        on_closed=True,
        any_laboratory=True,
        when=(_update_to_acknowledge,),
    ),
)
