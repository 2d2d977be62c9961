"""`/notices`: what certified vendors are told of an issue (6a), as it will read, and what came of it (P-50 … P-53)."""

from typing import Any

from flask import Response, current_app
from marshmallow import Schema, fields
from marshmallow.validate import Length, OneOf

from issuetracker.api.auth import actor, now
from issuetracker.api.representations import answer
from issuetracker.api.resources import Blueprint
from issuetracker.api.schemas import PageQuery, Strict
from issuetracker.cursors import decode, encode
from issuetracker.extensions import db, transaction
from issuetracker.fields import Text
from issuetracker.models import Telling, Vendor
from issuetracker.permissions import Permission, needs
from issuetracker.queries.concerned import Reach
from issuetracker.queries.notices import UNMET, Followed, Progress, notices_page, progress, vendor_of, vendors_page
from issuetracker.services import casework, notice_links, notice_sending, notices
from issuetracker.services.access import find_case
from issuetracker.services.errors import NotFound
from notifications.outbox import ObligationState

blp = Blueprint(
    "notices", __name__, url_prefix="/api/v1", description="Notices of 6a and what came of them (OCA's own)"
)
_NEEDS = "needs_a_person"


class NoticeDocument(Schema):
    """A notice: its vendors by the state of what they are owed; `unwritten` letters are still to be written."""

    number = fields.String()
    case = fields.String()
    begun_at = fields.AwareDateTime()
    vendors = fields.Integer()
    unwritten = fields.Integer()
    states = fields.Dict(keys=fields.String(), values=fields.Integer())
    paused_at = fields.AwareDateTime(allow_none=True)
    paused_by = fields.String()
    paused_why = fields.String()


class NoticesDocument(Schema):
    """Notices, the newest first."""

    items = fields.List(fields.Nested(NoticeDocument))
    next_cursor = fields.String(allow_none=True)


class FaultDocument(Schema):
    """A word that names or quotes a party, and where it is known from."""

    word = fields.String()
    what = fields.String()


class ComingDocument(Schema):
    """A notice that is not sent yet. With a fault it cannot be; `silent` vendors have no usable contact."""

    number = fields.String()
    text = fields.String()
    corrects = fields.List(fields.String())
    faults = fields.List(fields.Nested(FaultDocument))
    certificates = fields.Integer()
    vendors = fields.Integer()
    silent = fields.Integer()


class NoticeMailDocument(Schema):
    """One vendor's mail as it will be received; its own link is not shown."""

    party = fields.String()
    address = fields.String()
    subject = fields.String()
    body = fields.String()
    html = fields.String()


class ToldDocument(Schema):
    """One vendor of a notice: why it is told, and what came of it."""

    obligation = fields.Integer()
    vendor_id = fields.Integer()
    vendor = fields.String()
    address = fields.String()
    state = fields.String()
    answer = fields.String()
    accepted_at = fields.AwareDateTime(allow_none=True)
    acknowledged_at = fields.AwareDateTime(allow_none=True)
    acknowledged_by = fields.String()
    reminders = fields.Integer()
    certificates = fields.List(fields.Dict())


class AllToldDocument(Schema):
    """Vendors of a notice."""

    items = fields.List(fields.Nested(ToldDocument))
    next_cursor = fields.String(allow_none=True)


class ToldQuery(PageQuery):
    """Which vendors."""

    state = fields.String(load_default=None, validate=OneOf([*ObligationState, _NEEDS]))


class PauseSchema(Strict):
    """Why, if you like."""

    why = Text(load_default="", validate=Length(max=500))


@blp.route("/notices", methods=["GET"])
@needs(Permission.PARTIES_READ)
@blp.arguments(PageQuery, location="query")
@blp.response(200, NoticesDocument)
def list_notices(query: dict[str, Any]) -> Response:
    """List notices, newest first"""
    before = decode(query["cursor"])[1] if query["cursor"] else None
    rows = notices_page(db.session(), before, most=query["limit"])
    more, rows = len(rows) > query["limit"], rows[: query["limit"]]
    last = encode(rows[-1].telling.started_at, rows[-1].telling.id) if more else None
    return answer({"items": [_notice(item) for item in rows], "next_cursor": last})


@blp.route("/notices/<string:notice>", methods=["GET"])
@needs(Permission.PARTIES_READ)
@blp.response(200, NoticeDocument)
def get_notice(notice: str) -> Response:
    """Read how far a notice is, counted"""
    return answer(_notice(progress(db.session(), notice_sending.find(db.session(), notice))))


@blp.route("/notices/<string:notice>/vendors", methods=["GET"])
@needs(Permission.PARTIES_READ)
@blp.arguments(ToldQuery, location="query")
@blp.response(200, AllToldDocument)
def list_told(query: dict[str, Any], notice: str) -> Response:
    """List a notice's vendors: why each is told, and what came of it; `state=needs_a_person` is what went wrong"""
    session = db.session()
    states = UNMET if query["state"] == _NEEDS else (query["state"],) if query["state"] else ()
    after = decode(query["cursor"])[1] if query["cursor"] else None
    rows = vendors_page(session, notice_sending.find(session, notice), states, after=after, most=query["limit"])
    more, rows = len(rows) > query["limit"], rows[: query["limit"]]
    last = rows[-1].owed.obligation if more else None
    next_cursor = encode(last.created_at, last.id) if last else None
    return answer({"items": [_told(item) for item in rows], "next_cursor": next_cursor})


