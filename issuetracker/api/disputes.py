"""`/disputes`: report, list, read, and one route per action of their table (D.3)."""

import json
from collections.abc import Callable
from typing import Any

from flask import Response, current_app
from marshmallow import ValidationError, fields
from marshmallow.validate import OneOf, Range

from issuetracker.api import examples
from issuetracker.api.auth import actor, limiter, now
from issuetracker.api.bodies import fingerprint, with_files
from issuetracker.api.dispute_documents import DisputeDocument, DisputeListDocument, DisputePreviewDocument
from issuetracker.api.dispute_representations import action_json, dispute_json, event_json, line_json
from issuetracker.api.preconditions import require_tag
from issuetracker.api.repeating import once
from issuetracker.api.representations import answer
from issuetracker.api.resources import Blueprint
from issuetracker.api.schemas import Strict
from issuetracker.extensions import db, transaction
from issuetracker.fields import BIGGEST_ID, build, schema_for
from issuetracker.http_errors import field_errors
from issuetracker.models import Dispute
from issuetracker.permissions import Permission, needs
from issuetracker.queries.disputes import dispute_lines
from issuetracker.services import files
from issuetracker.services.disputes.access import recused_from
from issuetracker.services.disputes.handling import foresee, load, perform
from issuetracker.services.disputes.reading import Sheet, sheet, sheet_of
from issuetracker.services.disputes.reporting import report_dispute
from issuetracker.services.disputes.telling import Circle, told
from issuetracker.services.errors import InvalidFields
from workflows.disputes.actions import ReportDispute
from workflows.disputes.seeing import seen
from workflows.disputes.table import ARROWS
from workflows.errors import NotPossibleNow

blp = Blueprint("disputes", __name__, url_prefix="/api/v1/disputes", description="Disputes (D.3)")
ACTIONS: dict[str, Any] = {arrow.name: arrow.action for arrow in ARROWS}


class DisputeQuery(Strict):
    """Which disputes."""

    state = fields.String(load_default="open", validate=OneOf(["open", "ended", "all"]))
    limit = fields.Integer(load_default=50, validate=Range(min=1, max=200))
    cursor = fields.Integer(load_default=None, validate=Range(min=1, max=BIGGEST_ID))


class DisputePreviewSchema(Strict):
    """An action by name, with what its own request would carry."""

    action = fields.String(required=True, validate=OneOf(sorted(ACTIONS)))
    with_ = fields.Dict(keys=fields.String(), data_key="with", load_default=dict)


def tagged(found: Sheet, status: int = 200) -> Response:
    """A dispute as its reader may see it, with the tag of exactly that."""
    response = answer(dispute_json(db.session(), found), status)
    response.set_etag(found.etag)
    return response


@blp.route("", methods=["GET"])
@needs(Permission.DISPUTES_READ)
@blp.arguments(DisputeQuery, location="query")
@blp.response(200, DisputeListDocument)
def list_disputes(query: dict[str, Any]) -> Response:
    """List the disputes that you may see, the newest first"""
    ended = {"open": False, "ended": True, "all": None}[query["state"]]
    limit = query["limit"]
    lines = dispute_lines(db.session(), actor(), ended=ended, after=query["cursor"], limit=limit)
    return answer(
        {
            "items": line_json(lines[:limit]),
            "recused_from": recused_from(db.session(), actor()),
            "next_cursor": lines[limit - 1].id if len(lines) > limit else None,
        }
    )


@blp.route("", methods=["POST"])
@needs(Permission.DISPUTES_REPORT)
@blp.doc(**examples.DISPUTE)
@blp.response(201, DisputeDocument)
@limiter.limit(lambda: current_app.extensions["config"].filing_rate_limit)
def report() -> Response:
    """Report a dispute, as a laboratory or a vendor (P-71)

    JSON, or multipart/form-data with the same JSON as the part `report` and any number of parts `files`. With an
    `Idempotency-Key`, a repeated request answers with the dispute that the first one made.
    """
    text, attached = with_files("report")
    asked = _loaded(text)
    stored = files.store_all(current_app.extensions["files"], attached)
    desk = current_app.extensions["desk"]
    with transaction() as session:
        docket, created = once(
            session,
            fingerprint(text, stored),
            lambda: report_dispute(session, desk, asked, stored, actor(), now()),
            lambda known: load(session, session.get_one(Dispute, known.dispute_id)),
            ids=lambda made: {"dispute_id": made.dispute.id},
        )
        found = sheet_of(session, actor(), docket)
    response = tagged(found, 201 if created else 200)
    response.headers["Location"] = f"/api/v1/disputes/{found.dispute.number}"
    return response


