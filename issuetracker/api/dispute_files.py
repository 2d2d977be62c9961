"""Evidence and history of a dispute, and who was told what of it."""

from typing import Any

import msgspec
from flask import Response, current_app
from sqlalchemy import select

from issuetracker.api.answers import ObligationsDocument
from issuetracker.api.auth import actor, now
from issuetracker.api.bodies import only_files
from issuetracker.api.conversation import UPLOAD, bytes_of
from issuetracker.api.dispute_documents import EvidenceListDocument
from issuetracker.api.dispute_representations import evidence_json
from issuetracker.api.documents import HistoryDocument
from issuetracker.api.representations import answer, entry_json, obligation_json
from issuetracker.api.resources import Blueprint
from issuetracker.extensions import db, transaction
from issuetracker.models import DisputeEntry
from issuetracker.permissions import Permission, needs
from issuetracker.services import files
from issuetracker.services.disputes.evidence import attach, find_evidence
from issuetracker.services.disputes.reading import letters, sheet
from issuetracker.services.errors import Forbidden
from workflows.disputes.seeing import Reading

blp = Blueprint("dispute-files", __name__, url_prefix="/api/v1/disputes", description="Evidence and history")


@blp.route("/<string:dispute>/files", methods=["POST"])
@needs(Permission.DISPUTES_ACT)
@blp.doc(**UPLOAD)
@blp.response(201, EvidenceListDocument)
def add_evidence(dispute: str) -> Response:
    """Attach evidence of your side: multipart/form-data with one or more parts `files`

    The Board reads it. The other party does once the Board shares a statement that names it.
    """
    sheet(db.session(), actor(), dispute)
    stored = files.store_all(current_app.extensions["files"], only_files())
    with transaction() as session:
        docket = sheet(session, actor(), dispute, lock=True).docket
        _, rows = attach(session, current_app.extensions["desk"], docket, stored, actor(), now())
        return answer({"items": [evidence_json(dispute, row) for row in rows]}, 201)


@blp.route("/<string:dispute>/files/<int:evidence_id>", methods=["GET"])
@needs(Permission.DISPUTES_READ)
@blp.response(200, content_type="application/octet-stream")
def read_evidence(dispute: str, evidence_id: int) -> Response:
    """Fetch the bytes of evidence; ranges are honoured. Always a download, never shown as a page"""
    return bytes_of(find_evidence(db.session(), actor(), dispute, evidence_id))


@blp.route("/<string:dispute>/history", methods=["GET"])
@needs(Permission.DISPUTES_READ)
@blp.response(200, HistoryDocument)
def read_dispute_history(dispute: str) -> Response:
    """Read a dispute's history with its hash chain (the sitting Board and the office)"""
    found = sheet(db.session(), actor(), dispute)
    if found.seen.reading is not Reading.ALL:
        raise Forbidden("The whole history is read by the Board and the office.", rule="P-73")
    query = select(DisputeEntry).where(DisputeEntry.dispute_id == found.dispute.id).order_by(DisputeEntry.seq)
    items = [entry_json(row) for row in db.session.scalars(query)]
    return answer({"number": dispute, "items": msgspec.to_builtins(items)})


@blp.route("/<string:dispute>/obligations", methods=["GET"])
@needs(Permission.DISPUTES_READ)
@blp.response(200, ObligationsDocument)
def dispute_letters(dispute: str) -> Response:
    """Who was told what, when and whether it arrived; a party sees what it was told itself"""
    session = db.session()
    found = letters(session, actor(), sheet(session, actor(), dispute))
    items: list[dict[str, Any]] = [obligation_json(item, actor()) | {"number": dispute} for item in found]
    return answer({"items": items, "next_cursor": None, "tellings": []})
