"""Who sees what of a dispute (P-73, P-75, P-76): pure, and asked by every page, answer, letter and dossier.

A party sees what it gave itself, what is shared, what it is asked, and what the Board says to both. Sitting members
of the Board and the office, as registrar, see all. Advisers see their questions with exactly the statements named in
them. Whoever is recused, and everybody else, sees nothing.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from workflows.case_state import Entry
from workflows.disputes import events as ev
from workflows.disputes.arrows import impartial
from workflows.disputes.state import Advice, CorrectiveAction, DisputeState, Round, Statement
from workflows.disputes.vocabulary import ActionStage, DisputeStage, Ending, Side
from workflows.events.base import Event
from workflows.roles import Actor, Role

ALL = frozenset({Role.BOARD, Role.OCA_OFFICE})


class Reading(StrEnum):
    """As what somebody reads a dispute."""

    ALL = "all"  # sitting Board members decide, the office keeps the register
    PARTY = "party"
    ADVISER = "adviser"
    RECUSED = "recused"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Seen:
    """A dispute as one person sees it."""

    state: DisputeState  # whole: for rules, never for showing
    reading: Reading
    side: Side | None
    entries: tuple[Entry, ...]
    statements: tuple[Statement, ...]
    files: tuple[ev.EvidenceAttached, ...]
    rounds: tuple[Round, ...]
    advice: tuple[Advice, ...]
    correctives: tuple[CorrectiveAction, ...]

    @property
    def stage(self) -> DisputeStage:
        """Where it stands, as this person may know it."""
        return stage_for(self.state, self.reading)

    def author(self, entry: Entry) -> str | Side | None:
        """Who acted, as this person may know it: a name, to a party of the other one its side, of OCA None."""
        side = behind(self.state, entry.event)
        return entry.actor_name if self.reading is not Reading.PARTY or side is self.side else side


def stage_for(state: DisputeState, reading: Reading) -> DisputeStage:
    """Where a dispute stands; to a party and an adviser, a decision that is only proposed is none yet (P-76)."""
    hidden = reading is not Reading.ALL and state.stage is DisputeStage.PROPOSED
    return DisputeStage.ADMITTED if hidden else state.stage


def reads_as(state: DisputeState, actor: Actor) -> Reading:
    """As what this person reads; to act for a party comes before everything else, to be recused before a role."""
    if state.side_of(actor) is not None:
        return Reading.PARTY
    if not impartial(state, actor):
        return Reading.RECUSED
    if actor.holds(*ALL):
        return Reading.ALL
    if any(actor.holds(item.adviser.role) for item in state.advice):
        return Reading.ADVISER
    return Reading.NOTHING


def seen(state: DisputeState, history: Iterable[Entry], actor: Actor) -> Seen:
    """The whole dispute as this person may see it."""
    reading, side = reads_as(state, actor), state.side_of(actor)
    statements = _statements(state, reading, actor)
    named = {file_id for item in statements for file_id in item.file_ids}
    everything = reading is Reading.ALL
    return Seen(
        state,
        reading,
        side,
        tuple(shown for entry in history if (shown := _entry(state, entry, reading, actor)) is not None),
        statements,
        tuple(item for item in state.files if everything or item.file_id in named or (side and item.side is side)),
        _rounds(state, reading, side),
        tuple(item for item in state.advice if everything or _is_asked(item, reading, actor)),
        _correctives(state, reading, side),
    )


def behind(state: DisputeState, event: Event) -> Side | None:
    """The side whose own act an event is; None for the Board, the office and what both sides make together."""
    match event:
        case ev.DisputeReported() | ev.StatementGiven() | ev.EvidenceAttached() | ev.SettlementOffered():
            return event.side
        case ev.CorrectiveReported():
            return state.correctives[event.number - 1].content.owner.side
        case ev.DisputeEnded(how=Ending.WITHDRAWN):
            return state.reporter
        case _:
            return None


def _statements(state: DisputeState, reading: Reading, actor: Actor) -> tuple[Statement, ...]:
    match reading:
        case Reading.ALL:
            return state.statements
        case Reading.PARTY:
            side = state.side_of(actor)
            return tuple(item for item in state.statements if item.shared or item.side is side)
        case Reading.ADVISER:
            named = {n for item in state.advice if _is_asked(item, reading, actor) for n in item.statements}
            return tuple(item for item in state.statements if item.number in named)
        case Reading.RECUSED | Reading.NOTHING:
            return ()


def _is_asked(item: Advice, reading: Reading, actor: Actor) -> bool:
    return reading is Reading.ADVISER and actor.holds(item.adviser.role)


def _rounds(state: DisputeState, reading: Reading, side: Side | None) -> tuple[Round, ...]:
    """To a party, whether the other has answered stays unknown, as it would tell of a statement that is not shared."""
    if reading is Reading.ALL:
        return state.rounds
    if side is None:
        return ()
    own = frozenset({side})
    return tuple(replace(item, awaited=item.awaited & own) for item in state.rounds if side in item.asked)


def _correctives(state: DisputeState, reading: Reading, side: Side | None) -> tuple[CorrectiveAction, ...]:
    """What the other has reported as done is open to a party, until the Board confirms it."""
    if reading is Reading.ALL:
        return state.correctives
    if side is None:
        return ()
    return tuple(
        item
        if item.content.owner.side is side or item.stage is ActionStage.CONFIRMED
        else replace(item, stage=ActionStage.OPEN)
        for item in state.correctives
    )


def _entry(state: DisputeState, entry: Entry, reading: Reading, actor: Actor) -> Entry | None:
    match reading:
        case Reading.ALL:
            return entry
        case Reading.PARTY:
            side = state.side_of(actor)
            assert side is not None, "a party has a side"
            event = FOR_PARTIES[type(entry.event)](state, entry, side)
        case Reading.ADVISER:
            event = _for_adviser(state, entry.event, actor)
        case Reading.RECUSED | Reading.NOTHING:
            return None
    return None if event is None else replace(entry, event=event)


def _for_adviser(state: DisputeState, event: Event, actor: Actor) -> Event | None:
    if isinstance(event, ev.AdviceAsked):
        return event if actor.holds(event.adviser.role) else None
    if isinstance(event, ev.AdviceGiven):
        return event if actor.holds(state.advice[event.advice - 1].adviser.role) else None
    return None


_ForParty = Callable[[DisputeState, Any, Side], Event | None]


def _yes(_: DisputeState, entry: Entry, __: Side) -> Event | None:
    return entry.event


def for_no_party(_: DisputeState, __: Entry, ___: Side) -> Event | None:
    """Of the Board's own work a party sees nothing (P-76)."""
    return None