def _loaded(text: bytes) -> ReportDispute:
    """The report, or every error in it at once."""
    try:
        made: ReportDispute = build(ReportDispute, schema_for(ReportDispute)().load(json.loads(text)))
    except ValidationError as error:
        raise InvalidFields(_flat(error), rule="P-71") from None
    except (ValueError, RecursionError) as error:
        raise InvalidFields({"": f"The body is not JSON: {error}."}) from None
    return made


def _flat(error: ValidationError, prefix: str = "") -> dict[str, str]:
    return {f"{prefix}{item['field']}": item["message"] for item in field_errors(error.normalized_messages())}


@blp.route("/<string:dispute>", methods=["GET"])
@needs(Permission.DISPUTES_READ)
@blp.response(200, DisputeDocument)
def read_dispute(dispute: str) -> Response:
    """Read a dispute as you may see it: what is said, asked, shared and decided, and what you can do now"""
    return tagged(sheet(db.session(), actor(), dispute))


@blp.route("/<string:dispute>/preview", methods=["POST"])
@needs(Permission.DISPUTES_READ)
@blp.arguments(DisputePreviewSchema)
@blp.response(200, DisputePreviewDocument)
def preview(data: dict[str, Any], dispute: str) -> Response:
    """Say what an action would cause: events, and who is told. Nothing is done"""
    session = db.session()
    docket = sheet(session, actor(), dispute).docket
    try:
        loaded = schema_for(ACTIONS[data["action"]])().load(data["with_"])
    except ValidationError as error:
        raise InvalidFields(_flat(error, "with.")) from None
    happened = foresee(session, docket, build(ACTIONS[data["action"]], loaded), actor(), now())
    new = tuple(item.entry for item in happened)
    found = seen(happened[-1].after, (*docket.entries, *new), actor())
    shown = [entry for entry in found.entries if entry.seq > docket.state.seq]
    circle = Circle(session, docket.dispute, docket.entries)
    audiences = dict.fromkeys(one.letter.audience.value for one in told(circle, happened))
    return answer({"events": [event_json(found, entry) for entry in shown], "told": list(audiences)})


def _view(action: Any) -> Callable[..., Response]:
    def view(data: dict[str, Any], dispute: str) -> Response:
        with transaction() as session:
            before = sheet(session, actor(), dispute, lock=True)
            require_tag(before.etag)
            try:
                asked = build(action, data)
                after = perform(session, current_app.extensions["desk"], before.docket, asked, actor(), now())
            except NotPossibleNow as refusal:
                refusal.possible_actions = [  # type: ignore[attr-defined]
                    action_json(arrow, dispute) for arrow in before.possible
                ]
                raise
            found = sheet_of(session, actor(), after)
        return tagged(found)

    return view


def _add(name: str, action: Any) -> None:
    view = _view(action)
    view.__name__ = f"dispute_{name.replace('-', '_')}"
    title = (action.__doc__ or "").strip()
    view.__doc__ = f"{title}\n\nNeeds `If-Match` with the dispute's ETag. `/preview` says what it would cause."
    view = blp.arguments(schema_for(action))(view)
    view = blp.response(200, DisputeDocument)(view)
    view = blp.doc(**examples.IF_MATCH)(view)
    needs(Permission.DISPUTES_ACT)(view)
    blp.route(f"/<string:dispute>/actions/{name}", methods=["POST"])(view)


for _name, _action in ACTIONS.items():
    _add(_name, _action)
