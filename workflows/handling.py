"""Steps 3 and 5: handling by a working group (D.2.2.2, D.2.2.3; P-30 … P-36)."""

from collections.abc import Iterator

from workflows import actions as act
from workflows import events as ev
from workflows.agenda import around_call, find_call, forward, place, place_on_next_call
from workflows.arrows import Arrow, Circumstances, Guard, Then, roles, stages
from workflows.case_state import CaseState
from workflows.errors import InvalidValue, NotPossibleNow, Refusal
from workflows.questions import is_issue, within_time
from workflows.roles import Actor, Group, Role
from workflows.stages import ON_A_TICKET, HandlingStage, SeverityStage, Track
from workflows.vocabulary import CwgStep, Decision

H = HandlingStage
_STANDING = (H.CONFIRMED, H.AWAITING_OCTT_FIX, H.DONE)
_HAS_THE_CASE = (H.RECEIVED, H.ON_AGENDA, H.CONFIRMED, H.AWAITING_OCTT_FIX)


def _place(state: CaseState, action: act.PlaceOnAgenda, _: Actor, around: Circumstances) -> Iterator[ev.Event]:
    yield from within_time(state, place(action.group, find_call(action.group, action.call_id, around), around))


def _expedite(state: CaseState, action: act.Expedite, _: Actor, around: Circumstances) -> Iterator[ev.Event]:
    call = find_call(action.group, action.call_id, around)
    current = state.call(action.group)
    if state.handling(action.group) is H.ON_AGENDA and current and call.starts_at >= current.starts_at:
        raise InvalidValue(
            "That call is not before the one on whose agenda the case stands.", field="call_id", rule="P-12"
        )
    yield ev.Expedited(action.group, call.call_id, call.starts_at, action.reason)
    yield from within_time(state, around_call(action.group, call, around))


def _decide(state: CaseState, action: act.DecideInGroup, _: Actor, around: Circumstances) -> Iterator[ev.Event]:
    call = state.call(action.group)
    yield ev.GroupDecided(action.group, action.decision, action.argumentation, call.call_id if call else 0)
    match action.decision:
        case Decision.POSTPONED:
            yield from place_on_next_call(action.group, around, after=call)
        case Decision.REFERRED if state.handling(action.group.other) not in _HAS_THE_CASE:
            yield from forward(state, action.group.other, around, note=action.argumentation)
        case Decision.NOT_AN_ISSUE if _nothing_left_for_severity(state, action.group):
            yield ev.SeverityLapsed(f"The {action.group.label} decided that it is not an issue.")
        case _:
            pass


def _nothing_left_for_severity(state: CaseState, group: Group) -> bool:
    pending = state.severity in (SeverityStage.PROPOSAL_AWAITED, SeverityStage.PROPOSED, SeverityStage.APPROVED_HIGH)
    other = state.handling(group.other)
    return pending and other not in _STANDING and other not in _HAS_THE_CASE


def _erratum(_: CaseState, action: act.RecordErratum, __: Actor, ___: Circumstances) -> Iterator[ev.Event]:
    yield ev.ErratumWritten(
        action.kind, action.title, action.document, action.page, action.requirements, action.old_text, action.new_text
    )


def _contact_cwg(state: CaseState, action: act.ContactCwg, _: Actor, around: Circumstances) -> Iterator[ev.Event]:
    yield ev.CwgContacted(action.request)
    if state.cwg not in _HAS_THE_CASE:
        yield from forward(state, Group.CWG, around, note=action.request)


def _complete(state: CaseState, action: act.CompleteStep, _: Actor, __: Circumstances) -> Iterator[ev.Event]:
    if action.step is CwgStep.OCTT_BUG:
        raise InvalidValue(
            "An OCTT bug is done when its fix is released; report it to the tool provider.", field="step", rule="P-80"
        )
    if action.step is CwgStep.INFORM_LABORATORIES:
        raise InvalidValue(
            "Informing the laboratories is an action of its own: inform-laboratories.", field="step", rule="P-33"
        )
    _still_open(state, action.step)
    yield ev.StepCompleted(action.step, action.what)


def _not_necessary(
    state: CaseState, action: act.DeclareNotNecessary, _: Actor, __: Circumstances
) -> Iterator[ev.Event]:
    _still_open(state, action.step)
    if action.step is CwgStep.OCTT_BUG and state.maintenance in ON_A_TICKET:
        yield ev.OcttTicketDropped(action.reason)
    yield ev.StepNotNecessary(action.step, action.reason)


def _still_open(state: CaseState, step: CwgStep) -> None:
    if step in state.cwg_steps:
        raise NotPossibleNow(f"The step {step.value} is settled already.", rule="P-33")


def _inform(_: CaseState, action: act.InformLaboratories, __: Actor, ___: Circumstances) -> Iterator[ev.Event]:
    yield ev.LaboratoriesInformed(action.text)


def _no_erratum_yet(state: CaseState, _: Actor) -> Refusal | None:
    return NotPossibleNow("The erratum is recorded already.", rule="P-32") if state.erratum else None


def _cwg_not_contacted(state: CaseState, _: Actor) -> Refusal | None:
    return NotPossibleNow("The CWG has been contacted already.", rule="P-32") if state.cwg_contacted else None


