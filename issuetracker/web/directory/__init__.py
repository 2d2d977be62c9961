"""The certification directory (ch.8.2.4): the list, a certificate, corrections, imports, notices not sent yet."""

from flask import Blueprint

desk = Blueprint("directory", __name__, url_prefix="/directory")

from issuetracker.web.directory import (  # noqa: E402  (their views hang on `desk`)
    adding,
    applying,
    certificates,
    corrections,
    imports,
    matches,
)

__all__ = ["adding", "applying", "certificates", "corrections", "desk", "imports", "matches"]
