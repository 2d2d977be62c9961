"""Updates and scripts as a laboratory receives them: read, fetch the files, acknowledge (P-10, P-54)."""

from operator import attrgetter

from flask import Blueprint, current_app, redirect, url_for
from werkzeug.wrappers import Response

from issuetracker.extensions import db, transaction
from issuetracker.permissions import Permission, granted, needs
from issuetracker.queries.distribution import PAGE, Distributed, distributed, given_files
from issuetracker.services import obligations
from issuetracker.services.errors import Forbidden
from issuetracker.web.pages import page, said
from issuetracker.web.turning import place, turned
from issuetracker.web.visitor import actor, now

desk = Blueprint("updates", __name__)


@desk.get("/updates")
@needs(Permission.OBLIGATIONS_ACKNOWLEDGE)
def mine() -> tuple[str, int]:
    """What was sent to this person's laboratory, what waits for its acknowledgement first."""
    session, laboratory = db.session(), _laboratory()
    sent = turned(distributed(session, place(), laboratory_id=laboratory), PAGE, attrgetter("entry_id"))
    files = given_files(session, laboratory, [file_id for item in sent.rows for file_id in _file_ids(item)])
    lines = [
        (item, item.by_laboratory[laboratory], [files[i] for i in _file_ids(item) if i in files])
        for item in sent.rows
        if laboratory in item.by_laboratory
    ]
    waiting = [line for line in lines if line[1].to_acknowledge and line[1].acknowledged_at is None]
    return page("updates.html", waiting=waiting, rest=[line for line in lines if line not in waiting], next=sent.next)


def _laboratory() -> int:
    laboratory = actor().laboratory_id
    if laboratory is None:
        raise Forbidden("This is for laboratories.")
    return laboratory


def _file_ids(item: Distributed) -> tuple[int, ...]:
    one = getattr(item.event, "file_id", None)
    return tuple(getattr(item.event, "file_ids", ())) + ((one,) if one is not None else ())


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
