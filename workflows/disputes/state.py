"""A dispute as its history says it is: folded from events, and the only source of what the rules ask."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from workflows.case_state import Entry
from workflows.disputes import events as ev
from workflows.disputes.actions import Corrective
from workflows.disputes.vocabulary import ActionStage, Adviser, DisputeStage, Ending, Side
from workflows.events.base import Event
from workflows.roles import Actor


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement: whose, with which evidence, and whether the other side sees it. `seq` is its entry's."""

    number: int
    seq: int
    side: Side
    file_ids: tuple[int, ...]
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Round:
    """What the Board has asked, and who has not answered yet."""

    number: int
    question: str
    due_on: date
    asked: tuple[Side, ...]
    awaited: frozenset[Side]


@dataclass(frozen=True, slots=True)
class Advice:
    """A question of the Board to advisers, with the statements that they read."""

    number: int
    adviser: Adviser
    question: str
    statements: tuple[int, ...]
    answered: bool = False


@dataclass(frozen=True, slots=True)
class CorrectiveAction:
    """A corrective action of the decision."""

    number: int
    content: Corrective
    stage: ActionStage = ActionStage.OPEN


@dataclass(frozen=True, slots=True)
class DisputeState:
    """Everything that the rules ask about a dispute."""

    reporter: Side
    laboratory_id: int
    vendor_id: int
    seq: int = 1
    stage: DisputeStage = DisputeStage.REPORTED
    admitted: bool = False
    ending: Ending | None = None
    recused: frozenset[int] = frozenset()
    handlers: tuple[int, ...] = ()
    statements: tuple[Statement, ...] = ()
    files: tuple[ev.EvidenceAttached, ...] = ()
    rounds: tuple[Round, ...] = ()
    advice: tuple[Advice, ...] = ()
    due_on: date | None = None
    proposal: ev.DecisionProposed | None = None
    proposer_id: int | None = None
    votes: frozenset[int] = frozenset()
    correctives: tuple[CorrectiveAction, ...] = ()
    offer: ev.SettlementOffered | None = None
    linked: tuple[str, ...] = ()

    def side_of(self, actor: Actor) -> Side | None:
        """The side for which this person acts here; None for everybody else."""
        for side, own, party in (
            (Side.LABORATORY, actor.laboratory_id, self.laboratory_id),
            (Side.VENDOR, actor.vendor_id, self.vendor_id),
        ):
            if actor.holds(side.role) and own is not None and own == party:
                return side
        return None

    def asked_of(self, side: Side) -> Round | None:
        """The latest round that waits for this party."""
        return next((found for found in reversed(self.rounds) if side in found.awaited), None)


def fold(history: Iterable[Entry]) -> DisputeState:
    """The state after the whole history; the first entry must be `DisputeReported`."""
    entries = iter(history)
    first = next(entries).event
    if not isinstance(first, ev.DisputeReported):
        raise TypeError("a dispute's history begins with DisputeReported")
    state = begin(first)
    for entry in entries:
        state = apply(state, entry.event, entry.actor_id)
    return state


def begin(reported: ev.DisputeReported) -> DisputeState:
    """The state after the first event, which carries the reporter's first statement."""
    statement = Statement(1, 1, reported.side, reported.file_ids)
    linked = (reported.case_number,) if reported.case_number else ()
    return DisputeState(
        reported.side, reported.laboratory_id, reported.vendor_id, statements=(statement,), linked=linked
    )


def apply(state: DisputeState, event: Event, actor_id: int | None) -> DisputeState:
    """The state after one more event."""
    state = replace(state, seq=state.seq + 1)
    effect = _EFFECTS.get(type(event))
    return state if effect is None else effect(state, event, actor_id)


_Effect = Callable[[DisputeState, Any, int | None], DisputeState]


def _admissibility(state: DisputeState, event: ev.AdmissibilityDecided, _: int | None) -> DisputeState:
    return replace(state, stage=DisputeStage.ADMITTED, admitted=True) if event.admissible else state


def _recused(state: DisputeState, event: ev.MemberRecused, _: int | None) -> DisputeState:
    """Whoever is recused handles nothing, and what they have approved or proposed does not count."""
    gone = event.member_id
    state = replace(
        state,
        recused=state.recused | {gone},
        handlers=tuple(member for member in state.handlers if member != gone),
        votes=state.votes - {gone},
    )
    if state.stage is DisputeStage.PROPOSED and state.proposer_id == gone:
        return replace(state, stage=DisputeStage.ADMITTED, **_NO_PROPOSAL)
    return state


_NO_PROPOSAL: dict[str, Any] = {"proposal": None, "proposer_id": None, "votes": frozenset()}


def _handlers(state: DisputeState, event: ev.HandlersAppointed, _: int | None) -> DisputeState:
    return replace(state, handlers=event.member_ids)


