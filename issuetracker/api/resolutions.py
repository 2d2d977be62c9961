"""`/resolutions`: the register that laboratories search before they file, and cite (P-08, P-62)."""

from typing import Any

from flask import Response, current_app
from marshmallow import fields
from marshmallow.validate import Length

from issuetracker.api.answers import OneResolutionDocument, ResolutionDraftDocument, ResolutionsDocument
from issuetracker.api.auth import actor
from issuetracker.api.representations import answer
from issuetracker.api.resources import Blueprint
from issuetracker.api.schemas import PageQuery
from issuetracker.cursors import encode, page
from issuetracker.extensions import db
from issuetracker.fields import Text
from issuetracker.models import Resolution
from issuetracker.permissions import Permission, needs
from issuetracker.queries.resolutions import Asked, find_resolution, resolutions
from issuetracker.services.access import find_case
from issuetracker.services.casework import load
from issuetracker.services.resolution_drafts import resolution_draft
from issuetracker.services.resolutions import cite
from workflows.report import OcppVersion
from workflows.vocabulary import Subject

blp = Blueprint("resolutions", __name__, url_prefix="/api/v1", description="The register of resolutions")


class ResolutionQuery(PageQuery):
    """Which resolutions; what was replaced only if it is asked for."""

    test_reference = Text(load_default="", validate=Length(max=100))
    q = Text(load_default="", validate=Length(max=200))
    ocpp_version = fields.Enum(OcppVersion, by_value=True, load_default=None)
    octt_version = Text(load_default="", validate=Length(max=100))
    subject = fields.Enum(Subject, by_value=True, load_default=None)
    superseded = fields.Boolean(load_default=False)


@blp.route("/resolutions", methods=["GET"])
@needs(Permission.RESOLUTIONS_READ)
@blp.arguments(ResolutionQuery, location="query")
@blp.response(200, ResolutionsDocument)
def list_resolutions(query: dict[str, Any]) -> Response:
    """Search what was decided before; names nobody

    The newest first. Those for one special case are shown to OCA and to the parties of that case.
    """
    limit, cursor, words = query.pop("limit"), query.pop("cursor"), query.pop("q")
    superseded = bool(query.pop("superseded"))
    narrowed = Asked(words=words, superseded=superseded, **{name: value or "" for name, value in query.items()})
    found = resolutions(actor(), narrowed)
    statement = page(found, Resolution.made_at, Resolution.id, cursor=cursor, limit=limit, descending=True)
    rows = list(db.session.scalars(statement))
    more, rows = len(rows) > limit, rows[:limit]
    last = encode(rows[-1].made_at, rows[-1].id) if more else None
    return answer({"items": [_json(row) for row in rows], "next_cursor": last})


@blp.route("/resolutions/<string:resolution>", methods=["GET"])
@needs(Permission.RESOLUTIONS_READ)
@blp.response(200, OneResolutionDocument)
def read_resolution(resolution: str) -> Response:
    """Read a resolution, what it replaces and what replaces it, and your cases that belong to it"""
    one = find_resolution(db.session(), actor(), resolution)
    more = {
        "superseded_by": one.superseded_by or None,
        "supersedes": one.supersedes,
        "left_by": one.left_by,
        "cited_by": one.cited_by,
    }
    return answer(_json(one.resolution) | more)


@blp.route("/cases/<string:number>/resolution-draft", methods=["GET"])
@needs(Permission.HISTORY_READ)
@blp.response(200, ResolutionDraftDocument)
def read_draft(number: str) -> Response:
    """Draft the resolution of a case from its history, without any party (OCA's handlers)

    Edit it, and give it to `close-case`; nothing is published before.
    """
    session = db.session()
    return answer(resolution_draft(session, load(session, find_case(session, actor(), number))))


def _json(row: Resolution) -> dict[str, Any]:
    return {
        "number": row.number,
        "subject": row.subject,
        "question": row.question,
        "text": row.text,
        "scope": row.scope,
        "test_references": row.test_references,
        "ocpp_version": row.ocpp_version,
        "octt_version": row.octt_version,
        "made_at": row.made_at,
        "superseded": row.superseded_by_id is not None,
        "cite": cite(current_app.extensions["desk"], row),
        "href": f"/api/v1/resolutions/{row.number}",
    }
