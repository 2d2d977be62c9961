"""Certificates to which a notice applies that went out without them: tell the vendor, or say why not (P-50)."""

from flask import current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from issuetracker.extensions import db, transaction
from issuetracker.permissions import Permission, needs
from issuetracker.queries.directory import unsettled_matches
from issuetracker.services import notice_matches
from issuetracker.web.directory import desk
from issuetracker.web.pages import page, said
from issuetracker.web.visitor import actor, now
from workflows.errors import Refusal


@desk.get("/matches")
@needs(Permission.PARTIES_READ)
def left_out() -> tuple[str, int]:
    """All that wait for somebody, oldest first."""
    return page("directory/matches.html", matches=unsettled_matches(db.session()))


@desk.post("/matches/<int:match_id>/<string:step>")
@needs(Permission.PARTIES_WRITE)
def settle_match(match_id: int, step: str) -> Response:
    """Owe the notice to the vendor, or set the certificate aside for a reason."""
    number = ""
    try:
        with transaction() as session:
            found = notice_matches.find(session, match_id)
            number = found.number
            if step == "telling":
                notice_matches.tell(session, current_app.extensions["desk"], found, actor(), now())
            else:
                notice_matches.set_aside(session, found, request.form.get("reason", ""), actor(), now())
    except Refusal as error:
        if not number:
            raise
        said("Nothing was done.", error.detail or error.sentence(), kind="bad")
    else:
        said(f"{number}: {'its vendor is told' if step == 'telling' else 'set aside'}.")
    return redirect(url_for("directory.certificate", number=number))
