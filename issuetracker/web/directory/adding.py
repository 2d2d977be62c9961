"""The office enters a single new certificate; lists come by import."""

from flask import redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from issuetracker.extensions import db, transaction
from issuetracker.permissions import Permission, needs
from issuetracker.services import certificates, notice_matches
from issuetracker.services.certificate_forms import ASKED, read_new
from issuetracker.services.errors import InvalidFields
from issuetracker.web.directory import desk
from issuetracker.web.directory.corrections import fields_of
from issuetracker.web.pages import page, said
from issuetracker.web.visitor import actor, now


@desk.get("/new")
@needs(Permission.PARTIES_WRITE)
def new_certificate() -> tuple[str, int]:
    """The form, empty."""
    return _page(db.session(), {})


@desk.post("/new")
@needs(Permission.PARTIES_WRITE)
def add_certificate() -> tuple[str, int] | Response:
    """Record it; a notice that went out without it is looked for at once."""
    form = {name: value.replace("\r\n", "\n") for name, value in request.form.items()}
    try:
        with transaction() as session:
            data = read_new(session, form)
            made = certificates.issue(session, data, actor(), now())
            found = notice_matches.match(session, [made], now())
    except InvalidFields as error:
        return _page(db.session(), form, error.errors)
    more = f"{found} {'notice applies' if found == 1 else 'notices apply'} to it." if found else ""
    said(f"{data.number} is in the directory.", more, kind="warn" if found else "good")
    return redirect(url_for("directory.certificate", number=data.number))


def _page(session: Session, texts: dict[str, str], errors: dict[str, str] | None = None) -> tuple[str, int]:
    fields = fields_of(session, ("number", *ASKED), texts, errors)
    return page("directory/new.html", 422 if errors else 200, fields=fields)
