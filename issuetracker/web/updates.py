"""Releases as a laboratory receives them: read, fetch the files, acknowledge (P-10, P-54)."""

import re

from flask import Blueprint, current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from issuetracker.extensions import db, transaction
from issuetracker.permissions import Permission, granted, needs
from issuetracker.queries.releases import PAGE, files_of, sent_to
from issuetracker.services import obligations
from issuetracker.services.errors import Forbidden
from issuetracker.services.releases.versions import content_of
from issuetracker.web.pages import page, said
from issuetracker.web.visitor import actor, now

desk = Blueprint("updates", __name__)
_PLACE = re.compile(r"([01])-([0-9]{1,9})")


@desk.get("/updates")
@needs(Permission.OBLIGATIONS_ACKNOWLEDGE)
def mine() -> tuple[str, int]:
    """What was sent to this person's laboratory; over all pages, what waits for its acknowledgement first."""
    session = db.session()
    begins = _PLACE.fullmatch(request.args.get("after", ""))
    rows = sent_to(session, _laboratory(), (int(begins[1]), int(begins[2])) if begins else None)
    shown = rows[:PAGE]
    files = files_of(session, [release.id for _, release, _ in shown])
    lines = [(owed, release, content_of(release), files.get(release.id, []), waits) for owed, release, waits in shown]
    return page(
        "updates.html",
        waiting=[line[:4] for line in lines if line[4]],
        rest=[line[:4] for line in lines if not line[4]],
        next=f"{shown[-1][2]}-{shown[-1][0].id}" if len(rows) > PAGE else "",
    )


def _laboratory() -> int:
    laboratory = actor().laboratory_id
    if laboratory is None:
        raise Forbidden("This is for laboratories.")
    return laboratory


@desk.post("/updates/<int:obligation_id>/acknowledgement")
@needs(Permission.OBLIGATIONS_ACKNOWLEDGE)
def acknowledge(obligation_id: int) -> Response:
    """Acknowledge one for the laboratory."""
    with transaction() as session:
        obligations.acknowledge(session, current_app.extensions["desk"], obligation_id, actor(), now())
    said("Acknowledged.", "OCA sees that your laboratory has it.")
    return redirect(url_for("updates.mine"))


@desk.get("/to-acknowledge")
@needs(Permission.SIGNED_IN)
def to_acknowledge() -> Response:
    """Where letters lead: to the updates of whoever's laboratory they are for."""
    if granted(Permission.OBLIGATIONS_ACKNOWLEDGE, actor().roles):
        return redirect(url_for("updates.mine"))
    return redirect(url_for("work.my_work"))
