"""Questions: to which group each goes, under which clock, and how it is answered (ch.7.3, ch.9, ch.11; P-09, P-24).

A question is a case whose subject says who answers it, so that it needs no analysis. **Reading**: ch.11 sends it to a
working group, where the maximum time of D.2.2 for that group runs, as for everything that comes before it in a
certification; what a vendor asks the CWG about its product (ch.7.3, ch.9 note 7) has no maximum time (P-09).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from workflows import actions as act
from workflows import events as ev
from workflows.agenda import place_on_next_call
from workflows.arrows import Arrow, Circumstances, roles, stages
from workflows.case_state import CaseState
from workflows.errors import NotPossibleNow, Refusal
from workflows.roles import Actor, Group, Role
from workflows.stages import AnalysisStage, HandlingStage, Track
from workflows.vocabulary import Decision, Subject

_OPEN = (HandlingStage.RECEIVED, HandlingStage.ON_AGENDA)


@dataclass(frozen=True, slots=True)
class Way:
    """Where a question goes; `timed` is whether the group's maximum time runs."""

    group: Group
    source: str
    timed: bool = True


WAYS: dict[Subject, Way] = {
    Subject.PROCEDURE: Way(Group.CWG, "ch.11"),
    Subject.SPECIFICATION: Way(Group.TWG, "ch.11"),
    Subject.TESTS: Way(Group.CWG, "ch.11"),
    Subject.TOOLS: Way(Group.CWG, "ch.11"),
    Subject.PRODUCT_TYPE: Way(Group.CWG, "ch.7.3", timed=False),
    Subject.CHANGE: Way(Group.CWG, "ch.9", timed=False),
}


def timed(state: CaseState) -> bool:
    """Whether maximum times run in a case: in all but what a vendor asks about its product (P-09)."""
    return state.subject is None or WAYS[state.subject].timed


def within_time(state: CaseState, events: Iterable[ev.Event]) -> Iterator[ev.Event]:
    """The events without the warning that no call is in time, where there is no time (P-35)."""
    return (event for event in events if timed(state) or not isinstance(event, ev.NoCallInTime))


def route(state: CaseState, around: Circumstances) -> Iterator[ev.Event]:
    """A question goes to the group that its subject names, and stands on the agenda of its next call (P-24, P-30)."""
    assert state.subject is not None, "only questions are routed by their subject"
    yield from forward_question(state, WAYS[state.subject].group, around)


def forward_question(state: CaseState, group: Group, around: Circumstances, note: str = "") -> Iterator[ev.Event]:
    """A question reaches a group. About the tools it depends on their provider, as an OCTT issue does (P-36)."""
    yield ev.ForwardedToGroup(group, indicative=state.subject is Subject.TOOLS, note=note)
    yield from within_time(state, place_on_next_call(group, around, after=None))


def is_issue(state: CaseState, _: Actor) -> Refusal | None:
    """Guard: for issues only."""
    if state.subject is None:
        return None
    return NotPossibleNow("This is a question: it is answered, referred, or taken as an issue.", rule="P-24")


def _is_question(state: CaseState, _: Actor) -> Refusal | None:
    return None if state.subject is not None else NotPossibleNow("This is an issue, not a question.", rule="P-24")


def _is_open(state: CaseState, actor: Actor) -> Refusal | None:
    """A chair takes what their own group has; an editor any question that nobody has answered."""
    for group in Group:
        if state.handling(group) in _OPEN and actor.holds(Role.TECHNICAL_EDITOR, group.chair):
            return None
    return NotPossibleNow("No group that is yours to speak for has the question.", rule="P-24")


def _answer(state: CaseState, action: act.AnswerQuestion, _: Actor, around: Circumstances) -> Iterator[ev.Event]:
    yield ev.QuestionAnswered(action.group, action.answer, _call_of(state, action.group, around))


def _call_of(state: CaseState, group: Group, around: Circumstances) -> int:
    """The call in which the group speaks now; 0 before it has begun."""
    call = state.call(group)
    return call.call_id if call is not None and call.starts_at <= around.at else 0


def _refer(state: CaseState, action: act.ReferQuestion, _: Actor, around: Circumstances) -> Iterator[ev.Event]:
    call = _call_of(state, action.group, around)
    yield ev.GroupDecided(action.group, Decision.REFERRED, action.reason, call)
    yield from forward_question(state, action.group.other, around, note=action.reason)


def _take(state: CaseState, action: act.TakeAsIssue, _: Actor, __: Circumstances) -> Iterator[ev.Event]:
    yield ev.QuestionTakenAsIssue(action.reason)
    for group in Group:
        if state.handling(group) in _OPEN:
            yield ev.HandlingTakenBack(group)


def _of_group(group: Group) -> tuple[Arrow, ...]:
    track = Track.TWG if group is Group.TWG else Track.CWG
    step = "3a" if group is Group.TWG else "5a"
    fixed, may = {"group": group}, roles(group.chair)
    return (
        Arrow(
            act.AnswerQuestion,
            track,
            stages(*_OPEN),
            may,
            _answer,
            stages(HandlingStage.DONE),
            step=step,
            rule="P-24",
            source="ch.11",
            fixed=fixed,
            when=(_is_question,),
            effect="Whoever asked gets the answer; the question can be closed with its resolution.",
        ),
        Arrow(
            act.ReferQuestion,
            track,
            stages(*_OPEN),
            may,
            _refer,
            stages(HandlingStage.REFERRED),
            step=step,
            rule="P-24",
            source="ch.11",
            fixed=fixed,
            when=(_is_question,),
            effect=f"To the {group.other.label}, on the agenda of its next call; whoever asked is told.",
        ),
    )


TABLE = (
    *_of_group(Group.TWG),
    *_of_group(Group.CWG),
    Arrow(
        act.TakeAsIssue,
        Track.ANALYSIS,
        stages(AnalysisStage.NOT_OPENED),
        roles(Role.TECHNICAL_EDITOR, Role.TWG_CHAIR, Role.CWG_CHAIR),
        _take,
        stages(AnalysisStage.AWAITED),
        step="2",
        rule="P-24",
        source="D.2.1",
        when=(_is_question, _is_open),
        effect="It goes on as an issue: analysis by the Technical Editors, 5 working days; whoever asked is told.",
    ),
)
