"""What a mail is and what would become of it, with every field and the reason; nothing is stored or answered."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from issuetracker.intake.bounces import bounce
from issuetracker.intake.completing import completed
from issuetracker.intake.judging import FILLED_IN, Around, Judgement, Outcome, judge
from issuetracker.intake.mail import Bounce, Mail, Mailbox
from issuetracker.intake.reading import read
from issuetracker.intake.reports import remarks_of, report_of, subject_of
from issuetracker.intake.template import TemplateReading, read_template
from workflows.report import Contact, Origin, Report, missing_to_start
from workflows.roles import Actor, Role
from workflows.vocabulary import Subject

_MAY_BE_FILED = (Outcome.NEW_ISSUE, Outcome.QUARANTINE)
# At which step whoever mails raises an issue.
_ORIGINS = (
    (Role.TEST_LABORATORY, Origin.CERTIFICATION),
    (Role.TWG_CHAIR, Origin.TWG),
    (Role.TECHNICAL_EDITOR, Origin.OCA),
    (Role.OCA_OFFICE, Origin.OCA),
)


@dataclass(frozen=True, slots=True)
class Explained:
    """One mail, understood. `report`, `origin` and, of a question, `subject` are what it would be filed as.

    `missing` is what handling cannot start without, by field; `remarks` what could not be taken as it was written.
    """

    mail: Mail
    reading: TemplateReading
    bounce: Bounce | None
    around: Around
    judgement: Judgement
    report: Report
    origin: Origin
    subject: Subject | None
    missing: Mapping[str, str]
    remarks: Mapping[str, str]

    @property
    def complete(self) -> bool:
        """True if handling could start."""
        return not self.missing


def explain(
    raw: bytes,
    ask: Callable[[Mail, Bounce | None], Around],
    earlier: Callable[[Around], TemplateReading | None] = lambda _: None,
) -> Explained:
    """Read a mail and judge it by what `ask` finds around it; `earlier` is the reading of a mail that it completes."""
    mail = read(raw)
    report_back = bounce(mail, raw)
    reading = read_template(mail)
    found = ask(mail, report_back)
    judgement = judge(mail, reading.filled, report_back, found, asks=subject_of(reading) is not None)
    before = earlier(found)
    if before is not None:
        reading = completed(before, reading)
    source = found.answered.actor if found.answered and found.answered.completes else found.source
    subject = subject_of(reading)
    report = from_sender(report_of(reading), mail, source)
    origin = Origin.QUESTION if subject else origin_of(source)
    whole = with_rest(report, reading)
    # Beside a template that was filled in, words like "please see below" are no description.
    started = report if reading.labels >= FILLED_IN else whole
    missing = missing_to_start(started, origin) if judgement.outcome in _MAY_BE_FILED else {}
    return Explained(mail, reading, report_back, found, judgement, whole, origin, subject, missing, remarks_of(reading))


def with_rest(report: Report, reading: TemplateReading) -> Report:
    """The report with what was written outside of the template at the end of its description."""
    if not (rest := reading.rest.strip()):
        return report
    return replace(report, description="\n\n".join(filter(None, (report.description, rest))))


def origin_of(source: Actor | None) -> Origin:
    """At which step this sender raises an issue; as a laboratory where nobody is known."""
    return next((origin for role, origin in _ORIGINS if source and source.holds(role)), Origin.CERTIFICATION)


def from_sender(report: Report, mail: Mail, source: Actor | None) -> Report:
    """The party's contact is whoever sent the mail, where the template names no other; so the answer arrives."""
    if mail.sender is not None and source is not None and source.holds(Role.VENDOR) and not report.vendor_contact.email:
        return replace(report, vendor_contact=_sender(report.vendor_contact, mail.sender))
    if mail.sender is None or (source is not None and not source.holds(Role.TEST_LABORATORY)):
        return report
    contact = report.laboratory_contact
    if source is not None and not report.laboratory_name:
        report = replace(report, laboratory_name=source.name)
    if not contact.email:
        report = replace(report, laboratory_contact=_sender(contact, mail.sender))
    return report


def _sender(contact: Contact, sender: Mailbox) -> Contact:
    return Contact(contact.name or sender.name, sender.address, contact.phone)


def as_json(explained: Explained) -> dict[str, Any]:
    """What `issuetracker mail explain --json` prints and the quarantine page shows."""
    judgement, found = explained.judgement, explained.around
    answer: dict[str, Any] = {"outcome": judgement.outcome.value, "reason": judgement.reason}
    if judgement.cause:
        answer["cause"] = judgement.cause.value
    if explained.bounce:
        answer |= {"kind": explained.bounce.kind.value, "recipients": list(explained.bounce.recipients)}
    if found.answered and found.answered.number:
        answer["case"] = found.answered.number
    elif found.numbers:
        answer["suggested_cases"] = list(found.numbers)
    mail = explained.mail
    return answer | {
        "sender": asdict(mail.sender) if mail.sender else None,
        "subject": mail.subject,
        "message_id": mail.message_id,
        "authentication": found.authentication,
        "fields": {
            name: {"value": _plain(field.value), "how": field.how.value}
            for name, field in explained.reading.fields.items()
        },
        "errors": {**explained.remarks, **explained.missing},
        "visible_text": mail.visible,
        "folded_text": mail.folded,
        "attachments": [
            {"name": leaf.name, "media_type": leaf.media_type, "size": leaf.size, "sha256": leaf.sha256}
            for leaf in mail.attachments
        ],
        "defects": list(mail.defects),
    }


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
