"""`/mails`: what came in by mail, what waits for a person, and what that person decides."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import Response, current_app
from marshmallow import fields
from marshmallow.validate import Length, OneOf, Range
from sqlalchemy.orm import Session

from issuetracker.api import examples
from issuetracker.api.answers import MailDocument, MailExplainedDocument, MailsDocument
from issuetracker.api.auth import actor, now
from issuetracker.api.downloads import download
from issuetracker.api.representations import answer
from issuetracker.api.resources import Blueprint
from issuetracker.api.schemas import PageQuery, ReportSchema, Strict
from issuetracker.cursors import decode, encode
from issuetracker.extensions import db, transaction
from issuetracker.fields import BIGGEST_ID, Text, build, schema_for
from issuetracker.models import Cause, InboundMail, InboundState, Subject
from issuetracker.permissions import Permission, needs
from issuetracker.queries.mails import FOR_A_PERSON, Wanted, mails_page, number_of
from issuetracker.services.errors import InvalidFields, NotFound
from issuetracker.services.mail_access import find_mail
from issuetracker.services.mail_sources import Party
from workflows.disputes.actions import ReportDispute
from workflows.report import Report
from workflows.vocabulary import Subject as About
from workflows.vocabulary import Visibility

if TYPE_CHECKING:
    from issuetracker.intake.quarantine import Decision, Learnt

blp = Blueprint("mails", __name__, url_prefix="/api/v1/mails", description="Mails that came in")
_WAITING = "needs_a_person"
_ID = Range(min=1, max=BIGGEST_ID)


class MailQuery(PageQuery):
    """Which mails; `needs_a_person` are those about which somebody must decide."""

    state = fields.String(load_default=None, validate=OneOf([*InboundState, _WAITING]))
    cause = fields.Enum(Cause, by_value=True, load_default=None)
    q = Text(
        load_default="",
        validate=Length(max=200),
        metadata={"description": "A Message-ID, an address, or words of the newest mails."},
    )


class MailFilingSchema(Strict):
    """For which laboratory or, of a question, vendor; without a report, what was read is filed."""

    laboratory_id = fields.Integer(load_default=None, strict=True, validate=_ID)
    vendor_id = fields.Integer(load_default=None, strict=True, validate=_ID)
    report = fields.Nested(ReportSchema, load_default=None)
    subject = fields.Enum(
        About,
        by_value=True,
        allow_none=True,
        metadata={"description": "What a question is about; null for an issue. Left out, it is as it was read."},
    )


class MailEntrySchema(Strict):
    """On which case, and who will see it."""

    number = Text(required=True, validate=Length(min=1, max=40))
    visibility = fields.Enum(Visibility, by_value=True, load_default=Visibility.OCA)


class MailReleaseSchema(Strict):
    """Nothing for this once; or the sender's address, or @ and its domain, and whose it is from now on."""

    learn = Text(load_default="", validate=Length(max=254))
    laboratory_id = fields.Integer(load_default=None, strict=True, validate=_ID)
    vendor_id = fields.Integer(load_default=None, strict=True, validate=_ID)


class MailDiscardSchema(Strict):
    """Why."""

    why = Text(required=True, validate=Length(min=3, max=1000))


class MailBlockSchema(MailDiscardSchema):
    """Which address, or @ and its domain; the sender's address unless said otherwise."""

    pattern = Text(load_default="", validate=Length(max=254))


def mail_json(row: InboundMail, number: str) -> dict[str, Any]:
    """A mail as a line of the list."""
    return {
        "id": row.id, "state": row.state, "cause": row.cause or None, "reason": row.reason, "number": number or None,
        "sender": row.sender, "sender_name": row.sender_name, "subject": row.subject, "message_id": row.message_id,
        "taken_at": row.taken_at, "size": row.size, "sha256": row.sha256, "done_at": row.done_at,
        "done_by": row.done_by or None, "note": row.note or None, "href": f"/api/v1/mails/{row.id}",
    }  # fmt: skip


