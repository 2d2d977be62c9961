"""What a person does about a mail that the program could not place: file, append, release, block, discard.

Nothing is ever deleted: the mail stays whole, with who decided and why. Whoever decides second is refused.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, auto

from sqlalchemy import update
from sqlalchemy.orm import Session

from issuetracker.intake.carrying_out import append_to, carry_out, file_as
from issuetracker.intake.explaining import from_sender
from issuetracker.intake.installation import InHand, Intake
from issuetracker.intake.judging import Judgement, Outcome
from issuetracker.intake.receiver import check_sender, understand
from issuetracker.models import Cause, InboundMail, InboundState, Laboratory, Subject, Vendor
from issuetracker.models.inbound import IN_QUARANTINE
from issuetracker.services import mail_sources
from issuetracker.services.errors import InvalidFields
from issuetracker.services.mail_access import find_mail
from issuetracker.services.mail_sources import Party
from workflows.errors import InvalidValue, NotPossibleNow
from workflows.report import Contact, Origin, Report
from workflows.roles import Actor, Role
from workflows.vocabulary import Subject as About
from workflows.vocabulary import Visibility

# What was put aside for good, and may have been so by mistake.
TAKEN_BACK = (InboundState.DISCARDED, InboundState.AUTOMATIC)
_AGAIN = {Outcome.DISPUTE: InboundState.DISPUTE, Outcome.NEW_ISSUE: InboundState.INCOMPLETE}


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decides about which mail, and when."""

    mail_id: int
    actor: Actor
    at: datetime


@dataclass(frozen=True, slots=True)
class Learnt:
    """An address, or a domain with its @, and the party whose mail it is from now on."""

    pattern: str
    party: Party


class Unsaid(Enum):
    """Something that nobody has said otherwise."""

    UNSAID = auto()


@dataclass(frozen=True, slots=True)
class Filing:
    """For whom a mail is filed, and as what.

    `report` is as a person has it, the whole of it; without, it is what was read, with what stands beside the template.
    `subject` makes it a question, None an issue; UNSAID leaves it as it was read.
    """

    party: Party
    report: Report | None = None
    subject: About | Unsaid | None = Unsaid.UNSAID


def file_mail(session: Session, intake: Intake, by: Decision, filing: Filing) -> InboundMail:
    """File a mail as a laboratory's issue, or as a laboratory's or a vendor's question; clocks start with the mail."""
    row = waiting(session, by)
    understood = understand(session, intake, row, by.at, trusted=True)
    subject = understood.subject if isinstance(filing.subject, Unsaid) else filing.subject
    party, sender = _sender(session, filing.party, row)
    if sender.vendor_id is not None and subject is None:
        raise InvalidFields({"party": "A vendor asks questions; its issues are filed by its laboratory (D.2.2)."})
    report = filing.report or understood.report
    if sender.vendor_id is not None:  # a question of its own, that no laboratory reads
        report = replace(report, laboratory_name="", laboratory_contact=Contact())
        report = from_sender(report, understood.mail, sender)
    decided = Judgement(Outcome.NEW_ISSUE, f"Filed for {party.name} by {by.actor.name}.")
    origin = Origin.QUESTION if subject else Origin.CERTIFICATION
    explained = replace(understood, report=report, subject=subject, origin=origin, judgement=decided)
    file_as(InHand(session, intake, row, explained, by.at), sender)
    return decided_by(row, by)


def _sender(session: Session, chosen: Party, row: InboundMail) -> tuple[Laboratory | Vendor, Actor]:
    """The party for which a mail is filed, and whoever wrote it as somebody of it."""
    if chosen.kind is Subject.VENDOR:
        vendor = session.get(Vendor, chosen.id)
        if vendor is None:
            raise InvalidFields({"vendor_id": "There is no such vendor."})
        name = row.sender_name or row.sender or vendor.name
        return vendor, Actor(None, name, frozenset({Role.VENDOR}), vendor_id=vendor.id)
    laboratory = session.get(Laboratory, chosen.id)
    if laboratory is None or not laboratory.active:
        raise InvalidFields({"laboratory_id": "Choose an active test laboratory."})
    name = row.sender_name or row.sender or laboratory.short_name
    return laboratory, Actor(None, name, frozenset({Role.TEST_LABORATORY}), laboratory_id=laboratory.id)


def append_mail(session: Session, intake: Intake, by: Decision, number: str, visibility: Visibility) -> InboundMail:
    """Put a mail on a case as an entry of the conversation; the person who does it answers for who sees it."""
    row = waiting(session, by)
    understood = understand(session, intake, row, by.at, trusted=True)
    explained = replace(understood, judgement=Judgement(Outcome.APPEND, f"Put on {number} by {by.actor.name}."))
    head = f"A mail of {row.sender_name or 'somebody'} <{row.sender}> of {row.taken_at:%d.%m.%Y}:"
    append_to(InHand(session, intake, row, explained, by.at), number, by.actor, visibility, head=head)
    return decided_by(row, by)


