"""Mails that came in: what waits for a person, each mail with its reason, and what can be done about it."""

from flask import Blueprint

desk = Blueprint("mail", __name__, url_prefix="/mails")

from issuetracker.web.mails import deciding, disputing, filing, listing, one  # noqa: E402  (their views hang on `desk`)

__all__ = ["deciding", "desk", "disputing", "filing", "listing", "one"]
