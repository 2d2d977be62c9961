"""The proof that people were told of one event of a case (P-53)."""

from flask import Response, current_app, stream_with_context

from issuetracker.api.auth import actor
from issuetracker.api.resources import Blueprint
from issuetracker.extensions import db
from issuetracker.permissions import Permission, needs
from issuetracker.services.proofs.reading import all_lines, find_proof
from issuetracker.services.proofs.table import as_csv

blp = Blueprint("proofs", __name__, url_prefix="/api/v1/cases", description="Who was told, and what came back")


@blp.route("/<string:number>/told/<int:seq>/proof.csv", methods=["GET"])
@needs(Permission.PROOFS_READ)
@blp.response(200, content_type="text/csv")
def told_csv(number: str, seq: int) -> Response:
    """Fetch the proof that people were told of an event, as CSV (the office and the Board)

    One line for each letter: whom, why, its text, when, what the mail server said, what came back. Moments are UTC.
    """
    session = db.session()
    proof = find_proof(session, actor(), number, seq)
    rows = as_csv(all_lines(session, actor(), proof), current_app.extensions["desk"])
    name = {"Content-Disposition": f"attachment; filename={number}-told-{seq}.csv"}
    return Response(stream_with_context(rows), mimetype="text/csv", headers=name)


@blp.route("/<string:number>/told/<int:seq>/proof.pdf", methods=["GET"])
@needs(Permission.PROOFS_READ)
@blp.response(200, content_type="application/pdf")
def told_pdf(number: str, seq: int) -> Response:
    """Fetch the same to print, by name, with an index"""
    from issuetracker.services.proofs.sheet import make_proof_sheet  # a sixth of the time to start

    session = db.session()
    proof = find_proof(session, actor(), number, seq)
    content = make_proof_sheet(proof, list(all_lines(session, actor(), proof)))
    name = {"Content-Disposition": f"attachment; filename={number}-told-{seq}.pdf"}
    return Response(content, mimetype="application/pdf", headers=name)
