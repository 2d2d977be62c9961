"""Reporting a dispute (P-71): the same report and the same errors as by API; an issue becomes one from here (P-05)."""

from typing import Any

from flask import current_app, redirect, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from issuetracker.extensions import db, transaction
from issuetracker.fields import build
from issuetracker.models import Case, Laboratory, Vendor
from issuetracker.permissions import Permission, needs
from issuetracker.services import drafts
from issuetracker.services.access import visible_cases
from issuetracker.services.disputes.reporting import report_dispute
from issuetracker.services.errors import InvalidFields
from issuetracker.web import uploads
from issuetracker.web.disputes import desk
from issuetracker.web.forms import checked, form_fields, read_form
from issuetracker.web.pages import page, said
from issuetracker.web.uploads import Upload
from issuetracker.web.visitor import actor, now
from workflows.disputes.actions import ReportDispute
from workflows.errors import Refusal
from workflows.roles import Role


@desk.get("/report")
@needs(Permission.DISPUTES_REPORT)
def report() -> tuple[str, int]:
    """The form: empty, with the draft that was kept, or begun from an issue."""
    session = db.session()
    place = url_for("disputes_desk.report")
    kept = drafts.find(session, actor(), place)[place]
    given = MultiDict([(name, value) for name, values in kept.items() for value in values])
    if case := request.args.get("case", "")[:40]:
        for name, value in _from_case(session, case).items():
            given.setdefault(name, value)
    return _page(session, given, {}, [])


def _from_case(session: Session, number: str) -> dict[str, str]:
    """Who the other party is; nothing of the issue's own words is copied (P-05)."""
    row = session.execute(
        visible_cases(actor(), Case.number, Laboratory.name.label("laboratory"), Vendor.name.label("vendor"))
        .outerjoin(Laboratory, Laboratory.id == Case.laboratory_id)
        .outerjoin(Vendor, Vendor.id == Case.vendor_id)
        .where(Case.number == number)
    ).one_or_none()
    if row is None:
        return {}
    other = row.laboratory if actor().holds(Role.VENDOR) else row.vendor
    return {"case_number": row.number, "other_party": other or ""}


@desk.post("/report")
@needs(Permission.DISPUTES_REPORT)
def send() -> tuple[str, int] | Response:
    """Report it; or show every error, with everything typed and every file kept."""
    kept: list[Upload] = []
    try:
        taken = uploads.take()
        kept = taken.kept
        loaded, wrong = checked(ReportDispute, read_form(ReportDispute, request.form))
        if taken.wrong:
            wrong = {**wrong, "files": taken.wrong}
        if wrong:
            return _page(db.session(), request.form, wrong, kept, 422)
        with transaction() as session:
            made: ReportDispute = build(ReportDispute, loaded)
            files = uploads.as_attached(kept)
            docket = report_dispute(session, current_app.extensions["desk"], made, files, actor(), now())
            drafts.forget(session, actor(), url_for("disputes_desk.report"))
            number = docket.dispute.number
    except Refusal as error:
        errors = error.errors if isinstance(error, InvalidFields) else {error.field or "subject": error.detail}
        return _page(db.session(), request.form, errors, kept, 422)
    said(f"Reported as {number}.", "The other party and the Board are told that there is a dispute, and its subject.")
    return redirect(url_for("disputes_desk.read", dispute=number))


def _page(
    session: Session, given: MultiDict[str, str], errors: dict[str, str], kept: list[Upload], status: int = 200
) -> tuple[str, int]:
    typed: dict[str, Any] = {name: values if len(values) > 1 else values[-1] for name, values in given.lists()}
    office = not actor().holds(Role.TEST_LABORATORY, Role.VENDOR)
    fields = form_fields(ReportDispute, typed, errors=errors)
    return page(
        "disputes/report.html",
        status,
        fields=[field for field in fields if office or field.name != "reporter"],
        errors=errors,
        uploads=kept,
        office=office,
        laboratories=session.scalars(select(Laboratory.name).where(Laboratory.active).order_by(Laboratory.name)).all()
        if actor().holds(Role.VENDOR, Role.OCA_OFFICE)
        else [],
    )
