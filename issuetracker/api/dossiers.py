"""The dossier of a case or a dispute: one PDF, and one ZIP that anybody can check (P-53, P-96)."""

from flask import Response, current_app, stream_with_context

from issuetracker.api.auth import actor
from issuetracker.api.resources import Blueprint
from issuetracker.extensions import db
from issuetracker.permissions import Permission, needs
from issuetracker.services.dossiers.making import CASE, DISPUTE, Gather, as_pdf, as_zip

blp = Blueprint("dossiers", __name__, url_prefix="/api/v1", description="Dossiers")
_SAVED = "attachment; filename={}.{}"


@blp.route("/cases/<string:number>/dossier.pdf", methods=["GET"])
@needs(Permission.DOSSIERS_READ)
@blp.response(200, content_type="application/pdf")
def case_pdf(number: str) -> Response:
    """Fetch a case as you may see it, as one PDF with an index"""
    return _pdf(number, CASE)


@blp.route("/cases/<string:number>/dossier.zip", methods=["GET"])
@needs(Permission.DOSSIERS_READ)
@blp.response(200, content_type="application/zip")
def case_zip(number: str) -> Response:
    """Fetch a case as you may see it with every message, file, event and digest

    README.txt in it says how anybody checks it with standard tools. The same state gives the same bytes.
    """
    return _zip(number, CASE)


@blp.route("/disputes/<string:dispute>/dossier.pdf", methods=["GET"])
@needs(Permission.DOSSIERS_READ)
@blp.response(200, content_type="application/pdf")
def dispute_pdf(dispute: str) -> Response:
    """Fetch a dispute as you may see it, as one PDF with an index"""
    return _pdf(dispute, DISPUTE)


@blp.route("/disputes/<string:dispute>/dossier.zip", methods=["GET"])
@needs(Permission.DOSSIERS_READ)
@blp.response(200, content_type="application/zip")
def dispute_zip(dispute: str) -> Response:
    """Fetch a dispute as you may see it with every statement, file, event and digest

    What a party gets does not depend on anything that it may not see.
    """
    return _zip(dispute, DISPUTE)


def _pdf(number: str, gather: Gather) -> Response:
    content = as_pdf(db.session(), actor(), number, gather)
    return Response(content, mimetype="application/pdf", headers={"Content-Disposition": _SAVED.format(number, "pdf")})


def _zip(number: str, gather: Gather) -> Response:
    desk, store = current_app.extensions["desk"], current_app.extensions["files"]
    blocks = as_zip(db.session(), actor(), number, gather, desk=desk, store=store)
    headers = {"Content-Disposition": _SAVED.format(number, "zip")}
    return Response(stream_with_context(blocks), mimetype="application/zip", headers=headers)
