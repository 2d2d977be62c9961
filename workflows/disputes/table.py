"""The table of D.3: who may do what in a dispute, at which stage, and what follows (P-71 … P-76).

Parties act on their own dispute only, and as nothing else there; whoever is recused does nothing; advisers act only
where they are asked. Who sees what is `seeing`'s matter.
"""

from collections.abc import Iterable

from workflows.actions.base import Action
from workflows.disputes import actions as act
from workflows.disputes import consequences as then
from workflows.disputes import guards
from workflows.disputes.arrows import DisputeArrow, DisputeCircumstances, Guard, Then, impartial
from workflows.disputes.seeing import reads_as, stage_for
from workflows.disputes.state import DisputeState
from workflows.disputes.vocabulary import DisputeStage
from workflows.errors import NotPossibleNow, Refusal, WrongRole
from workflows.events.base import Event
from workflows.roles import Actor, Role

D = DisputeStage
_BOARD = frozenset({Role.BOARD})
_PARTIES = frozenset({Role.TEST_LABORATORY, Role.VENDOR})
_ADVISERS = frozenset({Role.TWG_CHAIR, Role.CWG_CHAIR, Role.TECHNICAL_EDITOR})
_OPEN = frozenset({D.REPORTED, D.ADMITTED, D.PROPOSED})


def _row(
    action: type[Action],
    come_from: Iterable[DisputeStage],
    roles: frozenset[Role],
    follows: Then,
    to: Iterable[DisputeStage],
    *,
    rule: str,
    effect: str,
    when: tuple[Guard, ...] = (),
) -> DisputeArrow:
    return DisputeArrow(action, frozenset(come_from), roles, follows, frozenset(to), rule, effect, when)


ARROWS: tuple[DisputeArrow, ...] = (
    _row(
        act.DecideAdmissibility, {D.REPORTED}, _BOARD, then.admissibility, {D.ADMITTED, D.ENDED},
        rule="P-72", effect="Both parties are told, with the reason; what is not admissible ends here.",
    ),
    _row(
        act.DeclareLink, _OPEN, _BOARD, then.step_aside, _OPEN,
        rule="P-76", effect="You see and decide nothing more in this dispute; that and why is on record.",
    ),
    _row(
        act.RecuseMember, _OPEN, _BOARD, then.recuse, _OPEN,
        rule="P-76", effect="That member sees and decides nothing more in this dispute; that and why is on record.",
    ),
    _row(
        act.AppointHandlers, {D.ADMITTED, D.PROPOSED}, _BOARD, then.appoint, {D.ADMITTED, D.PROPOSED},
        rule="P-73", effect="They are told; their names are not given to the parties.",
    ),
    _row(
        act.OpenRound, {D.ADMITTED}, _BOARD, then.open_round, {D.ADMITTED},
        rule="P-73", effect="Who is asked is told the question and the date.",
    ),
    _row(
        act.GiveStatement, _OPEN, _PARTIES, then.state_it, _OPEN,  # a party does not learn that a decision is proposed
        rule="P-73", effect="The Board reads it; the other party does when the Board shares it.",
    ),
    _row(
        act.ShareStatements, {D.ADMITTED, D.PROPOSED}, _BOARD, then.share, {D.ADMITTED, D.PROPOSED},
        rule="P-73", effect="From now on both parties read these statements and their evidence, and are told so.",
        when=(guards.has_unshared,),
    ),
    _row(
        act.AskAdvice, {D.ADMITTED}, _BOARD, then.ask_advice, {D.ADMITTED},
        rule="P-75", effect="Who is asked reads the question and exactly these statements.",
    ),
    _row(
        act.GiveAdvice, {D.ADMITTED, D.PROPOSED}, _ADVISERS, then.advise, {D.ADMITTED, D.PROPOSED},
        rule="P-75", effect="The Board reads it, and nobody else.", when=(guards.is_asked,),
    ),
    _row(
        act.SetDate, {D.REPORTED, D.ADMITTED}, _BOARD, then.set_date, {D.REPORTED, D.ADMITTED},
        rule="P-74", effect="Both parties are told the Board's own date.",
    ),
    _row(
        act.ProposeDecision, {D.ADMITTED, D.PROPOSED}, _BOARD, then.propose, {D.PROPOSED},
        rule="P-76", effect="The others of the Board who sit are asked to approve exactly this text.",
    ),
    _row(
        act.ApproveDecision, {D.PROPOSED}, _BOARD, then.approve, {D.PROPOSED, D.DECIDED, D.ENDED},
        rule="P-76", effect="When enough approve, both parties get the outcome and the notice of the procedure's end.",
        when=(guards.not_the_proposer,),
    ),
    _row(
        act.RejectDecision, {D.PROPOSED}, _BOARD, then.reject, {D.ADMITTED},
        rule="P-76", effect="The proposal goes back; the parties learn nothing of it.",
    ),
    _row(
        act.ReportCorrective, {D.DECIDED}, _PARTIES | {Role.BOARD, Role.OCA_OFFICE}, then.report_done, {D.DECIDED},
        rule="P-73", effect="The Board is asked to confirm it.", when=(guards.owns_one,),
    ),
    _row(
        act.ConfirmCorrective, {D.DECIDED}, _BOARD, then.confirm_done, {D.DECIDED, D.ENDED},
        rule="P-73", effect="With the last one the dispute ends, and both parties are told.", when=(guards.still_open,),
    ),
    _row(
        act.OfferSettlement, _OPEN, _PARTIES, then.offer, _OPEN,
        rule="P-73", effect="The other party and the Board are told; the dispute ends when the other party agrees.",
    ),
    _row(
        act.AgreeToSettlement, _OPEN, _PARTIES, then.agree, {D.ENDED},
        rule="P-73", effect="The dispute ends as settled; parties and Board are told.", when=(guards.was_offered,),
    ),
    _row(
        act.WithdrawDispute, _OPEN, _PARTIES, then.withdraw, {D.ENDED},
        rule="P-73", effect="The dispute ends; the other party and the Board are told.", when=(guards.as_reporter,),
    ),
    _row(
        act.ReopenDispute, {D.DECIDED, D.ENDED}, _BOARD, then.reopen, {D.REPORTED, D.ADMITTED},
        rule="P-73", effect="Both parties are told the new facts; it is handled again, or first admitted.",
    ),
    _row(
        act.LinkCase, frozenset(D), _BOARD | {Role.OCA_OFFICE}, then.link, frozenset(D),
        rule="P-05", effect="The dispute and the case point at each other; nothing is copied.",
    ),
)  # fmt: skip


