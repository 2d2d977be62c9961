"""One mail: why it waits, what was read of it, and its parts as downloads. Nothing of it is ever markup of ours."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from flask import Response, current_app, send_file
from sqlalchemy import select
from sqlalchemy.orm import Session

from issuetracker.extensions import db
from issuetracker.models import InboundMail, InboundState, Laboratory, Vendor
from issuetracker.models.inbound import IN_QUARANTINE
from issuetracker.permissions import Permission, granted, needs
from issuetracker.queries.mails import dispute_of, named_cases, number_of
from issuetracker.queries.similar import similar_cases
from issuetracker.sentences.wording import words
from issuetracker.services.errors import NotFound
from issuetracker.services.mail_access import find_mail
from issuetracker.services.parties import laboratory_named
from issuetracker.web.mails import desk
from issuetracker.web.mails.advice import STATES, Can, advice, standing
from issuetracker.web.pages import page
from issuetracker.web.reports import report_fields
from issuetracker.web.visitor import actor, now
from workflows.report import Origin, Report, missing_to_start
from workflows.roles import Role

if TYPE_CHECKING:
    from issuetracker.intake.explaining import Explained

MOST_TEXT = 60_000  # characters of a mail in the page; the whole is in the original
BY_VENDOR = "vendor"  # in the place of a laboratory's id: a vendor asks
_MOST_FIELD = 600
_CHOSEN = ("test_types", "device_type")
_LABELS = {field.name: field.label for field in report_fields(Report(summary=""), {}, {})} | {
    "laboratory_name": "Test laboratory",
    "attached_logging": "Logging in the text",
    "question_about": "Question about",
}


@dataclass(frozen=True, slots=True)
class FieldShown:
    """A field of the report as it was read: `how` is read, guessed or missing; only an `error` stands in the way."""

    label: str
    value: str
    how: str
    error: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Understood:
    """What the program makes of a mail: the answer of `mail explain`, in the order of the page.

    `missing` is what a person would have to add before filing it, who chooses the laboratory there.
    """

    explained: "Explained"
    answer: dict[str, Any]
    fields: tuple[FieldShown, ...]
    missing: Mapping[str, str]
    headers: str
    laboratory_id: int | None
    vendor: str  # who asks, where it is a vendor: by the sender, else as the mail names it

    @property
    def chosen(self) -> int | str | None:
        """For whom it would be filed: a laboratory by its id, or a vendor who asks."""
        asks = self.explained.subject is not None and self.vendor
        return self.laboratory_id or (BY_VENDOR if asks else None)

    @property
    def numbers(self) -> list[str]:
        """Cases that the mail answers a letter about, or that its subject names."""
        case = self.answer.get("case")
        return [case] if case else self.answer.get("suggested_cases", [])


def intake() -> Any:
    """What taking in mail needs; its readers are imported when a mail is opened and not when the service starts."""
    from issuetracker.intake.setting_up import intake_of

    return intake_of(current_app)


def understood(session: Session, row: InboundMail) -> Understood:
    """What the program makes of a mail now."""
    from issuetracker.intake.explaining import as_json
    from issuetracker.intake.receiver import understand

    try:
        found = understand(session, intake(), row, now())
    except FileNotFoundError:
        raise NotFound("The bytes of this mail are gone; the desk has been told by `verify`.") from None
    answer, known = as_json(found), replace(found.report, laboratory_name=found.report.laboratory_name or "chosen")
    missing = missing_to_start(known, Origin.QUESTION if found.subject else Origin.CERTIFICATION)
    source = found.around.source
    named = laboratory_named(session, found.report.laboratory_name) if found.report.laboratory_name else None
    headers = "\n".join(f"{name}: {value}" for name, value in found.mail.headers)
    laboratory = source.laboratory_id if source and source.laboratory_id else named.id if named else None
    fields = tuple(_fields(answer["fields"], missing, found.remarks))
    asks = session.get(Vendor, source.vendor_id) if source and source.vendor_id else None
    vendor = asks.name if asks else found.report.vendor_name
    return Understood(found, answer, fields, missing, headers[:MOST_TEXT], None if asks else laboratory, vendor)


def _fields(read: Mapping[str, Any], missing: Mapping[str, str], remarks: Mapping[str, str]) -> Iterator[FieldShown]:
    """Every field that was looked for, then what is said of none of them."""
    for name, field in read.items():
        yield _shown(name, field, missing.get(name, ""), remarks.get(name, ""))
    for name in {**missing, **remarks}:
        if name not in read:
            how = "missing" if name in missing else ""
            yield FieldShown(_label(name), "", how, missing.get(name, ""), remarks.get(name, ""))


def _label(name: str) -> str:
    return _LABELS.get(name, words(name).capitalize())


def _shown(name: str, field: dict[str, Any], error: str, remark: str) -> FieldShown:
    value, say = field["value"], words if name in _CHOSEN else str
    if isinstance(value, bool):
        text = "yes" if value else "no"
    else:
        text = ", ".join(map(say, value)) if isinstance(value, list) else say(value or "")
    short = text if len(text) <= _MOST_FIELD else f"{text[:_MOST_FIELD]} …"
    return FieldShown(_label(name), short, field["how"], error, remark)


@desk.get("/<int:mail_id>")
@needs(Permission.MAILS_READ)
def read(mail_id: int) -> tuple[str, int]:
    """The mail with its reason and what can be done about it."""
    return mail_page(db.session(), mail_id)


def mail_page(session: Session, mail_id: int, status: int = 200, **more: Any) -> tuple[str, int]:
    """The page of a mail; `more` is what a form that was refused has to say, and who would read an entry."""
    row = find_mail(session, actor(), mail_id)
    found = understood(session, row)
    values = {
        "mail": row,
        "found": found,
        "number": number_of(session, row),
        "standing": standing(row),
        "states": STATES,
        "advice": advice(row),
        "waits": row.state in IN_QUARANTINE
        and row.dispute_id is None
        and granted(Permission.MAILS_DECIDE, actor().roles),
        "dispute": dispute_of(session, row, actor()),
        "may_report": actor().holds(Role.OCA_OFFICE),
        "put_aside": row.state in (InboundState.DISCARDED, InboundState.AUTOMATIC),
        "Can": Can,
        "by_vendor": BY_VENDOR,
        "laboratories": laboratories(session),
        "named": named_cases(session, actor(), found.numbers),
        "similar": similar_cases(session, actor(), row.case_id or 0, found.explained.report),
        "most": MOST_TEXT,
        "errors": {},
        "typed": {},
        "readers": None,
        "refusal": "",
        "opened": None,
    }
    return page("mails/mail.html", status, **values | more)


def laboratories(session: Session) -> list[tuple[int, str]]:
    """Those that test today."""
    query = select(Laboratory.id, Laboratory.name).where(Laboratory.active).order_by(Laboratory.name)
    return [(row.id, row.name) for row in session.execute(query)]


@desk.get("/<int:mail_id>/original")
@needs(Permission.MAILS_READ)
def original(mail_id: int) -> Response:
    """The mail byte for byte, as a file for a mail program."""
    row = find_mail(db.session(), actor(), mail_id)
    try:
        stream = current_app.extensions["files"].open(row.sha256)
    except FileNotFoundError:
        raise NotFound("The bytes of this mail are gone; the desk has been told by `verify`.") from None
    return _download(stream, f"mail-{row.id}.eml", row.sha256)


@desk.get("/<int:mail_id>/attachments/<int:place>")
@needs(Permission.MAILS_READ)
def attachment(mail_id: int, place: int) -> Response:
    """What came with the mail, the first is 1; byte for byte and always as a download."""
    from issuetracker.intake.reading import read as read_mail

    row = find_mail(db.session(), actor(), mail_id)
    with current_app.extensions["files"].open(row.sha256) as stream:
        leaves = read_mail(stream.read()).attachments
    if not 1 <= place <= len(leaves):
        raise NotFound(f"This mail has {len(leaves)} attachments.")
    leaf = leaves[place - 1]
    return _download(io.BytesIO(leaf.content), leaf.name or f"part-{place}", leaf.sha256)


def _download(stream: Any, name: str, etag: str) -> Response:
    return send_file(stream, "application/octet-stream", as_attachment=True, download_name=name, etag=etag)
