"""The dossier of a case or a dispute: one PDF, and one ZIP that anybody can check (P-53, P-96)."""

from flask import Response

from issuetracker.api.auth import actor
from issuetracker.api.resources import Blueprint
from issuetracker.handing_out import dossier_pdf, dossier_zip
from issuetracker.permissions import Permission, needs
from issuetracker.services.dossiers.making import CASE, DISPUTE

blp = Blueprint("dossiers", __name__, url_prefix="/api/v1", description="Dossiers")


@blp.route("/cases/<string:number>/dossier.pdf", methods=["GET"])
@needs(Permission.DOSSIERS_READ)
@blp.response(200, content_type="application/pdf")
def case_pdf(number: str) -> Response:
    """Fetch a case as you may see it, as one PDF with an index"""
    return dossier_pdf(actor(), number, CASE)


@blp.route("/cases/<string:number>/dossier.zip", methods=["GET"])
@needs(Permission.DOSSIERS_READ)
@blp.response(200, content_type="application/zip")
def case_zip(number: str) -> Response:
    """Fetch a case as you may see it with every message, file, event and digest

    README.txt in it says how anybody checks it with standard tools. The same state gives the same bytes.
    """
    return dossier_zip(actor(), number, CASE)


@blp.route("/disputes/<string:dispute>/dossier.pdf", methods=["GET"])
@needs(Permission.DOSSIERS_READ)
@blp.response(200, content_type="application/pdf")
def dispute_pdf(dispute: str) -> Response:
    """Fetch a dispute as you may see it, as one PDF with an index"""
    return dossier_pdf(actor(), dispute, DISPUTE)


@blp.route("/disputes/<string:dispute>/dossier.zip", methods=["GET"])
@needs(Permission.DOSSIERS_READ)
@blp.response(200, content_type="application/zip")
def dispute_zip(dispute: str) -> Response:
    """Fetch a dispute as you may see it with every statement, file, event and digest

    What a party gets does not depend on anything that it may not see.
    """
    return dossier_zip(actor(), dispute, DISPUTE)
