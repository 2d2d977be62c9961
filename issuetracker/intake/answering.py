"""Automatic answers to mails: at most one for each address, cause and day, and few a day to one address (RFC 3834)."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from issuetracker.intake.installation import InHand
from issuetracker.intake.mail import Mail
from issuetracker.models import Case, MailAnswer
from issuetracker.services.casework import Dossier
from issuetracker.services.issue_templates import as_text
from issuetracker.services.owing import Draft, store
from issuetracker.services.parties import laboratory_named
from issuetracker.services.resolutions import answered_before
from notifications.messages import LetterKind
from notifications.recipients import Addressee, Audience
from notifications.rendering import render
from workflows.report import Report
from workflows.roles import Role

MOST_A_DAY = 5
_SUPPRESS = {"all", "autoreply"}
MAIL_ANSWERS = ("mail_incomplete", "mail_of_vendor", "mail_for_laboratory", "mail_filed", "mail_encrypted")


@dataclass(frozen=True, slots=True)
class Answer:
    """A letter about a mail. `cause` is what it must not say twice a day to the same address."""

    letter: str
    cause: str
    to: Addressee
    facts: dict[str, Any]
    in_reply_to: str = ""
    case: Case | None = None


def ask_for_missing(hand: InHand) -> None:
    """Tell the sender, field by field, what is missing; a reply completes it (P-04)."""
    explained = hand.explained
    facts = {
        "errors": dict(explained.missing),
        "unread": explained.remarks.get("attachments", ""),
        "read": _as_read(explained.report),
        "template": as_text(),
        "subject_of": explained.mail.subject,
        "earlier": answered_before(hand.session, _references(hand)),
    }
    cause = f"incomplete:{','.join(sorted(explained.missing))}"
    _answer(hand, Answer("mail_incomplete", cause, _sender(hand), facts, hand.row.message_id))


def _references(hand: InHand) -> tuple[str, ...]:
    """The test references of a laboratory's mail, on which earlier resolutions are offered (P-08)."""
    source = hand.explained.around.source
    laboratory = source is not None and source.holds(Role.TEST_LABORATORY)
    return hand.explained.report.test_references if laboratory else ()


def answer_vendor(hand: InHand) -> None:
    """A vendor who writes directly is answered, and its laboratory, where it is named, is asked to file it (P-09)."""
    explained = hand.explained
    named = explained.report.laboratory_name
    laboratory = laboratory_named(hand.session, named) if named else None
    facts = {"laboratory": laboratory.name if laboratory else "", "subject_of": explained.mail.subject}
    _answer(hand, Answer("mail_of_vendor", "vendor", _sender(hand), facts, hand.row.message_id))
    if laboratory is not None and laboratory.update_address:
        about = {"report": explained.report, "sender": hand.row.sender_name or hand.row.sender, "template": as_text()}
        to = Addressee(laboratory.name, "", laboratory.update_address, laboratory_id=laboratory.id)
        _answer(hand, Answer("mail_for_laboratory", f"vendor:{hand.row.sender}", to, about))


def ask_for_plain(hand: InHand) -> None:
    """Tell a sender who is known that the desk cannot read encrypted mail, and by which ways it can be told."""
    explained = hand.explained
    answered = explained.around.answered
    if explained.around.source is None and (answered is None or answered.actor is None):
        return
    case = hand.session.scalar(select(Case).where(Case.number == answered.number)) if answered else None
    facts = {
        "how": explained.mail.encryption,
        "number": case.number if case else "",
        "subject_of": explained.mail.subject,
        "template": as_text(),
    }
    _answer(hand, Answer("mail_encrypted", "encrypted", _sender(hand), facts, hand.row.message_id, case))


def confirm_filing(hand: InHand, filed: Dossier) -> None:
    """Tell number and date to a sender whom the acknowledgement does not reach: the report names others (P-02)."""
    report = filed.state.report
    of_laboratory = filed.case.laboratory_id is not None
    contact = report.laboratory_contact if of_laboratory else report.vendor_contact
    if filed.case.filed_by is not None or hand.row.sender in (contact.email.strip().lower(), ""):
        return
    party = report.laboratory_name if of_laboratory else report.vendor_name
    facts = {
        "number": filed.case.number,
        "clock": next(iter(filed.clocks), None),
        "is_question": filed.state.subject is not None,
        "contact": contact.name or contact.email or party,
        "subject_of": hand.explained.mail.subject,
    }
    cause = f"filed:{filed.case.number}"
    _answer(hand, Answer("mail_filed", cause, _sender(hand), facts, hand.row.message_id, filed.case))


def _sender(hand: InHand) -> Addressee:
    row, source = hand.row, hand.explained.around.source
    return Addressee(
        row.sender_name or row.sender,
        row.sender_name,
        row.sender,
        source.person_id if source else None,
        source.laboratory_id if source else None,
        source.vendor_id if source else None,
    )


def _as_read(report: Report) -> dict[str, str]:
    """What was read, as the letter says it back: the label of D.4 and the value on one line."""
    found = {
        "Vendor": report.vendor_name,
        "Test laboratory": report.laboratory_name,
        "Summary": report.summary,
        "Test reference": ", ".join(report.test_references),
        "OCPP version": report.ocpp_version.value if report.ocpp_version else "",
    }
    return {label: value for label, value in found.items() if value}


def _suppressed(mail: Mail) -> set[str]:
    """Which automatic answers a mail does not want, as Exchange writes it."""
    return {word.strip().lower() for word in mail.header("x-auto-response-suppress").split(",")}


def _answer(hand: InHand, answer: Answer) -> None:
    session, row = hand.session, hand.row
    address, day = answer.to.address.lower(), f"{hand.at:%Y-%m-%d}"
    made = session.scalar(select(func.count()).where(MailAnswer.address == address, MailAnswer.day == day)) or 0
    if not address or made >= MOST_A_DAY or _SUPPRESS & _suppressed(hand.explained.mail):
        return
    key = f"mail:{row.id}:{answer.letter}:{sha256(address.encode()).hexdigest()[:16]}"
    try:
        with session.begin_nested():
            session.add(MailAnswer(address=address, cause=answer.cause, day=day, mail_id=row.id, letter_key=key))
            session.flush()
    except IntegrityError:  # this was said to this address today
        return
    given = {"recipient": answer.to, "desk": hand.intake.desk.base_url, "number": "", "link": "", **answer.facts}
    kind = LetterKind(answer.letter, Audience.PERSON)
    draft = Draft(kind, answer.to, 0, render(answer.letter, given), answers=answer.in_reply_to)
    store(session, hand.intake.desk, answer.case, {key: draft}, hand.at)