def _report(state: DisputeState, entry: Entry, side: Side) -> Event | None:
    """Both learn that there is a dispute and its subject; the reporter's words are its first statement (P-73)."""
    event = entry.event
    assert isinstance(event, ev.DisputeReported)
    if event.side is side:
        return event
    if state.statements[0].shared:
        return replace(event, case_number="")
    return replace(event, statement_sha256="", tried="", case_number="", certificates=(), file_ids=())


def _statement(state: DisputeState, entry: Entry, side: Side) -> Event | None:
    given = next(item for item in state.statements if item.seq == entry.seq)
    return entry.event if given.shared or given.side is side else None


def _evidence(state: DisputeState, entry: Entry, side: Side) -> Event | None:
    event = entry.event
    assert isinstance(event, ev.EvidenceAttached)
    shared = any(item.shared and event.file_id in item.file_ids for item in state.statements)
    return event if shared or event.side is side else None


def _shared(_: DisputeState, __: Entry, ___: Side) -> Event | None:
    return ev.StatementsShared(())  # numbers would tell how many there are


def _question(_: DisputeState, entry: Entry, side: Side) -> Event | None:
    event = entry.event
    return event if isinstance(event, ev.RoundOpened) and side in event.sides else None


def _done(state: DisputeState, entry: Entry, side: Side) -> Event | None:
    """What an owner says that it has done is for the Board, until the Board confirms it."""
    event = entry.event
    assert isinstance(event, ev.CorrectiveReported)
    return event if state.correctives[event.number - 1].content.owner.side is side else None


# What each event is to a party; an event that is not here would be seen by no party, and a test refuses that.
FOR_PARTIES: dict[type[Event], _ForParty] = {
    ev.DisputeReported: _report,
    ev.AdmissibilityDecided: _yes,
    ev.MemberRecused: for_no_party,
    ev.HandlersAppointed: for_no_party,
    ev.RoundOpened: _question,
    ev.StatementGiven: _statement,
    ev.EvidenceAttached: _evidence,
    ev.StatementsShared: _shared,
    ev.AdviceAsked: for_no_party,
    ev.AdviceGiven: for_no_party,
    ev.DateSet: _yes,
    ev.DecisionProposed: for_no_party,
    ev.DecisionVoted: for_no_party,
    ev.DecisionRejected: for_no_party,
    ev.DisputeDecided: _yes,
    ev.CorrectiveReported: _done,
    ev.CorrectiveConfirmed: _yes,
    ev.SettlementOffered: _yes,
    ev.DisputeEnded: _yes,
    ev.DisputeReopened: _yes,
    ev.CaseLinked: for_no_party,
}
