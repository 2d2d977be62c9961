"""The proof that people were told of one event of a case (P-53)."""

from flask import Response

from issuetracker.api.auth import actor
from issuetracker.api.resources import Blueprint
from issuetracker.handing_out import proof_csv, proof_pdf
from issuetracker.permissions import Permission, needs

blp = Blueprint("proofs", __name__, url_prefix="/api/v1/cases", description="Who was told, and what came back")


@blp.route("/<string:number>/told/<int:seq>/proof.csv", methods=["GET"])
@needs(Permission.PROOFS_READ)
@blp.response(200, content_type="text/csv")
def told_csv(number: str, seq: int) -> Response:
    """Fetch the proof that people were told of an event, as CSV (the office and the Board)

    One line for each letter: whom, why, its text, when, what the mail server said, what came back. Moments are UTC.
    """
    return proof_csv(actor(), number, seq)


@blp.route("/<string:number>/told/<int:seq>/proof.pdf", methods=["GET"])
@needs(Permission.PROOFS_READ)
@blp.response(200, content_type="application/pdf")
def told_pdf(number: str, seq: int) -> Response:
    """Fetch the same to print, by name, with an index"""
    return proof_pdf(actor(), number, seq)
