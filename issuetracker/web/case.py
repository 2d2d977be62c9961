"""One case on one page, its actions as forms, its conversation and files."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, current_app, redirect, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from issuetracker.extensions import db, transaction
from issuetracker.models import Case, HistoryEntry
from issuetracker.permissions import Permission, granted, needs
from issuetracker.queries.one_case import case_with_parties
from issuetracker.queries.proofs import PROVEN
from issuetracker.services import casework, drafts, files
from issuetracker.services.access import find_case, neutral, seen_visibilities
from issuetracker.services.disputes.access import disputes_about
from issuetracker.services.errors import Forbidden, InvalidFields
from issuetracker.web import acting
from issuetracker.web.case_shown import shown, whole
from issuetracker.web.pages import page, said
from issuetracker.web.visitor import actor, now
from workflows.actions import AddMessage
from workflows.errors import Refusal, WrongRole
from workflows.procedure import possible_actions
from workflows.vocabulary import Visibility

desk = Blueprint("case", __name__, url_prefix="/cases")
_MOST_FILES = 20


@desk.get("/<string:number>")
@needs(Permission.CASES_READ)
def read(number: str) -> tuple[str, int]:
    """The case: where it stands, what may be done, what was said."""
    return _page(db.session(), number)


def _page(session: Session, number: str, status: int = 200, **more: Any) -> tuple[str, int]:
    case, parties = case_with_parties(session, actor(), number)
    dossier = casework.load(session, case)
    found = possible_actions(dossier.state, actor())
    first = acting.wanted_first(dossier, found)
    here = url_for("case.read", number=case.number)
    there = acting.place_of(dossier, first) if first else here
    kept = drafts.find(session, actor(), here, there)
    values = {
        "shown": whole(session, dossier, parties, actor(), now()),
        "possible": found,
        "first": first,
        "form": acting.empty_form(session, dossier, first, kept[there]) if first else None,
        "typed": (kept[here].get("body") or [""])[0],
        "disputes": disputes_about(session, actor(), case.number),
        "proofs": [entry for entry in dossier.entries if isinstance(entry.event, PROVEN)]
        if granted(Permission.PROOFS_READ, actor().roles)
        else [],
        "may_search": granted(Permission.RESOLUTIONS_READ, actor().roles),
        "may_dispute": granted(Permission.DISPUTES_REPORT, actor().roles) and not neutral(actor(), case),
    }
    return page("case.html", status, **values | more)


@desk.get("/<string:number>/actions/<string:action>")
@needs(Permission.CASES_ACT)
def form(number: str, action: str) -> tuple[str, int]:
    """An action's form on a page of its own, or alone for the case's page."""
    session = db.session()
    dossier = casework.load(session, find_case(session, actor(), number))
    possible = acting.find_possible(dossier, action, request.args.get("group", ""))
    return _form_page(session, dossier, acting.empty_form(session, dossier, possible))


def _form_page(session: Session, dossier: casework.Dossier, form: acting.Form, status: int = 200) -> tuple[str, int]:
    template = "action_form.html" if request.headers.get("X-Fragment") else "action.html"
    return page(
        template,
        status,
        form=form,
        shown=shown(dossier, actor(), now()),
    )


@desk.post("/<string:number>/actions/<string:action>")
@needs(Permission.CASES_ACT)
def act(number: str, action: str) -> tuple[str, int] | Response:
    """Do it; or show what is wrong, what it would cause, or what others did meanwhile, and keep what was typed."""
    with transaction() as session:
        case = find_case(session, actor(), number, lock=True)
        dossier = casework.load(session, case)
        possible = acting.find_possible(dossier, action, request.form.get("group", ""))
        form, made = acting.filled_form(session, dossier, possible)
        if made is None or acting.looks() or (form.meanwhile and request.form.get("anyway") != "yes"):
            status = acting.status_of(made)
            return _form_page(session, dossier, form, status)
        acting.perform(session, case, dossier, made)
    outside = form.causes.outside if form.causes else 0
    said(f"{possible.title}: done.", f"Told outside OCA: {outside}." if outside else "Nobody outside OCA is told.")
    return redirect(url_for("case.read", number=number))


@desk.post("/<string:number>/messages")
@needs(Permission.CASES_ACT)
def write(number: str) -> tuple[str, int] | Response:
    """Write in the conversation, with files; who sees it was chosen and shown before."""
    place = url_for("case.read", number=number)
    body = request.form.get("body", "").replace("\r\n", "\n")
    try:
        visibility = Visibility(request.form.get("visibility", Visibility.OCA.value))
        seen = seen_visibilities(actor(), find_case(db.session(), actor(), number))
        given = _given_files()
        if given and visibility.value not in seen:
            raise Forbidden("You cannot attach a file that you would not see yourself.", rule="P-97")
        if not body.strip() and not given:
            raise InvalidFields({"body": "Write something, or attach a file."})
        stored = files.store_all(current_app.extensions["files"], given)
        with transaction() as session:
            case = find_case(session, actor(), number, lock=True)
            ids = _attach(session, case, stored, visibility)
            text = body if body.strip() else "Attached: " + ", ".join(files.plain_name(item.name) for item in given)
            message = AddMessage(text, visibility, ids)
            casework.perform(session, current_app.extensions["desk"], case, message, actor(), now())
            drafts.forget(session, actor(), place)
    except (ValueError, Refusal) as error:
        return _wrong_message(number, body, error)
    said("Your message is on the case.", "Only OCA can read it." if visibility is Visibility.OCA else "")
    return redirect(f"{place}#say")


def _given_files() -> list[files.Given]:
    uploads = [upload for upload in request.files.getlist("files") if upload.filename]
    if len(uploads) > _MOST_FILES:
        raise InvalidFields({"files": f"At most {_MOST_FILES} files at once; add others afterwards."})
    return [
        files.Given(upload.filename or "file", upload.mimetype or "application/octet-stream", upload.stream)
        for upload in uploads
    ]


def _attach(
    session: Session, case: Case, stored: Sequence[tuple[files.Given, files.Stored]], visibility: Visibility
) -> tuple[int, ...]:
    if not stored:
        return ()
    if not seen_visibilities(actor(), case):
        raise WrongRole("Members of a working group read and comment; they attach nothing.", rule="P-97")
    desk_of = current_app.extensions["desk"]
    return tuple(
        file.id for file in files.attach(session, desk_of, case, stored, actor(), now(), visibility=visibility)
    )


def _wrong_message(number: str, body: str, error: Exception) -> tuple[str, int]:
    """The page again, with what is wrong and everything that was typed; files have to be chosen again."""
    detail = error.detail if isinstance(error, Refusal) else "Choose who will see it."
    if isinstance(error, InvalidFields):
        detail = " ".join(error.errors.values())
    session = db.session()
    session.rollback()
    return _page(session, number, 422, typed=body, wrong=detail)


@desk.get("/<string:number>/history")
@needs(Permission.HISTORY_READ)
def history(number: str) -> tuple[str, int]:
    """The history with its chain: who, when, by which rule, what was written, and each link's hash."""
    session = db.session()
    case = find_case(session, actor(), number)
    dossier = casework.load(session, case)
    hashes = dict(
        session.execute(select(HistoryEntry.seq, HistoryEntry.hash).where(HistoryEntry.case_id == case.id)).all()
    )
    return page("history.html", case=case, entries=dossier.entries[::-1], hashes=hashes)
