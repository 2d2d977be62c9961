"""Filing an issue (1a, 1b, 1c): the template of D.4 as a form; the same report and the same errors as by API (P-02)."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, current_app, redirect, request, url_for
from marshmallow import ValidationError
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from issuetracker.extensions import db, transaction
from issuetracker.fields import build, schema_for
from issuetracker.models import Case, Laboratory, Person
from issuetracker.permissions import Permission, granted, needs
from issuetracker.queries.filing import known_references, known_vendors
from issuetracker.services import drafts, files, issue_templates
from issuetracker.services.asking import ASKS
from issuetracker.services.calendars import calendars, in_force
from issuetracker.services.disputes.access import find_dispute
from issuetracker.services.disputes.converting import issue_from_dispute
from issuetracker.services.disputes.handling import load
from issuetracker.services.errors import InvalidFields
from issuetracker.services.filing import RAISES, raise_issue
from issuetracker.services.resolutions import answered_before
from issuetracker.web import uploads
from issuetracker.web.forms import Field, errors_of
from issuetracker.web.pages import page, said
from issuetracker.web.reports import report_data, report_fields, split_references
from issuetracker.web.uploads import Upload
from issuetracker.web.visitor import actor, now, visitor
from workflows.errors import Refusal, ReportIncomplete
from workflows.report import Contact, DeviceType, OcppVersion, Origin, Report, missing_to_start
from workflows.roles import Role
from workflows.test_references import read_all
from workflows.versions import CURRENT, ClockKind, procedure
from workflows.vocabulary import Visibility

desk = Blueprint("filing", __name__)
_LIMIT = procedure(CURRENT).limits[ClockKind.ANALYSIS]


@desk.get("/file")
@needs(Permission.CASES_FILE)
def form() -> tuple[str, int] | Any:
    """The form, with what is known of this person, or with the draft that was kept; a vendor asks questions only."""
    if not _origins():
        return redirect(url_for("asking.form"))
    session = db.session()
    place = url_for("filing.form")
    kept = drafts.find(session, actor(), place)[place]
    given = MultiDict([(name, value) for name, values in kept.items() for value in values])
    return _page(session, given, {}, [])


@desk.post("/file")
@needs(Permission.CASES_FILE)
def file_issue() -> tuple[str, int] | Any:
    """File it; or every error at once, with everything that was typed and uploaded still there."""
    kept: list[Upload] = []
    try:
        taken = uploads.take()
        kept = taken.kept
        if taken.wrong:
            raise InvalidFields({"files": taken.wrong} | _wrong_in_the_report())
        report = _report(request.form)
        if request.form.get("do") == "check":
            return _page(db.session(), request.form, {}, kept, checked=True)
        with transaction() as session:
            case = _raise(session, report)
            if kept:
                files.attach(
                    session, current_app.extensions["desk"], case, uploads.as_attached(kept), actor(), now(),
                    visibility=Visibility.PARTIES,
                )  # fmt: skip
            drafts.forget(session, actor(), url_for("filing.form"))
            number = case.number
    except Refusal as error:
        return _page(db.session(), request.form, wrong_fields(error), kept, status=422)
    said(f"Filed as {number}.", _acknowledged(report))
    return redirect(url_for("case.read", number=number))


def _wrong_in_the_report() -> dict[str, str]:
    """What is wrong besides the files, so that everything is said at once."""
    try:
        _report(request.form)
    except Refusal as error:
        return wrong_fields(error)
    return {}


def _raise(session: Session, report: Report) -> Case:
    """The issue; linked with the dispute out of which it comes, where the form says so (P-05)."""
    desk_of, number = current_app.extensions["desk"], request.form.get("dispute", "")
    if not number:
        return raise_issue(session, desk_of, report, _origin(), actor(), received_at=now(), at=now()).case
    docket = load(session, find_dispute(session, actor(), number, lock=True))
    return issue_from_dispute(session, desk_of, docket, report, _origin(), actor(), now())[1].case


def _acknowledged(report: Report) -> str:
    """To whom the acknowledgement goes, as far as the form knows; only a laboratory is acknowledged (P-06)."""
    if _origin() is not Origin.CERTIFICATION:
        return "It waits for its analysis."
    address = report.laboratory_contact.email
    return f"Acknowledged to {address}." if address else "The acknowledgement is on its way."


def wrong_fields(error: Refusal) -> dict[str, str]:
    """What a refusal says of a filing, by field."""
    if isinstance(error, ReportIncomplete):
        return error.missing
    if isinstance(error, InvalidFields):
        return error.errors
    return {error.field or "summary": error.detail or error.sentence()}


def _report(given: MultiDict[str, str]) -> Report:
    """The report that the form asks to file; every wrong field at once."""
    data = report_data(given)
    try:
        report: Report = build(Report, schema_for(Report)().load(data))
    except ValidationError as error:
        wrong = {item["field"]: item["message"] for item in errors_of(error)}
        bare = Report(
            summary=data.get("summary", ""), vendor_name=data.get("vendor_name", ""),
            description=data.get("description", ""),
            laboratory_name=data.get("laboratory_name", "-"), test_references=tuple(data.get("test_references", ())),
        )  # fmt: skip
        raise InvalidFields(wrong | missing_to_start(bare, _origin())) from None
    return report


def _origins() -> list[tuple[str, str]]:
    said_as = {
        Origin.CERTIFICATION: "1a, during certification",
        Origin.TWG: "1b, by the TWG",
        Origin.OCA: "1c, by OCA outside the TWG",
    }
    return [(origin.value, text) for origin, text in said_as.items() if actor().holds(*RAISES[origin])]


def _origin() -> Origin:
    given = request.form.get("origin") or (_origins() or [("1a", "")])[0][0]
    try:
        return Origin(given)
    except ValueError:
        raise InvalidFields({"origin": "Choose at which step it is raised."}) from None


def _page(
    session: Session,
    given: MultiDict[str, str],
    errors: dict[str, str],
    kept: list[Upload],
    *,
    status: int = 200,
    checked: bool = False,
) -> tuple[str, int]:
    typed = {name: values if len(values) > 1 else values[-1] for name, values in given.lists()}
    known = in_force(calendars(session))
    own = own_contact(session)
    report = Report(summary="", laboratory_contact=own[1])
    return page(
        "filing.html",
        status,
        fields={field.name: _needed(field) for field in report_fields(report, typed, errors)},
        errors=errors,
        uploads=kept,
        laboratory=own[0],
        office=actor().holds(Role.OCA_OFFICE),
        typed=typed,
        origins=_origins(),
        due=known.local_date(known.due_at(now(), _LIMIT)),
        limit=_LIMIT,
        vendors=known_vendors(session, actor()),
        references=known_references(session, actor()),
        checked=checked,
        may_ask=actor().holds(*ASKS),
        dispute=given.get("dispute") or request.args.get("dispute", ""),
        **read_as(session, given.get("test_references", ""), given.get("device_type"), given.get("ocpp_version")),
    )


def _needed(field: Field) -> Field:
    """A laboratory names the vendor whose device is tested (P-04)."""
    return replace(field, required=True) if field.name == "vendor_name" and actor().laboratory_id else field


def own_contact(session: Session) -> tuple[str, Contact]:
    """The laboratory and the contact of whoever files; OCA's people file for others."""
    person = session.get(Person, actor().person_id) if actor().laboratory_id else None
    laboratory = session.get(Laboratory, actor().laboratory_id) if actor().laboratory_id else None
    known = visitor()
    if person is None or laboratory is None or known is None:
        return "", Contact()
    return laboratory.name, Contact(person.name, person.email, person.phone)


