"""Notices of 6a: what is to be sent and how it will read, what was sent and what came of it, each vendor's link."""

from flask import Blueprint

from issuetracker.web.office import tabs

desk = Blueprint("notice_desk", __name__)
desk.context_processor(tabs)

from issuetracker.web.notices import coming, listing, one, vendors  # noqa: E402  (their views hang on `desk`)

__all__ = ["coming", "desk", "listing", "one", "vendors"]
