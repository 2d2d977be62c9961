"""What follows from a mail that was understood: filed, put on its case, matched to its letter, or shown to a person."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from issuetracker.intake import answering
from issuetracker.intake.contents import attach_to, body_of, texts_of
from issuetracker.intake.explaining import Explained
from issuetracker.intake.judging import Judgement, Outcome
from issuetracker.intake.mail import BounceKind
from issuetracker.models import Case, Cause, InboundMail, InboundState, Letter, Obligation
from issuetracker.services import casework
from issuetracker.services.access import find_case
from issuetracker.services.desk import Desk
from issuetracker.services.files import FileStore
from issuetracker.services.filing import raise_issue
from notifications.outbox import ObligationState
from workflows import actions as act
from workflows.roles import HANDLERS, Actor, Role
from workflows.vocabulary import Visibility

_STATE = {
    Outcome.DISPUTE: InboundState.DISPUTE,
    Outcome.QUARANTINE: InboundState.QUARANTINED,
    Outcome.BOUNCE: InboundState.BOUNCE,
    Outcome.AUTO_REPLY: InboundState.AUTOMATIC,
    Outcome.DUPLICATE: InboundState.DUPLICATE,
}


def carry_out(
    session: Session, desk: Desk, store: FileStore, row: InboundMail, explained: Explained, at: datetime
) -> None:
    """Do what the judgement says and write it on the mail's row, in the caller's transaction."""
    _describe(row, explained)
    match explained.judgement.outcome:
        case Outcome.NEW_ISSUE if explained.complete:
            _file_new(session, desk, store, row, explained, at)
        case Outcome.NEW_ISSUE:
            finish(row, InboundState.INCOMPLETE, explained.judgement, at)
            answering.ask_for_missing(session, desk, row, explained, at)
        case Outcome.APPEND:
            _append(session, desk, store, row, explained, at)
        case Outcome.BOUNCE:
            finish(row, InboundState.BOUNCE, explained.judgement, at)
            _note_bounce(session, row, explained)
        case outcome:
            finish(row, _STATE[outcome], explained.judgement, at)
            if explained.around.answered:
                row.letter_id = explained.around.answered.letter_id
            if explained.judgement.cause is Cause.VENDOR_DIRECTLY:
                answering.answer_vendor(session, desk, row, explained, at)


def finish(row: InboundMail, state: InboundState, judgement: Judgement, at: datetime) -> None:
    """Write down what became of a mail."""
    row.state, row.reason, row.done_at = state.value, judgement.reason, at
    row.cause = judgement.cause.value if judgement.cause and state is InboundState.QUARANTINED else ""


def _describe(row: InboundMail, explained: Explained) -> None:
    mail = explained.mail
    if mail.sender is not None:
        row.sender, row.sender_name = mail.sender.key[:320], mail.sender.name[:200]
    row.subject = mail.subject[:500]


def _file_new(
    session: Session, desk: Desk, store: FileStore, row: InboundMail, explained: Explained, at: datetime
) -> None:
    """File what came complete, or what a reply completes; the clock starts with the mail that made it complete."""
    around = explained.around
    source = around.answered.actor if around.answered and around.answered.completes else around.source
    assert source is not None, "judged a new issue of somebody known"
    case = file_as(session, desk, store, row, explained, source, at)
    if around.answered and around.answered.completes:
        first = session.get_one(InboundMail, around.answered.completes)
        first.state, first.case_id, first.done_at = InboundState.FILED.value, case.id, at
        attach_to(session, desk, store, case, first, source, at)


def file_as(
    session: Session,
    desk: Desk,
    store: FileStore,
    row: InboundMail,
    explained: Explained,
    actor: Actor,
    at: datetime,
) -> Case:
    """Make a case of a mail for this actor, with everything that came with it (P-02)."""
    report = texts_of(explained.report, explained.reading)
    filed = raise_issue(session, desk, report, explained.origin, actor, received_at=row.taken_at, at=at)
    finish(row, InboundState.FILED, explained.judgement, at)
    row.case_id = filed.case.id
    attach_to(session, desk, store, filed.case, row, actor, at, logging=explained.reading)
    return filed.case


def _append(
    session: Session, desk: Desk, store: FileStore, row: InboundMail, explained: Explained, at: datetime
) -> None:
    answered = explained.around.answered
    assert answered is not None and answered.actor is not None, "judged an answer of a party"
    row.letter_id = answered.letter_id
    append_to(session, desk, store, row, explained, answered.number, answered.actor, at)


def append_to(
    session: Session,
    desk: Desk,
    store: FileStore,
    row: InboundMail,
    explained: Explained,
    number: str,
    actor: Actor,
    at: datetime,
    visibility: Visibility | None = None,
) -> None:
    """Put a mail's words and files on a case as this actor's entry, for as few eyes as its writer needs."""
    seen_by = visibility or narrowest(actor)
    case = find_case(session, actor, number, lock=True)
    files = attach_to(session, desk, store, case, row, actor, at, visibility=seen_by)
    said = act.AddMessage(body_of(explained.mail), seen_by, tuple(file.id for file in files))
    address = explained.mail.sender.key if explained.mail.sender else ""
    casework.perform(session, desk, case, said, actor, at, address=address)
    finish(row, InboundState.APPENDED, explained.judgement, at)
    row.case_id = case.id


def narrowest(actor: Actor) -> Visibility:
    """Who sees what somebody has mailed: OCA and its writer; a person of OCA shares it further."""
    if actor.holds(Role.TEST_LABORATORY) and not actor.holds(*HANDLERS):
        return Visibility.LABORATORY
    if actor.holds(Role.VENDOR) and not actor.holds(*HANDLERS):
        return Visibility.VENDOR
    return Visibility.OCA


def _note_bounce(session: Session, row: InboundMail, explained: Explained) -> None:
    """The letter's obligation is unmet again, unless its party has acknowledged it; a delay is only noted (P-53)."""
    row.letter_id = explained.around.bounced_letter
    report = explained.bounce
    if report is None or report.kind is BounceKind.DELAYED or row.letter_id is None:
        return
    letter = session.get_one(Letter, row.letter_id)
    row.case_id = letter.case_id
    letter.answer = f"bounced: {report.diagnosis or report.kind}"[:2000]
    session.execute(
        update(Obligation)
        .where(Obligation.id == letter.obligation_id, Obligation.state != ObligationState.ACKNOWLEDGED.value)
        .values(state=ObligationState.BOUNCED.value)
    )
