"""Further conditions of a row: asked before an action is offered, and again when it is done."""

from workflows.disputes.consequences import unfinished
from workflows.disputes.state import DisputeState
from workflows.disputes.vocabulary import ActionStage, Owner
from workflows.errors import NotPossibleNow, NotYours, Refusal, WrongRole
from workflows.roles import Actor


def not_the_proposer(state: DisputeState, actor: Actor) -> Refusal | None:
    """Nobody approves what they proposed, or twice (P-41)."""
    if actor.person_id == state.proposer_id:
        return NotYours("Who proposed a decision cannot approve it.", rule="P-41")
    if actor.person_id in state.votes:
        return NotPossibleNow("You have approved it already.", rule="P-41")
    return None


def is_asked(state: DisputeState, actor: Actor) -> Refusal | None:
    """Advice is given only where the Board waits for it (P-75)."""
    if any(not item.answered and actor.holds(item.adviser.role) for item in state.advice):
        return None
    return NotPossibleNow("The Board waits for no advice of yours.", rule="P-75")


def was_offered(state: DisputeState, actor: Actor) -> Refusal | None:
    """There is an offer of the other side."""
    side = state.side_of(actor)
    if state.offer is not None and state.offer.side is not side:
        return None
    return NotPossibleNow("The other party has offered nothing.", rule="P-73")


def as_reporter(state: DisputeState, actor: Actor) -> Refusal | None:
    """Only the side that reported a dispute withdraws it."""
    if state.side_of(actor) is state.reporter:
        return None
    return WrongRole("Only who reported a dispute withdraws it.", rule="P-73")


def owns_one(state: DisputeState, actor: Actor) -> Refusal | None:
    """An open corrective action is the actor's own."""
    side = state.side_of(actor)
    owner = Owner(side.value) if side else Owner.OCA
    if any(item.content.owner is owner and item.stage is ActionStage.OPEN for item in state.correctives):
        return None
    return NotPossibleNow("No corrective action of yours is open.", rule="P-73")


def has_unshared(state: DisputeState, _: Actor) -> Refusal | None:
    """A statement is left that only one side has seen."""
    if any(not item.shared for item in state.statements):
        return None
    return NotPossibleNow("Every statement is shared already.", rule="P-73")


def still_open(state: DisputeState, _: Actor) -> Refusal | None:
    """A corrective action is not confirmed."""
    return None if unfinished(state) else NotPossibleNow("No corrective action is open.", rule="P-73")
