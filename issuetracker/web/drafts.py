"""Texts that were begun: kept as they are typed, shown at “My work”, thrown away when sent."""

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from issuetracker.extensions import transaction
from issuetracker.permissions import Permission, needs
from issuetracker.services import drafts
from issuetracker.services.errors import TooLarge
from issuetracker.web.visitor import actor, now

desk = Blueprint("drafts", __name__, url_prefix="/drafts")
_PREFIX = "text."
_NOT_TEXT = {"seen_seq", "do", "anyway"}


@desk.post("")
@needs(Permission.SIGNED_IN)
def keep() -> tuple[str, int]:
    """Keep what was typed so far; sent by the page itself."""
    if actor().person_id is None:
        return "", 204
    texts = {
        name.removeprefix(_PREFIX): request.form.getlist(name)
        for name in request.form
        if name.startswith(_PREFIX) and name.removeprefix(_PREFIX) not in _NOT_TEXT
    }
    if sum(len(value) for values in texts.values() for value in values) > drafts.MOST:
        raise TooLarge("A draft holds 200,000 characters.")
    with transaction() as session:
        drafts.keep(session, actor(), request.form.get("place", ""), request.form.get("title", ""), texts, now())
    return "", 204


@desk.post("/removal")
@needs(Permission.SIGNED_IN)
def throw_away() -> Response:
    """Throw a draft away."""
    with transaction() as session:
        drafts.forget(session, actor(), request.form.get("place", ""))
    return redirect(url_for("work.my_work"))
