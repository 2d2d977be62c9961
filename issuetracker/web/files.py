"""Files of cases: given out as they came, never as a page of ours."""

from typing import Any

from flask import Blueprint, Response, current_app, redirect, send_file, url_for

from issuetracker.extensions import db
from issuetracker.permissions import Permission, needs
from issuetracker.services.access import find_file
from issuetracker.web.visitor import actor

desk = Blueprint("files", __name__, url_prefix="/files")


@desk.get("/<int:file_id>")
@needs(Permission.CASES_READ)
def look(file_id: int) -> Any:
    """A file in the page, where it can be read there."""
    return redirect(url_for("files.download", file_id=file_id))


@desk.get("/<int:file_id>/download")
@needs(Permission.CASES_READ)
def download(file_id: int) -> Response:
    """The file's bytes under the name that it was given."""
    file = find_file(db.session(), actor(), file_id)
    stored = current_app.extensions["files"].open(file.sha256)
    return send_file(stored, "application/octet-stream", as_attachment=True, download_name=file.name, etag=file.sha256)
