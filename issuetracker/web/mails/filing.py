"""File a mail: as it was read with one click, or with its report in a form (P-02, P-04)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flask import redirect, request, url_for
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from issuetracker.extensions import db
from issuetracker.fields import build, schema_for
from issuetracker.models import InboundMail, Subject
from issuetracker.permissions import Permission, needs
from issuetracker.services.errors import InvalidFields
from issuetracker.services.mail_access import find_mail
from issuetracker.services.mail_sources import Party, party_chosen
from issuetracker.web.forms import Field
from issuetracker.web.forms import errors_of as schema_errors
from issuetracker.web.mails import desk
from issuetracker.web.mails.deciding import decide, errors_of, row_id, status_of
from issuetracker.web.mails.one import BY_VENDOR, MOST_TEXT, intake, laboratories, mail_page, understood
from issuetracker.web.pages import page, said
from issuetracker.web.reports import report_data, report_fields
from issuetracker.web.visitor import actor
from workflows.errors import NotPossibleNow, Refusal
from workflows.report import Report
from workflows.vocabulary import Subject as About

if TYPE_CHECKING:
    from issuetracker.intake.quarantine import Filing


@desk.get("/<int:mail_id>/filing")
@needs(Permission.MAILS_DECIDE)
def form(mail_id: int) -> tuple[str, int]:
    """The report as it was read, to be completed; what is missing is said at its field."""
    session = db.session()
    return _form(session, find_mail(session, actor(), mail_id))


@desk.post("/<int:mail_id>/filing")
@needs(Permission.MAILS_DECIDE)
def file_it(mail_id: int) -> tuple[str, int] | Any:
    """Make a case of it for this laboratory or, of a question, this vendor."""
    from issuetracker.intake.quarantine import file_mail

    try:
        _, number = decide(mail_id, lambda session, by: file_mail(session, intake(), by, _filing(session)))
    except Refusal as error:
        return _refused(mail_id, error)
    said(f"Filed as {number}.", "It counts since the mail came; whoever wrote it is told.")
    return redirect(url_for("case.read", number=number))


def _filing(session: Session) -> "Filing":
    """What the form asks for; what was read is filed as it was read."""
    from issuetracker.intake.quarantine import Filing

    party = _party(session)
    if request.form.get("do") == "as_read":
        return Filing(party)
    about = request.form.get("subject", "")
    if about and about not in set(About):
        raise InvalidFields({"subject": "Choose what the question is about."})
    return Filing(party, _report(), About(about) if about else None)


def _party(session: Session) -> Party:
    """The laboratory that is chosen, or the vendor that is named as whoever asks."""
    vendor = request.form.get("vendor_name", "")[:200]
    if request.form.get("laboratory_id") != BY_VENDOR:
        laboratory = row_id("laboratory_id")
        if laboratory is None:
            raise InvalidFields({"laboratory_id": "Choose an active test laboratory."})
        return Party(Subject.LABORATORY, laboratory)
    if not vendor.strip():
        raise InvalidFields({"vendor_name": "Name the vendor who asks."})
    try:
        return party_chosen(session, None, vendor)
    except InvalidFields as error:
        raise InvalidFields({"vendor_name": error.errors["party"]}) from None


def _report() -> Report:
    """The report that the form asks to file; every wrong field at once."""
    try:
        report: Report = build(Report, schema_for(Report)().load(report_data(request.form)))
    except ValidationError as error:
        raise InvalidFields({item["field"]: item["message"] for item in schema_errors(error)}) from None
    return report


def _refused(mail_id: int, error: Refusal) -> tuple[str, int]:
    session, errors = db.session(), errors_of(error)
    session.rollback()
    row = find_mail(session, actor(), mail_id)
    if isinstance(error, NotPossibleNow):  # it waits no more: there is nothing to fill in
        return mail_page(session, mail_id, 409, refusal=error.detail)
    chosen = {name: request.form.get(name, "") for name in ("laboratory_id", "vendor_name")}
    typed = request.form if request.form.get("do") != "as_read" else chosen
    return _form(session, row, typed, errors, status_of(error))


def _form(
    session: Session,
    row: InboundMail,
    typed: Mapping[str, Any] | None = None,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> tuple[str, int]:
    found, given = understood(session, row), _several(typed or {})
    wrong = errors if errors is not None else dict(found.missing)
    subject = given.get("subject", found.explained.subject or "")
    fields = report_fields(found.explained.report, given, wrong)
    return page(
        "mails/filing.html", status, mail=row, errors=wrong, refused=errors is not None,
        fields={field.name: field if subject else _needed(field) for field in fields},
        said=found.answer["visible_text"][:MOST_TEXT], remarks=found.explained.remarks,
        laboratories=laboratories(session), laboratory_id=given.get("laboratory_id", found.chosen),
        subject=subject, by_vendor=BY_VENDOR, subjects=[(one.value, one.label) for one in About],
    )  # fmt: skip


def _needed(field: Field) -> Field:
    """A laboratory's issue names the vendor whose device is tested (P-04)."""
    return replace(field, required=True) if field.name == "vendor_name" else field


def _several(typed: Mapping[str, Any]) -> dict[str, Any]:
    """A form's values; those that were ticked several times as a list."""
    if not hasattr(typed, "lists"):
        return dict(typed)
    return {name: values if len(values) > 1 else values[-1] for name, values in typed.lists()}
