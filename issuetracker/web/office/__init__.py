"""The certification desk's own pages: people and parties, letters, calls, the calendar, distribution."""

from flask import Blueprint

desk = Blueprint("office", __name__, url_prefix="/office")

from issuetracker.web.office import (  # noqa: E402  (their views hang on `desk`)
    calls,
    interim,
    letters,
    overview,
    parties,
    people,
    procedures,
    releases,
    years,
)

__all__ = ["calls", "desk", "interim", "letters", "overview", "parties", "people", "procedures", "releases", "years"]