def decide(
    state: DisputeState, action: Action, actor: Actor, around: DisputeCircumstances
) -> tuple[DisputeArrow, tuple[Event, ...]]:
    """The row that allows `action`, and the events that follow; raises a named refusal."""
    rows = [arrow for arrow in ARROWS if arrow.action is type(action)]
    mine = [arrow for arrow in rows if acts_as(state, actor, arrow)]
    if not mine:
        may = ", ".join(sorted({role.label for arrow in rows for role in arrow.roles}))
        raise WrongRole(f"This is for: {may}.", rule=rows[0].rule if rows else "")
    for arrow in mine:
        if _refusal(state, actor, arrow) is None:
            return arrow, tuple(arrow.then(state, action, actor, around))
    refusal = _refusal(state, actor, mine[0])
    assert refusal is not None, "no row allows it"
    raise refusal


def possible_actions(state: DisputeState, actor: Actor) -> tuple[DisputeArrow, ...]:
    """What this person can do now, in the order of the table."""
    return tuple(arrow for arrow in ARROWS if acts_as(state, actor, arrow) and _refusal(state, actor, arrow) is None)


def acts_as(state: DisputeState, actor: Actor, arrow: DisputeArrow) -> bool:
    """True if one of the person's roles may fire this row here."""
    side = state.side_of(actor)
    if side is not None:
        return side.role in arrow.roles
    return impartial(state, actor) and not (arrow.roles - _PARTIES).isdisjoint(actor.roles)


def _refusal(state: DisputeState, actor: Actor, arrow: DisputeArrow) -> Refusal | None:
    if state.stage not in arrow.come_from:
        return NotPossibleNow(f"The dispute is {stage_for(state, reads_as(state, actor))}.", rule=arrow.rule)
    return next((refusal for guard in arrow.when if (refusal := guard(state, actor)) is not None), None)