@blp.route("", methods=["GET"])
@needs(Permission.MAILS_READ)
@blp.arguments(MailQuery, location="query")
@blp.response(200, MailsDocument, example=examples.MAILS)
def list_mails(query: dict[str, Any]) -> Response:
    """List mails, newest first; `state=needs_a_person` is what waits for a decision"""
    state, limit = query["state"], query["limit"]
    states = FOR_A_PERSON if state == _WAITING else (InboundState(state),) if state else ()
    wanted = Wanted(states, query["cause"] or "", query["q"])
    before = decode(query["cursor"])[1] if query["cursor"] else None
    lines = mails_page(db.session(), actor(), wanted, before, limit)
    more, lines = len(lines) > limit, lines[:limit]
    return answer(
        {
            "items": [mail_json(line.mail, line.number) for line in lines],
            "next_cursor": encode(lines[-1].mail.stored_at, lines[-1].mail.id) if more else None,
        }
    )


@blp.route("/<int:mail_id>", methods=["GET"])
@needs(Permission.MAILS_READ)
@blp.response(200, MailExplainedDocument, example=examples.MAIL)
def read_mail(mail_id: int) -> Response:
    """Read a mail: what became of it, and under `explained` what `issuetracker mail explain` says of it now

    Of its sender, what was found when the mail came; `/check` asks again.
    """
    from issuetracker.intake.explaining import as_json
    from issuetracker.intake.receiver import understand

    session = db.session()
    row = find_mail(session, actor(), mail_id)
    try:
        found = understand(session, _intake(), row, now())
    except FileNotFoundError:
        raise NotFound(f"The bytes of mail {mail_id} are not in the store; tell the certification desk.") from None
    return answer({**mail_json(row, number_of(session, row)), "explained": as_json(found)})


@blp.route("/<int:mail_id>/original", methods=["GET"])
@needs(Permission.MAILS_READ)
@blp.response(200, content_type="application/octet-stream")
def read_original(mail_id: int) -> Response:
    """Fetch the mail byte for byte; ranges are honoured. Always a download, never shown as a page"""
    row = find_mail(db.session(), actor(), mail_id)
    return download(row.sha256, f"mail-{row.id}.eml", row.size, row.stored_at)


def _intake() -> Any:
    """What taking in mail needs; its readers are imported when a mail is read and not when the service starts."""
    from issuetracker.intake.setting_up import intake_of

    return intake_of(current_app)


def _decide(mail_id: int, deed: Callable[[Session, "Decision"], InboundMail]) -> Response:
    from issuetracker.intake.quarantine import Decision

    with transaction() as session:
        row = deed(session, Decision(mail_id, actor(), now()))
        return answer(mail_json(row, number_of(session, row)))


@blp.route("/<int:mail_id>/filing", methods=["POST"])
@needs(Permission.MAILS_DECIDE)
@blp.arguments(MailFilingSchema, example=examples.MAIL_FILING)
@blp.response(200, MailDocument, example=examples.MAIL_FILED)
def file_mail(data: dict[str, Any], mail_id: int) -> Response:
    """File a mail as a laboratory's issue, or as a laboratory's or a vendor's question; its clock runs since it came"""
    from issuetracker.intake import quarantine

    report: Report | None = build(Report, data["report"]) if data["report"] else None
    subject = data.get("subject", quarantine.Unsaid.UNSAID)
    filing = quarantine.Filing(_party(data, "is filed for"), report, subject)
    return _decide(mail_id, lambda session, by: quarantine.file_mail(session, _intake(), by, filing))


def _party(data: dict[str, Any], what: str) -> Party:
    """The laboratory or the vendor that the request names."""
    laboratory, vendor = data["laboratory_id"], data["vendor_id"]
    if (laboratory is None) == (vendor is None):
        raise InvalidFields({"laboratory_id": f"Name the laboratory or the vendor that this mail {what}."})
    return Party(Subject.VENDOR, vendor) if laboratory is None else Party(Subject.LABORATORY, laboratory)


