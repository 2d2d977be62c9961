"""A vendor's contact without an account follows one case or dispute by the link in their letters."""

from typing import Any

from flask import Blueprint, current_app, redirect, session

from issuetracker.extensions import db, transaction
from issuetracker.permissions import Permission, needs
from issuetracker.services.case_links import Follower, follower, path_of, renew
from issuetracker.services.errors import LinkIsOver
from issuetracker.services.throttling import key, note_wrong, tries_left
from issuetracker.web.pages import page
from issuetracker.web.visitor import FOLLOWING, now, visitor

blueprint = Blueprint("following", __name__)


@blueprint.get("/follow/<token>")
@needs(Permission.PUBLIC)
def follow(token: str) -> Any:
    """Open the case or dispute; whoever is signed in anyway sees it as themselves."""
    known = _known(token)
    if known.revoked or known.expired:
        return page("sign_in/link_over.html", 410, known=known, token=token)
    me = visitor()
    if me is None or me.only_case:
        session[FOLLOWING] = token
    return redirect(path_of(known.number))


@blueprint.post("/follow/<token>/new")
@needs(Permission.PUBLIC)
def new_link(token: str) -> Any:
    """Mail a new link to the same address; a handful an hour, and the page says the same past that."""
    known = _known(token)
    with transaction() as writing:
        counted = [key("recovery", known.email)]
        if tries_left(writing, counted, now()):
            note_wrong(writing, counted, now())
            renew(writing, current_app.extensions["desk"], token, now())
    return page("sign_in/link_sent.html", known=known)


def _known(token: str) -> Follower:
    known = follower(db.session(), current_app.extensions["desk"], token, now())
    if known is None:
        raise LinkIsOver
    return known
