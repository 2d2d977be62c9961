"""What follows from a mail that was understood: filed, put on its case, matched to its letter, or shown to a person."""

from sqlalchemy import func, update

from issuetracker.intake import answering
from issuetracker.intake.contents import attach_mail, body_of, fitting
from issuetracker.intake.installation import InHand
from issuetracker.intake.judging import Outcome
from issuetracker.intake.mail import BounceKind
from issuetracker.models import Case, Cause, InboundMail, InboundState, Letter, Obligation
from issuetracker.services import casework
from issuetracker.services.access import find_case, find_ticket
from issuetracker.services.filing import raise_issue
from notifications.outbox import ObligationState
from workflows import actions as act
from workflows.roles import HANDLERS, Actor, Role
from workflows.vocabulary import Visibility

_STATE = {
    Outcome.DISPUTE: InboundState.DISPUTE,
    Outcome.QUARANTINE: InboundState.QUARANTINED,
    Outcome.AUTO_REPLY: InboundState.AUTOMATIC,
    Outcome.DUPLICATE: InboundState.DUPLICATE,
}


def carry_out(hand: InHand) -> None:
    """Do what the judgement says and write it on the mail's row, in the caller's transaction."""
    _describe(hand)
    match hand.explained.judgement.outcome:
        case Outcome.NEW_ISSUE if hand.explained.complete:
            _file_new(hand)
        case Outcome.NEW_ISSUE:
            finish(hand, InboundState.INCOMPLETE)
            answering.ask_for_missing(hand)
        case Outcome.APPEND:
            _append(hand)
        case Outcome.BOUNCE:
            finish(hand, InboundState.BOUNCE)
            _note_bounce(hand)
        case outcome:
            finish(hand, _STATE[outcome])
            if hand.explained.around.answered:
                hand.row.letter_id = hand.explained.around.answered.letter_id
            _answer_cause(hand)


def _answer_cause(hand: InHand) -> None:
    """What a sender is told whose mail waits for a cause that the sender can mend."""
    match hand.explained.judgement.cause:
        case Cause.VENDOR_DIRECTLY:
            answering.answer_vendor(hand)
        case Cause.ENCRYPTED:
            answering.ask_for_plain(hand)
        case _:
            pass


def finish(hand: InHand, state: InboundState) -> None:
    """Write down what became of a mail."""
    row, judgement = hand.row, hand.explained.judgement
    row.state, row.reason, row.done_at = state.value, judgement.reason, hand.at
    row.cause = judgement.cause.value if judgement.cause else ""


def _describe(hand: InHand) -> None:
    mail, row = hand.explained.mail, hand.row
    if mail.sender is not None:
        row.sender, row.sender_name = mail.sender.key[:320], mail.sender.name[:200]
    row.subject = mail.subject[:500]


def _file_new(hand: InHand) -> None:
    """File what came complete, or what a reply completes; the clock starts with the mail that made it complete."""
    around = hand.explained.around
    completes = around.answered.completes if around.answered else None
    source = around.answered.actor if around.answered and completes else around.source
    assert source is not None, "judged a new issue of somebody known"
    case = file_as(hand, source)
    if completes:
        first = hand.session.get_one(InboundMail, completes)
        first.state, first.case_id, first.done_at = InboundState.FILED.value, case.id, hand.at
        attach_mail(hand, case, source, first)


def file_as(hand: InHand, actor: Actor) -> Case:
    """Make a case of a mail for this actor, with everything that came with it (P-02)."""
    report, row = fitting(hand.explained.report), hand.row
    filed = raise_issue(
        hand.session,
        hand.intake.desk,
        report,
        hand.explained.origin,
        actor,
        received_at=row.taken_at,
        at=hand.at,
        subject=hand.explained.subject,
    )
    row.case_id = filed.case.id
    finish(hand, InboundState.FILED)
    attach_mail(hand, filed.case, actor, row)
    answering.confirm_filing(hand, filed)
    return filed.case


def _append(hand: InHand) -> None:
    answered = hand.explained.around.answered
    assert answered is not None and answered.actor is not None, "judged an answer of a party"
    hand.row.letter_id = answered.letter_id
    if answered.actor.holds(Role.TOOL_PROVIDER) and not answered.actor.holds(*HANDLERS):
        _onto_ticket(hand, answered.number, answered.actor)
        return
    append_to(hand, answered.number, answered.actor, narrowest(answered.actor))


def append_to(hand: InHand, number: str, actor: Actor, seen_by: Visibility, *, head: str = "") -> None:
    """Put a mail's words, below `head`, and its files on a case as this actor's entry."""
    case = find_case(hand.session, actor, number, lock=True)
    files = attach_mail(hand, case, actor, hand.row, seen_by=seen_by)
    said = act.AddMessage(body_of(hand.explained.mail, head), seen_by, tuple(file.id for file in files))
    casework.perform(hand.session, hand.intake.desk, case, said, actor, hand.at, address=hand.row.sender)
    hand.row.case_id = case.id
    finish(hand, InboundState.APPENDED)


def _onto_ticket(hand: InHand, number: str, actor: Actor) -> None:
    """What the tool provider answers is read on the ticket; its files are on the case, for OCA (P-80)."""
    case = find_ticket(hand.session, actor, number, lock=True)
    attach_mail(hand, case, actor, hand.row, seen_by=Visibility.OCA)
    said = act.AnswerOca(body_of(hand.explained.mail))
    casework.perform(hand.session, hand.intake.desk, case, said, actor, hand.at, address=hand.row.sender)
    hand.row.case_id = case.id
    finish(hand, InboundState.APPENDED)


def narrowest(actor: Actor) -> Visibility:
    """Who sees what somebody has mailed: its writer's side and OCA; a person of OCA shares it further."""
    if actor.holds(*HANDLERS):
        return Visibility.OCA
    if actor.holds(Role.TEST_LABORATORY):
        return Visibility.LABORATORY
    return Visibility.VENDOR if actor.holds(Role.VENDOR) else Visibility.OCA


def _note_bounce(hand: InHand) -> None:
    """The letter's obligation is unmet again, unless its party has acknowledged it; a delay is only noted (P-53).

    So is what comes back of a letter after whose address another was tried.
    """
    row, report = hand.row, hand.explained.bounce
    row.letter_id = hand.explained.around.bounced_letter
    if report is None or row.letter_id is None:
        return
    letter = hand.session.get_one(Letter, row.letter_id)
    row.case_id = letter.case_id
    letter.answer = f"{report.kind.value.replace('_', ' ')}: {report.diagnosis}"[:2000]
    if report.kind is BounceKind.DELAYED:
        return
    hand.session.execute(
        update(Obligation)
        .where(
            Obligation.id == letter.obligation_id,
            func.lower(Obligation.address) == letter.recipient.lower(),
            Obligation.state != ObligationState.ACKNOWLEDGED.value,
        )
        .values(state=ObligationState.BOUNCED.value)
    )
