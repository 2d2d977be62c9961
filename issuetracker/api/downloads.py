"""Bytes out of the file store, as everybody who fetches a file gets them."""

from datetime import datetime

from flask import Response, current_app, request, send_file
from werkzeug.exceptions import HTTPException

from issuetracker.services.errors import NotFound


def download(digest: str, name: str, size: int, changed_at: datetime) -> Response:
    """The bytes under a digest as a download; ranges and conditions are honoured."""
    try:
        stream = current_app.extensions["files"].open(digest)
    except FileNotFoundError:
        raise NotFound(f"The bytes of {name} are not in the store; tell the certification desk.") from None
    response = send_file(
        stream,
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=name,
        etag=digest,
        last_modified=changed_at,
    )
    response.content_length = size
    try:
        response.make_conditional(request, accept_ranges=True, complete_length=size)
    except HTTPException:  # a range that the file does not have
        response.close()
        raise
    return response
