"""The web UI: one file per desk, pages that work without JavaScript, nothing from other hosts."""

from functools import wraps
from typing import Any

from flask import Flask, Response, redirect, request, url_for
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import BadRequest

from issuetracker.doors import asks_api
from issuetracker.http_errors import problem
from issuetracker.permissions import Permission, needs
from issuetracker.sentences.disputes import dispute_sentence
from issuetracker.web import (
    agendas,
    asking,
    board,
    bulk,
    case,
    cases,
    directory,
    disputes,
    dossiers,
    drafts,
    files,
    filing,
    mails,
    notice_contact,
    notice_page,
    notices,
    office,
    proofs,
    register_pages,
    releases,
    reporting,
    search,
    sign_in,
    tickets,
    updates,
    visitor,
    work,
)
from issuetracker.web.drawing import DRAWINGS
from issuetracker.web.pages import pages
from issuetracker.web.paths import PATHS
from issuetracker.web.showing import FILTERS
from issuetracker.web.told import told_rows
from issuetracker.web.turning import address_with

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
DESKS = (
    work.desk,
    cases.desk,
    case.desk,
    bulk.desk,
    drafts.desk,
    files.desk,
    filing.desk,
    asking.desk,
    register_pages.desk,
    mails.desk,
    search.desk,
    agendas.desk,
    board.desk,
    disputes.desk,
    dossiers.desk,
    proofs.desk,
    tickets.desk,
    updates.desk,
    releases.desk,
    reporting.desk,
    office.desk,
    notice_contact.desk,
    notice_page.desk,
    notices.desk,
    directory.desk,
)
csrf = CSRFProtect()


def register(app: Flask) -> None:
    """Every desk, the sign-in, the assets, and the rule that nothing goes without a permission."""
    app.config.update(WTF_CSRF_CHECK_DEFAULT=False, WTF_CSRF_TIME_LIMIT=None)
    csrf.init_app(app)
    app.register_error_handler(CSRFError, _no_token)
    app.before_request(visitor.authorise)
    app.before_request(_refuse_nul)
    app.before_request(_protect)
    app.after_request(_secure)
    app.jinja_env.filters.update(FILTERS, dispute_sentence=dispute_sentence)
    app.jinja_env.globals.update(DRAWINGS | PATHS, address_with=address_with, told_rows=told_rows)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.register_blueprint(pages)
    for desk in DESKS:
        app.register_blueprint(desk)
    sign_in.register(app)
    _everybody_may(app, "pages.static")
    app.add_url_rule("/", "home", needs(Permission.SIGNED_IN)(_home))


def _home() -> Any:
    return redirect(url_for("work.my_work"))


def _everybody_may(app: Flask, endpoint: str) -> None:
    """Name the permission of a view that Flask made; assets carry nothing of anybody."""
    view = app.view_functions[endpoint]

    @needs(Permission.PUBLIC)
    @wraps(view)
    def public(**values: Any) -> Any:
        return view(**values)

    app.view_functions[endpoint] = public


def _refuse_nul() -> None:
    """No text has this character, and no database keeps it; it is refused before anything reads it."""
    if asks_api():
        return
    given = [*request.args.values(), *(request.form.values() if request.method == "POST" else ())]
    if "\0" in request.path or any("\0" in value for value in given):
        raise BadRequest("The request has the character U+0000; remove it.")


def _protect() -> None:
    """Forms need their token; the API knows no cookies, so that nobody can borrow them there."""
    if not asks_api() and request.endpoint is not None:
        csrf.protect()


def _no_token(error: CSRFError) -> Response:
    return problem(
        400,
        "This form was opened too long ago, or in another session.",
        "Go back, reload the page and send it again; what you typed is still in the form.",
    )


def _secure(response: Response) -> Response:
    if not asks_api():
        response.headers.setdefault("Content-Security-Policy", CSP)
        if request.endpoint == "pages.static":
            kept = "public, max-age=31536000, immutable" if "v" in request.args else "public, max-age=300"
            response.headers["Cache-Control"] = kept
        else:
            response.headers.setdefault("Cache-Control", "private, no-store")
    return response