def _not_informed(state: CaseState, _: Actor) -> Refusal | None:
    settled = CwgStep.INFORM_LABORATORIES in state.cwg_steps
    return NotPossibleNow("This step is settled already.", rule="P-33") if settled else None


def _has_open_step(state: CaseState, _: Actor) -> Refusal | None:
    return None if set(CwgStep) - state.cwg_steps else NotPossibleNow("Every step is settled.", rule="P-33")


def _has_step_to_complete(state: CaseState, _: Actor) -> Refusal | None:
    left = {CwgStep.DOCUMENTATION, CwgStep.TEST_CASES} - state.cwg_steps
    return None if left else NotPossibleNow("What is left has actions of its own.", rule="P-33")


# Of each group: its track, the step and the paragraph of its handling.
_OF = {Group.TWG: (Track.TWG, "3a", "D.2.2.2"), Group.CWG: (Track.CWG, "5a", "D.2.2.3")}


def _group_arrows(group: Group) -> tuple[Arrow, ...]:
    _, __, source = _OF[group]
    on_call = f"The case stands on the agenda of that {group.label} call; an OCA member's vendor is invited."
    earlier = "The case moves to an earlier call; laboratory and vendor are told."
    return (
        _to_agenda(group, act.PlaceOnAgenda, roles(group.chair), _place, rule="P-30", source=source, effect=on_call),
        _to_agenda(
            group, act.Expedite, roles(group.chair, Role.OCA_OFFICE), _expedite,
            rule="P-12", source="D.2.2", effect=earlier,
        ),
        _decision(group),
    )  # fmt: skip


def _to_agenda(
    group: Group,
    action: type[act.Action],
    may: frozenset[Role],
    then: Then,
    *,
    rule: str,
    source: str,
    effect: str,
) -> Arrow:
    track, step, _ = _OF[group]
    return Arrow(
        action,
        track,
        stages(H.RECEIVED, H.ON_AGENDA),
        may,
        then,
        stages(H.ON_AGENDA),
        step=step,
        rule=rule,
        source=source,
        fixed={"group": group},
        effect=effect,
    )


def _decision(group: Group) -> Arrow:
    track, step, source = _OF[group]
    return Arrow(
        act.DecideInGroup,
        track,
        stages(H.ON_AGENDA),
        roles(group.chair),
        _decide,
        stages(H.CONFIRMED, H.NOT_AN_ISSUE, H.RECEIVED, H.ON_AGENDA, H.REFERRED),
        step=step,
        rule="P-30",
        source=source,
        fixed={"group": group},
        when=(is_issue,),
        effect="Laboratory and vendor are told. Confirmed: the group's steps open and the severity clock runs. "
        "Postponed: to the agenda of the next call, the clock goes on. Referred: to the other group.",
    )


def _twg_step(
    action: type[act.Action], then: Then, may: frozenset[Role], step: str, guard: Guard, effect: str
) -> Arrow:
    return Arrow(
        action,
        Track.TWG,
        stages(H.CONFIRMED),
        may,
        then,
        stages(H.CONFIRMED, H.DONE),
        step=step,
        rule="P-32",
        source="D.2.2.2",
        when=(guard,),
        effect=effect,
    )


TABLE = (
    *_group_arrows(Group.TWG),
    _twg_step(
        act.RecordErratum,
        _erratum,
        roles(Role.TWG_CHAIR, Role.TECHNICAL_EDITOR),
        "3b",
        _no_erratum_yet,
        "3b is done. A correction or clarification is owed to all laboratories (6c).",
    ),
    _twg_step(
        act.ContactCwg,
        _contact_cwg,
        roles(Role.TWG_CHAIR),
        "3c",
        _cwg_not_contacted,
        "3c is done. The CWG's own handling opens on its next call, 30 working days; its chair is told.",
    ),
    *_group_arrows(Group.CWG),
    Arrow(
        act.CompleteStep,
        Track.CWG,
        stages(H.CONFIRMED, H.AWAITING_OCTT_FIX),
        roles(Role.CWG_CHAIR),
        _complete,
        stages(H.CONFIRMED, H.AWAITING_OCTT_FIX, H.DONE),
        step="5b",
        rule="P-33",
        source="D.2.2.3",
        effect="The change is owed to all laboratories (6c). When only the OCTT fix is left, the clock stops.",
        when=(_has_step_to_complete,),
    ),
    Arrow(
        act.DeclareNotNecessary,
        Track.CWG,
        stages(H.CONFIRMED, H.AWAITING_OCTT_FIX),
        roles(Role.CWG_CHAIR),
        _not_necessary,
        stages(H.CONFIRMED, H.AWAITING_OCTT_FIX, H.DONE),
        step="5b",
        rule="P-33",
        source="D.2.2.3",
        effect="The step is settled by name. When only the OCTT fix is left, the clock stops.",
        when=(_has_open_step,),
    ),
    Arrow(
        act.InformLaboratories,
        Track.CWG,
        stages(H.CONFIRMED, H.AWAITING_OCTT_FIX),
        roles(Role.CWG_CHAIR),
        _inform,
        stages(H.CONFIRMED, H.AWAITING_OCTT_FIX, H.DONE),
        step="5b",
        rule="P-33",
        source="D.2.2.3",
        effect="Every active test laboratory is told of the bug, without any party's name.",
        when=(_not_informed,),
    ),
)
