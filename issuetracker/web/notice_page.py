"""A certified vendor's own page of a notice, behind its signed link: read, acknowledge, correct the contact."""

from flask import Blueprint, current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from issuetracker.extensions import db, transaction
from issuetracker.models import Obligation
from issuetracker.permissions import Permission, needs
from issuetracker.services import notice_answers, notice_letters, notice_links
from issuetracker.services.errors import InvalidFields, LinkIsOver
from issuetracker.services.notice_links import Holder
from issuetracker.services.throttling import key, note_wrong, tries_left
from issuetracker.web.pages import page, said
from issuetracker.web.visitor import now

desk = Blueprint("notice_page", __name__)


def _holder(token: str) -> Holder:
    """Who holds this link, good or not; LinkIsOver for one that we never made or that a newer one replaced."""
    found = notice_links.holder(db.session(), current_app.extensions["desk"], token, now())
    if found is None:
        raise LinkIsOver("If a newer mail about the notice has reached you, use its link; else reply to the mail.")
    return found


@desk.get("/notice/<string:token>")
@needs(Permission.PUBLIC)
def look(token: str) -> tuple[str, int]:
    """The notice; mail programs that open links acknowledge nothing by it."""
    return _page(token)


def _page(token: str, status: int = 200, errors: dict[str, str] | None = None) -> tuple[str, int]:
    session, held = db.session(), _holder(token)
    if not held.good:
        return page("notice_over.html", 410, held=held, token=token)
    owed = notice_answers.obligations_of(session, held)
    told = notice_letters.certificates_told(session, held.telling, [held.vendor.id])[held.vendor.id]
    return page(
        "notice_page.html", status, notice=notice_letters.of_telling(session, held.telling), vendor=held.vendor,
        certificates=told, token=token, errors=errors or {}, typed=request.form,
        address=owed[-1].address if owed else "", acknowledged=_acknowledged(owed),
        replaced=notice_letters.corrected_by(session, held.telling),
    )  # fmt: skip


def _acknowledged(owed: list[Obligation]) -> Obligation | None:
    """The last acknowledgement, where nothing is left to acknowledge."""
    return owed[-1] if owed and all(item.acknowledged_at is not None for item in owed) else None


def _good(token: str) -> Holder:
    held = _holder(token)
    if not held.good:
        raise LinkIsOver("Open it once more: the page says what you can do.")
    return held


@desk.post("/notice/<string:token>/acknowledgement")
@needs(Permission.PUBLIC)
def acknowledge(token: str) -> Response:
    """The vendor has read its notice."""
    with transaction() as session:
        notice_answers.acknowledge(session, _good(token), request.form.get("name", "")[:100], now())
    said("Thank you: the certification desk knows that you have read this notice.")
    return redirect(url_for("notice_page.look", token=token))


@desk.post("/notice/<string:token>/contact")
@needs(Permission.PUBLIC)
def correct_contact(token: str) -> tuple[str, int] | Response:
    """The vendor names another contact; that address is asked by mail first."""
    name, address = request.form.get("contact_name", "").strip()[:254], request.form.get("address", "").strip()[:254]
    try:
        with transaction() as session:
            desk_of = current_app.extensions["desk"]
            asked = notice_answers.correct_contact(session, desk_of, _good(token), name, address, now())
    except InvalidFields as error:
        return _page(token, 422, error.errors)
    if asked is None:
        said("Too many addresses in a few minutes.", "Try again later, or reply to the mail.", kind="warn")
    else:
        said(f"A mail asks {asked.address} to confirm.", "Until it does, notices go where they went before.")
    return redirect(url_for("notice_page.look", token=token))


@desk.post("/notice/<string:token>/new")
@needs(Permission.PUBLIC)
def new_link(token: str) -> tuple[str, int]:
    """Mail a new link to the vendor's contact when this one has expired; a handful an hour, with the same answer."""
    held = _holder(token)
    if held.link.revoked_at is not None:
        raise LinkIsOver("The certification desk has ended it; write to the desk if that is a mistake.")
    with transaction() as session:
        counted = [key("recovery", f"notice:{held.link.id}")]
        if tries_left(session, counted, now()):
            note_wrong(session, counted, now())
            notice_links.send_new(session, current_app.extensions["desk"], held.telling, held.vendor, now())
    return page("notice_over.html", held=held, token=token, sent=True)
