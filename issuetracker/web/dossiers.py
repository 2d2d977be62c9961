"""The dossier of a case or a dispute, to keep: one PDF to read, one ZIP to check."""

from flask import Blueprint, Response, current_app, stream_with_context

from issuetracker.extensions import db
from issuetracker.permissions import Permission, needs
from issuetracker.services.dossiers.making import CASE, DISPUTE, Gather, as_pdf, as_zip
from issuetracker.web.visitor import actor

desk = Blueprint("dossier", __name__)


@desk.get("/cases/<string:number>/dossier.pdf")
@needs(Permission.DOSSIERS_READ)
def case_pdf(number: str) -> Response:
    """A case as its reader may see it."""
    return _pdf(number, CASE)


@desk.get("/cases/<string:number>/dossier.zip")
@needs(Permission.DOSSIERS_READ)
def case_zip(number: str) -> Response:
    """The same with every message, file, event and digest."""
    return _zip(number, CASE)


@desk.get("/disputes/<string:dispute>/dossier.pdf")
@needs(Permission.DOSSIERS_READ)
def dispute_pdf(dispute: str) -> Response:
    """A dispute as its reader may see it."""
    return _pdf(dispute, DISPUTE)


@desk.get("/disputes/<string:dispute>/dossier.zip")
@needs(Permission.DOSSIERS_READ)
def dispute_zip(dispute: str) -> Response:
    """The same with every statement, file, event and digest."""
    return _zip(dispute, DISPUTE)


def _pdf(number: str, gather: Gather) -> Response:
    content = as_pdf(db.session(), actor(), number, gather)
    saved = {"Content-Disposition": f"attachment; filename={number}.pdf"}
    return Response(content, mimetype="application/pdf", headers=saved)


def _zip(number: str, gather: Gather) -> Response:
    of = current_app.extensions
    blocks = as_zip(db.session(), actor(), number, gather, desk=of["desk"], store=of["files"])
    saved = {"Content-Disposition": f"attachment; filename={number}.zip"}
    return Response(stream_with_context(blocks), mimetype="application/zip", headers=saved)