@blp.route("/notices/<string:notice>/pause", methods=["POST"])
@needs(Permission.OBLIGATIONS_MEND)
@blp.arguments(PauseSchema)
@blp.response(200, NoticeDocument)
def pause(data: dict[str, Any], notice: str) -> Response:
    """Let no further letter of a notice leave"""
    with transaction() as session:
        telling = notice_sending.find(session, notice, lock=True)
        notice_sending.pause(session, telling, actor(), now(), data["why"])
        return answer(_notice(progress(session, telling)))


@blp.route("/notices/<string:notice>/resumption", methods=["POST"])
@needs(Permission.OBLIGATIONS_MEND)
@blp.response(200, NoticeDocument)
def resume(notice: str) -> Response:
    """Let a paused notice go on"""
    with transaction() as session:
        telling = notice_sending.find(session, notice, lock=True)
        notice_sending.resume(session, telling)
        return answer(_notice(progress(session, telling)))


@blp.route("/notices/<string:notice>/vendors/<int:vendor_id>/link", methods=["POST"])
@needs(Permission.OBLIGATIONS_MEND)
@blp.response(204)
def new_link(notice: str, vendor_id: int) -> Response:
    """Mail a vendor a new link to its notice; those of before open nothing any more"""
    with transaction() as session:
        telling = _telling_of(notice, vendor_id)
        vendor = session.get_one(Vendor, vendor_id)
        notice_links.send_new(session, current_app.extensions["desk"], telling, vendor, now())
    return Response(status=204)


@blp.route("/notices/<string:notice>/vendors/<int:vendor_id>/link", methods=["DELETE"])
@needs(Permission.OBLIGATIONS_MEND)
@blp.response(204)
def end_link(notice: str, vendor_id: int) -> Response:
    """End a vendor's link to its notice"""
    with transaction() as session:
        notice_links.revoke(session, _telling_of(notice, vendor_id), vendor_id, actor(), now())
    return Response(status=204)


@blp.route("/cases/<string:number>/notice", methods=["GET"])
@needs(Permission.PARTIES_READ)
@blp.response(200, ComingDocument)
def coming(number: str) -> Response:
    """Read the notice that a case would send, and what its check finds"""
    session = db.session()
    dossier = casework.load(session, find_case(session, actor(), number))
    notice = notices.coming_notice(session, dossier.case, dossier.state, now())
    found = Reach(session, notices.condition_of(dossier.state)).count()
    return answer(
        {
            "number": notice.heading.number,
            "text": notice.event.notice,
            "corrects": [before for before, _ in notice.heading.corrects],
            "faults": [{"word": word, "what": what} for word, what in notice.faults()],
            "certificates": found.certificates,
            "vendors": found.vendors,
            "silent": found.silent,
        }
    )


@blp.route("/cases/<string:number>/notice/preview/<int:vendor_id>", methods=["GET"])
@needs(Permission.PARTIES_READ)
@blp.response(200, NoticeMailDocument)
def preview(number: str, vendor_id: int) -> Response:
    """Read one vendor's mail as it will be received; refused where it would name or quote a party"""
    session = db.session()
    dossier = casework.load(session, find_case(session, actor(), number))
    notice = notices.coming_notice(session, dossier.case, dossier.state, now())
    notice.refuse_names()
    to, mail = notices.preview(session, current_app.extensions["desk"], dossier.state, notice, vendor_id)
    return answer(
        {"party": to.party, "address": to.address, "subject": mail.subject, "body": mail.body, "html": mail.html}
    )


def _telling_of(notice: str, vendor_id: int) -> Telling:
    telling = notice_sending.find(db.session(), notice)
    if not vendor_of(db.session(), telling, vendor_id):
        raise NotFound(f"This vendor is not told in {notice}.")
    return telling


def _notice(item: Progress) -> dict[str, Any]:
    telling = item.telling
    return {
        "number": telling.number,
        "case": item.case.number,
        "begun_at": telling.started_at,
        "vendors": item.total,
        "unwritten": item.unwritten,
        "states": dict(item.states),
        "paused_at": telling.paused_at,
        "paused_by": telling.paused_by,
        "paused_why": telling.paused_why,
    }


def _told(item: Followed) -> dict[str, Any]:
    owed = item.owed.obligation
    return {
        "obligation": owed.id,
        "vendor_id": owed.vendor_id,
        "vendor": owed.party,
        "address": owed.address,
        "state": owed.state,
        "answer": item.owed.answer,
        "accepted_at": owed.accepted_at,
        "acknowledged_at": owed.acknowledged_at,
        "acknowledged_by": owed.acknowledged_by,
        "reminders": item.reminders,
        "certificates": [{"number": known.number, "reason": why} for known, why in item.certificates],
    }