def _round(state: DisputeState, event: ev.RoundOpened, _: int | None) -> DisputeState:
    opened = Round(len(state.rounds) + 1, event.question, event.due_on, event.sides, frozenset(event.sides))
    return replace(state, rounds=(*state.rounds, opened))


def _statement(state: DisputeState, event: ev.StatementGiven, _: int | None) -> DisputeState:
    given = Statement(len(state.statements) + 1, state.seq, event.side, event.file_ids)
    rounds = tuple(replace(item, awaited=item.awaited - {event.side}) for item in state.rounds)
    return replace(state, statements=(*state.statements, given), rounds=rounds)


def _attached(state: DisputeState, event: ev.EvidenceAttached, _: int | None) -> DisputeState:
    return replace(state, files=(*state.files, event))


def _shared(state: DisputeState, event: ev.StatementsShared, _: int | None) -> DisputeState:
    statements = tuple(
        replace(item, shared=item.shared or item.number in event.statements) for item in state.statements
    )
    return replace(state, statements=statements)


def _asked(state: DisputeState, event: ev.AdviceAsked, _: int | None) -> DisputeState:
    advice = Advice(len(state.advice) + 1, event.adviser, event.question, event.statements)
    return replace(state, advice=(*state.advice, advice))


def _advised(state: DisputeState, event: ev.AdviceGiven, _: int | None) -> DisputeState:
    advice = tuple(replace(item, answered=item.answered or item.number == event.advice) for item in state.advice)
    return replace(state, advice=advice)


def _date(state: DisputeState, event: ev.DateSet, _: int | None) -> DisputeState:
    return replace(state, due_on=event.due_on)


def _proposed(state: DisputeState, event: ev.DecisionProposed, actor_id: int | None) -> DisputeState:
    return replace(state, stage=DisputeStage.PROPOSED, proposal=event, proposer_id=actor_id, votes=frozenset())


def _voted(state: DisputeState, _: ev.DecisionVoted, actor_id: int | None) -> DisputeState:
    return replace(state, votes=state.votes | {actor_id}) if actor_id is not None else state


def _rejected(state: DisputeState, _: ev.DecisionRejected, __: int | None) -> DisputeState:
    return replace(state, stage=DisputeStage.ADMITTED, **_NO_PROPOSAL)


def _decided(state: DisputeState, event: ev.DisputeDecided, _: int | None) -> DisputeState:
    first = len(state.correctives) + 1  # a reopened dispute keeps those of its first decision
    new = tuple(CorrectiveAction(first + i, content) for i, content in enumerate(event.correctives))
    correctives = (*state.correctives, *new)
    return replace(state, stage=DisputeStage.DECIDED, correctives=correctives, due_on=None, offer=None, **_NO_PROPOSAL)


def _corrective(stage: ActionStage) -> _Effect:
    def effect(
        state: DisputeState, event: ev.CorrectiveReported | ev.CorrectiveConfirmed, _: int | None
    ) -> DisputeState:
        correctives = tuple(
            replace(item, stage=stage) if item.number == event.number else item for item in state.correctives
        )
        return replace(state, correctives=correctives)

    return effect


def _offered(state: DisputeState, event: ev.SettlementOffered, _: int | None) -> DisputeState:
    return replace(state, offer=event)


def _ended(state: DisputeState, event: ev.DisputeEnded, _: int | None) -> DisputeState:
    return replace(state, stage=DisputeStage.ENDED, ending=event.how, offer=None, due_on=None, **_NO_PROPOSAL)


def _reopened(state: DisputeState, _: ev.DisputeReopened, __: int | None) -> DisputeState:
    """What was never admitted is first asked for its admissibility again (P-72)."""
    stage = DisputeStage.ADMITTED if state.admitted else DisputeStage.REPORTED
    return replace(state, stage=stage, ending=None, **_NO_PROPOSAL)


def _linked(state: DisputeState, event: ev.CaseLinked, _: int | None) -> DisputeState:
    return replace(state, linked=tuple(dict.fromkeys((*state.linked, event.case_number))))


_EFFECTS: dict[type[Event], _Effect] = {
    ev.AdmissibilityDecided: _admissibility,
    ev.MemberRecused: _recused,
    ev.HandlersAppointed: _handlers,
    ev.RoundOpened: _round,
    ev.StatementGiven: _statement,
    ev.EvidenceAttached: _attached,
    ev.StatementsShared: _shared,
    ev.AdviceAsked: _asked,
    ev.AdviceGiven: _advised,
    ev.DateSet: _date,
    ev.DecisionProposed: _proposed,
    ev.DecisionVoted: _voted,
    ev.DecisionRejected: _rejected,
    ev.DisputeDecided: _decided,
    ev.CorrectiveReported: _corrective(ActionStage.REPORTED_DONE),
    ev.CorrectiveConfirmed: _corrective(ActionStage.CONFIRMED),
    ev.SettlementOffered: _offered,
    ev.DisputeEnded: _ended,
    ev.DisputeReopened: _reopened,
    ev.CaseLinked: _linked,
}
