"""What follows from each action of a dispute, as events; a value that does not fit is refused by name."""

from collections.abc import Iterator
from datetime import date
from hashlib import sha256

import msgspec

from workflows.disputes import actions as act
from workflows.disputes import events as ev
from workflows.disputes.arrows import DisputeCircumstances
from workflows.disputes.state import DisputeState
from workflows.disputes.vocabulary import ActionStage, Ending, Owner
from workflows.errors import InvalidValue, TextChanged, WrongRole
from workflows.events.base import Event
from workflows.roles import Actor

MOST_WORKING_DAYS = 250


def text_digest(outcome: str, arguments: tuple[act.Argument, ...], correctives: tuple[act.Corrective, ...]) -> str:
    """The digest of all that a Board member approves."""
    return sha256(msgspec.json.encode([outcome, arguments, correctives])).hexdigest()


def _names_nobody(around: DisputeCircumstances, **texts: str) -> None:
    """What both parties read is the Board's, and tells nobody's position (P-76): no member of it is named."""
    for field, text in texts.items():
        for name in around.board.values():
            if name.casefold() in text.casefold():
                raise InvalidValue(f"This names {name}; parties read no person's position.", field=field, rule="P-76")


def admissibility(
    _: DisputeState, action: act.DecideAdmissibility, __: Actor, around: DisputeCircumstances
) -> Iterator[Event]:
    """The Board admits the dispute, or it ends here with the reason (P-72)."""
    _names_nobody(around, reason=action.reason)
    yield ev.AdmissibilityDecided(action.admissible, action.reason)
    if not action.admissible:
        yield ev.DisputeEnded(Ending.NOT_ADMISSIBLE, action.reason)


def step_aside(_: DisputeState, action: act.DeclareLink, actor: Actor, __: DisputeCircumstances) -> Iterator[Event]:
    """A member who is linked to a party sits no more (P-76)."""
    assert actor.person_id is not None, "a Board member is a person"
    yield ev.MemberRecused(actor.person_id, action.link, by_themselves=True)


def recuse(
    state: DisputeState, action: act.RecuseMember, actor: Actor, around: DisputeCircumstances
) -> Iterator[Event]:
    """A member is recused by another (P-76)."""
    if action.member_id not in around.board:
        raise InvalidValue("Choose a member of the Board.", field="member_id", rule="P-76")
    if action.member_id == actor.person_id:
        raise InvalidValue("Declare your own link instead.", field="member_id", rule="P-76")
    if action.member_id in state.recused:
        raise InvalidValue("This member is recused already.", field="member_id", rule="P-76")
    yield ev.MemberRecused(action.member_id, action.link, by_themselves=False)


def appoint(
    state: DisputeState, action: act.AppointHandlers, _: Actor, around: DisputeCircumstances
) -> Iterator[Event]:
    """Members who sit handle the dispute (P-73)."""
    chosen = tuple(dict.fromkeys(action.member_ids))
    if not chosen or not set(chosen) <= around.board.keys() - state.recused:
        raise InvalidValue("Choose members of the Board who are not recused.", field="member_ids", rule="P-76")
    yield ev.HandlersAppointed(chosen)


def open_round(_: DisputeState, action: act.OpenRound, __: Actor, around: DisputeCircumstances) -> Iterator[Event]:
    """Parties are asked, by a day that the Board sets in working days (P-74)."""
    if not action.sides:
        raise InvalidValue("Choose who is asked.", field="sides", rule="P-73")
    _names_nobody(around, question=action.question)
    yield ev.RoundOpened(tuple(dict.fromkeys(action.sides)), action.question, _day(action.working_days, around))


def _day(working_days: int, around: DisputeCircumstances) -> date:
    if not 1 <= working_days <= MOST_WORKING_DAYS:
        raise InvalidValue(f"Between 1 and {MOST_WORKING_DAYS} working days.", field="working_days", rule="P-74")
    return around.calendar.local_date(around.calendar.due_at(around.at, working_days))


def state_it(state: DisputeState, action: act.GiveStatement, actor: Actor, _: DisputeCircumstances) -> Iterator[Event]:
    """A statement of the side for which the actor acts, with its own files as evidence (P-73)."""
    side = state.side_of(actor)
    assert side is not None, "only parties give statements"
    if not set(action.file_ids) <= {item.file_id for item in state.files if item.side is side}:
        raise InvalidValue("Evidence is a file that your side has attached.", field="file_ids", rule="P-73")
    yield ev.StatementGiven(side, sha256(action.body.encode()).hexdigest(), action.file_ids)


def share(state: DisputeState, action: act.ShareStatements, _: Actor, __: DisputeCircumstances) -> Iterator[Event]:
    """Statements become visible to both sides at once (P-73)."""
    hidden = {item.number for item in state.statements if not item.shared}
    chosen = tuple(dict.fromkeys(action.statements))
    if not chosen or not set(chosen) <= hidden:
        raise InvalidValue("Choose statements that are not shared yet.", field="statements", rule="P-73")
    yield ev.StatementsShared(chosen)


def ask_advice(state: DisputeState, action: act.AskAdvice, _: Actor, __: DisputeCircumstances) -> Iterator[Event]:
    """A question to advisers on statements that exist (P-75)."""
    if not set(action.statements) <= {item.number for item in state.statements}:
        raise InvalidValue("There is no such statement.", field="statements", rule="P-75")
    yield ev.AdviceAsked(action.adviser, action.question, tuple(dict.fromkeys(action.statements)))


