"""An action on a dispute, from its form to what was done."""

from typing import Any

from flask import current_app, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from issuetracker.extensions import db, transaction
from issuetracker.permissions import Permission, needs
from issuetracker.services import drafts
from issuetracker.services.disputes.evidence import attach
from issuetracker.services.disputes.handling import Docket, perform
from issuetracker.services.disputes.reading import Sheet, sheet, sheet_of
from issuetracker.services.errors import InvalidFields
from issuetracker.web import uploads
from issuetracker.web.disputes import acting, desk
from issuetracker.web.disputes.one import place_of, shown
from issuetracker.web.pages import page, said
from issuetracker.web.visitor import actor, now
from workflows.actions import Action
from workflows.disputes.actions import GiveStatement
from workflows.disputes.seeing import Reading


@desk.get("/<string:dispute>/actions/<string:action>")
@needs(Permission.DISPUTES_ACT)
def form(dispute: str, action: str) -> tuple[str, int]:
    """An action's form on a page of its own, or alone for the dispute's page."""
    session = db.session()
    found = sheet(session, actor(), dispute)
    arrow = acting.find_arrow(found, action)
    place = place_of(dispute, action)
    kept = drafts.find(session, actor(), place)[place]
    return _page(session, found, acting.empty_form(session, found, arrow, kept))


def _page(session: Session, found: Sheet, form: acting.DisputeForm, status: int = 200, **more: Any) -> tuple[str, int]:
    template = "disputes/_form.html" if request.headers.get("X-Fragment") else "disputes/act.html"
    return page(template, status, form=form, **shown(session, found), **more)


@desk.post("/<string:dispute>/actions/<string:action>")
@needs(Permission.DISPUTES_ACT)
def act(dispute: str, action: str) -> tuple[str, int] | Response:
    """Do it; or show what is wrong, what it would cause, or what others did meanwhile, and keep what was typed."""
    kept = _taken(action)
    with transaction() as session:
        found = sheet(session, actor(), dispute, lock=True)
        arrow = acting.find_arrow(found, action)
        form, made = acting.filled_form(session, found, arrow)
        asked = request.form.get("do", "")
        if made is None or asked == "look" or (form.meanwhile and request.form.get("anyway") != "yes"):
            harmless = (asked == "look" and made is not None) or asked.startswith("row:")
            status = 200 if harmless else 409 if made is not None else 422
            return _page(session, found, form, status, kept=kept)
        after = _done(session, found, made, kept)
        drafts.forget(session, actor(), place_of(dispute, action))
        sees = sheet_of(session, actor(), after).seen.reading
    said(f"{form.title}: done.", _outside(form))
    gone = sees in (Reading.RECUSED, Reading.NOTHING)
    return redirect(url_for("disputes_desk.all_disputes") if gone else url_for("disputes_desk.read", dispute=dispute))


def _taken(action: str) -> list[uploads.Upload]:
    """Files that came with the form: only a statement has any."""
    if action != "give-statement":
        return []
    taken = uploads.take()
    if taken.wrong:
        said("Not every file was taken.", taken.wrong)
    return taken.kept


def _done(session: Session, found: Sheet, made: Action, kept: list[uploads.Upload]) -> Docket:
    """A statement's own files are attached first, and belong to it."""
    desk_of, docket = current_app.extensions["desk"], found.docket
    if kept and isinstance(made, GiveStatement):
        docket, rows = attach(session, desk_of, docket, uploads.as_attached(kept), actor(), now())
        made = GiveStatement(made.body, (*made.file_ids, *(row.id for row in rows)))
    if isinstance(made, GiveStatement) and not made.body.strip():
        raise InvalidFields({"body": "Write your statement."})
    return perform(session, desk_of, docket, made, actor(), now())


def _outside(form: acting.DisputeForm) -> str:
    names = sorted({one.to for one in form.told or () if one.outside})
    return f"Told: {', '.join(names)}." if names else "No party is told."