@desk.get("/file/references")
@needs(Permission.CASES_FILE)
def references() -> tuple[str, int]:
    """How test references are read, while they are typed, and what was answered on them before (P-08, P-62)."""
    args = request.args
    read = read_as(db.session(), args.get("text", "")[:300], args.get("device_type"), args.get("ocpp_version"))
    return page("filing_references.html", **read)


def read_as(session: Session, text: str, device: str | None, version: str | None) -> dict[str, Any]:
    """The references as they are read, warnings, and resolutions on them; nothing of whom they came from."""
    given = tuple(split_references(text))
    device_type = DeviceType(device) if device in set(DeviceType) else None
    ocpp = OcppVersion(version) if version in set(OcppVersion) else None
    read = read_all(given, device_type, ocpp)
    readable = granted(Permission.RESOLUTIONS_READ, actor().roles)
    found = answered_before(session, read.references) if readable else ()
    return {"read": read.references, "warnings": read.warnings, "resolutions": found}


@desk.get("/templates/issue.txt")
@needs(Permission.PUBLIC)
def template_text() -> Response:
    """The template as plain text."""
    return _download(issue_templates.as_text().encode(), "text/plain; charset=utf-8", "issue-template.txt")


@desk.get("/templates/issue.docx")
@needs(Permission.PUBLIC)
def template_word() -> Response:
    """The template as a Word document."""
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return _download(issue_templates.as_word(), kind, "issue-template.docx")


def _download(content: bytes, kind: str, name: str) -> Response:
    return Response(content, mimetype=kind, headers={"Content-Disposition": f"attachment; filename={name}"})