def advise(state: DisputeState, action: act.GiveAdvice, actor: Actor, _: DisputeCircumstances) -> Iterator[Event]:
    """An answer to a question that was asked of the actor's role (P-75)."""
    asked = next((item for item in state.advice if item.number == action.advice and not item.answered), None)
    if asked is None or not actor.holds(asked.adviser.role):
        raise InvalidValue("This question is not yours, or it is answered.", field="advice", rule="P-75")
    yield ev.AdviceGiven(action.advice, action.body)


def set_date(_: DisputeState, action: act.SetDate, __: Actor, around: DisputeCircumstances) -> Iterator[Event]:
    """The Board binds itself to a day (P-74)."""
    yield ev.DateSet(_day(action.working_days, around))


def propose(_: DisputeState, action: act.ProposeDecision, __: Actor, around: DisputeCircumstances) -> Iterator[Event]:
    """A decision as an exact text, with a reason for each argument (P-76)."""
    reasons = "\n".join(text for item in action.arguments for text in (item.argument, item.reason))
    to_do = "\n".join(item.what for item in action.correctives)
    _names_nobody(around, outcome=action.outcome, arguments=reasons, correctives=to_do)
    if not action.arguments:
        raise InvalidValue("Give a reason for each argument.", field="arguments", rule="P-76")
    if any(item.due_on < around.calendar.local_date(around.at) for item in action.correctives):
        raise InvalidValue("A corrective action is due on a day to come.", field="correctives", rule="P-73")
    digest = text_digest(action.outcome, action.arguments, action.correctives)
    yield ev.DecisionProposed(action.outcome, action.arguments, action.correctives, digest)


def approve(
    state: DisputeState, action: act.ApproveDecision, actor: Actor, around: DisputeCircumstances
) -> Iterator[Event]:
    """One approval of exactly this text; enough of them decide (P-41, P-76)."""
    proposal = state.proposal
    assert proposal is not None, "a proposal lies before the Board"
    if action.text_sha256 != proposal.text_sha256:
        raise TextChanged(rule="P-41", field="text_sha256")
    yield ev.DecisionVoted(proposal.text_sha256)
    if len(state.votes | {actor.person_id}) < around.approvals:
        return
    yield ev.DisputeDecided(proposal.outcome, proposal.arguments, proposal.correctives, proposal.text_sha256)
    if not proposal.correctives and not unfinished(state):
        yield ev.DisputeEnded(Ending.DECIDED, "The decision asks for no corrective action.")


def reject(_: DisputeState, action: act.RejectDecision, __: Actor, ___: DisputeCircumstances) -> Iterator[Event]:
    """The proposal goes back to the handlers."""
    yield ev.DecisionRejected(action.reason)


def report_done(
    state: DisputeState, action: act.ReportCorrective, actor: Actor, _: DisputeCircumstances
) -> Iterator[Event]:
    """The owner says that a corrective action is done (P-73)."""
    item = next((found for found in state.correctives if found.number == action.number), None)
    if item is None or item.stage is ActionStage.CONFIRMED:
        raise InvalidValue("There is no such open corrective action.", field="number", rule="P-73")
    side = state.side_of(actor)
    owner = Owner(side.value) if side else Owner.OCA
    if item.content.owner is not owner:
        raise WrongRole("Its owner says that it is done.", rule="P-73", field="number")
    yield ev.CorrectiveReported(action.number, action.how)


def confirm_done(
    state: DisputeState, action: act.ConfirmCorrective, _: Actor, around: DisputeCircumstances
) -> Iterator[Event]:
    """The Board confirms it; the last one ends the dispute (P-73)."""
    _names_nobody(around, note=action.note)
    item = next((found for found in state.correctives if found.number == action.number), None)
    if item is None or item.stage is ActionStage.CONFIRMED:
        raise InvalidValue("There is no such open corrective action.", field="number", rule="P-73")
    yield ev.CorrectiveConfirmed(action.number, action.note)
    if unfinished(state) == {action.number}:
        yield ev.DisputeEnded(Ending.DECIDED, "Every corrective action is done.")


def unfinished(state: DisputeState) -> set[int]:
    """Numbers of the corrective actions that are not confirmed."""
    return {item.number for item in state.correctives if item.stage is not ActionStage.CONFIRMED}


def offer(state: DisputeState, action: act.OfferSettlement, actor: Actor, _: DisputeCircumstances) -> Iterator[Event]:
    """What one side would settle on."""
    side = state.side_of(actor)
    assert side is not None, "only parties settle"
    yield ev.SettlementOffered(side, action.terms, sha256(action.terms.encode()).hexdigest())


def agree(state: DisputeState, action: act.AgreeToSettlement, _: Actor, __: DisputeCircumstances) -> Iterator[Event]:
    """The other side agrees to exactly that text; the dispute is settled."""
    assert state.offer is not None, "an offer is there"
    if action.text_sha256 != state.offer.text_sha256:
        raise TextChanged(rule="P-41", field="text_sha256")
    yield ev.DisputeEnded(Ending.SETTLED, state.offer.terms)


def withdraw(state: DisputeState, action: act.WithdrawDispute, _: Actor, __: DisputeCircumstances) -> Iterator[Event]:
    """The reporter gives up."""
    yield ev.DisputeEnded(Ending.WITHDRAWN, action.reason)


def reopen(_: DisputeState, action: act.ReopenDispute, __: Actor, around: DisputeCircumstances) -> Iterator[Event]:
    """New facts: the dispute is handled again."""
    _names_nobody(around, facts=action.facts)
    yield ev.DisputeReopened(action.facts)


def link(state: DisputeState, action: act.LinkCase, _: Actor, __: DisputeCircumstances) -> Iterator[Event]:
    """The dispute and a case point at each other (P-05)."""
    if action.case_number in state.linked:
        raise InvalidValue("This case is linked already.", field="case_number", rule="P-05")
    yield ev.CaseLinked(action.case_number)