def discard(session: Session, by: Decision, why: str) -> InboundMail:
    """Put a mail aside for good; it stays, with who and why."""
    row = waiting(session, by)
    if not why.strip():
        raise InvalidValue("Say in a few words why.", field="why")
    row.state, row.done_at, row.note = InboundState.DISCARDED.value, by.at, why.strip()
    return decided_by(row, by)


def block(session: Session, by: Decision, pattern: str, why: str) -> InboundMail:
    """Discard this mail, and heed none of its address or domain from now on; never of somebody known."""
    row = discard(session, by, why)
    mail_sources.block(session, _of_sender(pattern or row.sender, row), why.strip(), by.actor, by.at)
    return row


def release(session: Session, intake: Intake, by: Decision, learn: Learnt | None = None) -> InboundMail:
    """Take a mail in after all, as if its sender had been authenticated; with `learn`, the sender is known from now on.

    What the mail then becomes is judged as always: it may stay in quarantine, for another cause.
    """
    row = waiting(session, by)
    if learn is not None:
        mail_sources.learn(session, _of_sender(learn.pattern, row), learn.party, by.actor, by.at)
    carry_out(InHand(session, intake, row, understand(session, intake, row, by.at, trusted=True), by.at))
    return decided_by(row, by)


def check_again(session: Session, intake: Intake, by: Decision) -> InboundMail:
    """Ask again who vouches for a mail's sender, and judge it by that: what nobody stood in the way of is taken in."""
    row = waiting(session, by)
    if row.cause != Cause.NOT_AUTHENTICATED:
        raise NotPossibleNow("What keeps this mail here is not that nobody vouches for its sender.")
    check_sender(intake, row)
    carry_out(InHand(session, intake, row, understand(session, intake, row, by.at), by.at))
    return decided_by(row, by) if row.state not in IN_QUARANTINE else row


def take_back(session: Session, intake: Intake, by: Decision) -> InboundMail:
    """Let a mail that was discarded, or taken for an automatic one, wait for a person again; nobody is answered."""
    row = find_mail(session, by.actor, by.mail_id, lock=True)
    if row.state not in TAKEN_BACK:
        raise NotPossibleNow(_already(row))
    judgement = understand(session, intake, row, by.at).judgement
    state = _AGAIN.get(judgement.outcome, InboundState.QUARANTINED)
    cause = judgement.cause or row.cause or Cause.AUTOMATIC.value
    row.state, row.cause = state.value, str(cause) if state is InboundState.QUARANTINED else ""
    row.reason, row.done_at = f"Taken back by {by.actor.name}. {judgement.reason}", by.at
    return decided_by(row, by)


def wait_again(session: Session, ids: Collection[int]) -> list[int]:
    """Let these mails be taken in again, after a fix; without ids, all that the program could not read."""
    query = update(InboundMail).where(
        InboundMail.state.in_([state.value for state in IN_QUARANTINE]), InboundMail.dispute_id.is_(None)
    )
    query = query.where(InboundMail.id.in_(ids) if ids else InboundMail.cause == Cause.FAILED.value)
    received = query.values(
        state=InboundState.RECEIVED.value, cause="", attempts=0, done_at=None, not_before=InboundMail.stored_at
    )
    return sorted(session.scalars(received.returning(InboundMail.id)))


def waiting(session: Session, by: Decision) -> InboundMail:
    """The mail, locked, if it still waits for a person; NotPossibleNow for whoever decides second."""
    row = find_mail(session, by.actor, by.mail_id, lock=True)
    if row.state not in IN_QUARANTINE or row.dispute_id is not None:
        raise NotPossibleNow(_already(row))
    return row


def _already(row: InboundMail) -> str:
    by = f", by {row.done_by}" if row.done_by else ""
    return f"This mail is {row.state.replace('_', ' ')} already{by}."


def decided_by(row: InboundMail, by: Decision) -> InboundMail:
    """The mail, with who decided."""
    row.done_by = by.actor.name
    return row


def _of_sender(given: str, row: InboundMail) -> str:
    """An address, or a domain with its @, and only one under which this mail came."""
    pattern = given.strip().lower()
    if "@" not in pattern or pattern not in (row.sender, f"@{row.sender.rpartition('@')[2]}"):
        raise InvalidFields({"pattern": "Give the sender's address, or @ and its domain."})
    return pattern
