"""Releases: what is current on a day, one release, and for OCA recording, correcting, sending, withdrawing (P-57)."""

from flask import Blueprint

desk = Blueprint("releases_desk", __name__, url_prefix="/releases")

from issuetracker.web.releases import recording, showing  # noqa: E402  (their views hang on `desk`)

__all__ = ["desk", "recording", "showing"]
