"""The main table of Appendix D and the questions asked of it: may this happen, what follows, what is possible."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

from workflows import (
    analysis,
    assignment,
    certification,
    closing,
    distribution,
    handling,
    interim,
    maintenance,
    questions,
    severity,
)
from workflows.actions import Action
from workflows.arrows import Arrow, Circumstances, action_name
from workflows.case_state import CaseState
from workflows.errors import NotPossibleNow, Refusal, WrongRole
from workflows.events import Event
from workflows.roles import Actor, Role
from workflows.stages import STAGES, CaseStage

ARROWS: tuple[Arrow, ...] = (
    *analysis.TABLE,
    *interim.TABLE,
    *handling.TABLE,
    *questions.TABLE,
    *severity.TABLE,
    *certification.TABLE,
    *maintenance.TABLE,
    *distribution.TABLE,
    *assignment.TABLE,
    *closing.TABLE,
)

ACTIONS: dict[str, type[Action]] = {arrow.name: arrow.action for arrow in ARROWS}


@dataclass(frozen=True, slots=True)
class PossibleAction:
    """One action that this person can take on this case now, and what the row of the table says about it."""

    arrow: Arrow

    @property
    def name(self) -> str:
        """The action's name, as in the API's addresses."""
        return self.arrow.name

    @property
    def title(self) -> str:
        """The action in words."""
        return (self.arrow.action.__doc__ or "").strip()

    def needs(self) -> Iterator[tuple[str, str]]:
        """Name and label of each field that the person gives; the row's own values are not asked."""
        for item in fields(self.arrow.action):
            if item.name not in self.arrow.fixed:
                yield item.name, item.metadata["label"]


def decide(state: CaseState, action: Action, actor: Actor, around: Circumstances) -> tuple[Arrow, tuple[Event, ...]]:
    """The row that allows `action` and the events that follow from it.

    Raises WrongRole (whoever the case: this person never), NotPossibleNow (not at this stage) or InvalidValue
    (the action's content does not fit). Source: D.2.2.
    """
    rows = [
        arrow
        for arrow in ARROWS
        if arrow.action is type(action) and all(getattr(action, name) == value for name, value in arrow.fixed.items())
    ]
    mine = [arrow for arrow in rows if acts_as(state, actor, arrow)]
    if not mine:
        may = ", ".join(sorted({role.label for arrow in rows for role in arrow.roles}))
        raise WrongRole(f"This is for: {may}.", rule=rows[0].rule if rows else "")
    refusals = [refusal for arrow in mine if (refusal := _refusal(state, actor, arrow)) is not None]
    if len(refusals) == len(mine):
        raise refusals[0]
    arrow = next(arrow for arrow in mine if _refusal(state, actor, arrow) is None)
    return arrow, tuple(arrow.then(state, action, actor, around))


def possible_actions(state: CaseState, actor: Actor) -> tuple[PossibleAction, ...]:
    """What this person can do on this case now, in the order of the tables."""
    return tuple(
        PossibleAction(arrow)
        for arrow in _standing_right(state)
        if acts_as(state, actor, arrow) and _refusal(state, actor, arrow) is None
    )


def others_actions(state: CaseState, actor: Actor) -> tuple[tuple[str, frozenset[Role]], ...]:
    """What the tables allow now to others: action name and roles, for "not yours now"."""
    return tuple(
        (action_name(arrow.action), arrow.roles)
        for arrow in _standing_right(state)
        if not acts_as(state, actor, arrow) and _refusal(state, actor, arrow) is None
    )


def _standing_right(state: CaseState) -> Iterator[Arrow]:
    """The rows whose track stands where they come from: few of many, and no reason is worded for the others."""
    stands = {track: state.stage(track) for track in STAGES}
    return (arrow for arrow in ARROWS if stands[arrow.track] in arrow.come_from)


def acts_as(state: CaseState, actor: Actor, arrow: Arrow) -> bool:
    """True if one of the person's roles may fire this row here; parties only on their own case."""
    for role in arrow.roles & actor.roles:
        if role is Role.TEST_LABORATORY and not arrow.any_laboratory:
            if actor.laboratory_id is not None and actor.laboratory_id == state.laboratory_id:
                return True
        elif role is Role.VENDOR:
            if actor.vendor_id is not None and actor.vendor_id == state.vendor_id:
                return True
        else:
            return True
    return False


def _refusal(state: CaseState, actor: Actor, arrow: Arrow) -> Refusal | None:
    if state.case is CaseStage.CLOSED and not arrow.on_closed:
        return NotPossibleNow("The case is closed; reopen it first.", rule="P-60")
    if state.stage(arrow.track) not in arrow.come_from:
        return NotPossibleNow(f"The track {arrow.track.value} stands at {state.stage(arrow.track)}.", rule=arrow.rule)
    for guard in arrow.when:
        refusal = guard(state, actor)
        if refusal is not None:
            return refusal
    return None
