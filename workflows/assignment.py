"""Who of those that hold a step takes the case up (P-15). It gives no right and takes none: those are the role's."""

from collections.abc import Iterator

from workflows import actions as act
from workflows import events as ev
from workflows.arrows import Arrow, Circumstances, roles, stages
from workflows.case_state import CaseState
from workflows.errors import InvalidValue, NotPossibleNow, Refusal
from workflows.roles import HANDLERS, Actor, Group, Role
from workflows.stages import CaseStage, CertificationStage, HandlingStage, Track
from workflows.waiting import WAITS

_OPEN = stages(CaseStage.OPEN)
_ANY_CASE = (Role.TECHNICAL_EDITOR, Role.OCA_OFFICE)


def holders(state: CaseState) -> frozenset[Role]:
    """OCA's roles that hold a step of the case now; the Technical Editors where nothing is left but to close it."""
    held = {role for wait in WAITS if state.stage(wait.track) == wait.stage for role in wait.roles & HANDLERS}
    return frozenset(held or {Role.TECHNICAL_EDITOR})


def _assign(state: CaseState, action: act.AssignCase, _: Actor, around: Circumstances) -> Iterator[ev.Event]:
    if action.person_id == state.assignee_id:
        raise InvalidValue("It is so already.", field="person_id", rule="P-15")
    if action.person_id is None:
        yield ev.CaseAssigned(None, "")
        return
    known = around.people.get(action.person_id)
    if known is None or known.roles.isdisjoint(holders(state)):
        wanted = " or ".join(sorted(role.label for role in holders(state)))
        raise InvalidValue(f"Choose a {wanted}: they hold the step.", field="person_id", rule="P-15")
    yield ev.CaseAssigned(action.person_id, known.name)


def _handles_it(state: CaseState, actor: Actor) -> Refusal | None:
    """A chair assigns what their group has, the CWG's also while it decides about the certificate."""
    if actor.holds(*_ANY_CASE):
        return None
    for group in Group:
        has_it = state.handling(group) is not HandlingStage.NOT_OPENED
        certifies = group is Group.CWG and state.certification is CertificationStage.AWAITED
        if actor.holds(group.chair) and (has_it or certifies):
            return None
    return NotPossibleNow("Your group does not have this case.", rule="P-15")


TABLE = (
    Arrow(
        act.AssignCase,
        Track.CASE,
        _OPEN,
        roles(*_ANY_CASE, Role.TWG_CHAIR, Role.CWG_CHAIR),
        _assign,
        _OPEN,
        step="",
        rule="P-15",
        source="D.2.2",
        when=(_handles_it,),
        effect="The case stands first in that person's work, and they are told unless they did it themselves. Rights "
        "stay with the role.",
    ),
)
