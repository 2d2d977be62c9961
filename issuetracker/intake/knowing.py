"""Whose mail it is, and which letter of ours it answers: everything that judging asks of the database."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from issuetracker.intake.authentication import Verdict
from issuetracker.intake.installation import Addresses
from issuetracker.intake.judging import Answered, Around
from issuetracker.intake.mail import Bounce, Mail
from issuetracker.models import (
    Case,
    InboundMail,
    InboundState,
    Laboratory,
    Letter,
    MailAnswer,
    MailSource,
    Obligation,
    Person,
)
from issuetracker.services.access import find_case
from issuetracker.services.errors import NotFound
from issuetracker.services.notice_contacts import usable_contact
from notifications.composing import on_the_wire
from notifications.confidentiality import PUBLIC_MAIL
from notifications.recipients import Audience
from workflows.roles import Actor, Role

MOST_A_DAY = 100  # mails of one sender; a person writes fewer, a loop more
_NUMBER = re.compile(r"\bOCA-\d{4}-\d{4,}\b", re.IGNORECASE)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Kept:
    """What the door has said of a mail, beside the mail itself. `row_id` is None while it is only explained."""

    at: datetime
    envelope_to: tuple[str, ...] = ()
    row_id: int | None = None
    trusted: bool = False  # a person has released it: for this once it is authenticated, and wanted


def around(
    session: Session, addresses: Addresses, mail: Mail, bounce: Bounce | None, verdict: Verdict, kept: Kept
) -> Around:
    """Everything that judging asks, for one mail."""
    recipients = (*mail.recipients, *(address.lower() for address in kept.envelope_to))
    sender = mail.sender.key if mail.sender else ""
    source, blocked = source_of(session, sender, mail.sender.name if mail.sender else "")
    letters = [found for address in recipients if (found := addresses.returns.letter(address))]
    return Around(
        source=source,
        authenticated=(verdict.passed and _same(verdict.address, sender)) or kept.trusted,
        authentication=verdict.reason,
        ask_again=verdict.again and not kept.trusted,
        answered=_answered(session, addresses, (*letters, *mail.in_reply_to, *mail.references), source, sender),
        bounced_letter=_letter_id(session, addresses, (*letters, *bounce.message_ids)) if bounce else None,
        to_disputes=any(_base(address) == addresses.disputes for address in recipients)
        or _about_a_dispute(session, addresses, (*letters, *mail.in_reply_to, *mail.references)),
        blocked=blocked and not kept.trusted,
        too_many=not kept.trusted and _too_many(session, sender, kept),
        same_message_id=not kept.trusted and _seen(session, mail, kept),
        numbers=tuple(dict.fromkeys(found.upper() for found in _NUMBER.findall(mail.subject))),
    )


def _same(vouched: str, sender: str) -> bool:
    """True if the address that is vouched for is the one that the mail is read to come from."""
    try:
        return vouched == on_the_wire(sender).lower()
    except ValueError:
        return False


def source_of(session: Session, address: str, name: str = "") -> tuple[Actor | None, bool]:
    """Whose address this is: a person with an account, else a laboratory's or vendor's by address or domain.

    The second value is True if mail of the address is not wanted.
    """
    if not address:
        return None, False
    person = session.scalar(select(Person).where(Person.email == address))
    if person is not None and not person.active:
        return None, False  # who is let in no more is not believed for the sake of the domain either
    if person is not None:
        roles = frozenset(Role(given.role) for given in person.roles)
        return Actor(person.id, person.name, roles, person.laboratory_id, person.vendor_id), False
    patterns = (address, f"@{address.rpartition('@')[2]}")
    rows = session.scalars(select(MailSource).where(MailSource.pattern.in_(patterns))).all()
    for row in sorted(rows, key=lambda found: found.pattern.startswith("@")):
        if row.blocked:
            return None, True
        return _party(session, row, name or address), False
    return None, False


def _party(session: Session, row: MailSource, name: str) -> Actor | None:
    if row.laboratory_id is not None:
        laboratory = session.get_one(Laboratory, row.laboratory_id)
        roles = frozenset({Role.TEST_LABORATORY})
        label = f"{name}, {laboratory.short_name}"
        return Actor(None, label, roles, laboratory_id=laboratory.id) if laboratory.active else None
    return Actor(None, name, frozenset({Role.VENDOR}), vendor_id=row.vendor_id)


def _answered(
    session: Session, addresses: Addresses, message_ids: Iterable[str], source: Actor | None, sender: str
) -> Answered | None:
    """The letter that a mail answers, by its own address first, then by the Message-IDs that it refers to."""
    found = _letter(session, addresses, message_ids)
    if found is None:
        return None
    if found.case_id is not None:
        case = session.get_one(Case, found.case_id)
        actor = actor_on(session, case, source, sender) or _provider(session, found, source, sender)
        return Answered(found.id, case.number, actor)
    asked = session.scalar(
        select(InboundMail)
        .join(MailAnswer, MailAnswer.mail_id == InboundMail.id)
        .where(MailAnswer.letter_key == found.unique_key)
    )
    if asked is None:
        return None
    same = sender == asked.sender or (source is not None and _same_party(session, source, asked.sender))
    if asked.case_id is not None:
        case = session.get_one(Case, asked.case_id)
        return Answered(found.id, case.number, actor_on(session, case, source, sender) if same else None)
    completes = asked.id if asked.state == InboundState.INCOMPLETE else None
    return Answered(found.id, "", source if same else None, completes) if completes else None


def _provider(session: Session, letter: Letter, source: Actor | None, sender: str) -> Actor | None:
    """The tool provider, where a letter about its ticket is answered: who holds the role, or writes from its domain."""
    audience = session.scalar(select(Obligation.audience).where(Obligation.id == letter.obligation_id))
    if audience != Audience.TOOL_PROVIDER.value:
        return None
    if source is not None:
        return source if source.holds(Role.TOOL_PROVIDER) else None
    domain = sender.rpartition("@")[2]
    own = domain == letter.recipient.rpartition("@")[2].lower() and domain not in PUBLIC_MAIL
    return Actor(None, sender, frozenset({Role.TOOL_PROVIDER})) if own else None


def _same_party(session: Session, source: Actor, sender: str) -> bool:
    other, _ = source_of(session, sender)
    return other is not None and source.laboratory_id is not None and source.laboratory_id == other.laboratory_id


def actor_on(session: Session, case: Case, source: Actor | None, sender: str) -> Actor | None:
    """The sender as somebody who may write in this case: who sees it, or a contact that its report names."""
    if source is not None:
        try:
            find_case(session, source, case.number)
        except NotFound:
            pass
        else:
            return source
    report = case.report
    for role, contact, laboratory, vendor in (
        (Role.TEST_LABORATORY, "laboratory_contact", case.laboratory_id, None),
        (Role.VENDOR, "vendor_contact", None, case.vendor_id),
    ):
        given = report.get(contact, {})
        if (laboratory or vendor) and sender and given.get("email", "").strip().lower() == sender:
            return Actor(None, given.get("name") or sender, frozenset({role}), laboratory, vendor)
    told = usable_contact(session, case.vendor_id, sender) if case.vendor_id else None
    return Actor(None, told.name or sender, frozenset({Role.VENDOR}), vendor_id=case.vendor_id) if told else None


def _letter(session: Session, addresses: Addresses, message_ids: Iterable[str]) -> Letter | None:
    domain = f"@{addresses.returns.mail_domain}>"
    wanted = [found for found in dict.fromkeys(message_ids) if found.endswith(domain)][:50]
    if not wanted:
        return None
    rows = {row.message_id: row for row in session.scalars(select(Letter).where(Letter.message_id.in_(wanted)))}
    return next((rows[found] for found in wanted if found in rows), None)


def _about_a_dispute(session: Session, addresses: Addresses, message_ids: Iterable[str]) -> bool:
    """True for an answer to a letter about a dispute: a person puts it where it belongs (P-75)."""
    found = _letter(session, addresses, message_ids)
    return found is not None and found.dispute_id is not None


def _letter_id(session: Session, addresses: Addresses, message_ids: Iterable[str]) -> int | None:
    found = _letter(session, addresses, message_ids)
    return found.id if found else None


def _base(address: str) -> str:
    local, _, domain = address.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _too_many(session: Session, sender: str, kept: Kept) -> bool:
    if not sender:
        return False
    count = session.scalar(
        select(func.count()).where(InboundMail.sender == sender, InboundMail.stored_at > kept.at - _DAY)
    )
    return (count or 0) > MOST_A_DAY


def _seen(session: Session, mail: Mail, kept: Kept) -> bool:
    if not mail.message_id:
        return False
    others = select(InboundMail.id).where(
        InboundMail.message_id == mail.message_id,
        InboundMail.state.not_in([InboundState.DUPLICATE.value, InboundState.DISCARDED.value]),
        InboundMail.done_at.is_not(None),
    )
    if kept.row_id is not None:
        others = others.where(InboundMail.id != kept.row_id)
    return session.scalar(others.limit(1)) is not None
