"""Agendas: the calls of both groups, one call with its cases, its sheet, and extra calls."""

from flask import Blueprint

desk = Blueprint("agendas", __name__, url_prefix="/agenda")

from issuetracker.web.agendas import calls, extra, sheet  # noqa: E402  (their views hang on `desk`)

__all__ = ["calls", "desk", "extra", "sheet"]
