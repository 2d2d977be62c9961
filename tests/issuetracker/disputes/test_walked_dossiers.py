"""Random walks of a dispute: the chain of a side's dossier is the same whatever it may not see (P-73, decision 51)."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from issuetracker.services.dossiers.chain import head, of_reading
from issuetracker.services.dossiers.readings import heads_of_parties, reading_of
from tests.workflows.builders import BOARD, LABORATORY, VENDOR
from tests.workflows.disputes.builders import Walk
from tests.workflows.disputes.test_walks import ENDS, legal
from workflows.case_state import Entry
from workflows.disputes import actions as act
from workflows.disputes import events as ev
from workflows.disputes.seeing import seen
from workflows.disputes.state import fold
from workflows.disputes.vocabulary import Side
from workflows.roles import Actor

NUMBER = "D-2026-0001"


def _chain(history: list[Entry], party: Actor) -> tuple[str, ...]:
    return of_reading(NUMBER, reading_of(seen(fold(history), history, party)))


def _otherwise(history: list[Entry], side: Side) -> list[Entry]:
    """The same history in a world where this side has said something else in what is not shared, and the Board too."""
    hidden = {item.seq for item in fold(history).statements if item.side is side and not item.shared}
    return [replace(entry, event=_altered(entry, hidden)) for entry in history]


def _altered(entry: Entry, hidden: set[int]) -> ev.Event:
    match entry.event:
        case ev.StatementGiven() as event if entry.seq in hidden:
            return replace(event, body_sha256="f" * 64)
        case ev.DisputeReported() as event if entry.seq in hidden:
            return replace(event, statement_sha256="f" * 64, tried="Something else.", case_number="OCA-2027-0099")
        case ev.AdviceGiven() | ev.DecisionRejected() | ev.MemberRecused() as event:
            name = {ev.AdviceGiven: "body", ev.DecisionRejected: "reason", ev.MemberRecused: "link"}[type(event)]
            return replace(event, **{name: "Something else."})
        case event:
            return event


def _heads(history: list[Entry]) -> list[str]:
    """The heads of both sides by their definition: the chain anew for every length of the history."""
    found = []
    for side, party in ((Side.LABORATORY, LABORATORY), (Side.VENDOR, VENDOR)):
        heads = [head(_chain(history[:count], party)) for count in range(1, len(history) + 1)]
        changed = [count for count, this in enumerate(heads) if count == 0 or this != heads[count - 1]]
        found += [f"{side} {count + 1:05} {heads[count]}" for count in changed]
    return found


def test_the_heads_of_both_sides_are_those_of_every_length_with_evidence_that_is_shared_late() -> None:
    walk = Walk(Side.LABORATORY, 1).admitted().stated(Side.VENDOR, "One.", 1, 2).stated(Side.LABORATORY, "Two.", 3)
    walk.do(act.ShareStatements((3,)), BOARD)
    walk.stated(Side.VENDOR, "Three.", 4).do(act.ShareStatements((1, 2)), BOARD)
    assert list(heads_of_parties(NUMBER, walk.history)) == _heads(walk.history)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(reporter=st.sampled_from(Side), choices=st.lists(st.integers(0, 2**20), max_size=18))
def test_a_sides_chain_does_not_depend_on_what_it_may_not_see(reporter: Side, choices: list[int]) -> None:
    walk = Walk(reporter, 1)
    for choice in choices:
        moves = [move for move in legal(walk) if type(move[0]) not in ENDS] or legal(walk)
        walk.do(*moves[choice % len(moves)])
    history = list(walk.history)
    assert list(heads_of_parties(NUMBER, history)) == _heads(history)
    for side, party in ((Side.LABORATORY, LABORATORY), (Side.VENDOR, VENDOR)):
        mine = _chain(history, party)
        assert _chain(_otherwise(history, side.other), party) == mine
        last = history[-1]
        said = ev.StatementGiven(side.other, "e" * 64)
        more = [*history, replace(last, seq=last.seq + 1, event=said)]
        assert _chain(more, party) == mine, "not even that the other side has said something"
        assert _chain(more, VENDOR if party is LABORATORY else LABORATORY) != _chain(
            history, VENDOR if party is LABORATORY else LABORATORY
        )
