"""The register of resolutions: searched before an issue is filed, one page for each to cite (P-08, P-62)."""

from typing import Any

from flask import Blueprint, current_app, request

from issuetracker.cursors import encode
from issuetracker.cursors import page as page_of
from issuetracker.extensions import db
from issuetracker.models import Resolution
from issuetracker.permissions import Permission, needs
from issuetracker.queries.resolutions import Asked, find_resolution, resolutions
from issuetracker.services.resolutions import cite
from issuetracker.web.pages import page
from issuetracker.web.visitor import actor
from workflows.report import OcppVersion
from workflows.vocabulary import Subject

desk = Blueprint("register", __name__, url_prefix="/resolutions")
_PAGE = 30


@desk.get("")
@needs(Permission.RESOLUTIONS_READ)
def listing() -> tuple[str, int]:
    """The resolutions that fit, the newest first; they name nobody."""
    asked = Asked(
        test_reference=_asked("test_reference"),
        words=_asked("q"),
        ocpp_version=_one_of(OcppVersion, _asked("ocpp_version")),
        octt_version=_asked("octt_version"),
        subject=_one_of(Subject, _asked("subject")),
        superseded=_asked("superseded") == "yes",
    )
    found = resolutions(actor(), asked)
    query = page_of(
        found, Resolution.made_at, Resolution.id, cursor=_asked("cursor") or None, limit=_PAGE, descending=True
    )
    rows = db.session.scalars(query).all()
    last = rows[_PAGE - 1] if len(rows) > _PAGE else None
    return page(
        "resolutions.html",
        rows=rows[:_PAGE],
        asked=asked,
        given={name: value for name, value in request.args.items() if value and name != "cursor"},
        subjects=Subject,
        versions=OcppVersion,
        next=encode(last.made_at, last.id) if last else "",
    )


@desk.get("/<string:resolution>")
@needs(Permission.RESOLUTIONS_READ)
def read(resolution: str) -> tuple[str, int]:
    """One resolution, with a line to copy; its cases for whoever may see them."""
    one = find_resolution(db.session(), actor(), resolution)
    line = cite(current_app.extensions["desk"], one.resolution)
    return page("resolution.html", one=one, item=one.resolution, cite=line)


def _asked(name: str) -> str:
    return request.args.get(name, "").strip()[:200]


def _one_of(choices: Any, given: str) -> str:
    """A choice of a list; nothing where the address says what is none."""
    return given if given in {choice.value for choice in choices} else ""
