"""Asking a question (ch.7.3, ch.9, ch.11): what it is about says who answers it (P-09, P-24)."""

from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, current_app, redirect, request, url_for
from marshmallow import ValidationError
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from issuetracker.extensions import db, transaction
from issuetracker.fields import build, schema_for
from issuetracker.permissions import Permission, needs
from issuetracker.services import drafts, files
from issuetracker.services.asking import ASKS, ask
from issuetracker.services.calendars import calendars, in_force
from issuetracker.services.errors import InvalidFields
from issuetracker.web import uploads
from issuetracker.web.filing import own_contact, read_as, wrong_fields
from issuetracker.web.forms import Field, errors_of
from issuetracker.web.pages import page, said
from issuetracker.web.reports import report_data, report_fields
from issuetracker.web.uploads import Upload
from issuetracker.web.visitor import actor, now
from workflows.errors import Refusal, WrongRole
from workflows.questions import WAYS
from workflows.report import Origin, Report, missing_to_start
from workflows.roles import Role
from workflows.versions import CURRENT, ClockKind, procedure
from workflows.vocabulary import Subject, Visibility

desk = Blueprint("asking", __name__)
_LIMIT = procedure(CURRENT).limits[ClockKind.WORKING_GROUP]
_WORDS = {
    "summary": ("The question in one sentence", "Other laboratories may read it later, so name no vendor."),
    "description": ("The question, with what you have found out yourselves", ""),
    "device": ("Product", "As its vendor calls it; members of the group do not read it."),
}


@dataclass(frozen=True, slots=True)
class _Choice:
    """A subject as it is offered: what it is, who answers, and by when."""

    value: str
    label: str
    who: str


@desk.get("/ask")
@needs(Permission.CASES_FILE)
def form() -> tuple[str, int]:
    """The form, empty or as it was kept."""
    place = url_for("asking.form")
    kept = drafts.find(db.session(), actor(), place)[place]
    return _page(db.session(), MultiDict([(name, one) for name, values in kept.items() for one in values]), {}, [])


@desk.post("/ask")
@needs(Permission.CASES_FILE)
def put() -> tuple[str, int] | Any:
    """Ask it; or every error at once, with everything that was typed and uploaded still there."""
    kept: list[Upload] = []
    try:
        taken = uploads.take()
        kept = taken.kept
        subject, report = _asked(request.form, taken.wrong)
        desk_of = current_app.extensions["desk"]
        with transaction() as session:
            case = ask(session, desk_of, report, subject, actor(), received_at=now(), at=now()).case
            if kept:
                given = uploads.as_attached(kept)
                files.attach(session, desk_of, case, given, actor(), now(), visibility=Visibility.PARTIES)
            drafts.forget(session, actor(), url_for("asking.form"))
            number = case.number
    except WrongRole:
        raise
    except Refusal as error:
        return _page(db.session(), request.form, wrong_fields(error), kept, status=422)
    said(f"Asked as {number}.", f"It is before the {WAYS[subject].group.label}.")
    return redirect(url_for("case.read", number=number))


def _asked(given: MultiDict[str, str], wrong_files: str) -> tuple[Subject, Report]:
    """The subject and the report that the form asks for; every wrong field at once."""
    wrong = {"files": wrong_files} if wrong_files else {}
    chosen = given.get("subject", "")
    if chosen not in set(Subject):
        wrong["subject"] = "Say what the question is about; that decides who answers it."
    data = report_data(given)
    report = Report(summary=data.get("summary", ""), description=data.get("description", ""))
    try:
        report = build(Report, schema_for(Report)().load(data))
    except ValidationError as error:
        wrong |= {item["field"]: item["message"] for item in errors_of(error)}
    wrong |= missing_to_start(report, Origin.QUESTION)
    if wrong:
        raise InvalidFields(wrong)
    return Subject(chosen), report


def _page(
    session: Session, given: MultiDict[str, str], errors: dict[str, str], kept: list[Upload], *, status: int = 200
) -> tuple[str, int]:
    if not actor().holds(*ASKS):
        raise WrongRole("Laboratories and vendors ask, or the office for them.", rule="P-24")
    typed = {name: values if len(values) > 1 else values[-1] for name, values in given.lists()}
    laboratory, contact = own_contact(session)
    calendar = in_force(calendars(session))
    shown = report_fields(Report(summary="", laboratory_contact=contact), typed, errors)
    fields = {field.name: _worded(field) for field in shown}
    return page(
        "asking.html",
        status,
        fields=fields,
        errors=errors,
        typed=typed,
        subjects=[_choice(subject) for subject in Subject],
        uploads=kept,
        laboratory=laboratory,
        vendor=actor().holds(Role.VENDOR),
        limit=_LIMIT,
        analysis=procedure(CURRENT).limits[ClockKind.ANALYSIS],
        due=calendar.local_date(calendar.due_at(now(), _LIMIT)),
        **read_as(session, given.get("test_references", ""), given.get("device_type"), given.get("ocpp_version")),
    )


def _worded(field: Field) -> Field:
    """A field of the report as it is asked of a question."""
    if field.name not in _WORDS:
        return field
    label, hint = _WORDS[field.name]
    return replace(field, label=label, hint=hint, required=field.name != "device")


def _choice(subject: Subject) -> _Choice:
    way = WAYS[subject]
    time = f"{_LIMIT} working days" if way.timed else "no maximum time"
    return _Choice(subject.value, subject.label, f"the {way.group.label} answers, {time} ({way.source})")
