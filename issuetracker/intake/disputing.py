"""A mail to the address for disputes becomes one: reported by the office for whoever wrote it (P-71)."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.intake.explaining import Explained
from issuetracker.intake.installation import Intake
from issuetracker.intake.mail import Mail
from issuetracker.intake.quarantine import Decision, decided_by, waiting
from issuetracker.intake.receiver import understand
from issuetracker.models import Dispute, InboundMail, InboundState, Laboratory, NoticeContact, Vendor
from issuetracker.services.disputes.reporting import report_dispute
from issuetracker.services.files import Given, store_all
from workflows.disputes.actions import ReportDispute

_MOST_FILES = 20  # as in every other report
_MOST_SUBJECT = 200


@dataclass(frozen=True, slots=True)
class Begun:
    """What can be read of a report, for a person to complete."""

    reporter: str
    other_party: str
    subject: str
    statement: str
    case_number: str


def begun(session: Session, found: Explained) -> Begun:
    """What a mail says of a dispute: its sender's party, the other one, its subject and its words."""
    source, report = found.around.source, found.report
    laboratory = session.get(Laboratory, source.laboratory_id) if source and source.laboratory_id else None
    vendor = session.get(Vendor, source.vendor_id) if source and source.vendor_id else None
    if laboratory is None and vendor is None:
        vendor = _contacts_vendor(session, found)
    reporter = laboratory.name if laboratory else vendor.name if vendor else ""
    other = report.laboratory_name if vendor else report.vendor_name
    answered = found.around.answered
    case = (answered.number if answered else "") or next(iter(found.around.numbers), "")
    return Begun(reporter, other, found.mail.subject[:_MOST_SUBJECT], found.mail.visible.strip(), case)


def _contacts_vendor(session: Session, found: Explained) -> Vendor | None:
    """The vendor that has the sender as its contact for notices; a person decides whether it is theirs."""
    if found.mail.sender is None:
        return None
    of = NoticeContact.address == found.mail.sender.key
    query = select(Vendor).join(NoticeContact, NoticeContact.vendor_id == Vendor.id).where(of)
    return session.scalar(query.where(NoticeContact.ended_at.is_(None)).limit(1))


def report_mail(session: Session, intake: Intake, by: Decision, report: ReportDispute) -> tuple[InboundMail, Dispute]:
    """Report a dispute out of a mail, with its attachments and the mail itself as evidence of whoever wrote it."""
    row = waiting(session, by)
    mail = understand(session, intake, row, by.at, trusted=True).mail
    with intake.store.open(row.sha256) as original:
        files = store_all(intake.store, [Given(f"mail-{row.id}.eml", "message/rfc822", original), *_attached(mail)])
    docket = report_dispute(session, intake.desk, report, files, by.actor, by.at)
    row.state, row.cause, row.dispute_id, row.done_at = InboundState.DISPUTE.value, "", docket.dispute.id, by.at
    row.reason = f"Reported as {docket.dispute.number} by {by.actor.name}."
    return decided_by(row, by), docket.dispute


def _attached(mail: Mail) -> Iterator[Given]:
    for leaf in mail.attachments[: _MOST_FILES - 1]:
        yield Given(leaf.name or "part", leaf.media_type, BytesIO(leaf.content))
