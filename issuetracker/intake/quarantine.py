"""What a person does about a mail that the program could not place: file, append, release, block, discard.

Nothing is ever deleted: the mail stays whole, with who decided and why.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Select, false, select, update
from sqlalchemy.orm import Session

from issuetracker.intake.carrying_out import append_to, carry_out, file_as
from issuetracker.intake.installation import InHand, Intake
from issuetracker.intake.judging import Judgement, Outcome
from issuetracker.intake.receiver import understand
from issuetracker.models import Cause, InboundMail, InboundState, Laboratory, MailSource, Person, Vendor
from issuetracker.models.inbound import IN_QUARANTINE
from issuetracker.services.errors import InvalidFields, NotFound
from workflows.errors import InvalidValue, NotPossibleNow
from workflows.report import Origin, Report
from workflows.roles import Actor, Role
from workflows.vocabulary import Visibility

# Who reads what came in by mail: it may hold anybody's confidential data, and belongs to no case yet.
READERS = (Role.OCA_OFFICE, Role.TECHNICAL_EDITOR)


def visible_mails(actor: Actor) -> Select[InboundMail]:
    """The mails that this person may see."""
    query = select(InboundMail)
    return query if actor.holds(*READERS) else query.where(false())


def find_mail(session: Session, actor: Actor, mail_id: int, *, lock: bool = False) -> InboundMail:
    """A mail that this person may see; NotFound otherwise."""
    query = visible_mails(actor).where(InboundMail.id == mail_id)
    row: InboundMail | None = session.scalar(query.with_for_update() if lock else query)
    if row is None:
        raise NotFound(f"There is no mail {mail_id}.")
    return row


def file_mail(
    session: Session, intake: Intake, mail_id: int, report: Report, laboratory_id: int, actor: Actor, at: datetime
) -> InboundMail:
    """File a mail as this laboratory's issue, with the report as a person has it; the clock starts with the mail."""
    row = _waiting(session, actor, mail_id)
    laboratory = session.get(Laboratory, laboratory_id)
    if laboratory is None or not laboratory.active:
        raise InvalidFields({"laboratory_id": "Choose an active test laboratory."})
    understood = understand(session, intake, row, at, trusted=True)
    decided = Judgement(Outcome.NEW_ISSUE, f"Filed for {laboratory.name} by {actor.name}.")
    explained = replace(understood, report=report, origin=Origin.CERTIFICATION, judgement=decided)
    name = row.sender_name or row.sender or laboratory.short_name
    file_as(
        InHand(session, intake, row, explained, at),
        Actor(None, name, frozenset({Role.TEST_LABORATORY}), laboratory_id=laboratory.id),
    )
    row.done_by = actor.name
    return row


def append_mail(
    session: Session, intake: Intake, mail_id: int, number: str, visibility: Visibility, actor: Actor, at: datetime
) -> InboundMail:
    """Put a mail on a case as an entry of the conversation; the person who does it answers for who sees it."""
    row = _waiting(session, actor, mail_id)
    understood = understand(session, intake, row, at, trusted=True)
    explained = replace(understood, judgement=Judgement(Outcome.APPEND, f"Put on {number} by {actor.name}."))
    head = f"A mail of {row.sender_name or 'somebody'} <{row.sender}> of {row.taken_at:%d.%m.%Y}:"
    append_to(InHand(session, intake, row, explained, at), number, actor, visibility, head=head)
    row.done_by = actor.name
    return row


def discard(session: Session, mail_id: int, why: str, actor: Actor, at: datetime) -> InboundMail:
    """Put a mail aside for good; it stays, with who and why."""
    row = _waiting(session, actor, mail_id)
    if not why.strip():
        raise InvalidValue("Say in a few words why.", field="why")
    row.state, row.done_at, row.done_by, row.note = InboundState.DISCARDED.value, at, actor.name, why.strip()
    return row


def block(session: Session, mail_id: int, pattern: str, why: str, actor: Actor, at: datetime) -> InboundMail:
    """Discard this mail, and heed none of its address or domain from now on; never of somebody with an account."""
    row = discard(session, mail_id, why, actor, at)
    pattern = _pattern(pattern or row.sender, row)
    if session.scalar(select(Person.id).where(Person.email == pattern, Person.active)) is not None:
        raise InvalidValue("This is the address of somebody with an account.", field="pattern")
    _know(session, MailSource(pattern=pattern, blocked=True, made_at=at, made_by=actor.name, note=why.strip()))
    return row


def release(
    session: Session,
    intake: Intake,
    mail_id: int,
    actor: Actor,
    at: datetime,
    *,
    learn: str = "",
    laboratory_id: int | None = None,
    vendor_id: int | None = None,
) -> InboundMail:
    """Take a mail in after all, as if its sender had been authenticated; with `learn`, the sender is known from now on.

    `learn` is the address or `@domain` of a laboratory or vendor. What the mail then becomes is judged as always.
    """
    row = _waiting(session, actor, mail_id)
    if learn:
        if (laboratory_id is None) == (vendor_id is None):
            raise InvalidFields({"laboratory_id": "Name the laboratory or the vendor that this sender belongs to."})
        party = session.get(Laboratory, laboratory_id) if laboratory_id else session.get(Vendor, vendor_id)
        if party is None:
            raise InvalidFields({"laboratory_id" if laboratory_id else "vendor_id": "There is no such party."})
        source = MailSource(
            pattern=_pattern(learn, row),
            laboratory_id=laboratory_id,
            vendor_id=vendor_id,
            made_at=at,
            made_by=actor.name,
        )
        _know(session, source)
    carry_out(InHand(session, intake, row, understand(session, intake, row, at, trusted=True), at))
    row.done_by = actor.name
    return row


def wait_again(session: Session, ids: Collection[int]) -> list[int]:
    """Let these mails be taken in again, after a fix; without ids, all that the program could not read."""
    query = update(InboundMail).where(InboundMail.state.in_([state.value for state in IN_QUARANTINE]))
    query = query.where(InboundMail.id.in_(ids) if ids else InboundMail.cause == Cause.FAILED.value)
    received = query.values(
        state=InboundState.RECEIVED.value, cause="", attempts=0, done_at=None, not_before=InboundMail.stored_at
    )
    return sorted(session.scalars(received.returning(InboundMail.id)))


def _waiting(session: Session, actor: Actor, mail_id: int) -> InboundMail:
    row = find_mail(session, actor, mail_id, lock=True)
    if row.state not in IN_QUARANTINE:
        raise NotPossibleNow(f"This mail is {row.state.replace('_', ' ')} already.")
    return row


def _pattern(given: str, row: InboundMail) -> str:
    """An address, or a domain with its @, and only one under which this mail came."""
    pattern = given.strip().lower()
    if pattern not in (row.sender, f"@{row.sender.rpartition('@')[2]}") or "@" not in pattern:
        raise InvalidValue("Give the sender's address, or @ and its domain.", field="pattern")
    return pattern


def _know(session: Session, source: MailSource) -> None:
    known = session.scalar(select(MailSource).where(MailSource.pattern == source.pattern))
    if known is None:
        session.add(source)
    else:
        known.laboratory_id, known.vendor_id, known.blocked = (
            source.laboratory_id,
            source.vendor_id,
            bool(source.blocked),
        )
        known.made_at, known.made_by, known.note = source.made_at, source.made_by, source.note or ""
    session.flush()
