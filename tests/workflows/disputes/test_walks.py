"""Random legal walks of a dispute: no dead end, and no more shown to a side than it may see (P-73)."""

from collections.abc import Callable, Iterable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.workflows.builders import BOARD, LABORATORY, SECOND_BOARD, VENDOR
from tests.workflows.disputes import builders as b
from tests.workflows.disputes.builders import Walk
from workflows.disputes import actions as act
from workflows.disputes.seeing import Reading
from workflows.disputes.state import fold
from workflows.disputes.table import ARROWS
from workflows.disputes.vocabulary import ActionStage, Adviser, DisputeStage, Owner, Side
from workflows.errors import Refusal
from workflows.roles import Actor

CONTENTS: dict[type[act.Action], Callable[[Walk], Iterable[act.Action]]] = {
    act.DecideAdmissibility: lambda _: [act.DecideAdmissibility(yes, "So.") for yes in (True, True, True, False)],
    act.DeclareLink: lambda _: [act.DeclareLink("Linked.")],
    act.RecuseMember: lambda _: [act.RecuseMember(member, "Linked.") for member in (8, 13, 14)],
    act.AppointHandlers: lambda _: [act.AppointHandlers((8,)), act.AppointHandlers((13, 14))],
    act.OpenRound: lambda _: [act.OpenRound((side,), "Well?", 5) for side in Side],
    act.GiveStatement: lambda w: [act.GiveStatement(f"Said at {w.state.seq}.")],
    act.ShareStatements: lambda w: [act.ShareStatements((s.number,)) for s in w.state.statements if not s.shared],
    act.AskAdvice: lambda w: [act.AskAdvice(a, "Well?", (len(w.state.statements),)) for a in Adviser],
    act.GiveAdvice: lambda w: [act.GiveAdvice(item.number, "It is.") for item in w.state.advice],
    act.SetDate: lambda _: [act.SetDate(10)],
    act.ProposeDecision: lambda _: [b.decision(), b.decision(*Owner)],
    act.ApproveDecision: lambda w: [w.approval()],
    act.RejectDecision: lambda _: [act.RejectDecision("No.")],
    act.ReportCorrective: lambda w: [act.ReportCorrective(item.number, "Done.") for item in w.state.correctives],
    act.ConfirmCorrective: lambda w: [act.ConfirmCorrective(item.number) for item in w.state.correctives],
    act.OfferSettlement: lambda w: [act.OfferSettlement(f"Terms {w.state.seq}.")],
    act.AgreeToSettlement: lambda w: [w.agreement()],
    act.WithdrawDispute: lambda _: [act.WithdrawDispute("Over.")],
    act.ReopenDispute: lambda _: [act.ReopenDispute("A new log.")],
    act.LinkCase: lambda w: [act.LinkCase(f"OCA-2027-{w.state.seq:04d}")],
}
BY_NAME = {arrow.name: arrow.action for arrow in ARROWS}
ENDS = {act.WithdrawDispute, act.AgreeToSettlement, act.DeclareLink, act.RecuseMember}
Move = tuple[act.Action, Actor]


def legal(walk: Walk) -> list[Move]:
    """All that anybody can do now; what is offered can be done in at least one way."""
    moves: list[Move] = []
    for actor in b.PEOPLE:
        for name in sorted(walk.offered(actor)):
            fits = [(action, actor) for action in CONTENTS[BY_NAME[name]](walk) if _allowed(walk, action, actor)]
            assert fits or name in ("recuse-member", "appoint-handlers"), f"{name} is offered in vain"
            moves += fits
    return moves


def _allowed(walk: Walk, action: act.Action, actor: Actor) -> bool:
    trial = Walk(walk.reporter, walk.approvals, history=list(walk.history))
    trial.state, trial.history = walk.state, list(walk.history)
    try:
        trial.do(action, actor)
    except Refusal:
        return False
    return True


def finish(walk: Walk) -> None:
    """End a dispute the way that is open: corrective actions confirmed, or withdrawn by its reporter."""
    while walk.state.stage is not DisputeStage.ENDED:
        if walk.state.stage is DisputeStage.DECIDED:
            number = next(i.number for i in walk.state.correctives if i.stage is not ActionStage.CONFIRMED)
            member = next(who for who in b.BOARDS if walk.offered(who))
            walk.do(act.ConfirmCorrective(number), member)
        else:
            walk.do(act.WithdrawDispute("Over."), walk.party(walk.reporter))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    reporter=st.sampled_from(Side), approvals=st.integers(1, 2), choices=st.lists(st.integers(0, 2**20), max_size=30)
)
def test_every_walk_can_be_ended_and_folds_and_shows_no_side_too_much(
    reporter: Side, approvals: int, choices: list[int]
) -> None:
    """P-73: what is one side's and not shared is never among what the other sees."""
    walk = Walk(reporter, approvals)
    for choice in choices:
        moves = legal(walk)
        choice, rare = divmod(choice, 8)
        moves = [move for move in moves if (type(move[0]) in ENDS) is (rare == 0)] or moves
        walk.do(*moves[choice % len(moves)])
        shows_no_side_too_much(walk)
    finish(walk)
    assert fold(walk.history) == walk.state


def shows_no_side_too_much(walk: Walk) -> None:
    for side, party in ((Side.LABORATORY, LABORATORY), (Side.VENDOR, VENDOR)):
        seen = walk.sees(party)
        assert all(item.shared or item.side is side for item in seen.statements)
        assert not seen.advice
    for member in (BOARD, SECOND_BOARD):
        assert walk.sees(member).reading is (Reading.RECUSED if member.person_id in walk.state.recused else Reading.ALL)


def test_the_walks_know_a_content_for_every_action_of_the_table() -> None:
    assert {arrow.action for arrow in ARROWS} == set(CONTENTS)
