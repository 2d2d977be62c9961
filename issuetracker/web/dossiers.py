"""The dossier of a case or a dispute, to keep: one PDF to read, one ZIP to check."""

from flask import Blueprint, Response

from issuetracker.handing_out import dossier_pdf, dossier_zip
from issuetracker.permissions import Permission, needs
from issuetracker.services.dossiers.making import CASE, DISPUTE
from issuetracker.web.visitor import actor

desk = Blueprint("dossier", __name__)


@desk.get("/cases/<string:number>/dossier.pdf")
@needs(Permission.DOSSIERS_READ)
def case_pdf(number: str) -> Response:
    """A case as its reader may see it."""
    return dossier_pdf(actor(), number, CASE)


@desk.get("/cases/<string:number>/dossier.zip")
@needs(Permission.DOSSIERS_READ)
def case_zip(number: str) -> Response:
    """The same with every message, file, event and digest."""
    return dossier_zip(actor(), number, CASE)


@desk.get("/disputes/<string:dispute>/dossier.pdf")
@needs(Permission.DOSSIERS_READ)
def dispute_pdf(dispute: str) -> Response:
    """A dispute as its reader may see it."""
    return dossier_pdf(actor(), dispute, DISPUTE)


@desk.get("/disputes/<string:dispute>/dossier.zip")
@needs(Permission.DOSSIERS_READ)
def dispute_zip(dispute: str) -> Response:
    """The same with every statement, file, event and digest."""
    return dossier_zip(actor(), dispute, DISPUTE)
