"""The proof that people were told, of one event of a case or of a release (P-53)."""

from flask import Response

from issuetracker.api.auth import actor
from issuetracker.api.resources import Blueprint
from issuetracker.extensions import db
from issuetracker.handing_out import proof_csv, proof_pdf
from issuetracker.permissions import Permission, needs
from issuetracker.queries.proofs import find_proof, find_release_proof

blp = Blueprint("proofs", __name__, url_prefix="/api/v1", description="Who was told, and what came back")


@blp.route("/cases/<string:number>/told/<int:seq>/proof.csv", methods=["GET"])
@needs(Permission.PROOFS_READ)
@blp.response(200, content_type="text/csv")
def told_csv(number: str, seq: int) -> Response:
    """Fetch the proof that people were told of an event, as CSV (the office and the Board)

    One line for each letter: whom, why, its text, when, what the mail server said, what came back. Moments are UTC.
    """
    return proof_csv(actor(), find_proof(db.session(), actor(), number, seq))


@blp.route("/cases/<string:number>/told/<int:seq>/proof.pdf", methods=["GET"])
@needs(Permission.PROOFS_READ)
@blp.response(200, content_type="application/pdf")
def told_pdf(number: str, seq: int) -> Response:
    """Fetch the same to print, by name, with an index"""
    return proof_pdf(actor(), find_proof(db.session(), actor(), number, seq))


@blp.route("/releases/<string:release>/told/proof.csv", methods=["GET"])
@needs(Permission.PROOFS_READ)
@blp.response(200, content_type="text/csv")
def release_csv(release: str) -> Response:
    """Fetch the proof that laboratories were told of a release, as CSV (the office and the Board)

    One line for each letter of each version.
    """
    return proof_csv(actor(), find_release_proof(db.session(), actor(), release))


@blp.route("/releases/<string:release>/told/proof.pdf", methods=["GET"])
@needs(Permission.PROOFS_READ)
@blp.response(200, content_type="application/pdf")
def release_pdf(release: str) -> Response:
    """Fetch the same to print"""
    return proof_pdf(actor(), find_release_proof(db.session(), actor(), release))
