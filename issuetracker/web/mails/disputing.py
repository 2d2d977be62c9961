"""Report a mail as a dispute: the form with what was read of it, sent by the office for whoever wrote it (P-71)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import msgspec
from flask import redirect, request, url_for
from sqlalchemy.orm import Session

from issuetracker.extensions import db, transaction
from issuetracker.fields import build
from issuetracker.permissions import Permission, needs
from issuetracker.services.mail_access import find_mail
from issuetracker.web.forms import checked, form_fields, read_form
from issuetracker.web.mails import desk
from issuetracker.web.mails.deciding import errors_of, status_of
from issuetracker.web.mails.one import MOST_TEXT, intake, mail_page, understood
from issuetracker.web.pages import page, said
from issuetracker.web.visitor import actor, now
from workflows.disputes.actions import ReportDispute
from workflows.errors import NotPossibleNow, Refusal, WrongRole


@desk.get("/<int:mail_id>/dispute")
@needs(Permission.MAILS_DECIDE)
def dispute_form(mail_id: int) -> tuple[str, int]:
    """The report as far as the mail says it."""
    return _form(db.session(), mail_id, None, {})


@desk.post("/<int:mail_id>/dispute")
@needs(Permission.MAILS_DECIDE)
def report_as_dispute(mail_id: int) -> tuple[str, int] | Any:
    """Report it; every error at once, with everything that was typed."""
    from issuetracker.intake.disputing import report_mail
    from issuetracker.intake.quarantine import Decision

    loaded, wrong = checked(ReportDispute, read_form(ReportDispute, request.form))
    if wrong:
        return _form(db.session(), mail_id, _typed(), wrong, 422)
    try:
        with transaction() as session:
            by, report = Decision(mail_id, actor(), now()), build(ReportDispute, loaded)
            number = report_mail(session, intake(), by, report)[1].number
    except WrongRole:
        raise
    except Refusal as error:
        session = db.session()
        session.rollback()
        if isinstance(error, NotPossibleNow):
            return mail_page(session, mail_id, 409, refusal=error.detail)
        return _form(session, mail_id, _typed(), errors_of(error), status_of(error))
    said(f"Reported as {number}.", "The other party and the Board are told that there is a dispute, and its subject.")
    return redirect(url_for("disputes_desk.read", dispute=number))


def _typed() -> dict[str, Any]:
    return {name: values if len(values) > 1 else values[-1] for name, values in request.form.lists()}


def _form(
    session: Session, mail_id: int, typed: Mapping[str, Any] | None, errors: Mapping[str, str], status: int = 200
) -> tuple[str, int]:
    from issuetracker.intake.disputing import begun

    row = find_mail(session, actor(), mail_id)
    found = understood(session, row)
    given = typed if typed is not None else msgspec.to_builtins(begun(session, found.explained))
    fields = form_fields(ReportDispute, given, errors=errors)
    return page(
        "mails/dispute.html", status, mail=row, errors=errors, said=found.answer["visible_text"][:MOST_TEXT],
        fields=[replace(field, required=True) for field in fields if field.name == "reporter"]
        + [field for field in fields if field.name != "reporter"],
    )  # fmt: skip
