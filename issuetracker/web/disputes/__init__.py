"""The desk of disputes: their list, reporting one, and one dispute as its reader may see it."""

from flask import Blueprint

desk = Blueprint("disputes_desk", __name__, url_prefix="/disputes")

from issuetracker.web.disputes import acts, one, report  # noqa: E402  (their views hang on `desk`)

__all__ = ["acts", "desk", "one", "report"]