@blp.route("/<int:mail_id>/entry", methods=["POST"])
@needs(Permission.MAILS_DECIDE)
@blp.arguments(MailEntrySchema, example={"number": "OCA-2026-0042", "visibility": "oca"})
@blp.response(200, MailDocument)
def put_on_case(data: dict[str, Any], mail_id: int) -> Response:
    """Put a mail on a case as an entry of its conversation, with its files"""
    from issuetracker.intake import quarantine

    number, visibility = data["number"].strip().upper(), data["visibility"]
    return _decide(mail_id, lambda session, by: quarantine.append_mail(session, _intake(), by, number, visibility))


@blp.route("/<int:mail_id>/dispute", methods=["POST"])
@needs(Permission.MAILS_DECIDE)
@blp.arguments(schema_for(ReportDispute), example=examples.DISPUTE_BODY | {"reporter": "DEKRA"})
@blp.response(200, MailDocument)
def report_dispute(data: dict[str, Any], mail_id: int) -> Response:
    """Report a mail as a dispute, for the party that wrote it (the office); `Location` is the dispute"""
    from issuetracker.intake.disputing import report_mail
    from issuetracker.intake.quarantine import Decision

    with transaction() as session:
        made = report_mail(session, _intake(), Decision(mail_id, actor(), now()), build(ReportDispute, data))
        response = answer(mail_json(made[0], ""))
        response.headers["Location"] = f"/api/v1/disputes/{made[1].number}"
        return response


@blp.route("/<int:mail_id>/release", methods=["POST"])
@needs(Permission.MAILS_DECIDE)
@blp.arguments(MailReleaseSchema, example={"learn": "@dekra.example", "laboratory_id": 1})
@blp.response(200, MailDocument)
def release_mail(data: dict[str, Any], mail_id: int) -> Response:
    """Take a mail in after all, and on request know its sender from now on; `state` says what it became"""
    from issuetracker.intake import quarantine

    learnt = _learnt(data)
    return _decide(mail_id, lambda session, by: quarantine.release(session, _intake(), by, learn=learnt))


def _learnt(data: dict[str, Any]) -> "Learnt | None":
    from issuetracker.intake.quarantine import Learnt

    return Learnt(data["learn"], _party(data, "belongs to")) if data["learn"] else None


@blp.route("/<int:mail_id>/check", methods=["POST"])
@needs(Permission.MAILS_DECIDE)
@blp.response(200, MailDocument)
def check_again(mail_id: int) -> Response:
    """Ask again who vouches for the sender; if somebody does, the mail is taken in. `state` says what it became"""
    from issuetracker.intake import quarantine

    return _decide(mail_id, lambda session, by: quarantine.check_again(session, _intake(), by))


@blp.route("/<int:mail_id>/block", methods=["POST"])
@needs(Permission.MAILS_DECIDE)
@blp.arguments(MailBlockSchema, example={"pattern": "@spam.example", "why": "Advertising."})
@blp.response(200, MailDocument)
def block_sender(data: dict[str, Any], mail_id: int) -> Response:
    """Discard a mail, and heed no other of its address or domain"""
    from issuetracker.intake import quarantine

    return _decide(mail_id, lambda session, by: quarantine.block(session, by, data["pattern"], data["why"]))


@blp.route("/<int:mail_id>/discard", methods=["POST"])
@needs(Permission.MAILS_DECIDE)
@blp.arguments(MailDiscardSchema, example={"why": "Advertising."})
@blp.response(200, MailDocument)
def discard_mail(data: dict[str, Any], mail_id: int) -> Response:
    """Put a mail aside; it is kept, with who and why"""
    from issuetracker.intake import quarantine

    return _decide(mail_id, lambda session, by: quarantine.discard(session, by, data["why"]))


@blp.route("/<int:mail_id>/take-back", methods=["POST"])
@needs(Permission.MAILS_DECIDE)
@blp.response(200, MailDocument)
def take_back_mail(mail_id: int) -> Response:
    """Let a mail that was discarded, or taken for an automatic one, wait for a person again; nobody is answered"""
    from issuetracker.intake import quarantine

    return _decide(mail_id, lambda session, by: quarantine.take_back(session, _intake(), by))
